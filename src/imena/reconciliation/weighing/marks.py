"""Marks and implants, by where they are."""

from __future__ import annotations

import re
from collections.abc import Iterable

from imena.evidence.weighing.records import Place
from imena.reconciliation.weighing.said import DISAGREE, Remarks, of_kind, text
from imena.registry.queries.frozen import FrozenFinding

_NAME = "marks"
#: A mark as it is written down → the kind whose rates are known, where there is one.
_KINDS = {
    "tattoo": "tattoo",
    "scar": "large_scar",
    "healed_fracture": "healed_fracture",
}
_CONDITIONS = {
    "fresh": "fresh",
    "early_decomposition": "decomposed",
    "advanced_decomposition": "decomposed",
    "skeletonised": "skeleton",
}


def of_one(findings: Iterable[FrozenFinding], remarks: Remarks) -> dict[Place, bool]:
    """By place, whether the mark is there; where two say otherwise it is not compared."""
    found: dict[Place, set[bool]] = {}
    for one in of_kind(findings, "mark", "present", "absent"):
        place = _place(text(one.data, "mark"), one.region)
        if place is not None:
            found.setdefault(place, set()).add(one.status == "present")
    if any(len(said) > 1 for said in found.values()):
        remarks.add(_NAME, DISAGREE)
    return {place: said.pop() for place, said in found.items() if len(said) == 1}


def condition(findings: Iterable[FrozenFinding], stage: str) -> str:
    """How far marks could still be seen: by the examiner’s word, else by how they were lifted."""
    stages = [text(one.data, "stage") for one in of_kind(findings, "condition")]
    said = next((one for one in stages if one), stage)
    return _CONDITIONS.get(said, "decomposed")


def implants(findings: Iterable[FrozenFinding]) -> dict[str, str]:
    """Serial numbers by region, as letters and digits only."""
    found: dict[str, str] = {}
    for one in of_kind(findings, "mark"):
        serial = re.sub(r"[\W_]", "", text(one.data, "serial")).upper()
        if text(one.data, "mark") == "implant" and serial:
            found[one.region] = serial
    return found


def _place(mark: str, region: str) -> Place | None:
    if mark == "surgery" and region == "abdomen":
        return "appendectomy", region
    if mark == "amputation" and region.startswith("upper_limb"):
        return "missing_finger", region
    kind = _KINDS.get(mark)
    return None if kind is None else (kind, region)
