"""The disk says no: it is full, a write fails, a sync fails. Each at any call of an act."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from verification.faults.casefile import FRESH, Found, copied, is_broken, opened, write
from verification.faults.disk import (
    FULL,
    IO_ERROR_SYNC,
    IO_ERROR_WRITE,
    OK,
    Change,
    Disk,
    listening,
)

if TYPE_CHECKING:
    from imena.registry.actor import Actor

#: Fault → the calls it strikes, and the code SQLite gets.
_FAULTS = {
    "full": (("write", "truncate"), FULL),
    "io": (("write", "truncate"), IO_ERROR_WRITE),
    "sync": (("sync",), IO_ERROR_SYNC),
}
_CALLS_OF_AN_ACT = {"full": 80, "io": 80, "sync": 4}


def strike(actor: Actor, whole: Path, work: Path, fault: str, times: int, seed: int) -> Found:
    """Let a call fail in each of ``times`` acts, restart, and repeat the act with its key.

    A disk that is full stays full for the rest of the act; other errors come once.
    """
    dice = random.Random(seed)
    found = Found(fault)
    kinds, code = _FAULTS[fault]
    for number in range(times):
        if number % FRESH == 0:
            folder = copied(whole, work / fault)
            done: list[str] = []
        key = f"{fault[0].upper()}{number:05d}"
        disk = Disk(fails=_nth(dice.randrange(_CALLS_OF_AN_ACT[fault]), kinds, code, fault))
        with listening(disk):
            try:
                with opened(folder):
                    _try(actor, key, found, done, disk)
            except Exception:  # opening or closing met the error
                found.failed_acts += 1
        with opened(folder):
            is_broken(found, done, f"{fault} at act {number}")
            write(actor, key)
            if key not in done:
                done.append(key)
                found.acknowledged += 1
            is_broken(found, done, f"{fault} at act {number}, repeated")
        found.tries += 1
    return found


def _try(actor: Actor, key: str, found: Found, done: list[str], disk: Disk) -> None:
    """An act that may fail, and one more on the same connection, which a disk that failed must not
    be given: whichever is acknowledged must be kept."""
    for attempt in (key, f"{key}b"):
        try:
            write(actor, attempt)
            done.append(attempt)
            found.acknowledged += 1
        except Exception:
            found.failed_acts += 1
        disk.fails = lambda _: OK


def _nth(number: int, kinds: tuple[str, ...], code: int, fault: str) -> Callable[[Change], int]:
    met = -1

    def fails(change: Change) -> int:
        nonlocal met
        if change.kind not in kinds:
            return OK
        met += 1
        return code if met == number or (fault == "full" and met > number) else OK

    return fails
