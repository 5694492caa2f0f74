"""The whole PostgreSQL server is killed, and every process of it, while two clerks write.

    python -m verification.faults.server --times 3

A program of its own: Django reads which database it has once.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.throwaway_postgresql import kill, prepared
from verification.faults.casefile import Found, begin, is_broken
from verification.faults.kills import acknowledging, wait_for_more

if TYPE_CHECKING:
    from subprocess import Popen

    from imena.registry.actor import Actor

#: As out of the box: what a server must be for `imena doctor` to let it pass.
_KEEPING = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "max_connections": "20",
}
_LONGEST = 0.5


def lose(times: int, seed: int) -> Found:
    """Kill a server ``times`` times under two writers; hold what comes back to what was told."""
    dice = random.Random(seed)
    found = Found("server")
    with (
        tempfile.TemporaryDirectory(prefix="imena-faults-") as work,
        prepared(**_KEEPING) as server,
    ):
        told = Path(work) / "acknowledged"
        told.write_bytes(b"")
        with server.running():
            actor = begin(Path(work), server.url)
        for number in range(times + 1):
            with server.running() as process:
                kept = told.read_text(encoding="ascii").split("\n")[:-1]
                _number_what_waits()
                is_broken(found, kept, f"kill {number}")
                _disconnect()
                if number < times:
                    _kill_under_writers(actor, process, told, f"S{number:05d}", dice)
                    found.tries += 1
    found.acknowledged = len(kept)
    return found


def _kill_under_writers(
    actor: Actor, process: Popen[bytes], told: Path, name: str, dice: random.Random
) -> None:
    before = told.stat().st_size
    writers = [acknowledging(actor, told, f"{name}{writer}") for writer in "ab"]
    wait_for_more(told, before)
    time.sleep(dice.uniform(0, _LONGEST))
    kill(process)
    for writer in writers:  # they end by themselves: their server is gone
        os.waitpid(writer, 0)


def _number_what_waits() -> None:
    """An event may have lost its writer between its commit and its place in the chain."""
    from imena.registry.ledger.sequencer import link_waiting

    link_waiting()


def _disconnect() -> None:
    from django.db import connection

    connection.close()


def main() -> int:
    """Run it; 1 when a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    found = lose(asked.times, asked.seed)
    print(json.dumps(vars(found), ensure_ascii=False))
    return int(bool(found.violations))


if __name__ == "__main__":
    sys.exit(main())
