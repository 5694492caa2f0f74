"""Run the faults; ``--long`` as often as a night allows."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.throwaway_postgresql import programs
from verification.faults.casefile import Found, begin
from verification.faults.errors import strike
from verification.faults.kills import kill
from verification.faults.pages import spoil
from verification.faults.power import cut

#: Fault → how often in every test run, and in a long one.
TIMES = {
    "power": (100, 10_000),
    "kill": (10, 1_000),
    "full": (30, 2_000),
    "io": (30, 2_000),
    "sync": (30, 2_000),
    "page": (40, 5_000),
    "server": (2, 200),
}


def main() -> int:
    """Run them; 1 when a promise was broken."""
    parser = argparse.ArgumentParser(prog="./run verify faults", description=__doc__)
    parser.add_argument("faults", nargs="*", choices=[[], *TIMES], help="all of them by default")
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--times", type=int, help="how often, instead")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--weakened", action="store_true", help="power: do not wait for the disk; must be found"
    )
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="imena-faults-") as folder:
        work = Path(folder)
        actor = begin(work / "whole")
        run: dict[str, Callable[[int], Found]] = {
            "power": lambda n: cut(
                actor, work / "whole", work, n, asked.seed, weakened=asked.weakened
            ),
            "kill": lambda n: kill(actor, work / "whole", work, n, asked.seed),
            "page": lambda n: spoil(actor, work / "whole", work, n, asked.seed),
        }
        run["server"] = lambda n: _server(n, asked.seed)
        for fault in ("full", "io", "sync"):
            run[fault] = lambda n, f=fault: strike(  # type: ignore[misc]
                actor, work / "whole", work, f, n, asked.seed
            )
        told = []
        for fault in asked.faults or TIMES:
            if fault == "server" and programs() is None:
                print("!! SKIPPED server: PostgreSQL is not here", file=sys.stderr)
                continue
            begun = time.monotonic()
            found = run[fault](asked.times or TIMES[fault][asked.long])
            told.append(found)
            if not asked.json:
                print(_line(found, time.monotonic() - begun), flush=True)
    if asked.json:
        print(json.dumps([vars(found) for found in told], ensure_ascii=False))
    for found in told:
        for violation in found.violations[:5]:
            print(f"!! {found.fault}: {violation}", file=sys.stderr)
    return int(any(found.violations for found in told))


def _server(times: int, seed: int) -> Found:
    asked = ["--times", str(times), "--seed", str(seed)]
    ran = subprocess.run(
        [sys.executable, "-m", "verification.faults.server", *asked],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    return Found(**json.loads(ran.stdout))


def _line(found: Found, seconds: float) -> str:
    return (
        f"{found.fault}: {found.tries} times, {found.acknowledged} acts acknowledged, "
        f"{found.failed_acts} failed, {len(found.violations)} violations, {seconds:.0f} s"
    )


if __name__ == "__main__":
    sys.exit(main())
