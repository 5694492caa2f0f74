"""The case file from the command line: begun by two, audited by those who may."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ADA, ERA, MARKO = "перша довга фраза", "друга довга фраза", "третя довга фраза"

pytestmark = pytest.mark.slow


class Office:
    """A case file in a folder of its own; every command is a process, as at a terminal."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *arguments: str, said: str = "") -> subprocess.CompletedProcess[str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("IMENA", "DATABASE"))}
        return subprocess.run(
            [sys.executable, "-m", "imena.cli", *arguments],
            input=said,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            env={**kept, "IMENA_HOME": str(self.folder), "IMENA_LANGUAGE": "en"},
        )

    def does(self, *arguments: str, said: str = "") -> str:
        done = self.run(*arguments, said=said)
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    begun = Office(tmp_path_factory.mktemp("office") / "data")
    begun.does(
        *("init", "PROBA", "--name", "Проба"),
        *("--administrator", "ada", "Ада Ключ", "--administrator", "era", "Ера Ключ"),
        said=f"{ADA}\n{ADA}\n{ERA}\n{ERA}\n",
    )
    return begun


def test_a_case_file_begins_once(office: Office) -> None:
    again = office.run(
        *("init", "PROBA", "--name", "Проба"),
        *("--administrator", "ada", "Ада", "--administrator", "era", "Ера"),
        said=f"{ADA}\n{ADA}\n{ERA}\n{ERA}\n",
    )
    assert again.returncode == 1
    assert "begun already" in again.stderr


def test_a_role_waits_for_the_second_person(office: Office) -> None:
    office.does(
        "user",
        "add",
        "marko",
        "--name",
        "Марко Збіг",
        "--as",
        "ada",
        said=f"{ADA}\n{MARKO}\n{MARKO}\n",
    )
    alone = office.run(
        "user",
        "role",
        "marko",
        "auditor",
        "--approver",
        "ada",
        "--as",
        "ada",
        said=f"{ADA}\n{ADA}\n",
    )
    assert alone.returncode == 1
    assert "more people" in alone.stderr
    office.does(
        "user",
        "role",
        "marko",
        "auditor",
        "--approver",
        "era",
        "--as",
        "ada",
        said=f"{ADA}\n{ERA}\n",
    )
    assert "marko  Марко Збіг: auditor" in office.does("user", "list", "--as", "ada", said=ADA)


def test_the_audit_tells_who_did_what_to_those_who_may_read_it(office: Office) -> None:
    refused = office.run("audit", "--as", "era", said=ERA)
    assert refused.returncode == 1
    assert "not for your role" in refused.stderr
    everywhere = ("audit", "--json", "--everywhere", "--as", "marko")
    lines = office.does(*everywhere, said=MARKO).splitlines()
    told = [json.loads(line) for line in lines]
    assert [deed["act"] for deed in told][:2] == ["people.begin_operation", "people.add_user"]
    assert told[-1]["approvers"] == ["Ера Ключ"]
    assert [deed["index"] for deed in told] == list(range(1, len(told) + 1))


def test_a_wrong_password_opens_nothing(office: Office) -> None:
    refused = office.run("user", "list", "--as", "ada", said="навмання\n")
    unknown = office.run("user", "list", "--as", "nobody", said="навмання\n")
    assert refused.returncode == unknown.returncode == 1
    assert "do not belong together" in refused.stderr
    assert "do not belong together" in unknown.stderr


def test_without_a_case_file_the_way_to_one_is_said(tmp_path: Path) -> None:
    refused = Office(tmp_path / "nothing").run("user", "list", "--as", "ada", said=ADA)
    assert refused.returncode == 1
    assert "imena init" in refused.stderr
