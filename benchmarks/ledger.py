"""How fast is the ledger written, verified, and checked by somebody else?"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.timing import Timing
from tests import throwaway_postgresql

#: Of a region's case file; a country's has a million.
EVENTS = int(os.environ.get("IMENA_BENCH_EVENTS", "100000"))
_PROCESSES, _CLIENTS_EACH, _SECONDS = 4, 8, 20.0


def timings() -> Iterator[Timing]:
    """Appends on PostgreSQL with durable commits; a large ledger on SQLite."""
    if throwaway_postgresql.programs():
        yield _appends()
    yield from _large()


def _appends() -> Timing:
    durable = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
    with (
        tempfile.TemporaryDirectory() as home,
        throwaway_postgresql.server(**durable) as address,
    ):
        environment = {**os.environ, "DATABASE_URL": address, "IMENA_HOME": home}
        _python("-c", _MIGRATE, environment=environment)
        command = [sys.executable, "-m", "benchmarks.ledger_clients"]
        command += [str(_CLIENTS_EACH), str(_SECONDS)]
        running = [
            subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)
            for _ in range(_PROCESSES)
        ]
        took = sorted(t for one in running for t in json.loads(one.communicate()[0]))
        left = _python("-c", _LEFT, environment=environment)
    clients = _PROCESSES * _CLIENTS_EACH
    rate = len(took) / _SECONDS
    note = (
        f"{rate:.0f} a second; one takes {_percentile(took, 50)}, p99 {_percentile(took, 99)}; "
        f"{left.strip()} left without a place"
    )
    return Timing(
        f"one append, {clients} clients at once, PostgreSQL",
        1 / rate,
        None,
        None,
        len(took),
        0.001,
        note=note,
    )


def _large() -> Iterator[Timing]:
    with tempfile.TemporaryDirectory() as folder:
        home, out = Path(folder) / "home", Path(folder) / "out"
        environment = {**os.environ, "IMENA_HOME": str(home)}
        told = json.loads(
            _python("-m", "benchmarks.ledger_large", str(EVENTS), str(out), environment=environment)
        )
        whole = f"{EVENTS:,} events"
        promised = 60 * EVENTS / 1_000_000
        yield Timing(f"write {whole}, SQLite", told["write"], None, None, 0)
        yield Timing(
            f"verify {whole}",
            told["verify"],
            None,
            None,
            0,
            promised,
            note="{values:,} values, {records:,} records, {findings} findings".format(**told),
        )
        yield Timing("verify what came since the last 1,000", told["since"], None, None, 0, 2.0)
        yield Timing(f"export {whole} with their values", told["export"], None, None, 0)
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-I", "checker.py", "."], cwd=out, check=True)
        elapsed = time.perf_counter() - begun
        yield Timing("the independent script over it", elapsed, None, None, 0, 2.5 * promised)
        shutil.rmtree(out)


def _python(*arguments: str, environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], env=environment, stdout=subprocess.PIPE, check=True
    )
    return done.stdout.decode()


def _percentile(ordered: list[float], percent: int) -> str:
    return f"{1000 * ordered[min(len(ordered) * percent // 100, len(ordered) - 1)]:.0f} ms"


_MIGRATE = """
from imena.registry.start import start
start()
from django.core.management import call_command
call_command("migrate", verbosity=0)
"""
_LEFT = """
from imena.registry.start import start
start()
from imena.registry.ledger.verify import verify
out = verify()
# The clients write the ledger only, not the records it tells of.
assert {finding.kind for finding in out.findings} <= {"row removed"}
print(out.waiting)
"""
