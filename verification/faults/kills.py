"""A writer is killed outright, as by the kernel or a flat battery, at any moment; so is another."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

from verification.faults.casefile import FRESH, Found, copied, is_broken, opened, write

if TYPE_CHECKING:
    from imena.registry.actor import Actor

#: Between the first acknowledgement and the kill, in seconds.
_LONGEST = 0.15


def kill(actor: Actor, whole: Path, work: Path, times: int, seed: int) -> Found:
    """Two writers, each telling what was acknowledged, killed together ``times`` times."""
    dice = random.Random(seed)
    found = Found("kill")
    for number in range(times):
        if number % FRESH == 0:
            folder = copied(whole, work / "killed")
            told = folder / "acknowledged"
            told.write_bytes(b"")
        before = told.stat().st_size
        with opened(folder):
            pass  # the writers find it by the name it was last opened under
        writers = [acknowledging(actor, told, f"K{number:05d}{writer}") for writer in "ab"]
        wait_for_more(told, before)
        time.sleep(dice.uniform(0, _LONGEST))
        for writer in writers:
            os.kill(writer, signal.SIGKILL)
        for writer in writers:
            os.waitpid(writer, 0)
        found.tries += 1
        kept = told.read_text(encoding="ascii").split("\n")[:-1]
        found.acknowledged += told.read_bytes()[before:].count(b"\n")
        with opened(folder):
            is_broken(found, kept, f"kill {number}")
    return found


def wait_for_more(path: Path, size: int) -> None:
    """Until a writer has told of something."""
    until = time.monotonic() + 30
    while path.stat().st_size == size and time.monotonic() < until:
        time.sleep(0.005)


def acknowledging(actor: Actor, told: Path, name: str) -> int:
    """Start a process that writes acts, and writes each into ``told`` once it is acknowledged."""
    child = os.fork()
    if child:
        return child
    try:
        out = os.open(told, os.O_WRONLY | os.O_APPEND)
        number = 0
        while True:
            key = f"{name}{number:04d}"
            write(actor, key)
            os.write(out, f"{key}\n".encode())
            number += 1
    finally:
        os._exit(1)
