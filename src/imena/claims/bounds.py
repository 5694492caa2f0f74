"""The word beside a number, and which numbers it allows: by its meaning and by a policy."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

#: The policy by which soft intervals are set. Another one gets another version; old claims keep
#: the one they were read by.
POLICY = "figures-1"
#: “About” covers at least this share of the number to each side.
_SHARE = 0.05
_VAGUE = {"dozens": (24, 99), "hundreds": (200, 999), "thousands": (2_000, 9_999)}
#: “Many times more” is at least so many times.
MANY_TIMES = 3


class Bound(StrEnum):
    """What stands beside a number."""

    EXACT = "exact"
    ABOUT = "about"
    ALMOST = "almost"
    NEARLY = "nearly"
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    UP_TO = "up_to"
    NO_MORE_THAN = "no_more_than"
    BETWEEN = "between"
    DOZENS = "dozens"
    HUNDREDS = "hundreds"
    THOUSANDS = "thousands"
    SEVERAL = "several"
    MANY_TIMES_MORE = "many_times_more"
    UNKNOWN = "unknown"


class IntervalError(ValueError):
    """Numbers that no word allows: an interval that ends before it begins, a negative count."""


@dataclass(frozen=True)
class Interval:
    """Whole numbers from ``lower`` to ``upper``; ``upper`` of ``None``: no upper limit."""

    lower: int
    upper: int | None

    def __post_init__(self) -> None:
        if self.lower < 0 or (self.upper is not None and self.upper < self.lower):
            raise IntervalError(f"from {self.lower} to {self.upper}")

    def meets(self, other: Interval) -> bool:
        """Whether some number lies in both."""
        return (self.upper is None or other.lower <= self.upper) and (
            other.upper is None or self.lower <= other.upper
        )

    def within(self, other: Interval) -> bool:
        """Whether every number of this one lies in the other."""
        if self.lower < other.lower:
            return False
        return other.upper is None or (self.upper is not None and self.upper <= other.upper)

    def plus(self, other: Interval) -> Interval:
        """Sums of a number of each."""
        ends = self.upper, other.upper
        upper = None if ends[0] is None or ends[1] is None else ends[0] + ends[1]
        return Interval(self.lower + other.lower, upper)


def granularity(value: int) -> int:
    """The largest of 1, 5, 10, 50, 100, … that divides a number: how coarsely it was said."""
    if value == 0:
        return 1
    best, step, factor = 1, 5, 2
    while step <= value:
        if value % step == 0:
            best = step
        step *= factor
        factor = 7 - factor
    return best


def hard(bound: Bound, value: int | None, to: int | None = None) -> Interval | None:
    """What the word itself allows, whatever the policy; ``None`` where it excludes nothing."""
    if value is None:
        return None
    match bound:
        case Bound.EXACT:
            return Interval(value, value)
        case Bound.ALMOST | Bound.NEARLY:
            return Interval(0, max(value - 1, 0))
        case Bound.UP_TO | Bound.NO_MORE_THAN:
            return Interval(0, value)
        case Bound.MORE_THAN:
            return Interval(value + 1, None)
        case Bound.AT_LEAST:
            return Interval(value, None)
        case Bound.BETWEEN:
            return Interval(value, value if to is None else to)
        case _:
            return None


@lru_cache(maxsize=4_096)
def soft(bound: Bound, value: int | None, to: int | None = None) -> Interval | None:
    """What the policy takes the word to mean; ``None`` where not even it says anything.

    “About” N is N ± the larger of its granularity and 5 %, to whole numbers; “almost” N from nine
    tenths of it to one below. Dozens are 24 to 99, hundreds 200 to 999, thousands 2,000 to 9,999.
    """
    if bound.value in _VAGUE:
        return Interval(*_VAGUE[bound.value])
    if value is None:
        return None
    if bound is Bound.ABOUT:
        width = max(float(granularity(value)), _SHARE * value)
        return Interval(max(math.ceil(value - width), 0), math.floor(value + width))
    if bound in (Bound.ALMOST, Bound.NEARLY):
        # Nine tenths in whole numbers: 0.9 × 50 is 45.00000000000001 to a machine.
        return Interval(min(-(-9 * value // 10), max(value - 1, 0)), max(value - 1, 0))
    return hard(bound, value, to)
