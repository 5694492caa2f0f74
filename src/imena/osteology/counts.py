"""How many people a heap of bones is: what left and right bones, paired or not, tell.

Sources: Adams and Konigsberg 2004, *American Journal of Physical Anthropology* 125, 138-151, for
the most likely number; Chapman 1951 for its form.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

FloatArray = npt.NDArray[np.float64]

#: With fewer pairs the flat prior has no posterior: its sum over all numbers has no end.
FEWEST_PAIRS = 2
LARGEST_TOTAL = 40_000


class CountsError(ValueError):
    """Counts that no bones have: the message names what is wrong."""


class TooFewPairsError(ValueError):
    """Too few pairs for a posterior of the number of people; only lower bounds can be given."""


@dataclass(frozen=True, slots=True)
class PairCounts:
    """Left and right bones of one kind, and how many pairs they form.

    Raises
    ------
    CountsError
        For negative counts, or more pairs than bones of either side.
    """

    left: int
    right: int
    pairs: int

    def __post_init__(self) -> None:
        if not 0 <= self.pairs <= min(self.left, self.right):
            raise CountsError(f"{self.pairs} pairs of {self.left} left and {self.right} right")

    @property
    def minimum(self) -> int:
        """MNI: at least so many people, whatever the pairs. A lower bound."""
        return max(self.left, self.right)

    @property
    def grand_minimum(self) -> int:
        """At least so many people if every pair is recognised: L + R - P. A lower bound."""
        return self.left + self.right - self.pairs

    @property
    def lincoln(self) -> float | None:
        """The Lincoln index L R / P; ``None`` without pairs."""
        return self.left * self.right / self.pairs if self.pairs else None

    @property
    def most_likely_unrounded(self) -> float:
        """(L + 1)(R + 1) / (P + 1) - 1, which :attr:`most_likely` rounds down."""
        return (self.left + 1) * (self.right + 1) / (self.pairs + 1) - 1

    @property
    def most_likely(self) -> int:
        """MLNI, the most likely number of individuals. Pairs overlooked make it too large."""
        # In whole numbers, so that no rounding brings it down by one.
        return (self.left + 1) * (self.right + 1) // (self.pairs + 1) - 1

    @property
    def recovery(self) -> float | None:
        """2 P / (L + R): what share of the bones was recovered; ``None`` without bones."""
        bones = self.left + self.right
        return 2 * self.pairs / bones if bones else None


@dataclass(frozen=True, eq=False)
class TotalPosterior:
    """P(number of people | counts) for each number from ``first`` on; 0 below.

    ``probability`` (numbers,) ends at the largest number considered and sums to 1.
    """

    counts: PairCounts
    first: int
    probability: FloatArray

    @property
    def mode(self) -> int:
        """The most probable number; the larger of two that are equally so."""
        whole = self.counts.left * self.counts.right // self.counts.pairs
        return min(max(whole, self.first), self.first + len(self.probability) - 1)

    @property
    def mean(self) -> float:
        """Of the numbers considered; with two pairs it grows with the largest of them."""
        return float(self._numbers @ self.probability)

    def quantile(self, probability: float) -> int:
        """The least number with so much probability at or below it."""
        at = int(np.searchsorted(np.cumsum(self.probability), probability))
        return self.first + min(at, len(self.probability) - 1)

    def highest_density(self, probability: float = 0.95) -> tuple[int, int]:
        """Least and greatest of the most probable numbers that hold so much together."""
        order = np.argsort(-self.probability, kind="stable")
        needed = int(np.searchsorted(np.cumsum(self.probability[order]), probability)) + 1
        inside = order[:needed]
        return self.first + int(inside.min()), self.first + int(inside.max())

    @cached_property
    def _numbers(self) -> FloatArray:
        return self.first + np.arange(len(self.probability), dtype=np.float64)


def posterior_of_total(counts: PairCounts, largest: int = LARGEST_TOTAL) -> TotalPosterior:
    """Posterior of the number of people, every number up to ``largest`` equally probable before.

    Given N people of whom L left bones were recovered, the right bones are a sample of which P meet
    a left one: hypergeometric. Assumes that bones were lost regardless of side and person, and that
    every pair was recognised.

    Raises
    ------
    TooFewPairsError
        With fewer than two pairs: the data set no upper limit.
    CountsError
        If ``largest`` is below the grand minimum.
    """
    if counts.pairs < FEWEST_PAIRS:
        raise TooFewPairsError(f"{counts.pairs} pairs; at least {FEWEST_PAIRS} are needed")
    if largest < counts.grand_minimum:
        raise CountsError(f"{largest} people cannot have these bones")
    total = np.arange(counts.grand_minimum, largest + 1, dtype=np.float64)
    left, right, pairs = counts.left, counts.right, counts.pairs
    log_weight = _log_choose(total - left, right - pairs) - _log_choose(total, right)
    weight = np.exp(log_weight - log_weight.max())
    return TotalPosterior(counts, counts.grand_minimum, weight / weight.sum())


def _log_choose(n: FloatArray, k: int) -> FloatArray:
    found: FloatArray = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    return found
