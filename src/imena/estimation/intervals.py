"""An estimate of a total with its interval."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

#: Totals drawn from what a method says, in whole people; shape (draws,).
Draws: TypeAlias = NDArray[np.int64]
#: How many.
DRAWS = 1000
#: The standard normal's 97.5 % quantile.
Z95 = 1.959963984540054


@dataclass(frozen=True)
class Total:
    """People altogether: the estimate and its 95 % interval, with the standard error where the
    method has one."""

    estimate: float
    interval: tuple[float, float]
    standard_error: float | None = None


def log_interval(observed: float, estimate: float, variance: float) -> tuple[float, float]:
    """95 % interval of a total that never falls below what was seen.

    The logarithm of the number not seen is taken as normal (Chao 1987, Biometrics 43:783). Where
    nobody is estimated to be unseen, both ends are what was seen.
    """
    unseen = estimate - observed
    if unseen <= 0:
        return observed, observed
    spread = math.exp(Z95 * math.sqrt(math.log1p(variance / unseen**2)))
    return observed + unseen / spread, observed + unseen * spread


def log_normal(observed: float, estimate: float, variance: float, seed: int) -> Draws:
    """Totals drawn so that 95 % of them lie in :func:`log_interval`."""
    unseen = max(estimate - observed, 0.0)
    spread = math.sqrt(math.log1p(variance / unseen**2)) if unseen else 0.0
    drawn = unseen * np.exp(spread * np.random.default_rng(seed).standard_normal(DRAWS))
    return np.asarray(np.rint(observed + drawn), dtype=np.int64)


def between(observed: float, estimate: float, ends: tuple[float, float], seed: int) -> Draws:
    """Totals drawn so that half are below the estimate and 95 % lie between the ends: the log of
    the number not seen is taken as normal with its own spread on either side."""
    low, middle, high = (
        math.log(max(one - observed, 0.01)) for one in (ends[0], estimate, ends[1])
    )
    drawn = np.random.default_rng(seed).standard_normal(DRAWS)
    spread = np.where(drawn < 0, middle - low, high - middle) / Z95
    return np.asarray(np.rint(observed + np.exp(middle + spread * drawn)), dtype=np.int64)
