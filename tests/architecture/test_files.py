"""Every file is small, plainly named, finished, and knows nothing of the machine it came from."""

from __future__ import annotations

import re
from pathlib import Path

from tests.architecture.checkout import PYTHON, ROOT, TEXTS, name_of

#: Names that say nothing of what is inside.
BANNED = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}

#: Whom a file may name: papers, standards, licences, the package index, package registries.
PUBLIC_HOSTS = {
    "127.0.0.1",
    "192.0.2.5",  # kept for examples, RFC 5737
    "distributed.dask.org",
    "doi.org",
    "json-schema.org",
    "openfontlicense.org",
    "scripts.sil.org",
    "www.adobe.com",
    "www.apache.org",
    "www.sqlite.org",
    "www.w3.org",
}
# The address of a database names a user or a socket's folder, that of a one-time code its kind; no
# public host.
_HOST = re.compile(r"\b(?!(?:postgres(?:ql)?|sqlite|mysql|otpauth):)[a-z][a-z+]*://([\w.-]+)")
_MACHINE = re.compile(r"(?<![\w.$}-])/(?:work|root|home)/|\.lib" + r"rary\b")
_UNFINISHED = re.compile(r"\b(?:TO" + "DO|FIX" + r"ME|XX" + r"X)\b")


def test_no_file_is_longer_than_500_lines() -> None:
    lengths = {name_of(p): len(_text(p).splitlines()) for p in PYTHON}
    assert {name: n for name, n in lengths.items() if n > 500} == {}


def test_no_file_or_folder_has_a_name_that_says_nothing() -> None:
    assert [name_of(p) for p in PYTHON if _words(p) & BANNED] == []


def test_no_file_names_a_machine() -> None:
    assert [name_of(p) for p in TEXTS if _MACHINE.search(_text(p))] == []


def test_no_file_names_a_host_that_is_not_public() -> None:
    named = {name_of(p): set(_HOST.findall(_text(p))) - PUBLIC_HOSTS for p in TEXTS}
    assert {name: hosts for name, hosts in named.items() if hosts} == {}


def test_no_file_is_left_unfinished() -> None:
    assert [name_of(p) for p in PYTHON if _UNFINISHED.search(_text(p))] == []


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def _words(path: Path) -> set[str]:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return {word for part in parts for word in part.split("_")}


def test_the_rules_catch_what_they_are_for() -> None:
    assert _MACHINE.search("open('/ho" + "me/olena/case.json')")
    assert not _MACHINE.search("docs/home/ and network/")
    assert _HOST.findall("see https" + "://build.example.org/x") == ["build.example.org"]
    assert _UNFINISHED.search("# TO" + "DO: later")
