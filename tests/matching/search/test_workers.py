"""Worker processes of a search end with the search, however it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

SEARCH = """
import multiprocessing, time
from imena.invented.markers import invented_markers
from imena.invented.plan import SitePlan
from imena.invented.site import invent_site
from imena.matching.pairwise import Readings
from imena.matching.search.columns import FamilyColumns
from imena.matching.search.numbering import Numbering

if __name__ == "__main__":
    case = invent_site(SitePlan(missing=40, families=40), invented_markers(6), 1).case
    for _ in FamilyColumns(Numbering.of(Readings.of(case)), processes=2):
        print(*(child.pid for child in multiprocessing.active_children()), flush=True)
        time.sleep(60)
"""


def alive(process: int) -> bool:
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def test_workers_do_not_outlive_a_search_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "search.py"
    script.write_text(SEARCH)
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        workers = [int(number) for number in run.stdout.readline().split()]
        assert workers
        assert all(alive(worker) for worker in workers)
        os.kill(run.pid, signal.SIGKILL)
        run.wait(timeout=30)
        patience = time.monotonic() + 30
        while any(alive(worker) for worker in workers) and time.monotonic() < patience:
            time.sleep(0.1)
        left = [worker for worker in workers if alive(worker)]
        for worker in left:
            os.kill(worker, signal.SIGKILL)
    assert left == []
