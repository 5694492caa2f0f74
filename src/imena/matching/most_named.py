"""How many bodies can be named together, but for a posterior mass that hardly counts.

With Z_k the summed weight of all stories that name k bodies, P(k > K) is the sum over those k of
prior(k) Z_k, over the same sum over all k. A bound needs the one from above and the other from
below.

From above (Chernoff): Z_k is at most B(t) / t^k for every t > 0, where B(t) is the sum over all
choices of placements, one for each family and each times t to the number placed, of which only some
that use a body twice are left out. Some families *claim* bodies, every body at most one of them.
Families are of three ranks: those that miss one person and claim a body, those that miss several
and claim some, and all others. Where a family of a later rank takes a body that one of an earlier
rank claims, the earlier has lost it. With U_g(t) the sum of a family's placements and c(v) the
share in it of those without the body v (to the power of one over the number of bodies it claims,
where it claims several: it may lose more than one, and the least of their shares bounds what is
left),

    B(t) = prod over all families of [sum over placements of W t^placed prod over bodies v of c(v)]

with c(v) = 1 for bodies that no family of an earlier rank claims.

From below: every body is given to one family alone, and families place only what is theirs. These
stories are all possible, and the numbers placed add up as independent ones do.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from imena.matching.joint.placements import FamilyPlacements

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

#: How many t are tried at first, evenly by their logs, and then about the best of them; how far
#: they go beyond the largest prior ratio, natural log.
_TILTS = 13
_FARTHEST = 7.0
#: Share of a family's own weight from which it claims a body.
_LIKELY = 0.9
#: Families looked at together.
_COLUMNS = 512
#: Rounds in which the likely number named is found.
_ROUNDS = 20


@dataclass(frozen=True)
class MostNamed:
    """``at_most`` bodies are named, but for stories of posterior mass ``beyond`` at most."""

    at_most: int
    beyond: float


def most_named(
    log_prior: FloatArray,
    weight: FloatArray,
    claimed: IntArray,
    odds: FloatArray,
    several: Sequence[FamilyPlacements],
    tolerance: float,
) -> MostNamed:
    """The smallest number for which the bound on the mass beyond is at most ``tolerance``.

    Parameters
    ----------
    log_prior
        Natural log prior of one joint assignment, by the number of bodies named.
    weight
        Shape (bodies, families that miss one person): natural log weight of each body, beside 0
        for nobody placed.
    claimed, odds
        The body each of these claims, and the odds against it: `negligible.single_claims`.
    several
        The placements of all other families.
    """
    most = log_prior.size - 1
    if most < 1:
        return MostNamed(most, 0.0)
    stories = _Stories(weight, claimed, odds, several)
    steps = np.diff(log_prior)
    number = np.arange(most + 1)
    apart = log_prior - stories.log_at_least(log_prior)
    tilts = np.linspace(float(steps.min()), float(steps.max()) + _FARTHEST, _TILTS)
    each = np.array([stories.log_bound(t) - number * t for t in tilts])
    first, _ = _first_beyond(each.min(axis=0) + apart, tolerance)
    best, gap = tilts[each[:, min(first + 1, most)].argmin()], tilts[1] - tilts[0]
    closer = [
        stories.log_bound(t) - number * t for t in np.linspace(best - gap, best + gap, _TILTS)
    ]
    first, log_beyond = _first_beyond(np.vstack([each, closer]).min(axis=0) + apart, tolerance)
    return MostNamed(first, math.exp(log_beyond))


def _first_beyond(log_mass: FloatArray, tolerance: float) -> tuple[int, float]:
    """The first number beyond which bounds on the mass of each come to ``tolerance`` at most."""
    beyond = np.append(np.logaddexp.accumulate(log_mass[::-1])[::-1][1:], -np.inf)
    first = int(np.argmax(beyond <= math.log(tolerance)))
    return first, float(beyond[first])


class _Stories:
    """Sums over the stories of a case, from above and from below."""

    def __init__(
        self,
        weight: FloatArray,
        claimed: IntArray,
        odds: FloatArray,
        several: Sequence[FamilyPlacements],
    ) -> None:
        self.n_bodies = len(weight)
        self.several = [_Rows.of(table) for table in several]
        winner = _winners(claimed, odds, self.several, self.n_bodies)
        claiming = np.unique(winner[(winner >= 0) & (winner < odds.size)])
        for number, rows in enumerate(self.several, start=odds.size):
            rows.claim(np.flatnonzero(winner == number))
        others = weight[:, np.setdiff1d(np.arange(odds.size), claiming)]
        self.body = claimed[claiming]
        self.own = weight[self.body, claiming]
        self.rest = _log_rest(weight, claiming, self.body)
        # Others' weights over their largest (nobody's included), so that none overflows.
        self.top = others.max(axis=0, initial=0.0)
        self.others = np.exp(others - self.top)
        # Every body is its claimant's or that of the other family that wants it most: a number
        # among the others, and beyond them of those that miss several; -1 = of the rank before.
        self.owner = np.where(winner >= odds.size, winner - odds.size + self.top.size, -1)
        if self.top.size:
            free = winner < 0
            self.owner[free] = others[free].argmax(axis=1)

    def log_bound(self, log_t: float) -> float:
        """log B(t)."""
        rest = np.logaddexp(0.0, log_t + self.rest)
        whole = np.logaddexp(log_t + self.own, rest)
        total = float(whole.sum())
        log_lost = np.zeros(self.n_bodies + 1)  # the last is nobody
        log_lost[self.body] = rest - whole
        later = log_lost.copy()
        for rows in self.several:
            if rows.claimed:
                total += rows.log_sum(log_t, log_lost, later)
        for rows in self.several:
            if not rows.claimed:
                total += rows.log_sum(log_t, later)
        choice = np.exp(-self.top) + np.exp(log_t) * (np.exp(later[:-1]) @ self.others)
        return total + float(np.log(choice).sum() + self.top.sum())

    def log_at_least(self, log_prior: FloatArray) -> float:
        """Log of a sum over some of the stories, prior included."""
        own = self._own_weights()
        steps = np.diff(log_prior)
        likely = steps.size / 2
        for _ in range(_ROUNDS):
            log_t = float(steps[min(int(likely), steps.size - 1)])
            shares = [_shares(weights, log_t) for weights in own]
            likely = (likely + sum(float(s @ np.arange(s.size)) for _, s in shares)) / 2
        number_placed = np.ones(1)
        for _, share in shares:
            number_placed = np.convolve(number_placed, share)
        number = np.arange(min(number_placed.size, log_prior.size))
        with np.errstate(divide="ignore"):
            logs = np.log(number_placed[number]) + log_prior[number] - number * log_t
        return float(np.logaddexp.reduce(logs)) + sum(total for total, _ in shares)

    def _own_weights(self) -> list[FloatArray]:
        """For each family, log weight by number placed of what places only bodies of its own."""
        own = [np.array([0.0, w]) for w in self.own.tolist()]
        n_others = self.top.size
        theirs = np.flatnonzero((self.owner >= 0) & (self.owner < n_others))
        family = self.owner[theirs]
        placed = np.bincount(family, self.others[theirs, family], minlength=n_others)
        with np.errstate(divide="ignore"):
            logs = np.log(placed) + self.top
        own += [np.array([0.0, w]) for w in logs.tolist()]
        for number, rows in enumerate(self.several, start=n_others):
            own.append(rows.by_placed(np.append(self.owner == number, True)))
        return own


@dataclass(eq=False)
class _Rows:
    """The possible placements of one family: bodies, natural log weight, and how many placed.

    ``claimed``: for each body it claims, which placements are without.
    """

    bodies: npt.NDArray[np.int32]
    weight: FloatArray
    placed: IntArray
    claimed: dict[int, BoolArray] = field(default_factory=dict)

    @classmethod
    def of(cls, table: FamilyPlacements) -> _Rows:
        weight = table.log_lr + table.log_evidence
        possible = weight > -np.inf
        bodies = table.bodies[possible]
        return cls(bodies, weight[possible], (bodies >= 0).sum(axis=1))

    def odds(self, n_bodies: int) -> FloatArray:
        """Natural log odds against each body by itself; +inf where it is not likely."""
        share = np.exp(self.weight - _log_sum(self.weight))
        held = np.zeros(n_bodies + 1)
        for column in self.bodies.T:
            held += np.bincount(np.where(column < 0, n_bodies, column), share, n_bodies + 1)
        found = np.full(n_bodies, np.inf)
        for body in np.flatnonzero(held[:-1] > _LIKELY).tolist():
            found[body] = np.log(np.maximum(share[self._without(body)].sum(), 1e-300))
        return found

    def claim(self, bodies: IntArray) -> None:
        """The bodies this family claims."""
        self.claimed = {body: self._without(body) for body in bodies.tolist()}

    def _without(self, body: int) -> BoolArray:
        return np.asarray((self.bodies != body).all(axis=1))

    def log_sum(self, log_t: float, log_lost: FloatArray, later: FloatArray | None = None) -> float:
        """Log of its sum in B(t); what families of later ranks lose to it goes into ``later``."""
        weight = self.weight + self.placed * log_t + log_lost[self.bodies].sum(axis=1)
        whole = float(_log_sum(weight))
        if later is not None:
            for body, without in self.claimed.items():
                later[body] = (float(_log_sum(weight[without])) - whole) / len(self.claimed)
        return whole

    def by_placed(self, own: npt.NDArray[np.bool_]) -> FloatArray:
        """Log weight by number placed, of placements of bodies that are its ``own``."""
        theirs = own[self.bodies].all(axis=1)
        found = np.full(self.bodies.shape[1] + 1, -np.inf)
        np.logaddexp.at(found, self.placed[theirs], self.weight[theirs])
        return found


def _winners(
    claimed: IntArray, odds: FloatArray, several: Sequence[_Rows], n_bodies: int
) -> IntArray:
    """For each body the family that claims it most, those that miss one person first; or -1."""
    least = np.full(n_bodies, np.inf)
    winner = np.full(n_bodies, -1, dtype=np.int64)
    for f in np.flatnonzero(odds < np.inf).tolist():
        if odds[f] < least[claimed[f]]:
            least[claimed[f]], winner[claimed[f]] = odds[f], f
    for number, rows in enumerate(several, start=odds.size):
        against = rows.odds(n_bodies)
        winner[against < least] = number
        least = np.minimum(least, against)
    return winner


def _log_rest(weight: FloatArray, families: IntArray, without: IntArray) -> FloatArray:
    """For each of ``families``, log of the summed weight of all bodies but the one ``without``."""
    found = np.full(families.size, -np.inf)
    for start in range(0, families.size, _COLUMNS):
        part = slice(start, start + _COLUMNS)
        columns = weight[:, families[part]]
        columns[without[part], np.arange(columns.shape[1])] = -np.inf
        found[part] = _log_sum(columns)
    return found


def _log_sum(columns: FloatArray) -> FloatArray:
    top = columns.max(axis=0, initial=-np.inf)
    shift = np.where(np.isfinite(top), top, 0.0)
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(np.exp(columns - shift).sum(axis=0)) + shift)


def _shares(by_placed: FloatArray, log_t: float) -> tuple[float, FloatArray]:
    """Log of the sum by number placed, each times t to it, and their shares of it."""
    tilted = by_placed + np.arange(by_placed.size) * log_t
    total = float(np.logaddexp.reduce(tilted))
    return total, np.exp(tilted - total)
