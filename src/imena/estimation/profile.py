"""The interval of a total by the profile of its likelihood."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq, minimize_scalar
from scipy.special import gammaln, xlogy

from imena.estimation import poisson
from imena.estimation.lists import Lists

#: Half of the 95 % quantile of chi-squared with one degree of freedom.
_HALF = 1.9207294103470462
#: People unseen beyond this many times those seen are not looked for.
_FARTHEST = 1e6


@dataclass(frozen=True)
class Profile:
    """The total that makes the data likeliest under a fixed number of people, and all totals whose
    log likelihood is less than 1.92 below. An upper end of ``None``: none was found."""

    estimate: float
    low: float
    high: float | None


def profile(design: NDArray[np.float64], lists: Lists) -> Profile:
    """Profile the multinomial likelihood of the total (Cormack 1992, Biometrics 48:567).

    ``design`` has shape (2**k - 1, parameters) with the constant first; the estimate under it must
    exist. For each number on no list the whole table is fitted; log N! - log n0! joins in.
    """
    observed = lists.observed
    whole = np.vstack([np.eye(1, design.shape[1]), design])

    def said(unseen: float) -> float:
        counts = lists.counts.copy()
        counts[0] = unseen
        total = observed + unseen
        _, expected = poisson.fit(whole, counts[None])
        fit = float(xlogy(counts, expected[0] / total).sum())
        return fit + float(gammaln(total + 1) - gammaln(counts + 1).sum())

    best = _best(said, observed)
    bar = said(best) - _HALF
    return Profile(observed + best, *(_ends(said, best, bar, observed)))


def _best(said: Callable[[float], float], observed: int) -> float:
    top = math.log(_FARTHEST * observed)
    grid = np.linspace(math.log(1e-6), top, 60)
    start = int(np.argmax([said(math.exp(x)) for x in grid]))
    low, high = grid[max(start - 1, 0)], grid[min(start + 1, len(grid) - 1)]
    found = minimize_scalar(
        lambda x: -said(math.exp(x)), bounds=(low, high), method="bounded", options={"xatol": 1e-9}
    )
    return math.exp(float(found.x))


def _ends(
    said: Callable[[float], float], best: float, bar: float, observed: int
) -> tuple[float, float | None]:
    def above(x: float) -> float:
        return said(math.exp(x)) - bar

    centre = math.log(best)
    bottom, top = math.log(1e-6), math.log(_FARTHEST * observed)
    low = float(observed)
    if above(bottom) < 0:
        low += math.exp(brentq(above, bottom, centre, xtol=1e-9))
    if above(top) > 0:
        return low, None
    return low, observed + math.exp(brentq(above, centre, top, xtol=1e-9))
