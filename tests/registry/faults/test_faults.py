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
from verification.faults.__main__ import RUNS, TIMES, counts


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


def test_a_commit_is_tried_as_often_as_the_design_asks() -> None:
    """The counts of the fault matrix; a night’s are more, the suite’s fewer."""
    asked = {"power": 2_000, "kill": 30, "full": 40, "io": 200, "sync": 50, "page": 200}
    assert counts("commit", [], []).items() >= asked.items()
    for suite, commit, night in TIMES.values():
        assert suite <= commit < night
    assert RUNS == ("suite", "commit", "night")


def test_times_are_said_for_all_or_for_one() -> None:
    assert counts("suite", ["power", "kill"], ["7", "kill=2"]) == {"power": 7, "kill": 2}
    for wrong in ("many", "power=", "0", "page=3"):
        with pytest.raises(ValueError, match=r".+"):
            counts("suite", ["power"], [wrong])


@pytest.mark.sqlite
@pytest.mark.slow
def test_no_promise_is_broken() -> None:
    found = {told["fault"]: told for told in _run("--run", "suite")}
    here = {fault for fault in TIMES if fault != "server" or programs()}
    assert {fault: told["violations"] for fault, told in found.items()} == {f: [] for f in here}
    assert {fault: told["tries"] for fault, told in found.items()} == {
        fault: TIMES[fault][0] for fault in here
    }
    assert all(told["acknowledged"] for told in found.values())
    assert all(found[fault]["failed_acts"] for fault in ("full", "io", "sync")), "the disk did fail"


@pytest.mark.sqlite
@pytest.mark.slow
def test_a_case_file_that_does_not_wait_for_the_disk_is_caught() -> None:
    (told,) = _run("power", "--times", "60", "--weakened")
    assert any("acknowledged acts are gone" in violation for violation in told["violations"])
