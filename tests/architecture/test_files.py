"""Every file is small, plainly named, finished, and knows nothing of the machine it came from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.checkout import PYTHON, ROOT, TEXTS, name_of

#: Names that say nothing of what is inside.
BANNED = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}

#: Whom a file may name: papers, standards, licences, the package index, package registries.
PUBLIC_HOSTS = {
    "doi.org",
    "docs.npmjs.com",
    "json-schema.org",
    "openfontlicense.org",
    "pypi.org",
    "registry.npmjs.org",
    "scripts.sil.org",
    "www.apache.org",
    "www.w3.org",
}
_HOST = re.compile(r"\b[a-z][a-z+]*://([\w.-]+)")
_MACHINE = re.compile(r"(?<![\w.$}-])/(?:work|root|home)/|\.lib" + r"rary\b")
_UNFINISHED = re.compile(r"\b(?:TO" + "DO|FIX" + r"ME|XX" + r"X)\b")


@pytest.mark.parametrize("path", PYTHON, ids=name_of)
def test_no_file_is_longer_than_500_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 500


@pytest.mark.parametrize("path", PYTHON, ids=name_of)
def test_no_file_or_folder_has_a_name_that_says_nothing(path: Path) -> None:
    words = {w for part in path.relative_to(ROOT).with_suffix("").parts for w in part.split("_")}
    assert not words & BANNED


@pytest.mark.parametrize("path", TEXTS, ids=name_of)
def test_no_file_names_a_machine_or_a_private_host(path: Path) -> None:
    text = path.read_text(encoding="utf-8", errors="replace")
    assert not _MACHINE.findall(text)
    assert set(_HOST.findall(text)) <= PUBLIC_HOSTS


@pytest.mark.parametrize("path", PYTHON, ids=name_of)
def test_no_file_is_left_unfinished(path: Path) -> None:
    assert not _UNFINISHED.findall(path.read_text(encoding="utf-8"))


def test_the_rules_catch_what_they_are_for() -> None:
    assert _MACHINE.search("open('/ho" + "me/olena/case.json')")
    assert not _MACHINE.search("docs/home/ and network/")
    assert _HOST.findall("see https" + "://build.example.org/x") == ["build.example.org"]
    assert _UNFINISHED.search("# TO" + "DO: later")
