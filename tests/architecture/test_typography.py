"""What people read is set as each language sets it; a slip is found before it is printed."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from house.catalogues import UKRAINIAN, read, strings_of

UKRAINIAN_SLIPS = {
    "an apostrophe is ’": re.compile(r"(?<=[а-яєіїґ])'(?=[а-яєіїґ])", re.IGNORECASE),
    "quotes are «»": re.compile(r"[\"“”]"),
    "a space stands before %": re.compile(r"[\d}]%"),
    "a dash between words is —": re.compile(r"[^\W\d] – [^\W\d]"),
    "a full stop follows »": re.compile(r"\.»"),
    "three dots are one sign": re.compile(r"\.\.\."),
    "no letter of another alphabet": re.compile(r"[а-яєіїґ][aceiopxy]|[aceiopxy][а-яєіїґ]"),
}
ENGLISH_SLIPS = {
    "an apostrophe is ’": re.compile(r"[a-z]'[a-z]"),
    "quotes are “”": re.compile(r"[\"«»]"),
    "no space stands before %": re.compile(r"[\d}] %"),
}


def slips(text: str, of: dict[str, re.Pattern[str]]) -> Iterator[str]:
    return (f"{slip}: {text[:80]}" for slip, pattern in of.items() if pattern.search(text))


@pytest.mark.parametrize(
    ("text", "of", "found"),
    [
        ("ім'я – це 95%", UKRAINIAN_SLIPS, 3),
        ("ім’я — це 95 %, 17 – 25", UKRAINIAN_SLIPS, 0),
        ("the family's 95 %", ENGLISH_SLIPS, 2),
        ("the family’s 95%", ENGLISH_SLIPS, 0),
    ],
)
def test_slips_are_seen(text: str, of: dict[str, re.Pattern[str]], found: int) -> None:
    assert len(list(slips(text, of))) == found


@pytest.mark.parametrize("domain", sorted(path.stem for path in UKRAINIAN.glob("*.po")))
def test_both_languages_are_set_as_they_are_set(domain: str) -> None:
    catalogue = read(domain)
    assert catalogue is not None
    found: list[str] = []
    for message in catalogue:
        english = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
        found += [slip for text in english for slip in slips(text, ENGLISH_SLIPS)]
        found += [slip for text in strings_of(message) for slip in slips(text, UKRAINIAN_SLIPS)]
    assert found == []
