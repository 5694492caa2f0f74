"""``./run bench [NAME …]``: a table on the screen and the same as JSON in build/bench.json."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import sys
from collections.abc import Iterable
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.timing import Timing

#: name → module with ``timings()``; its docstring is the question it answers
BENCHMARKS = {
    "start": "benchmarks.start",
    "kinship": "benchmarks.kinship",
    "snps": "benchmarks.snps",
    "cases": "benchmarks.cases",
    "search": "benchmarks.search",
    "joint": "benchmarks.joint",
    "names": "benchmarks.names",
    "evidence": "benchmarks.evidence",
    "ledger": "benchmarks.ledger",
    "casefile": "benchmarks.case_file",
    "pages": "benchmarks.pages",
    "estimation": "benchmarks.estimation",
}
_OUT = Path(__file__).parent.parent / "build" / "bench.json"


def environment() -> dict[str, object]:
    """What the numbers depend on besides the code."""
    return {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        **{name: version(name) for name in ("imena", "numba", "numpy", "scipy")},
    }


def _seconds(value: float | None) -> str:
    if value is None:
        return "–"
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if value >= size:
            return f"{value / size:.3g} {unit}"
    return f"{value:.1e} s"


def _table(question: str, timings: Iterable[Timing]) -> Table:
    table = Table(title=question, title_justify="left", box=None, pad_edge=False)
    table.add_column("")
    for heading in ("cold", "warm", "CPU", "repeats", "promised", ""):
        table.add_column(heading, justify="right")
    for t in timings:
        kept = {None: "", True: "kept", False: "NOT KEPT"}[t.kept]
        table.add_row(
            t.what, *map(_seconds, (t.cold, t.warm, t.cpu)), str(t.repeats), _seconds(t.bound), kept
        )
        if t.times is not None:
            table.add_row(f"  {t.times:.3g} times as fast as {t.beside}", style="dim")
        if t.note:
            table.add_row(f"  {t.note}", style="dim")
    return table


def main() -> int:
    """Run the benchmarks named, or all; fail when a promise is not kept."""
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--postgres", action="store_true", help="the pages on PostgreSQL")
    given = parser.parse_args()
    names = given.names or list(BENCHMARKS)
    if given.postgres:
        os.environ["IMENA_BENCH_DATABASE"] = "postgres"
    if unknown := sorted(set(names) - set(BENCHMARKS)):
        parser.error(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
    console = Console(width=None if sys.stdout.isatty() else 110)
    measured: dict[str, list[Timing]] = {}
    for name in names:
        module = importlib.import_module(BENCHMARKS[name])
        measured[name] = list(module.timings())
        console.print(_table(str(module.__doc__).strip(), measured[name]))
        if over := [timing.what for timing in measured[name] if timing.kept is False]:
            console.print(f"NOT KEPT: {'; '.join(over)}", style="bold", highlight=False)
    result = {
        "environment": environment(),
        "benchmarks": {name: [asdict(t) for t in timings] for name, timings in measured.items()},
    }
    text = json.dumps(result, indent=2)
    _OUT.parent.mkdir(exist_ok=True)
    _OUT.write_text(text + "\n", encoding="utf-8")
    print(text)
    return 1 if any(t.kept is False for timings in measured.values() for t in timings) else 0


if __name__ == "__main__":
    sys.exit(main())
