"""`imena doctor` says it to people in two languages and to programs, and in its exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from imena.cli.doctor import lines
from imena.language import Words
from imena.registry.engine.place import MIB, Place, Room, judge_place

NO_STICK = Place("exfat", removable=True, free=512 * MIB)


def _doctor(home: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "imena.cli", "doctor", *arguments],
        env={**os.environ, "IMENA_HOME": str(home), "IMENA_LANGUAGE": "en", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_advice_stands_under_what_it_is_for() -> None:
    assert lines(judge_place(NO_STICK, Room()), Words("doctor", "en")) == [
        "refused  The data folder is on a removable stick or card (exfat).",
        "         → Move it to a disk in this machine; a stick may carry a backup.",
        "mind     512 MiB are free; below 256 MiB writing will stop.",
        "         → Make room on the disk soon.",
    ]


def test_it_speaks_ukrainian() -> None:
    assert lines(judge_place(NO_STICK, Room()), Words("doctor", "uk"))[:2] == [
        "відмова  Тека даних лежить на знімному носії (exfat).",
        "         → Перенесіть її на диск у цій машині; на носії може лежати резервна копія.",
    ]


@pytest.mark.slow
def test_a_program_reads_the_same_and_the_exit_code_says_the_worst(tmp_path: Path) -> None:
    home = tmp_path / "data"
    ran = _doctor(home, "--json", IMENA_SPACE_WARN="0", IMENA_SPACE_FLOOR="0")
    assert ran.returncode == 0, ran.stderr
    told = {j["check"]: j for j in json.loads(ran.stdout)}
    assert told["case-file"]["level"] == "warn"
    assert told["case-file"]["advice"] == "“imena init” makes one."
    assert not home.exists(), "looking makes nothing"
    assert _doctor(home, "--strict").returncode == 1
    assert _doctor(home, IMENA_SPACE_WARN="9" * 12, IMENA_SPACE_FLOOR="9" * 12).returncode == 2


@pytest.mark.slow
def test_ballast_is_kept_and_released_on_request(tmp_path: Path) -> None:
    asked = {"IMENA_BALLAST": "1", "IMENA_SPACE_FLOOR": "0"}
    kept = _doctor(tmp_path, "--keep-ballast", "--json", **asked)
    assert (tmp_path / "ballast").stat().st_size == MIB
    assert {j["check"]: j["level"] for j in json.loads(kept.stdout)}["ballast"] == "ok"
    assert "1 MiB are given back." in _doctor(tmp_path, "--release-ballast", **asked).stderr
    assert not (tmp_path / "ballast").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"IMENA_SPACE_FLOOR": "9" * 12, "IMENA_SPACE_WARN": "9" * 12}, "nothing is written"),
        ({"DATABASE_URL": "mysql://oleh:secret@db/imena"}, "names no database"),
    ],
)
def test_a_command_that_finds_the_door_closed_says_why(
    tmp_path: Path, environment: dict[str, str], sentence: str
) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "imena.cli", "backup", str(tmp_path / "out")],
        env={
            **os.environ, "IMENA_HOME": str(tmp_path / "data"), "IMENA_LANGUAGE": "en",
            **environment,
        },
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 1
    assert "The case file is not opened." in ran.stderr
    assert sentence in ran.stderr
    assert "→ " in ran.stderr
    assert "Traceback" not in ran.stderr
    assert "secret" not in ran.stderr
