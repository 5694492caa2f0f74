"""A writer is killed outright, as by the kernel or a flat battery, at any moment; so is another."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

from verification.faults.casefile import Found, copied, is_broken, opened, write

if TYPE_CHECKING:
    from imena.registry.actor import Actor

_WRITERS = 2
#: Between the first acknowledgement and the kill, in seconds.
_LONGEST = 0.15


def kill(actor: Actor, whole: Path, work: Path, times: int, seed: int) -> Found:
    """Two writers, each acknowledging in a file of its own, killed ``times`` times together."""
    dice = random.Random(seed)
    folder = copied(whole, work / "killed")
    acknowledgements = work / "acknowledged"
    acknowledgements.write_bytes(b"")
    found = Found("kill")
    for number in range(times):
        before = acknowledgements.stat().st_size
        writers = [_fork(actor, folder, acknowledgements, f"K{number:05d}{w}") for w in "ab"]
        assert len(writers) == _WRITERS
        _wait_for_more(acknowledgements, before)
        time.sleep(dice.uniform(0, _LONGEST))
        for writer in writers:
            os.kill(writer, signal.SIGKILL)
        for writer in writers:
            os.waitpid(writer, 0)
        found.tries += 1
        with opened(folder):
            kept = acknowledgements.read_text(encoding="ascii").split("\n")[:-1]
            is_broken(found, kept, f"kill {number}")
    found.acknowledged = len(kept) if times else 0
    return found


def _wait_for_more(path: Path, size: int) -> None:
    until = time.monotonic() + 30
    while path.stat().st_size == size and time.monotonic() < until:
        time.sleep(0.005)


def _fork(actor: Actor, folder: Path, acknowledgements: Path, name: str) -> int:
    child = os.fork()
    if child:
        return child
    try:
        told = os.open(acknowledgements, os.O_WRONLY | os.O_APPEND)
        with opened(folder):
            number = 0
            while True:
                key = f"{name}{number:04d}"
                write(actor, key)
                os.write(told, f"{key}\n".encode())
                number += 1
    finally:
        os._exit(1)
