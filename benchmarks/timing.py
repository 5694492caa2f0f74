"""Measure one thing: the first call and the calls after it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Timing:
    """How long one thing took, in seconds of wall clock.

    ``cold`` is the first call, compilation and empty caches included; ``warm`` the median of the
    ``repeats`` calls after it. ``cpu`` is the processor time of a warm call, child processes
    included. ``bound`` is what was promised of ``warm``, or of ``cold`` where nothing was repeated.
    """

    what: str
    cold: float
    warm: float | None
    cpu: float | None
    repeats: int
    bound: float | None = None

    @property
    def kept(self) -> bool | None:
        """Whether the promise was kept, or ``None`` when there was none."""
        if self.bound is None:
            return None
        return (self.cold if self.warm is None else self.warm) <= self.bound


def measure(
    what: str,
    call: Callable[[], object],
    *,
    bound: float | None = None,
    enough: float = 2.0,
    most: int = 1000,
) -> Timing:
    """Time ``call`` once cold, then until ``enough`` seconds or ``most`` calls have passed."""
    start = time.perf_counter()
    call()
    cold = time.perf_counter() - start
    walls: list[float] = []
    cpu = _processor_time()
    while len(walls) < most and sum(walls) < enough:
        start = time.perf_counter()
        call()
        walls.append(time.perf_counter() - start)
    spent = (_processor_time() - cpu) / max(len(walls), 1)
    if not walls:
        return Timing(what, cold, None, None, 0, bound)
    return Timing(what, cold, sorted(walls)[len(walls) // 2], spent, len(walls), bound)


def _processor_time() -> float:
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system
