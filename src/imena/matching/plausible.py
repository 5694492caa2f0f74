"""Which placements a joint answer weighs.

A small case weighs everything. In a large one placements that are provably negligible are left
out, with a bound on the posterior mass lost (`imena.matching.negligible` has the proof).

What is *not* bounded: in a family with several missing, bodies whose pairwise LR is very low, or
that others claim, are not tried at all, and ``pairs_not_tried`` counts those pairs. Two bodies
that are poor matches one by one may be a good one together; how low is too low is a matter of
judgement (`TRIED_FROM_LOG10`, `CLAIMED_FROM_LOG10`, `MOST_ROWS`), not of proof.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from imena.matching.case import Family
from imena.matching.family_rows import placements
from imena.matching.joint.counting import count_assignments
from imena.matching.joint.placements import FamilyPlacements
from imena.matching.negligible import Claims, drop_negligible, odds_against
from imena.matching.pairwise import LOG10, Pairwise

FloatArray = npt.NDArray[np.float64]

#: Pairs up to which a case is small: everything is weighed.
SMALL_CASE_PAIRS = 2_500
#: Posterior mass that placements left out of a large case may have together.
TOLERANCE = 1e-5
#: In a family with several missing, a body is tried in a place when its pairwise LR reaches this
#: (log10), and when that LR times the odds of other families against the body does so too.
TRIED_FROM_LOG10 = -6.0
CLAIMED_FROM_LOG10 = -9.0
#: Placements of one family that are weighed at most; beyond it fewer bodies are tried.
MOST_ROWS = 300_000


@dataclass(frozen=True, eq=False)
class Weighed:
    """The families' placements, and what is known of the others.

    ``dropped_mass`` bounds the posterior mass of the stories with a placement that was weighed and
    left out. ``pairs_not_tried`` counts the possible pairs of families with several missing that
    were not tried in joint placements: ``dropped_mass`` says nothing of those.
    """

    tables: tuple[FamilyPlacements, ...]
    dropped_mass: float
    pairs_not_tried: int


def is_small(pairwise: Pairwise) -> bool:
    """Whether everything can be weighed: few pairs, and no family with too many placements."""
    case = pairwise.readings.case
    if len(case.bodies) * len(case.missing) > SMALL_CASE_PAIRS:
        return False
    possible = pairwise.log_lr > -np.inf
    position = {m: j for j, m in enumerate(case.missing)}
    for family in case.families:
        rows = count_assignments(possible[:, [position[m] for m in family.missing]])
        if rows is None or rows > MOST_ROWS:
            return False
    return True


def weigh_all(pairwise: Pairwise, same_person: Collection[tuple[int, int]]) -> Weighed:
    """Every placement that is not impossible, ``same_person`` as in `placements`."""
    case = pairwise.readings.case
    possible = _possible(pairwise)
    tables = [
        placements(pairwise, family, {m: possible[m] for m in family.missing}, same_person)
        for family in case.families
    ]
    return Weighed(tuple(tables), 0.0, 0)


def weigh_plausible(
    pairwise: Pairwise,
    log_prior: FloatArray,
    compared: Collection[int],
    same_person: Collection[tuple[int, int]],
    *,
    tolerance: float = TOLERANCE,
    progress: Callable[[str, float], None] | None = None,
) -> Weighed:
    """The placements that can matter, with a bound on the posterior mass of the others tried.

    ``log_prior`` is the natural-log prior of one story by its number of named bodies;
    ``compared`` are the numbers of the bodies that take part; ``same_person`` as in `placements`.
    """
    case = pairwise.readings.case
    gain = float(np.max(np.diff(log_prior), initial=-np.inf))
    takes_part = set(compared)
    possible = {
        m: [body for body in bodies if body in takes_part]
        for m, bodies in _possible(pairwise).items()
    }
    n_bodies = len(case.bodies)
    claims = Claims(n_bodies)
    tables: dict[str, FamilyPlacements] = {}
    several: list[Family] = []
    for family in case.families:
        if len(family.missing) > 1:
            several.append(family)
            continue
        table = placements(pairwise, family, {m: possible[m] for m in family.missing})
        tables[family.id] = table
        claims.add(family.id, odds_against(table, n_bodies))
    not_tried, total_dropped = 0, 0.0
    for done, family in enumerate(sorted(several, key=lambda f: len(f.missing))):
        if progress:
            progress("placements", done / len(several))
        choices, skipped = _tried(pairwise, family, possible, claims)
        not_tried += skipped
        joint_table, dropped = drop_negligible(
            [placements(pairwise, family, choices, same_person)],
            Claims(n_bodies),
            gain,
            tolerance / 2 / max(1, len(several)),
        )
        tables[family.id] = joint_table[0]
        total_dropped += dropped
        claims.add(family.id, odds_against(joint_table[0], n_bodies))
    ordered = [tables[family.id] for family in case.families]
    kept, dropped = drop_negligible(ordered, claims, gain, tolerance / 2)
    return Weighed(tuple(kept), total_dropped + dropped, not_tried)


def _possible(pairwise: Pairwise) -> dict[str, list[int]]:
    columns = pairwise.log_lr.T
    return {
        m: np.flatnonzero(column > -np.inf).tolist()
        for m, column in zip(pairwise.readings.case.missing, columns, strict=True)
    }


def _tried(
    pairwise: Pairwise, family: Family, possible: dict[str, list[int]], claims: Claims
) -> tuple[dict[str, list[int]], int]:
    """The bodies tried in each place of a family with several missing."""
    case = pairwise.readings.case
    against = np.minimum(claims.against(family.id), 0.0)
    strength: dict[str, FloatArray] = {}
    for missing in family.missing:
        alone = pairwise.log_lr[:, case.missing.index(missing)] / LOG10
        alone = alone + [case.evidence.get((body.id, missing), 0.0) for body in case.bodies]
        alone = np.where(np.isnan(alone) | (alone < TRIED_FROM_LOG10), -np.inf, alone)
        strength[missing] = alone + against / LOG10
    floor = CLAIMED_FROM_LOG10
    while True:
        choices = {m: [b for b in possible[m] if s[b] >= floor] for m, s in strength.items()}
        rows = np.prod([float(len(bodies) + 1) for bodies in choices.values()])
        if rows <= MOST_ROWS:
            break
        floor += 0.5
    skipped = sum(len(possible[m]) - len(choices[m]) for m in family.missing)
    return choices, skipped
