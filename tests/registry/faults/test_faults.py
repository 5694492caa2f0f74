"""A case file keeps its promises through power cuts, kills, full and failing disks.

The short run of `./run verify faults`: what was acknowledged is there, no act is there in part,
and the ledger verifies.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.throwaway_postgresql import programs
from verification.faults.__main__ import TIMES

pytestmark = [pytest.mark.sqlite, pytest.mark.slow]


def _run(*arguments: str) -> list[dict[str, Any]]:
    ran = subprocess.run(
        [sys.executable, "-m", "verification.faults", "--json", *arguments],
        env={k: v for k, v in os.environ.items() if k not in ("IMENA_HOME", "DATABASE_URL")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stdout, ran.stderr
    told: list[dict[str, Any]] = json.loads(ran.stdout)
    return told


def test_no_promise_is_broken() -> None:
    found = {told["fault"]: told for told in _run()}
    here = {fault for fault in TIMES if fault != "server" or programs()}
    assert {fault: told["violations"] for fault, told in found.items()} == {f: [] for f in here}
    assert {fault: told["tries"] for fault, told in found.items()} == {
        fault: TIMES[fault][0] for fault in here
    }
    assert all(told["acknowledged"] for told in found.values())
    assert all(found[fault]["failed_acts"] for fault in ("full", "io", "sync")), "the disk did fail"


def test_a_case_file_that_does_not_wait_for_the_disk_is_caught() -> None:
    (told,) = _run("power", "--times", "60", "--weakened")
    assert any("acknowledged acts are gone" in violation for violation in told["violations"])
