"""Where numbers stand on a scale of their own unit: positions from 0 to 1, drawn elsewhere."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

#: About so many marks on a scale.
_MARKS = 6
#: Room at each end, as a share of what the numbers span.
_MARGIN = 0.08


@dataclass(frozen=True, slots=True)
class Scale:
    """Whole numbers from ``low`` to ``high``, with a mark every ``step``."""

    low: int
    high: int
    step: int

    def at(self, number: float) -> float:
        """The position of a number, held between 0 and 1."""
        return min(max((number - self.low) / (self.high - self.low), 0.0), 1.0)

    @property
    def ticks(self) -> tuple[int, ...]:
        """The numbers at the marks."""
        return tuple(range(-(-self.low // self.step) * self.step, self.high + 1, self.step))


def scale(numbers: Iterable[int]) -> Scale:
    """A scale on which all of ``numbers`` stand with some room; it never goes below 0.

    >>> scale([423, 467, 443]).ticks
    (420, 430, 440, 450, 460, 470)
    """
    found = sorted(numbers) or [0]
    span = max(found[-1] - found[0], 4)
    step = _step(span / (_MARKS - 1))
    low = max(math.floor(found[0] - _MARGIN * span), 0)
    high = math.ceil(found[-1] + _MARGIN * span)
    return Scale(low, max(high, low + 1), step)


def _step(least: float) -> int:
    """The smallest of 1, 2, 5, 10, 20 … that is not below ``least``."""
    power = 1
    while 10 * power < least:
        power *= 10
    return next(m * power for m in (1, 2, 5, 10) if m * power >= least)
