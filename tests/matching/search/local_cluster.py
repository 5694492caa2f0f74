"""A Dask scheduler and workers on this machine, each a process of its own that can be killed."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

#: Kept quiet and short of anything that would outlive the test.
_WORKER = ["--no-nanny", "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1"]


@dataclass
class LocalCluster:
    """A scheduler, and the workers started so far."""

    folder: Path
    scheduler: subprocess.Popen[bytes]
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return str(json.loads((self.folder / "scheduler.json").read_text())["address"])

    def start_worker(self) -> None:
        """Start one more, which joins when it is ready."""
        options = ["--local-directory", str(self.folder), *_WORKER]
        self.workers.append(_started("worker", self.address, *options))

    def kill_worker(self, number: int) -> None:
        """As a machine that loses its power."""
        self.workers[number].kill()
        self.workers[number].wait(timeout=30)


@contextmanager
def local_cluster(folder: Path, workers: int) -> Iterator[LocalCluster]:
    """A cluster of so many workers, gone afterwards."""
    file = folder / "scheduler.json"
    options = ["--scheduler-file", str(file), "--no-dashboard", "--port", "0"]
    made = LocalCluster(folder, _started("scheduler", *options, "--host", "127.0.0.1"))
    try:
        patience = time.monotonic() + 60
        # The scheduler makes the file before it writes it.
        while not file.exists() or not file.read_text().endswith("}"):
            assert made.scheduler.poll() is None
            assert time.monotonic() < patience
            time.sleep(0.05)
        for _ in range(workers):
            made.start_worker()
        yield made
    finally:
        for process in (*made.workers, made.scheduler):
            process.kill()
            process.wait(timeout=30)


def _started(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
