"""Every kind of broken file is refused at the right place, in both languages, without nonsense."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from imena.exchange.casefile.findings import FINDINGS
from imena.exchange.casefile.problems import CaseFileError
from imena.exchange.casefile.read import read_case, read_kinship
from imena.language import Words

BROKEN = Path(__file__).parent.parent / "broken"
MESSAGES = BROKEN / "messages.csv"

#: Problems that no file in the folder can have: the test that shows each is named.
ELSEWHERE = {
    "file-missing": "test_reading",
    "file-unreadable": "test_reading",
    "file-too-large": "test_reading",
    "allele-matrix": "test_unlisted_alleles",
}


def expected() -> dict[str, list[dict[str, str]]]:
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    with MESSAGES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rows[row["file"]].append(row)
    return rows


EXPECTED = expected()


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_broken_file_is_refused_with_exactly_these_problems(name: str) -> None:
    kinship = name.startswith("kinship-") and name != "kinship-instead-of-a-case.json"
    read = read_kinship if kinship else read_case
    with pytest.raises(CaseFileError) as refused:
        read(BROKEN / name)
    english, ukrainian = Words("casefile", "en"), Words("casefile", "uk")
    said = [
        {
            "file": name,
            "code": problem.code,
            "place": str(problem.place),
            "en": problem.said(english),
            "uk": problem.said(ukrainian),
        }
        for problem in refused.value.problems
    ]
    assert said == EXPECTED[name]


def test_every_broken_file_has_its_messages_and_every_message_its_file() -> None:
    assert {path.name for path in BROKEN.iterdir()} - {MESSAGES.name} == set(EXPECTED)


def test_there_are_enough_ways_to_break_a_file() -> None:
    assert len(EXPECTED) >= 45


def test_every_problem_the_reader_knows_has_an_example() -> None:
    shown = {row["code"] for rows in EXPECTED.values() for row in rows}
    assert shown | set(ELSEWHERE) == set(FINDINGS)
    assert not shown & set(ELSEWHERE)


def test_messages_are_one_line_with_place_and_remedy() -> None:
    for rows in EXPECTED.values():
        for row in rows:
            assert "\n" not in row["en"] + row["uk"]
            assert " What to do: " in row["en"]
            assert " Що зробити: " in row["uk"]
            assert "{" not in row["en"].replace("{ }", "")
