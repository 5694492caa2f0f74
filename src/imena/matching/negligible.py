"""Placements that can be left out of a joint answer, and a bound on what they could have changed.

A placement is left out only when the posterior mass of all stories that contain it is provably
negligible: the same story with one body taken away, with that body given to a family that claims it
far more strongly, or with other bodies in its stead outweighs it. For a placement r of a family, a
body i in it, and W the weight (LR times evidence) of a family's placement,

    mass(r) <= W(r) / W(r without i) * better(i) * mass(r without i),
        better(i) = min(g, odds(i) * max(1, g))

    mass(r) / W(r) * [W(r without i) / better(i) + sum over j of W(r with j for i) / lost(j)]
        <= mass(the placements that differ from r in nothing but who stands in i's place),
        lost(j) = 1 + g * load(j)

where g is the largest prior ratio of a story with k+1 named bodies to one with k, odds(i) is
the other family's odds against i, whoever else is placed there (`odds_against`), and load(j) is how
heavily all other families together lean on body j: the sum over families f and their places of the
largest W(t) / W(t without j) of a placement t of f that has j there (`Loads`).

Leaving i unnamed (g) sends every story with r to another one, with one named body less. Giving i to
a family that claims it sends together only stories that differ in that family's placement, whose
sum odds(i) is, and a story loses one named body or none. Either way the stories reached contain r
without i, whose own bound can be put in for its mass. The third gives the family body j in i's
stead; whoever had j has it no more. Stories sent together differ in who had j: in nobody (1), or in
one placement t of another family that stands without j now (load(j) in all), and then one body less
is named (g). What is reached so for different j, and without i, are different placements of the
family, so that all of them together have the mass on the right: it is at most 1, and at most what
taking away another body that they all have gives for their sum.

So the masses left out are each below their bound, and together below the sum (Boole's inequality);
a posterior computed from what is kept differs from that of all by at most that sum. All bounds that
are applied at once speak of the same stories, those of the tables as they stand before. Where
placements are left out in several rounds the sums add up: a share of what an earlier round has kept
is no more than that share of everything. Nothing here names a body more than before, so that all
may be said of the stories that name K bodies at most, and g be the largest ratio below K, where the
mass of the others (`imena.matching.most_named`) is added once.

The bound does not speak of the generalised LR, a ratio of two best stories, either of which may
have been left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from imena.matching.beside_dna import Beside, columns_of
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
        self._by = np.full(n_bodies, -1, dtype=np.int64)
        self._number: dict[str, int] = {}

    def add(self, family: str, odds: FloatArray) -> None:
        """Add one family's log odds against each body, shape (bodies,)."""
        lower = odds < self._best
        self._second = np.where(lower, self._best, np.minimum(self._second, odds))
        self._best = np.where(lower, odds, self._best)
        self._by[lower] = self._number.setdefault(family, len(self._number))

    def add_one(self, family: str, body: int, odds: float) -> None:
        """Add one family's log odds against a single body."""
        if odds < self._best[body]:
            self._second[body], self._best[body] = self._best[body], odds
            self._by[body] = self._number.setdefault(family, len(self._number))
        else:
            self._second[body] = min(self._second[body], odds)

    def against(self, family: str) -> FloatArray:
        """Log odds against each body in the family, other than ``family``, that claims it most."""
        return np.where(self._by == self._number.get(family, -2), self._second, self._best)


class Loads:
    """For each body, how heavily the families lean on it: natural logs, shape (bodies,)."""

    def __init__(self, n_bodies: int) -> None:
        self._most = np.full(n_bodies, -np.inf)
        self._rest = np.full(n_bodies, -np.inf)
        self._all = np.full(n_bodies, -np.inf)
        self._by = np.full(n_bodies, -1, dtype=np.int64)
        self._number: dict[str, int] = {}

    def add(self, family: str, load: FloatArray) -> None:
        """Add one family's load (`load_of`)."""
        more = load > self._most
        self._rest = np.logaddexp(self._rest, np.where(more, self._most, load))
        self._most = np.where(more, load, self._most)
        self._all = np.logaddexp(self._rest, self._most)
        self._by[more] = self._number.setdefault(family, len(self._number))

    def add_singles(self, families: Sequence[str], weight: FloatArray) -> None:
        """Add families that miss one person each; ``weight`` as in `single_claims`."""
        if not weight.size:
            return
        bodies = np.arange(len(weight))
        heaviest = weight.argmax(axis=1)
        top = weight[bodies, heaviest]
        others = weight.copy()
        others[bodies, heaviest] = -np.inf
        rest = np.logaddexp.reduce(others, axis=1)
        numbers = [self._number.setdefault(family, len(self._number)) for family in families]
        more = top > self._most
        self._rest = np.logaddexp(np.logaddexp(self._rest, rest), np.where(more, self._most, top))
        self._most = np.where(more, top, self._most)
        self._all = np.logaddexp(self._rest, self._most)
        self._by = np.where(more, np.array(numbers)[heaviest], self._by)

    def beside(self, family: str) -> FloatArray:
        """The load of all families other than ``family``."""
        return np.where(self._by == self._number.get(family, -2), self._rest, self._all)


def load_of(table: FamilyPlacements, n_bodies: int) -> FloatArray:
    """How heavily one family leans on each body, natural log, shape (bodies,).

    The sum over its places of the largest weight of a placement with the body there over that of
    the same placement without; +inf where the latter is not among the placements.
    """
    weight = table.log_lr + table.log_evidence
    total = np.full(n_bodies, -np.inf)
    for place, body in enumerate(table.bodies.T):
        placed = (body >= 0) & (weight > -np.inf)
        at = _emptied(table.bodies, place)[placed]
        ratio = np.where(at >= 0, weight[placed] - weight[at], np.inf)
        most = np.full(n_bodies, -np.inf)
        np.maximum.at(most, body[placed], ratio)
        total = np.logaddexp(total, most)
    return total


def odds_against(table: FamilyPlacements, n_bodies: int) -> FloatArray:
    """One family's log odds against each body being one of its own, whoever else is placed where.

    A placement t without body i is answered by the heaviest placement t' that has i and otherwise
    the bodies of t, or all but one of them. The odds are the largest, over all t', of the summed
    weights of the placements it answers over its own weight: +inf where some t that is not
    impossible has no answer. Natural log, shape (bodies,). Worked out only for bodies that the
    family, by itself, has with probability above 0.9; +inf for the others.
    """
    weight = table.log_lr + table.log_evidence
    odds = np.full(n_bodies, np.inf)
    share = np.exp(weight - np.logaddexp.reduce(weight))
    held = np.zeros(n_bodies)
    for column in table.bodies.T:
        held += np.bincount(column[column >= 0], share[column >= 0], minlength=n_bodies)
    claimed = np.flatnonzero(held > _CLAIMS_FROM).tolist()
    if not claimed:
        return odds
    possible = np.flatnonzero(weight > -np.inf)
    sets = np.sort(table.bodies[possible].astype(np.int64), axis=1) + 1  # nobody, 0, comes first
    for body in claimed:
        odds[body] = _odds_of_sets(sets, weight[possible], body + 1)
    return odds


def _odds_of_sets(sets: IntArray, weight: FloatArray, body: int) -> float:
    """As `odds_against`, of one ``body``; ``sets`` has its rows sorted, 0 where nobody is."""
    without = ~(sets == body).any(axis=1)
    asking = sets[without]
    if not len(asking):
        return float("-inf")
    answers = []
    for place in range(sets.shape[1]):
        other = asking.copy()
        other[:, place] = body
        if place:  # in an empty place it stands already, the first
            other[asking[:, place] == 0] = -1
        answers.append(np.sort(other, axis=1))
    code = _codes(np.concatenate([sets, *answers]) + 1)
    own, asked = code[: len(sets)], code[len(sets) :].reshape(len(answers), len(asking))
    heaviest_first = np.lexsort((-weight, own))
    known, first = np.unique(own[heaviest_first], return_index=True)
    heaviest = heaviest_first[first]
    at = np.minimum(np.searchsorted(known, asked), len(known) - 1)
    answer = np.where(known[at] == asked, heaviest[at], -1)
    worth = np.where(answer >= 0, weight[answer], -np.inf)
    best = worth.argmax(axis=0)
    if np.isneginf(worth.max(axis=0)).any():
        return float("inf")
    chosen = answer[best, np.arange(len(asking))]
    answered = np.full(len(sets), -np.inf)
    np.logaddexp.at(answered, chosen, weight[without])
    return float((answered[chosen] - weight[chosen]).max())


def single_claims(weight: FloatArray) -> tuple[IntArray, FloatArray]:
    """For families that miss one person each: the body claimed most, and the odds against it.

    ``weight``, shape (bodies, families), is the natural log weight of each body, beside 0 for
    nobody placed. The odds are those of `odds_against`: everything else over that body, natural
    log; +inf where the family, by itself, has it with probability of at most 0.9.
    """
    n_bodies, n_families = weight.shape
    if not n_bodies:
        return np.zeros(n_families, dtype=np.int64), np.full(n_families, np.inf)
    body = weight.argmax(axis=0)
    top = weight[body, np.arange(n_families)]
    odds = np.full(n_families, np.inf)
    for f in np.flatnonzero(top > 0).tolist():
        beside = np.append(np.delete(weight[:, f], body[f]), 0.0)
        odds[f] = np.logaddexp.reduce(beside) - top[f]
    odds[~(odds < np.log(1 / _CLAIMS_FROM - 1))] = np.inf
    return body, odds


def drop_singles(
    families: Sequence[tuple[str, tuple[str, ...]]],
    weight: FloatArray,
    evidence: Beside,
    claims: Claims,
    loads: Loads,
    gain: float,
    tolerance: float,
) -> tuple[list[FamilyPlacements], float]:
    """The tables of families that miss one person each, without what is negligible at a glance.

    As `drop_negligible` of the whole tables, but a placement goes when its own bound is below its
    share of the ``tolerance``, so that none but those that stay are ever listed. ``weight`` as in
    `single_claims`; ``evidence``, of the same shape, is log10 of what of it is not DNA.
    """
    each = np.log(tolerance) - np.log(max(weight.size, 1))
    kept, dropped = [], 0.0
    for f, (family, missing) in enumerate(families):
        column = weight[:, f]
        better = np.minimum(gain, claims.against(family) + max(0.0, gain))
        instead = np.logaddexp.reduce(column - np.logaddexp(0.0, gain + loads.beside(family)))
        bound = column - np.logaddexp(-better, instead)
        stays = np.flatnonzero((bound >= each) & (column > -np.inf))
        dropped += float(np.exp(bound[bound < each]).sum())
        other = columns_of(evidence, [f])[stays, 0] * np.log(10)
        kept.append(
            FamilyPlacements(
                family,
                missing,
                np.concatenate([[-1], stays]).astype(np.int32)[:, np.newaxis],
                np.concatenate([[0.0], column[stays] - other]),
                np.concatenate([[0.0], other]),
            )
        )
    return kept, dropped


def drop_negligible(
    tables: Sequence[FamilyPlacements],
    claims: Claims,
    gain: float,
    tolerance: float,
    loads: Loads | None = None,
) -> tuple[list[FamilyPlacements], float]:
    """Leave out the placements with the smallest bounds, as many as sum to ``tolerance``.

    ``claims`` are of families whose tables are among ``tables``; ``loads``, if given, count all of
    ``tables``; ``gain`` is the natural log of
    the largest prior ratio of one named body more; ``tolerance`` is below 1. Returns the tables,
    each with "nobody placed" still first, and the sum of the bounds of what was left out.
    """
    bounds = [
        log_mass_bounds(
            table,
            claims.against(table.family),
            gain,
            None if loads is None else loads.beside(table.family),
        )
        for table in tables
    ]
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


def log_mass_bounds(
    table: FamilyPlacements, against: FloatArray, gain: float, load: FloatArray | None = None
) -> FloatArray:
    """Natural log of a bound on the posterior mass of each placement; +inf for "nobody placed".

    ``against`` has shape (bodies,): the lowest log odds another family puts against each body.
    ``load``, of the same shape, is how heavily the others lean on it, natural log.
    """
    rows = _Rows(table, np.minimum(gain, against + max(0.0, gain)))
    bound = np.where(rows.placed == 0, 0.0, np.where(rows.weight > -np.inf, np.inf, -np.inf))
    loaded = None if load is None else np.logaddexp(0.0, gain + load)
    places = range(len(table.missing))
    for size in range(1, 1 + int(rows.placed.max(initial=0))):
        for place in places:
            standing = rows.standing(place, size)
            less = np.minimum(bound[rows.emptied[place][standing]], 0.0)
            bound[standing] = np.minimum(bound[standing], rows.taken_away[place][standing] + less)
        if loaded is not None:
            for place in places:
                standing = rows.standing(place, size)
                bound[standing] = np.minimum(bound[standing], rows.instead(place, standing, loaded))
    bound[rows.placed == 0] = np.inf
    return bound


class _Rows:
    """The placements of one family beside one another.

    ``emptied[place]`` is for each row the number of the row with nobody in that place and else the
    same (0, not used, where there is none), and ``taken_away[place]`` what bounds, in logs, the
    mass of the first over that of the second: +inf where nobody stands there or the second is not
    among the rows.
    """

    def __init__(self, table: FamilyPlacements, better: FloatArray) -> None:
        self.bodies = table.bodies
        self.weight = table.log_lr + table.log_evidence
        self.placed = (table.bodies >= 0).sum(axis=1)
        self.better = better
        self.emptied: list[IntArray] = []
        self.taken_away: list[FloatArray] = []
        for place, body in enumerate(table.bodies.T):
            at = _emptied(table.bodies, place)
            known = (body >= 0) & (at >= 0) & (self.weight > -np.inf)
            known[known] = self.weight[at[known]] > -np.inf
            ratio = np.full(len(body), np.inf)
            ratio[known] = self.weight[known] - self.weight[at[known]] + better[body[known]]
            self.emptied.append(np.where(known, at, 0))
            self.taken_away.append(ratio)

    def standing(self, place: int, size: int) -> IntArray:
        """Rows that place ``size``, one of them in ``place``, and are not impossible."""
        here = (self.bodies[:, place] >= 0) & (self.placed == size) & (self.weight > -np.inf)
        return np.flatnonzero(here)

    def instead(self, place: int, standing: IntArray, loaded: FloatArray) -> FloatArray:
        """What bounds the masses of these rows beside others with another body in ``place``.

        ``loaded`` has shape (bodies,): log(1 + g load).
        """
        body, weight = self.bodies[standing, place], self.weight[standing]
        group = _without(self.bodies[standing], place)
        n_groups = int(group.max(initial=-1)) + 1
        others = _log_sums(weight - loaded[body], group, n_groups)
        # Without: its weight over that of the row, over what bounds the ratio of their masses.
        without = weight - self.taken_away[place][standing]
        return np.asarray(
            weight
            - np.logaddexp(others[group], without)
            + self._together(place, standing, group, n_groups)[group]
        )

    def _together(
        self, place: int, standing: IntArray, group: IntArray, n_groups: int
    ) -> FloatArray:
        """What bounds the mass of each group, the row with nobody in ``place`` included."""
        least = np.zeros(n_groups)
        empty = self.emptied[place][standing]
        for other in range(len(self.taken_away)):
            if other != place:
                most = np.full(n_groups, -np.inf)
                np.maximum.at(most, group, self.taken_away[other][standing])
                np.maximum.at(most, group, self.taken_away[other][empty])
                least = np.minimum(least, most)
        return least


def _log_sums(values: FloatArray, group: IntArray, n_groups: int) -> FloatArray:
    """Log of the sum of exp(values) in each group."""
    top = np.full(n_groups, -np.inf)
    np.maximum.at(top, group, values)
    shift = np.where(np.isfinite(top), top, 0.0)
    with np.errstate(divide="ignore"):
        return np.log(np.bincount(group, np.exp(values - shift[group]), n_groups)) + shift


def _without(bodies: npt.NDArray[np.int32], place: int) -> IntArray:
    """A number for each row, the same for rows that differ in nothing but ``place``."""
    if bodies.shape[1] == 1:
        return np.zeros(len(bodies), dtype=np.int64)
    others = np.delete(bodies, place, axis=1).astype(np.int64) + 1
    return np.unique(_codes(others), return_inverse=True)[1].reshape(-1).astype(np.int64)


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
