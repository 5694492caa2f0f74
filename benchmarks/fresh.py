"""One scenario once in a process of its own: starting, importing, preparing and the call."""

from __future__ import annotations

import importlib
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent

#: What prepares its input and returns the call to be timed.
Scenario = Callable[[], Callable[[], object]]


def cold(module: str, name: str) -> float:
    """Seconds of wall clock that ``SCENARIOS[name]`` of ``module`` takes in a fresh process."""
    arguments = [sys.executable, "-m", "benchmarks.fresh", module, name]
    start = time.perf_counter()
    subprocess.run(arguments, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


if __name__ == "__main__":
    scenarios: Mapping[str, Scenario] = importlib.import_module(sys.argv[1]).SCENARIOS
    scenarios[sys.argv[2]]()()
