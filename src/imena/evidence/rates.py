"""Error rates as they are known: uncertain. The LR is shown over what they may be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from scipy.special import betaincinv

#: The points of a rate's Beta distribution at which an LR is computed again.
BAND_POINTS = (0.05, 0.95)

#: A rate stated without its study counts as if from this many observations, or from as many as
#: give two expected errors, whichever is more. A proposal of ours, not a measurement.
_OBSERVATIONS, _ERRORS = 50.0, 2.0


class RateError(ValueError):
    """A rate that is no probability: the message says which number is wrong."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A probability that was estimated: Beta(mean·n, (1-mean)·n) with n ``observations``.

    ``observations`` is the size of the study it comes from; without it, a small one is assumed.

    Raises
    ------
    RateError
        For a mean outside [0, 1] or a number of observations that is not positive.
    """

    mean: float
    observations: float | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.mean <= 1:
            raise RateError(f"{self.mean} is no probability")
        if self.observations is not None and not self.observations > 0:
            raise RateError(f"{self.observations} observations")

    def quantile(self, probability: float) -> float:
        """The point below which the rate lies with this probability; 0 and 1 are certain."""
        if self.mean in (0, 1):
            return self.mean
        n = self.observations or max(_OBSERVATIONS, _ERRORS / min(self.mean, 1 - self.mean))
        return float(betaincinv(self.mean * n, (1 - self.mean) * n, probability))


@dataclass(frozen=True, slots=True)
class Banded:
    """log10 of an LR, and the least and the most it becomes over the band of each error rate."""

    log10_lr: float
    low: float
    high: float


def banded(log10_lr: Callable[[Mapping[str, float]], float], rates: Mapping[str, Rate]) -> Banded:
    """log10 of the LR at the mean rates, and its least and most at the points of their bands.

    One rate at a time goes to its 5 % and 95 % point while the others stay at their means. The
    value at the means belongs to the band.
    """
    means = {name: rate.mean for name, rate in rates.items()}
    central = log10_lr(means)
    reached = [central]
    for name, rate in rates.items():
        for point in BAND_POINTS:
            reached.append(log10_lr({**means, name: rate.quantile(point)}))
    return Banded(central, min(reached), max(reached))
