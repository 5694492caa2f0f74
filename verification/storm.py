"""Many clerks on few remains: 200 at once on PostgreSQL, 20 on SQLite, and every line whole.

    ./run verify storm [--people N] [--acts N]

Each clerk hands over, receives, stores, moves, takes out, returns or notes something about one of
five recovered units, as the dice say, while all the others do the same. Afterwards no number was
given twice, no unit is in two places, no step is missing from any line of custody, and every
hand-over has its receipt: the assertions are those of the test suite, `tests/registry/custody`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
TEST = "tests/registry/custody/test_storm.py::test_a_storm_leaves_every_line_whole"


def main() -> int:
    """Run the storm on both databases; 1 when a rule was broken."""
    parser = argparse.ArgumentParser(prog="./run verify storm", description=__doc__)
    parser.add_argument("--people", type=int, help="how many at once, on either database")
    parser.add_argument("--acts", type=int, default=10, help="how many acts each")
    asked = parser.parse_args()
    broken = 0
    for database, people in (("sqlite", 20), ("postgres", 200)):
        many = asked.people or people
        given = os.environ | {"IMENA_STORM": f"{many}x{asked.acts}"}
        if database == "postgres":
            given["IMENA_TEST_DATABASE"] = "postgres"
        begun = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", TEST],
            cwd=ROOT,
            env=given,
            check=False,
        )
        took = time.perf_counter() - begun
        said = "whole" if done.returncode == 0 else "BROKEN"
        print(f"{database}: {many} people, {asked.acts} acts each, {took:.1f} s: {said}")
        broken += done.returncode != 0
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
