"""What some tests need beyond the checkout, said loudly where it is absent."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import pytest

CHROMIUM = Path("/usr/bin/chromium")
REFERENCE = Path(__file__).parent.parent.parent / "shared" / "reference"

#: marker → (is what it needs here, what is missing)
NEEDS = {
    "browser": (CHROMIUM.exists(), f"{CHROMIUM} is not here"),
    "reference": (REFERENCE.is_dir(), "../shared/reference is not beside this checkout"),
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what cannot run here."""
    for item in items:
        for marker, (here, reason) in NEEDS.items():
            if not here and item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=reason))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name each part that was skipped; leave the totals where ``./run test`` adds them up."""
    stats = terminalreporter.stats
    for marker, (_, reason) in NEEDS.items():
        skipped = _count(r for r in stats.get("skipped", ()) if marker in r.keywords)
        if skipped:
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
