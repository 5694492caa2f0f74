"""Run the faults, as often as every commit asks for, or every test run, or a night allows."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.throwaway_postgresql import programs
from verification.faults.casefile import Found, begin
from verification.faults.errors import strike
from verification.faults.kills import kill
from verification.faults.pages import spoil
from verification.faults.power import cut

#: What is tried how often: in the suite, at every commit, and in a night.
RUNS = ("suite", "commit", "night")

#: Fault → how often in each of these runs.
TIMES = {
    "power": (100, 2_000, 100_000),
    "kill": (10, 30, 1_000),
    "full": (30, 40, 2_000),
    "io": (30, 200, 20_000),
    "sync": (30, 50, 2_000),
    "page": (40, 200, 5_000),
    "server": (2, 20, 500),
}


def counts(run: str, faults: Sequence[str], times: Sequence[str]) -> dict[str, int]:
    """How often each of ``faults`` (all for none) is tried in a run; ``times`` say otherwise, as
    "500" for each of them or "power=500" for one.

    Raises
    ------
    ValueError
        For what is no number of times, or of a fault that is not asked for.
    """
    found = {fault: TIMES[fault][RUNS.index(run)] for fault in faults or TIMES}
    for said in times:
        fault, _, number = said.rpartition("=")
        if (fault and fault not in found) or int(number) < 1:
            raise ValueError(said)
        found.update({fault: int(number)} if fault else dict.fromkeys(found, int(number)))
    return found


def main() -> int:
    """Run them; 1 when a promise was broken."""
    parser = argparse.ArgumentParser(prog="./run verify faults", description=__doc__)
    parser.add_argument("faults", nargs="*", choices=[[], *TIMES], help="all of them by default")
    parser.add_argument("--run", choices=RUNS, default="commit", help="how often (commit)")
    parser.add_argument(
        "--times", action="append", default=[], help="how often, instead: 500, or power=500"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--weakened", action="store_true", help="power: do not wait for the disk; must be found"
    )
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    try:
        times = counts(asked.run, asked.faults, asked.times)
    except ValueError as error:
        parser.error(f"--times: {error}")
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
        for fault, often in times.items():
            if fault == "server" and programs() is None:
                print("!! SKIPPED server: PostgreSQL is not here", file=sys.stderr)
                continue
            begun = time.monotonic()
            found = run[fault](often)
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
