"""Statures by published equations, and lengths given stature."""

from __future__ import annotations

import re
from collections.abc import Mapping

from imena.evidence.stature import length_model_from_moments
from imena.evidence.stature_equations import EQUATIONS, Equations
from imena.exchange.reference.comparison import Comparison
from imena.exchange.reference.stated import Stated

#: Martin's measures, as the reference names them → bones of the equations.
_BONES: Mapping[str, str] = {
    "Fem1": "femur",
    "Tib1b": "tibia",
    "Fib1": "fibula",
    "Hum1": "humerus",
    "Rad1": "radius",
    "Uln1": "ulna",
}


def compare_stature(comparison: Comparison, stated: Stated) -> None:
    """Every case of the equations that are here, with the bones the reference chose.

    It rounds to whole millimetres; the tolerance is the one it states.
    """
    tolerance = stated["tolerance"]["abs_mm"].number
    for case in stated["cases"].listed():
        sex = case["input"]["sex"].text.upper()
        lengths = case["input"]["measures_mm"].numbers()
        for name, expected in case["expected"].items():
            bones = _bones(expected["bones"].text)
            if name not in EQUATIONS or not _held(EQUATIONS[name], sex, bones):
                continue
            total = sum(lengths[measure] for measure in bones)
            bone = "+".join(_BONES[measure] for measure in bones)
            found = EQUATIONS[name].by_sex[sex][bone].stature_cm(total) * 10
            place = (case["id"].text, name)
            comparison.within("stature", place, expected["stature_mm"].number, found, tolerance)


def _bones(written: str) -> list[str]:
    """Measures of "1. Fem1&Tib1b"; those of which a mean was taken are written otherwise."""
    return re.sub(r"^\d+\. ", "", written).split("&")


def _held(equations: Equations, sex: str, bones: list[str]) -> bool:
    named = "+".join(_BONES.get(measure, "") for measure in bones)
    return named in equations.by_sex[sex]


def compare_lengths(comparison: Comparison, stated: Stated) -> None:
    """Length given stature from the moments of each group."""
    for group, tables in stated["groups"].items():
        for row in tables["stature"].listed():
            found = length_model_from_moments(
                row["mean_stature_cm"].number,
                row["sd_stature_cm"].number,
                row["mean_length_mm"].number,
                row["sd_length_mm"].number,
                row["r"].number,
                int(row["n"].number),
            )
            expected = row["length_on_stature"]
            place = (group, row["measurement"].text)
            for name, value in (
                ("intercept", found.intercept),
                ("slope", found.slope),
                ("residual_sd_mm", found.residual),
            ):
                comparison.probability(
                    "length_given_stature", (*place, name), expected[name].number, value
                )
