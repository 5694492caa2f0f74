"""What families and records tell of somebody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from imena.evidence.dental.teeth import TEETH
from imena.evidence.marks import MARK_KINDS
from imena.evidence.stature import ADULT_FROM, REPORT_KINDS
from imena.invented.findings.form import InventedFinding
from imena.invented.findings.people import PLACES, Was
from imena.invented.findings.plan import FindingsPlan
from imena.invented.findings.seen import MARK_WORDS, tooth_finding, written

#: Who states a stature, how often, and of which kind the report then is.
_SOURCES = (
    ("family", 0.6, "relatives"),
    ("official_register", 0.25, "document"),
    ("medical_record", 0.15, "measured"),
)
#: Years lost from stature after 30, cm.
_LOSS, _LOSS_FROM = 0.06, 30.0
#: Shares of teeth a chart passes over, and of fillings without their surfaces.
_PASSED_OVER, _NO_SURFACES = 0.05, 0.3
_DAYS_A_YEAR = 365.2425


def told(
    was: Was,
    mouth: tuple[int, ...],
    charted_on: date,
    plan: FindingsPlan,
    rng: np.random.Generator,
) -> Iterator[InventedFinding]:
    """What is told of somebody; ``mouth`` is how it was on ``charted_on``."""
    if rng.random() < plan.told_stature and was.age >= ADULT_FROM:
        yield _stature(was, plan, rng)
    if rng.random() < plan.told_teeth and was.age >= ADULT_FROM:
        yield from _teeth(mouth, charted_on, plan, rng)
    if rng.random() < plan.told_marks:
        yield from _marks(was, rng)
    if rng.random() < plan.told_colours:
        yield InventedFinding("hair", "present", "family", {"colour": was.hair})
        yield InventedFinding("eyes", "present", "photograph", {"colour": was.eyes})
    if rng.random() < plan.told_things:
        for category, thing, colour in was.things:
            data = {"category": category, "description": f"{colour} {thing}"}
            yield InventedFinding("belonging", "present", "family", data)


def years_before(was: Was, rng: np.random.Generator) -> tuple[float, date]:
    """How long before being last seen the teeth were charted, and on which day."""
    years = float(rng.uniform(0.2, min(8.0, max(was.age - 16, 0.3))))
    return years, was.last_seen - timedelta(days=round(years * _DAYS_A_YEAR))


def _stature(was: Was, plan: FindingsPlan, rng: np.random.Generator) -> InventedFinding:
    source, _, kind = _SOURCES[int(rng.choice(len(_SOURCES), p=[s[1] for s in _SOURCES]))]
    report = REPORT_KINDS[kind]
    cm = was.stature - _LOSS * max(was.age - _LOSS_FROM, 0.0)
    cm += report.bias[was.sex] + report.spread * rng.normal()
    if kind == "relatives":
        cm += plan.overstated_cm
    data = {"least_cm": f"{cm - 1:.0f}", "most_cm": f"{cm + 1:.0f}"}
    return InventedFinding("stature", "present", source, data)


def _teeth(
    mouth: tuple[int, ...], charted_on: date, plan: FindingsPlan, rng: np.random.Generator
) -> Iterator[InventedFinding]:
    states = list(mouth)
    if rng.random() < plan.shifted_charts:
        states = _off_by_one(states) if rng.random() < 0.5 else _left_for_right(states)
    for tooth, number in zip(TEETH, states, strict=True):
        if rng.random() < _PASSED_OVER:
            continue
        state, surfaces = written(number)
        if rng.random() < _NO_SURFACES:
            surfaces = ()
        yield tooth_finding(
            tooth, state, surfaces, by="dental_record", as_of=charted_on.isoformat()
        )


def _off_by_one(states: list[int]) -> list[int]:
    """Each quadrant one tooth outward: the first place is charted as the tooth behind it was."""
    quadrants = [states[start : start + 8] for start in range(0, len(states), 8)]
    return [state for own in quadrants for state in (*own[1:], own[-1])]


def _left_for_right(states: list[int]) -> list[int]:
    """Right and left quadrants changed over, upper and lower by themselves."""
    one, two, three, four = (states[start : start + 8] for start in range(0, len(states), 8))
    return [*two, *one, *four, *three]


def _marks(was: Was, rng: np.random.Generator) -> Iterator[InventedFinding]:
    for kind, region in PLACES:
        rates = MARK_KINDS[kind]
        there = (kind, region) in was.marks
        rate = rates.reported if there else rates.false_report
        status = "present" if rng.random() < rate.mean else "absent"
        yield InventedFinding("mark", status, "family", {"mark": MARK_WORDS[kind]}, region)
