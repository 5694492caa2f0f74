"""The pages about numbers show real ones, and every kind of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from imena.numbering.check import VALUES
from imena.numbering.pattern import Kind
from imena.numbering.reading import read
from tests.architecture.checkout import ROOT

PAGES = [
    ROOT / "docs" / folder / f"{name}{end}"
    for folder, name in (("reference", "numbers"), ("guides", "numbers-and-labels"))
    for end in (".md", ".uk.md")
]
_WHOLE = re.compile(r"(?<![\w-])(?:[A-Z]{2,4}-)?G?\d{2,}(?:-\d+)*-[A-Z]\b")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_number_on_a_page_agrees_with_its_letter(page: Path) -> None:
    shown = _WHOLE.findall(_text(page))
    assert shown
    assert [text for text in shown if str(read(text).number) != text] == []


@pytest.mark.parametrize("page", PAGES[:2], ids=lambda page: page.name)
def test_every_kind_is_shown_by_a_number_of_that_kind(page: Path) -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| `([\w-]+)` \|", _text(page), re.MULTILINE))
    assert set(rows) == set(Kind)
    for kind, text in rows.items():
        expected = Kind(kind)
        assert read(text, expected=expected).number.kind is expected


@pytest.mark.parametrize("page", PAGES[:2], ids=lambda page: page.name)
def test_the_letter_can_be_computed_from_the_page_alone(page: Path) -> None:
    text = _text(page)
    letters, numbers = (
        re.search(rf"^\| (?:{row}) \| (.*) \|$", text, re.MULTILINE)
        for row in ("letter|літера", "value|значення")
    )
    assert letters is not None
    assert numbers is not None
    table = dict(zip(letters[1].split(" | "), map(int, numbers[1].split(" | ")), strict=True))
    said = re.search(r"(D 0, .*S 9)\.", text)
    assert said is not None
    for part in re.split(", ", said[1]):
        *names, value = re.findall(r"[A-Z]|\d+", part)
        table.update(dict.fromkeys(names, int(value)))
    table["G"] = 10
    assert {letter: value for letter, value in VALUES.items() if letter.isalpha()} == table


def _text(page: Path) -> str:
    return page.read_text(encoding="utf-8")
