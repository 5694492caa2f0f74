"""Which placements a joint answer weighs.

A small case weighs everything. In a large one placements that are provably negligible are left
out, with a bound on the posterior mass lost (`imena.matching.negligible` has the proof).

What is *not* bounded: in a family with several missing, placements that come of one that promised
too little are never looked at (`imena.matching.several` says what that means, and what can be said
of it). Where a family's eliminations ran out before everything promising was opened, ``cut_short``
names it: nothing should be concluded there from what was not found.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from imena.matching.beside_dna import Beside, beside, columns_of
from imena.matching.case import Case
from imena.matching.family_rows import placements
from imena.matching.joint.counting import count_assignments
from imena.matching.joint.placements import FamilyPlacements
from imena.matching.most_named import most_named
from imena.matching.negligible import (
    Claims,
    Loads,
    drop_negligible,
    drop_singles,
    load_of,
    odds_against,
    single_claims,
)
from imena.matching.pairwise import LOG10, Pairwise
from imena.matching.several import Ground, Odds, grow

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

#: Pairs up to which a case is small: everything is weighed.
SMALL_CASE_PAIRS = 2_500
#: Posterior mass that placements left out of a large case may have together.
TOLERANCE = 1e-5
#: Share of it for stories that name improbably many bodies, of which no other bound speaks.
_BEYOND = 1e-3
#: Families whose placements grow side by side. Each is told of the claims of all before them; the
#: more there are, the more share an elimination, and the less they are told.
GROWN_TOGETHER = 32
#: Placements of one family up to which a case is small.
MOST_ROWS = 300_000


@dataclass(frozen=True, eq=False)
class Weighed:
    """The families' placements, and what is known of the others.

    ``dropped_mass`` bounds the posterior mass of the stories with a placement that was weighed and
    left out. ``cut_short`` names families with several missing of which some promising placements
    were not opened, and ``not_opened`` counts those: ``dropped_mass`` says nothing of what they
    would have led to.
    """

    tables: tuple[FamilyPlacements, ...]
    dropped_mass: float
    cut_short: tuple[str, ...] = ()
    not_opened: int = 0


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
    return Weighed(tuple(tables), 0.0)


def weigh_plausible(
    pairwise: Pairwise,
    log_prior: FloatArray,
    compared: Collection[int],
    same_person: Collection[tuple[int, int]],
    *,
    tolerance: float = TOLERANCE,
    progress: Callable[[str, float], None] | None = None,
) -> Weighed:
    """The placements that can matter, with a bound on the posterior mass of the others weighed.

    ``log_prior`` is the natural-log prior of one story by its number of named bodies;
    ``compared`` are the numbers of the bodies that take part; ``same_person`` as in `placements`.
    """
    case = pairwise.readings.case
    n_bodies = len(case.bodies)
    evidence = beside(case)
    weight = _weights(pairwise, evidence, compared)
    columns = _columns(case)
    alone = [family for family in case.families if len(family.missing) == 1]
    several = [family for family in case.families if len(family.missing) > 1]
    singles = np.array([columns[family.id][0] for family in alone], dtype=np.int64)
    claims = Claims(n_bodies)
    claimed, odds = single_claims(weight[:, singles])
    for family, body, against in zip(alone, claimed.tolist(), odds.tolist(), strict=True):
        claims.add_one(family.id, body, against)
    gain, typical = _gains(log_prior, odds, len(case.missing))
    tables: dict[str, FamilyPlacements] = {}
    total_dropped, cut_short, not_opened = 0.0, [], 0
    share = tolerance / 4 / max(1, len(several))
    by_size = sorted(several, key=lambda f: len(f.missing))
    for first in range(0, len(by_size), GROWN_TOGETHER):
        if progress:
            progress("placements", first / len(several))
        some = by_size[first : first + GROWN_TOGETHER]
        grounds = [
            Ground(
                family,
                weight[:, columns[family.id]],
                columns_of(evidence, columns[family.id]) * LOG10,
                Odds(claims.against(family.id), gain, typical),
                share,
            )
            for family in some
        ]
        for family, grown in zip(some, grow(pairwise.readings, grounds, same_person), strict=True):
            (table,), dropped = drop_negligible([grown.table], claims, gain, share)
            tables[family.id] = table
            total_dropped += dropped + grown.dropped
            if grown.not_opened:
                cut_short.append(family.id)
                not_opened += grown.not_opened
            claims.add(family.id, odds_against(table, n_bodies))
    named = most_named(
        log_prior,
        weight[:, singles],
        claimed,
        odds,
        [tables[family.id] for family in several],
        tolerance * _BEYOND,
    )
    total_dropped += named.beyond
    gain = float(np.diff(log_prior)[: named.at_most].max(initial=-np.inf))
    loads = Loads(n_bodies)
    loads.add_singles([family.id for family in alone], weight[:, singles])
    for family in several:
        loads.add(family.id, load_of(tables[family.id], n_bodies))
    kept, dropped = drop_singles(
        [(family.id, family.missing) for family in alone],
        weight[:, singles],
        evidence[:, singles],
        claims,
        loads,
        gain,
        tolerance / 4,
    )
    total_dropped += dropped
    tables.update((table.family, table) for table in kept)
    ordered = [tables[family.id] for family in case.families]
    thinned, dropped = drop_negligible(ordered, claims, gain, tolerance / 4, loads)
    return Weighed(tuple(thinned), total_dropped + dropped, tuple(cut_short), not_opened)


def _possible(pairwise: Pairwise) -> dict[str, list[int]]:
    columns = pairwise.log_lr.T
    return {
        m: np.flatnonzero(column > -np.inf).tolist()
        for m, column in zip(pairwise.readings.case.missing, columns, strict=True)
    }


def _weights(pairwise: Pairwise, evidence: Beside, compared: Collection[int]) -> FloatArray:
    """Natural log weight of every pair by itself, -inf where it was not compared."""
    weight = np.where(np.isnan(pairwise.log_lr), -np.inf, pairwise.log_lr)
    left_out = np.ones(len(weight), dtype=bool)
    left_out[list(compared)] = False
    weight[left_out] = -np.inf
    if sparse.issparse(evidence):
        told = evidence.tocoo()
        weight[told.row, told.col] += told.data * LOG10
    else:
        weight += evidence * LOG10
    return weight


def _columns(case: Case) -> dict[str, IntArray]:
    """For each family, where its missing members stand among all."""
    sizes = np.array([len(family.missing) for family in case.families])
    starts = np.cumsum(sizes) - sizes
    return {
        family.id: np.arange(start, start + size)
        for family, start, size in zip(case.families, starts, sizes, strict=True)
    }


def _gains(log_prior: FloatArray, odds: FloatArray, n_missing: int) -> tuple[float, float]:
    """Largest log prior ratio of one named body more, and the one at the likely number named:
    of all missing as large a share as of the one-missing families claim a body."""
    steps = np.diff(log_prior)
    if not steps.size:
        return float("-inf"), float("-inf")
    claiming = float((odds < 0).mean()) if odds.size else 0.5
    return float(steps.max()), float(steps[min(int(claiming * n_missing), steps.size - 1)])
