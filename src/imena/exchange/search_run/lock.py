"""One search at a time works on a run folder: a lock of the operating system's says so.

The system lets go of it when the process ends, however it ends, so that a search that was killed
stands in nobody's way. The lock file stays; only the lock counts, and what it says is for people.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from imena.exchange.locking import HELD_ELSEWHERE, take
from imena.exchange.search_run.folder import LOCK, check_free
from imena.exchange.search_run.refusal import RunRefused
from imena.language import message


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the lock of a run folder, which is made where there is none.

    Raises
    ------
    RunRefused
        Where another search holds it, naming that search; where the file system has no locks; or
        where the folder holds something else.
    """
    if not (folder / "run.json").exists():
        check_free(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("a+", encoding="utf-8") as file:
        try:
            take(file.fileno())
        except OSError as error:
            raise _refusal(folder, file.fileno(), error) from error
        file.truncate(0)
        file.write(json.dumps(_holder()))
        file.flush()
        yield


def _holder() -> dict[str, object]:
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    return {"process": os.getpid(), "host": platform.node(), "since": now}


def _refusal(folder: Path, lock: int, error: OSError) -> RunRefused:
    if error.errno not in HELD_ELSEWHERE:
        return RunRefused(
            message(
                "{run} is on a file system that cannot keep two searches apart ({reason}). Give an "
                "--out elsewhere."
            ),
            {"run": folder, "reason": error.strerror},
        )
    try:
        os.lseek(lock, 0, os.SEEK_SET)
        holder = json.loads(os.read(lock, 4096))
        values = {"run": folder, **{name: holder[name] for name in ("process", "host", "since")}}
    except (OSError, ValueError, KeyError, TypeError):
        return RunRefused(
            message("Another search is at work on {run}. Wait for it, or give another --out."),
            {"run": folder},
        )
    return RunRefused(
        message(
            "Another search is at work on {run}: process {process} on {host}, since {since}. Wait "
            "for it, or give another --out."
        ),
        values,
    )
