"""Placements that can be left out of a joint answer, and a bound on what they could have changed.

A placement is left out only when the posterior mass of all stories that contain it is provably
negligible: the same story with one body taken away, or with that body given to a family that
claims it far more strongly, outweighs it. For a placement r of a family, a body i in it, and W the
weight (LR times evidence) of a family's placement,

    mass(r) <= W(r) / W(r without i) * g                              (the body left unnamed)
    mass(r) <= W(r) / W(r without i) * odds(i) * max(1, g)            (given to another family)

where g is the largest prior ratio of a story with k+1 named bodies to one with k, and odds(i) is
the other family's odds against i, whoever else is placed there (`odds_against`). The first sends
every story with r to another one, with one named body less. The second sends together only stories
that differ in the other family's placement, whose sum odds(i) is, and a story loses one named body
or none. So the masses left out are each below their bound, and together below the sum (Boole's
inequality); a posterior computed from what is kept differs from that of all by at most that sum.
Where placements are left out in several rounds the sums add up: a share of what an earlier round
has kept is no more than that share of everything.

The bound does not speak of the generalised LR, a ratio of two best stories, either of which may
have been left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from imena.matching.joint.placements import FamilyPlacements

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

#: Share of a family's own weight from which it is asked how strongly it claims a body.
_CLAIMS_FROM = 0.9
_LARGEST_CODE = 2**62


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
    the bodies of t, or all but one of them. The odds are the largest, over all t', of the summed
    weights of the placements it answers over its own weight: +inf where some t that is not
    impossible has no answer. Natural log, shape (bodies,). Worked out only for bodies that the
    family, by itself, has with probability above 0.9; +inf for the others.
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
            if body in bodies or weight[number] == -np.inf:
                continue
            answers = [heaviest.get(bodies | {body})]
            answers += [heaviest.get((bodies - {other}) | {body}) for other in bodies]
            found = [a for a in answers if a is not None and weight[a] > -np.inf]
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
    """Leave out the placements with the smallest bounds, as many as sum to ``tolerance``.

    ``claims`` are of families whose tables are among ``tables``; ``gain`` is the natural log of
    the largest prior ratio of one named body more; ``tolerance`` is below 1. Returns the tables,
    each with "nobody placed" still first, and the sum of the bounds of what was left out.
    """
    bounds = [log_mass_bounds(table, claims.against(table.family), gain) for table in tables]
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


def log_mass_bounds(table: FamilyPlacements, against: FloatArray, gain: float) -> FloatArray:
    """Natural log of a bound on the posterior mass of each placement; +inf for "nobody placed".

    ``against`` has shape (bodies,): the lowest log odds another family puts against each body.
    """
    weight = table.log_lr + table.log_evidence
    bound = np.where(
        (table.bodies < 0).all(axis=1), np.inf, np.where(weight > -np.inf, np.inf, -np.inf)
    )
    for place, body in enumerate(table.bodies.T):
        placed = (body >= 0) & (weight > -np.inf)
        at = _emptied(table.bodies, place)
        lighter = np.where(at >= 0, weight[at], -np.inf)
        named = body[placed]
        better = np.minimum(gain, against[named] + max(0.0, gain))
        bound[placed] = np.minimum(bound[placed], weight[placed] - lighter[placed] + better)
    return bound


def _emptied(bodies: npt.NDArray[np.int32], place: int) -> IntArray:
    """For each row the number of the row with nobody in ``place`` and else the same; -1 = none."""
    rows = bodies.astype(np.int64) + 1
    without = rows.copy()
    without[:, place] = 0
    code, wanted = np.split(_codes(np.concatenate([rows, without])), 2)
    order = np.argsort(code)
    found = order[np.minimum(np.searchsorted(code, wanted, sorter=order), len(order) - 1)]
    return np.where(code[found] == wanted, found, -1)


def _codes(rows: IntArray) -> IntArray:
    """A number for each row of non-negative numbers, the same for the same rows only."""
    radix = int(rows.max(initial=0)) + 1
    code = np.zeros(len(rows), dtype=np.int64)
    distinct = 1
    for column in rows.T:
        if distinct > _LARGEST_CODE // radix:
            code = np.unique(code, return_inverse=True)[1].astype(np.int64)
            distinct = len(rows)
        code = code * radix + column
        distinct *= radix
    return code
