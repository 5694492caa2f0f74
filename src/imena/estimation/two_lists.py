"""Two lists: how many there are, if standing on one says nothing of standing on the other."""

from __future__ import annotations

import math
from dataclasses import dataclass

from imena.estimation.intervals import Z95, Total, log_interval
from imena.estimation.lists import Lists, ListsError

#: With fewer people on both lists the estimate is too unsteady to be said (Seber 1982, 3.1.1: with
#: 7 or more the bias of Chapman’s estimate is below 2 %).
FEWEST_ON_BOTH = 7


@dataclass(frozen=True)
class TwoLists:
    """People on the first list, on the second and on both."""

    first: int
    second: int
    both: int

    def __post_init__(self) -> None:
        if not 0 <= self.both <= min(self.first, self.second):
            raise ListsError(f"{self.both} on both lists of {self.first} and {self.second}")

    @classmethod
    def of(cls, lists: Lists, first: int, second: int) -> TwoLists:
        """Two of the lists, by position; the others are not looked at."""
        return cls(
            lists.on(1 << first), lists.on(1 << second), lists.on((1 << first) | (1 << second))
        )

    @property
    def observed(self) -> int:
        """People on at least one of the two."""
        return self.first + self.second - self.both

    @property
    def enough(self) -> bool:
        """Whether so many are on both that the estimate may be said."""
        return self.both >= FEWEST_ON_BOTH

    @property
    def lincoln_petersen(self) -> float | None:
        """n1 n2 / m; ``None`` when nobody is on both."""
        return self.first * self.second / self.both if self.both else None

    def chapman(self) -> Total:
        """Chapman’s estimate (1951) with the variance of Seber (1982) and the log interval.

        Where one list holds all of the other, :meth:`most_within` is the interval’s upper end.

        Assumes that nobody is counted twice on a list, all are the same people, and the lists do
        not depend on each other: lists that favour the same people make it too low, lists that
        avoid each other’s too high.
        """
        n1, n2, m = self.first, self.second, self.both
        estimate = (n1 + 1) * (n2 + 1) / (m + 1) - 1
        variance = (n1 + 1) * (n2 + 1) * (n1 - m) * (n2 - m) / ((m + 1) ** 2 * (m + 2))
        ends = log_interval(self.observed, estimate, variance)
        if m == min(n1, n2) and m:
            ends = (float(self.observed), self.most_within())
        return Total(estimate, ends, math.sqrt(variance))

    def most_within(self) -> float:
        """The 95 % upper bound of the total where one list holds all of the other: nobody is
        estimated to be unseen, yet the longer list may have missed somebody.

        If it missed a share of people, all of the shorter list’s m people would be on it with
        probability (1 - share)^m; the share taken makes that 5 % (Clopper and Pearson 1934).
        """
        return max(self.first, self.second) / math.pow(0.05, 1 / self.both)

    def wald(self) -> tuple[float, float]:
        """The plain 95 % interval, which may fall below what was seen: for comparison."""
        found = self.chapman()
        assert found.standard_error is not None
        half = Z95 * found.standard_error
        return found.estimate - half, found.estimate + half
