"""Two searches never work on one run folder; one that was killed stands in nobody's way."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from imena.exchange.search_run.folder import LOCK
from imena.exchange.search_run.lock import held
from imena.exchange.search_run.refusal import RunRefused
from imena.language import Words

HOLDER = """
import sys, time
from pathlib import Path
from imena.exchange.search_run.lock import held
with held(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@contextmanager
def other_search(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the folder's lock."""
    code = [sys.executable, "-c", HOLDER, str(folder)]
    with subprocess.Popen(code, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def refusal(folder: Path) -> RunRefused:
    with pytest.raises(RunRefused) as refused, held(folder):
        pass
    return refused.value


def test_the_second_search_is_told_who_holds_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "pairs.run"
    with other_search(folder) as first:
        said = refusal(folder).said(Words("search", "en"))
        holder = json.loads((folder / LOCK).read_text(encoding="utf-8"))
        assert f"process {first.pid} on {holder['host']}, since {holder['since']}." in said
        assert str(first.pid) in refusal(folder).said(Words("search", "uk"))


def test_a_search_that_was_killed_stands_in_nobodys_way(tmp_path: Path) -> None:
    folder = tmp_path / "pairs.run"
    with other_search(folder) as first:
        first.send_signal(signal.SIGKILL)
        first.wait(timeout=30)
        with held(folder):
            assert json.loads((folder / LOCK).read_text())["process"] != first.pid


def test_a_holder_that_has_not_signed_yet_is_a_holder(tmp_path: Path) -> None:
    with other_search(tmp_path):
        (tmp_path / LOCK).write_text("", encoding="utf-8")
        said = refusal(tmp_path).said(Words("search", "en"))
    assert said.startswith(f"Another search is at work on {tmp_path}. Wait")


def test_the_lock_is_let_go_at_the_end_and_after_a_failure(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), held(tmp_path):
        raise ZeroDivisionError
    for _ in range(2):
        with held(tmp_path):
            pass


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_no_lock_is_left_in_what_is_no_search(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "pairs.run"
    if kind == "file":
        path.write_text("ours", encoding="utf-8")
    else:
        path.mkdir()
        (path / "notes.txt").write_text("ours", encoding="utf-8")
    assert "it is not a search" in refusal(path).said(Words("search", "en"))
    assert not (path / LOCK).exists()
