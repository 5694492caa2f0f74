"""One scenario once in a process of its own: starting, importing, preparing and the call."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent

#: What prepares its input and returns the call to be timed.
Scenario = Callable[[], Callable[[], object]]


@dataclass(frozen=True)
class Fresh:
    """What one run in a process of its own took: seconds of wall clock, and the most memory that
    any one of its processes held, in bytes."""

    seconds: float
    peak: int


def cold(module: str, name: str) -> float:
    """Seconds of wall clock that ``SCENARIOS[name]`` of ``module`` takes in a fresh process."""
    return measured([sys.executable, "-m", "benchmarks.fresh", module, name]).seconds


def cold_with_peak(module: str, name: str) -> Fresh:
    """As :func:`cold`, with the memory it took."""
    return measured([sys.executable, "-m", "benchmarks.fresh", module, name])


def measured(command: Sequence[str]) -> Fresh:
    """One run of a command.

    Raises
    ------
    subprocess.CalledProcessError
        Where it fails.
    """
    launch = [sys.executable, "-m", "benchmarks.launch", *command]
    ran = subprocess.run(launch, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    told = json.loads(ran.stdout)
    if told["code"]:
        raise subprocess.CalledProcessError(told["code"], command)
    return Fresh(told["seconds"], told["peak"])


if __name__ == "__main__":
    scenarios: Mapping[str, Scenario] = importlib.import_module(sys.argv[1]).SCENARIOS
    scenarios[sys.argv[2]]()()
