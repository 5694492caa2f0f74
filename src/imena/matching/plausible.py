"""Which placements a joint answer weighs, and a bound on what the others could have changed.

A small case weighs everything. In a large one a placement is left out only when the posterior mass
of all stories that contain it is provably negligible: the same story with one body taken away, or
with that body given to a family that claims it far more strongly, outweighs it. For a placement r
with body i, and W the weight (LR times evidence) of a family's placement,

    mass(r) <= W(r) / W(r without i) * g                              (the body left unnamed)
    mass(r) <= W(r) / W(r without i) * odds(i) * max(1, g)            (given to another family)

where g is the largest prior ratio of k+1 to k named bodies, and odds(i) the other family's odds
against i, whoever else is placed there. Both send each story with r to a heavier one, at most one
story to each, so the bounds add up over the placements left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from imena.matching.case import Family
from imena.matching.family_rows import placements
from imena.matching.pairwise import LOG10, Pairwise
from imena.matching.placements import FamilyPlacements

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

#: Pairs up to which a case is small: everything is weighed.
SMALL_CASE_PAIRS = 2_500
#: Posterior mass that placements left out of a large case may have together.
TOLERANCE = 1e-6
#: In a family with several missing, a body is tried in a place when its pairwise LR reaches this
#: (log10), and when that LR times the odds of other families against the body does so too.
TRIED_FROM_LOG10 = -6.0
CLAIMED_FROM_LOG10 = -9.0
#: Placements of one family that are weighed at most; beyond it fewer bodies are tried.
MOST_ROWS = 300_000


@dataclass(frozen=True, eq=False)
class Weighed:
    """The families' placements, a bound on the mass of those left out, and how many pairs of a
    family with several missing were not tried in joint placements."""

    tables: tuple[FamilyPlacements, ...]
    dropped_mass: float
    pairs_not_tried: int


def weigh_all(pairwise: Pairwise) -> Weighed:
    """Every placement that is not impossible."""
    case = pairwise.readings.case
    possible = _possible(pairwise)
    tables = [
        placements(pairwise, family, {m: possible[m] for m in family.missing})
        for family in case.families
    ]
    return Weighed(tuple(tables), 0.0, 0)


def weigh_plausible(
    pairwise: Pairwise,
    log_prior: FloatArray,
    *,
    tolerance: float = TOLERANCE,
    progress: Callable[[str, float], None] | None = None,
) -> Weighed:
    """The placements that can matter, with a bound on the posterior mass of the rest.

    ``log_prior`` is the natural-log prior of one story by its number of named bodies.
    """
    case = pairwise.readings.case
    gain = float(np.max(np.diff(log_prior), initial=-np.inf))
    possible = _possible(pairwise)
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
        claims.add(family.id, single_odds(table, n_bodies))
    not_tried = 0
    for done, family in enumerate(sorted(several, key=lambda f: len(f.missing))):
        if progress:
            progress("placements", done / len(several))
        choices, skipped = _tried(pairwise, family, possible, claims)
        not_tried += skipped
        table = placements(pairwise, family, choices)
        tables[family.id] = table
        claims.add(family.id, several_odds(table, n_bodies))
    ordered = [tables[family.id] for family in case.families]
    kept, dropped = drop_negligible(ordered, claims, gain, tolerance)
    return Weighed(tuple(kept), dropped, not_tried)


class Claims:
    """For each body, the lowest log odds that families put against its being theirs."""

    def __init__(self, n_bodies: int) -> None:
        self._best = np.full(n_bodies, np.inf)
        self._second = np.full(n_bodies, np.inf)
        self._by = np.full(n_bodies, "", dtype=object)

    def add(self, family: str, odds: FloatArray) -> None:
        """Add one family's log odds against each body, shape (bodies,)."""
        lower = odds < self._best
        self._second = np.where(lower, self._best, np.minimum(self._second, odds))
        self._best = np.where(lower, odds, self._best)
        self._by[lower] = family

    def against(self, family: str) -> FloatArray:
        """Log odds against each body in the family, other than ``family``, that claims it most."""
        return np.where(self._by == family, self._second, self._best)


def single_odds(table: FamilyPlacements, n_bodies: int) -> FloatArray:
    """A one-missing family's log odds against each body: the rest of its weights over this one."""
    odds = np.full(n_bodies, np.inf)
    weight = table.log_lr + table.log_evidence
    rest = log_rest(weight, np.zeros(len(weight), dtype=np.intp))
    placed = table.bodies[:, 0] >= 0
    odds[table.bodies[placed, 0]] = rest[placed] - weight[placed]
    return odds


def several_odds(table: FamilyPlacements, n_bodies: int) -> FloatArray:
    """As :func:`single_odds` for a family with several missing: for each place, the worst case
    over all ways of placing the others; for each body, its best place."""
    weight = table.log_lr + table.log_evidence
    odds = np.full(n_bodies, np.inf)
    radix = n_bodies + 1
    for place in range(table.bodies.shape[1]):
        others = table.bodies.astype(np.int64) + 1
        body = table.bodies[:, place]
        others[:, place] = 0
        code = _codes(others, radix)
        groups, group = np.unique(code, return_inverse=True)
        placed = body >= 0
        rest = log_rest(weight, group)
        worst = np.full(n_bodies, -np.inf)
        np.maximum.at(worst, body[placed], rest[placed] - weight[placed])
        offered = np.bincount(body[placed], minlength=n_bodies)
        blocked = np.zeros(n_bodies, dtype=int)
        first = np.unique(group, return_index=True)[1]
        for column in range(others.shape[1]):
            present = others[first, column]
            blocked += np.bincount(present[present > 0] - 1, minlength=n_bodies)
        complete = offered + blocked == len(groups)
        odds = np.minimum(odds, np.where(complete & (offered > 0), worst, np.inf))
    return odds


def drop_negligible(
    tables: Sequence[FamilyPlacements], claims: Claims, gain: float, tolerance: float
) -> tuple[list[FamilyPlacements], float]:
    """Leave out the placements with the smallest bounds, as many as sum to ``tolerance``."""
    bounds = [_bounds(table, claims.against(table.family), gain) for table in tables]
    everything = np.concatenate(bounds)
    order = np.argsort(everything, kind="stable")
    running = np.cumsum(np.exp(np.minimum(everything[order], 0.0)))
    n_dropped = int(np.searchsorted(running, tolerance, side="right"))
    left_out = np.zeros(len(everything), dtype=bool)
    left_out[order[:n_dropped]] = True
    kept = []
    start = 0
    for table, bound in zip(tables, bounds, strict=True):
        stays = ~left_out[start : start + len(bound)]
        start += len(bound)
        kept.append(
            replace(
                table,
                bodies=table.bodies[stays],
                log_lr=table.log_lr[stays],
                log_evidence=table.log_evidence[stays],
            )
        )
    return kept, float(running[n_dropped - 1]) if n_dropped else 0.0


def _bounds(table: FamilyPlacements, against: FloatArray, gain: float) -> FloatArray:
    """Log bound on the posterior mass of each placement; +inf for "nobody placed"."""
    weight = table.log_lr + table.log_evidence
    rows = table.bodies.astype(np.int64) + 1
    code = _codes(rows, len(against) + 1)
    order = np.argsort(code)
    bound = np.full(len(weight), np.inf)
    for place in range(rows.shape[1]):
        body = rows[:, place] - 1
        without = rows.copy()
        without[:, place] = 0
        wanted = _codes(without, len(against) + 1)
        found = np.minimum(np.searchsorted(code[order], wanted), len(order) - 1)
        at = order[found]
        lighter = np.where(code[at] == wanted, weight[at], -np.inf)
        ratio = weight - lighter
        better = np.minimum(gain, np.where(body >= 0, against[body], np.inf) + max(0.0, gain))
        bound = np.where(body >= 0, np.minimum(bound, ratio + better), bound)
    return bound


def _codes(rows: IntArray, radix: int) -> IntArray:
    code = np.zeros(len(rows), dtype=np.int64)
    for column in rows.T:
        code = code * radix + column
    return code


def log_rest(weight: FloatArray, group: npt.NDArray[np.intp]) -> FloatArray:
    """For each entry, the log of the summed weights of the others in its group.

    The group's largest entry is left out of the sum, not subtracted from it: where it outweighs
    the rest by more than the rounding of a double, a subtraction would leave nothing.
    """
    n_groups = int(group.max()) + 1
    largest = np.full(n_groups, -1, dtype=np.intp)
    order = np.argsort(weight, kind="stable")
    largest[group[order]] = order
    others = weight.copy()
    others[largest[largest >= 0]] = -np.inf
    small = np.full(n_groups, -np.inf)
    np.logaddexp.at(small, group, others)
    top = weight[largest]
    with np.errstate(divide="ignore", invalid="ignore"):
        inner = small[group] + np.log1p(-np.exp(np.minimum(others - small[group], 0.0)))
    inner = np.where(others >= small[group], -np.inf, inner)
    rest: FloatArray = np.where(np.isneginf(others), small[group], np.logaddexp(top[group], inner))
    return rest


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
        choices = {m: np.flatnonzero(s >= floor).tolist() for m, s in strength.items()}
        rows = np.prod([float(len(bodies) + 1) for bodies in choices.values()])
        if rows <= MOST_ROWS:
            break
        floor += 0.5
    skipped = sum(len(possible[m]) - len(choices[m]) for m in family.missing)
    return choices, skipped
