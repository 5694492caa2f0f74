"""How soon does the command line answer?"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

from benchmarks.timing import Timing, measure
from imena.cli import COMMANDS


def timings() -> Iterator[Timing]:
    """``--help`` of each command in a fresh process; half a second is promised."""
    for command in sorted(COMMANDS):
        arguments = [sys.executable, "-P", "-m", "imena.cli", command, "--help"]

        def call(arguments: list[str] = arguments) -> None:
            subprocess.run(arguments, stdout=subprocess.DEVNULL, check=True)

        yield measure(f"imena {command} --help", call, bound=0.5, enough=1.0)
