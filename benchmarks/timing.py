"""Measure one thing: the first call and the calls after it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Timing:
    """How long one thing took, in seconds of wall clock.

    ``cold`` is the first call, compilation and empty caches included; ``warm`` the median of the
    ``repeats`` calls after it. ``cpu`` is the processor time of a warm call, child processes
    included. ``bound`` is what was promised of ``warm``, or of ``cold`` where nothing was repeated.
    ``times`` is how many times as fast it is as ``beside``, another way measured in the same run.
    ``late`` is the 95th percentile of the repeated calls, where the promise is held against that.
    ``note`` says what else a reader should know, such as the time another program took.
    """

    what: str
    cold: float
    warm: float | None
    cpu: float | None
    repeats: int
    bound: float | None = None
    beside: str = ""
    times: float | None = None
    note: str = ""
    late: float | None = None

    def against(self, beside: str, seconds: float | None) -> Timing:
        """The same with its speed beside another way that takes ``seconds`` for the same."""
        own = self.cold if self.warm is None else self.warm
        return self if seconds is None else replace(self, beside=beside, times=seconds / own)

    @property
    def kept(self) -> bool | None:
        """Whether the promise was kept, or ``None`` when there was none."""
        if self.bound is None:
            return None
        held = self.late or self.warm
        return (self.cold if held is None else held) <= self.bound


def measure(
    what: str,
    call: Callable[[], object],
    *,
    bound: float | None = None,
    enough: float = 2.0,
    most: int = 1000,
    cold: float | None = None,
    note: str = "",
) -> Timing:
    """Time ``call`` once cold, then until ``enough`` seconds or ``most`` calls have passed.

    ``cold`` is given where it was measured in a process of its own.
    """
    start = time.perf_counter()
    call()
    first = time.perf_counter() - start
    cold = first if cold is None else cold
    walls: list[float] = []
    cpu = _processor_time()
    while len(walls) < most and sum(walls) < enough:
        start = time.perf_counter()
        call()
        walls.append(time.perf_counter() - start)
    spent = (_processor_time() - cpu) / max(len(walls), 1)
    if not walls:
        return Timing(what, cold, None, None, 0, bound, note=note)
    warm = sorted(walls)[len(walls) // 2]
    return Timing(what, cold, warm, spent, len(walls), bound, note=note)


def _processor_time() -> float:
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system
