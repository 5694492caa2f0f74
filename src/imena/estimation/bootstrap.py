"""Intervals that know that the model was chosen by the same data: everything is chosen again."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from imena.estimation.hierarchical import Hierarchical
from imena.estimation.intervals import Draws
from imena.estimation.lists import Lists
from imena.estimation.log_linear import best_totals
from imena.estimation.stepwise import stepwise

#: Totals of many data sets, each of shape (2**k,): NaN where a data set gives none.
Estimator = Callable[[Lists, NDArray[np.float64]], NDArray[np.float64]]
#: With more than this share of the replicates without an estimate there is no interval.
_MOST_WITHOUT = 0.05
#: The acceleration stretches a quantile no further than by the inverse of this.
_LEAST_STRETCH = 0.05


@dataclass(frozen=True)
class Bootstrapped:
    """A bias-corrected and accelerated 95 % interval (Efron 1987, JASA 82:171).

    ``without`` is the share of replicates for which no total exists; they count as infinite, and
    with more than 5 % of them ``interval`` is ``None``. ``totals`` are the replicates’, ascending.
    """

    interval: tuple[float, float] | None
    replicates: int
    without: float
    bias: float
    acceleration: float
    totals: NDArray[np.float64] = field(compare=False, repr=False)

    def draw(self, many: int, seed: int) -> Draws:
        """Totals whose quantiles are the corrected ends of intervals; endless ones are taken for
        the largest that is not."""
        at = _corrected(np.random.default_rng(seed).random(many), self.bias, self.acceleration)
        places = np.clip(np.ceil(at * self.replicates) - 1, 0, self.replicates - 1).astype(np.int64)
        finite = self.totals[np.isfinite(self.totals)]
        return np.asarray(np.rint(np.minimum(self.totals[places], finite.max())), dtype=np.int64)


def bootstrapped(
    lists: Lists, estimator: Estimator, *, replicates: int = 1000, seed: int = 1
) -> Bootstrapped:
    """Draw the people again and again and estimate each draw anew, the model chosen anew too.

    How many are seen is drawn too, out of as many people as are estimated: an interval that keeps
    to the number seen is too short (Buckland & Garthwaite 1991, Biometrics 47:255).

    The acceleration comes from leaving out one person at a time: people of one pattern are alike,
    so each filled cell is tried once. The estimate on the data themselves must exist.
    """
    estimate = float(estimator(lists, lists.counts[None])[0])
    draw, r = np.random.default_rng(seed), lists.observed
    seen = draw.binomial(max(round(estimate), r), r / max(estimate, r), size=replicates)
    drawn = np.zeros((replicates, lists.counts.size))
    drawn[:, 1:] = draw.multinomial(np.maximum(seen, 1), lists.counts[1:] / r)
    totals = estimator(lists, drawn)
    without = float(np.isnan(totals).mean())
    # A draw may see fewer than were seen; fewer than these there are not.
    totals = np.sort(np.maximum(np.where(np.isnan(totals), np.inf, totals), r))
    below = (np.sum(totals < estimate) + np.sum(totals == estimate) / 2) / replicates
    bias = float(ndtri(min(max(below, 1 / replicates), 1 - 1 / replicates)))
    acceleration = _acceleration(lists, estimator)
    if without > _MOST_WITHOUT:
        return Bootstrapped(None, replicates, without, bias, acceleration, totals)
    low, high = (
        float(np.quantile(totals, at, method="inverted_cdf"))
        for at in _corrected(np.array([0.025, 0.975]), bias, acceleration)
    )
    finite = (min(low, estimate), max(high, estimate)) if math.isfinite(high) else None
    return Bootstrapped(finite, replicates, without, bias, acceleration, totals)


def _corrected(
    probability: NDArray[np.float64], bias: float, acceleration: float
) -> NDArray[np.float64]:
    z = bias + ndtri(probability)
    return np.asarray(ndtr(bias + z / np.maximum(1 - acceleration * z, _LEAST_STRETCH)))


def _acceleration(lists: Lists, estimator: Estimator) -> float:
    filled = np.flatnonzero(lists.counts)
    left_out = np.repeat(lists.counts[None], len(filled), axis=0)
    left_out[np.arange(len(filled)), filled] -= 1
    totals = estimator(lists, left_out)
    standing = ~np.isnan(totals)
    weights = lists.counts[filled][standing]
    away = np.average(totals[standing], weights=weights) - totals[standing]
    spread = float(weights @ away**2)
    return 0.0 if spread == 0 else float(weights @ away**3) / (6 * spread**1.5)


def by_stepwise(lists: Lists, draws: NDArray[np.float64]) -> NDArray[np.float64]:
    """`imena.estimation.stepwise.stepwise` on each data set."""
    found = (stepwise(Lists(lists.names, draw)).total for draw in draws)
    return np.array([math.nan if total is None else total.estimate for total in found])


def by_best_bic(
    lists: Lists,
    draws: NDArray[np.float64],
    models: Sequence[Hierarchical] | None = None,
) -> NDArray[np.float64]:
    """The best model by BIC of all, or of ``models``, in each data set."""
    return best_totals(lists, draws, models)
