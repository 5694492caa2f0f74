"""The one clock. Nothing else in the case file asks the machine for the time.

Wall clocks jump: batteries die, zones are set by hand, a laptop comes back from 1970. So a moment
also carries which start of the machine it belongs to and a tick that only grows within that start,
and nothing is ordered by wall time.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class Moment:
    """A reading: ``wall`` in UTC, ``boot`` names the machine's start, ``tick`` in ns since then."""

    wall: datetime
    boot: str
    tick: int


class Clock(Protocol):
    """What can be read for the time."""

    def read(self) -> Moment:
        """The time now; ticks of one boot never go back."""


class MachineClock:
    """This machine's clock. Ticks count through sleep where the system offers such a clock."""

    def __init__(self) -> None:
        self._boot = (
            _BOOT_ID.read_text(encoding="ascii").strip() if _BOOT_ID.exists() else str(uuid.uuid4())
        )
        self._ticking = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)

    def read(self) -> Moment:
        """The time now."""
        return Moment(datetime.now(UTC), self._boot, time.clock_gettime_ns(self._ticking))


class SetClock:
    """A clock that moves only when it is told: for tests, and to play an operation through.

    Reading advances the tick by one, so that two readings never look like one.
    """

    def __init__(self, wall: datetime, *, boot: str = "set", tick: int = 0) -> None:
        if wall.tzinfo is None:
            raise ValueError("a clock needs a time zone")
        self._wall, self._boot, self._tick = wall.astimezone(UTC), boot, tick
        self._lock = threading.Lock()

    def read(self) -> Moment:
        """The time it was set to."""
        with self._lock:
            self._tick += 1
            return Moment(self._wall, self._boot, self._tick)

    def advance(self, by: timedelta) -> None:
        """Let time pass: wall and tick move together. Time that passes is never negative."""
        if by < timedelta():
            raise ValueError("time passes forward; set_wall() makes a clock jump back")
        with self._lock:
            self._wall += by
            self._tick += by // timedelta(microseconds=1) * 1000

    def set_wall(self, wall: datetime) -> None:
        """Make the wall clock jump, as a hand or a flat battery does; the tick stays."""
        if wall.tzinfo is None:
            raise ValueError("a clock needs a time zone")
        with self._lock:
            self._wall = wall.astimezone(UTC)

    def restart(self, boot: str) -> None:
        """Start the machine again: another boot, ticks from nought."""
        with self._lock:
            self._boot, self._tick = boot, 0


_clock: Clock = MachineClock()


def moment() -> Moment:
    """The moment now, with boot and tick."""
    return _clock.read()


def now() -> datetime:
    """The wall time now, in UTC."""
    return _clock.read().wall


@contextmanager
def use(clock: Clock) -> Iterator[Clock]:
    """Read the time from ``clock`` inside the block, in every thread."""
    global _clock
    before, _clock = _clock, clock
    try:
        yield clock
    finally:
        _clock = before
