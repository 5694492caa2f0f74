"""Many more small random pedigrees than the test suite asks, engine against enumeration.

Run as ``python -m verification.kinship_enumeration --n 100000 --seed 1``. Exits 1 when an answer
differs; the line printed for it names the question, which `tests.kinship.strategies.question`
draws again.
"""

from __future__ import annotations

import argparse
import sys
import time

from tests.kinship.agreement import disagreement
from tests.kinship.strategies import KINDS

#: Larger questions than in the suite: up to this many worlds are written out for one.
WORLDS = 20_000
SHOWN = 5


def main() -> int:
    """Ask ``--n`` questions, as many of each kind, and say how many answers differ."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--n", type=int, default=50_000, help="questions in all (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="names the questions (%(default)s)")
    asked = parser.parse_args()
    if asked.n < 1:
        parser.error("--n must be at least 1")

    started = time.monotonic()
    failed = 0
    for place, kind in enumerate(KINDS):
        count = asked.n // len(KINDS) + (place < asked.n % len(KINDS))
        first = asked.seed * 1_000_000_000
        differing = [
            found
            for seed in range(first, first + count)
            if (found := disagreement(seed, kind, WORLDS))
        ]
        failed += len(differing)
        print(f"{kind:12} {count:8} questions, {len(differing)} differ", flush=True)
        for line in differing[:SHOWN]:
            print(f"  {line}")
    took = time.monotonic() - started
    print(f"{asked.n} questions in {took:.0f} s, {failed} answers differ (1e-9 relative)")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
