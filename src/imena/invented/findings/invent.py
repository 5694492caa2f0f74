"""Findings for everybody of an invented site."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from imena.invented.findings.form import InventedFinding, InventedFindings
from imena.invented.findings.people import Was, somebody, unlisted
from imena.invented.findings.plan import AS_MODELLED, FIRST_DAY, LAST_DAY, FindingsPlan
from imena.invented.findings.seen import later, seen
from imena.invented.findings.told import told, years_before
from imena.invented.site import InventedSite

#: When the graves are opened.
LIFTED = date(2026, 3, 20)
#: Days from death to burial, at most.
_UNBURIED = 14
_DAYS_A_MONTH = 365.2425 / 12


def invent_findings(
    site: InventedSite,
    plan: FindingsPlan = AS_MODELLED,
    *,
    male_share: float = 0.75,
    seed: int | None = None,
) -> InventedFindings:
    """What is told of the site’s missing and found on its bodies.

    ``male_share`` is that of remains nobody reported whose sex no profile shows. The same site,
    plan and seed (the site’s own if none is given) make the same findings.
    """
    rng = np.random.default_rng([site.truth.seed if seed is None else seed, 29])
    listed = {}
    charts = {}
    for family in site.families:
        for missing in family.missing:
            year = int(family.details[missing]["birth_year"])
            was = somebody(family.actual[missing].sex, min(year, FIRST_DAY.year), rng)
            years, day = years_before(was, rng)
            # The chart is the earlier one: what was drawn was then, and time has passed since.
            charts[missing] = was.mouth, day
            listed[missing] = replace(was, mouth=later(was.mouth, years, rng))
    bodies = _bodies(site, listed, male_share, rng)
    remains = {body: tuple(seen(was, plan, _months(), rng)) for body, was in bodies.items()}
    exchanged = _exchanged(list(bodies), plan.exchanged_clothes, rng)
    for one, other in exchanged:
        remains[one], remains[other] = _swapped(remains[one], remains[other])
    dug = {
        body: min(was.died + timedelta(days=int(rng.integers(_UNBURIED))), LAST_DAY)
        for body, was in bodies.items()
        if rng.random() < plan.dates
    }
    return InventedFindings(
        remains,
        {m: tuple(told(was, *charts[m], plan, rng)) for m, was in listed.items()},
        {m: was.last_seen for m, was in listed.items()},
        dug,
        {"exchanged_clothes": tuple(body for pair in exchanged for body in pair)},
    )


def _bodies(
    site: InventedSite, listed: Mapping[str, Was], male_share: float, rng: np.random.Generator
) -> dict[str, Was]:
    everybody = list(listed.values())
    found = {}
    for body in site.case.bodies:
        missing = site.truth.identities[body.id]
        found[body.id] = (
            unlisted(body.sex, everybody, male_share, rng) if missing is None else listed[missing]
        )
    return found


def _months() -> float:
    """In the ground, taken alike for all: from the middle of the time to when graves are opened."""
    middle = FIRST_DAY + (LAST_DAY - FIRST_DAY) / 2
    return round((LIFTED - middle).days / _DAYS_A_MONTH)


def _exchanged(
    bodies: Sequence[str], share: float, rng: np.random.Generator
) -> list[tuple[str, str]]:
    """Neighbours whose clothes were changed over."""
    pairs = [(bodies[n], bodies[n + 1]) for n in range(0, len(bodies) - 1, 2)]
    return [pair for pair in pairs if rng.random() < share]


def _swapped(
    one: Iterable[InventedFinding], other: Iterable[InventedFinding]
) -> tuple[tuple[InventedFinding, ...], tuple[InventedFinding, ...]]:
    (rest, things), (other_rest, other_things) = _apart(one), _apart(other)
    return (*rest, *other_things), (*other_rest, *things)


def _apart(
    found: Iterable[InventedFinding],
) -> tuple[list[InventedFinding], list[InventedFinding]]:
    """What was not on the body but is the body’s, and what was on it."""
    every = list(found)
    return (
        [one for one in every if one.kind != "belonging"],
        [one for one in every if one.kind == "belonging"],
    )
