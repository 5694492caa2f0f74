"""Which placements a joint answer weighs, and a bound on what the others could have changed.

A small case weighs everything. In a large one a placement is left out only when the posterior mass
of all stories that contain it is provably negligible: the same story with one body taken away, or
with that body given to a family that claims it far more strongly, outweighs it. For a placement r
with body i, and W the weight (LR times evidence) of a family's placement,

    mass(r) <= W(r) / W(r without i) * g                              (the body left unnamed)
    mass(r) <= W(r) / W(r without i) * odds(i) * max(1, g)            (given to another family)

where g is the largest prior ratio of k+1 to k named bodies, and odds(i) the other family's odds
against i, whoever else is placed there. Both send every story with r to heavier ones and no more of
them to one than the bound allows for, so the bounds add up over the placements left out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from imena.matching.case import Family
from imena.matching.counting import count_assignments
from imena.matching.family_rows import placements
from imena.matching.pairwise import LOG10, Pairwise
from imena.matching.placements import FamilyPlacements

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

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
#: Share of a family's own weight from which it is asked how strongly it claims a body.
_CLAIMS_FROM = 0.9


@dataclass(frozen=True, eq=False)
class Weighed:
    """The families' placements, a bound on the mass of those left out, and how many pairs of a
    family with several missing were not tried in joint placements."""

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
    """The placements that can matter, with a bound on the posterior mass of the rest.

    ``log_prior`` is the natural-log prior of one story by its number of named bodies;
    ``compared`` are the numbers of the bodies that take part; ``same_person`` as in `placements`.
    """
    case = pairwise.readings.case
    gain = float(np.max(np.diff(log_prior), initial=-np.inf))
    possible = {
        m: [body for body in bodies if body in compared]
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


def odds_against(table: FamilyPlacements, n_bodies: int) -> FloatArray:
    """One family's log odds against each body being one of its own, whoever else is placed where.

    A placement t without body i is answered by the heaviest placement t' that has i and otherwise
    only bodies of t. The odds are the largest, over all t', of the summed weights of the
    placements it answers over its own weight: +inf where some t has no answer. Shape (bodies,).
    Only bodies the family more likely has than not are worked out.
    """
    weight = table.log_lr + table.log_evidence
    sets = [frozenset(row[row >= 0].tolist()) for row in table.bodies]
    heaviest: dict[frozenset[int], int] = {}
    for number in np.argsort(-weight, kind="stable").tolist():
        heaviest.setdefault(sets[number], number)
    odds = np.full(n_bodies, np.inf)
    share = np.exp(weight - np.logaddexp.reduce(weight))
    held = np.zeros(n_bodies)
    for column in table.bodies.T:
        held += np.bincount(column[column >= 0], share[column >= 0], minlength=n_bodies)
    for body in np.flatnonzero(held > _CLAIMS_FROM).tolist():
        answered: dict[int, list[float]] = {}
        for number, bodies in enumerate(sets):
            if body in bodies:
                continue
            answers = [heaviest.get(bodies | {body})]
            answers += [heaviest.get((bodies - {other}) | {body}) for other in bodies]
            found = [answer for answer in answers if answer is not None]
            if not found:
                break
            best = max(found, key=lambda answer: weight[answer])
            answered.setdefault(best, []).append(weight[number])
        else:
            odds[body] = max(
                np.logaddexp.reduce(lighter) - weight[best] for best, lighter in answered.items()
            )
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
