"""What some tests need beyond the checkout, said loudly where it is absent."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

CHROMIUM = Path("/usr/bin/chromium")
MARKERS = ("browser", "reference")
REFERENCE = Path(__file__).parent.parent.parent / "shared" / "reference"


@cache
def _missing_for(marker: str) -> str | None:
    """What tests with this marker need and this machine lacks; ``None`` when they can run."""
    if marker == "reference" and not REFERENCE.is_dir():
        return "../shared/reference is not beside this checkout"
    if marker == "browser" and not CHROMIUM.exists():
        return f"{CHROMIUM} is not here"
    if marker == "browser" and not _driver_starts():
        return "Playwright's driver does not start: libatomic1 is not here"
    return None


def _driver_starts() -> bool:
    from playwright._impl._driver import compute_driver_executable

    node, _ = compute_driver_executable()
    return subprocess.run([node, "--version"], capture_output=True, check=False).returncode == 0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what cannot run here."""
    for item in items:
        for marker in MARKERS:
            if item.get_closest_marker(marker) and (reason := _missing_for(marker)):
                item.add_marker(pytest.mark.skip(reason=reason))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name each part that was skipped; leave the totals where ``./run test`` adds them up."""
    stats = terminalreporter.stats
    for marker in MARKERS:
        skipped = _count(r for r in stats.get("skipped", ()) if marker in r.keywords)
        if skipped and (reason := _missing_for(marker)):
            terminalreporter.write_line(f"!! SKIPPED {skipped} {marker} tests: {reason}", red=True)
    if path := os.environ.get("IMENA_TEST_TOTALS"):
        totals = {
            "passed": _count(stats.get("passed", ())),
            "failed": _count(stats.get("failed", ())) + _count(stats.get("error", ())),
            "skipped": _count(stats.get("skipped", ())),
        }
        lines = (f"{outcome} {n}\n" for outcome, n in totals.items())
        Path(path).write_text("".join(lines), encoding="ascii")


def _count(things: Iterable[object]) -> int:
    return sum(1 for _ in things)
