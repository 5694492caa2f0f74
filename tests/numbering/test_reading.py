"""Numbers as people type them are read, with what was read differently, or refused with reason."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imena.numbering.letters import LOOK_ALIKE
from imena.numbering.pattern import PATTERNS, SITE_LETTERS, Kind, Number, number
from imena.numbering.reading import NumberError, read

TO_CYRILLIC = {latin: cyrillic for cyrillic, latin in LOOK_ALIKE.items()}


@st.composite
def numbers(draw: st.DrawFn) -> Number:
    """Any number of any kind."""
    kind = draw(st.sampled_from(list(PATTERNS)))
    pattern = PATTERNS[kind]
    site = draw(st.sampled_from(["PTX", "KAH", "MMEA", "ABC"])) if pattern.of_site else ""
    if kind is Kind.FIGURE:
        day = draw(st.dates())
        assert day.year >= 1
        return number(kind, int(f"{day:%Y%m%d}"), draw(st.integers(1, 999)))
    least = 0 if pattern.blind else 1
    return number(
        kind, *(draw(st.integers(least, 10**g.most - 1)) for g in pattern.groups), site=site
    )


@given(numbers())
def test_what_is_printed_is_read_back_unchanged(made: Number) -> None:
    assert read(str(made)).number == made
    assert read(str(made)).changes == ()
    assert read(str(made), expected=made.kind).number == made


@given(numbers(), st.sampled_from([" ", "–", "_", "/", " - "]), st.booleans())
def test_hyphens_case_and_space_around_do_not_matter(made: Number, dash: str, small: bool) -> None:
    text = f" {str(made).replace('-', dash)}\n"
    assert read(text.lower() if small else text).number == made


@given(numbers())
def test_one_typed_on_a_ukrainian_keyboard_is_the_same_number(made: Number) -> None:
    text = "".join(TO_CYRILLIC.get(c, c) for c in str(made))
    reading = read(text)
    assert reading.number == made
    assert [c.position for c in reading.changes] == [
        n for n, c in enumerate(text, start=1) if c not in str(made) and c != "-"
    ]


@given(numbers(), st.randoms(use_true_random=False))
def test_a_digit_misread_is_never_accepted(made: Number, chance: random.Random) -> None:
    text = str(made)
    places = [n for n, c in enumerate(text) if c.isdigit()]
    place = chance.choice(places)
    other = chance.choice([d for d in "0123456789" if d != text[place]])
    with pytest.raises(NumberError):
        read(text[:place] + other + text[place + 1 :])


@given(numbers())
def test_two_neighbours_that_changed_places_are_never_accepted(made: Number) -> None:
    text = str(made)
    for n in range(len(text) - 1):
        if text[n] == text[n + 1] or "-" in text[n : n + 2]:
            continue
        with pytest.raises(NumberError):
            read(text[:n] + text[n + 1] + text[n] + text[n + 2 :])


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    try:
        reading = read(text)
    except NumberError as refused:
        position = refused.position
    else:
        assert read(str(reading.number)).number == reading.number
        position = 0
    assert 0 <= position <= len(text) + 1


@pytest.mark.parametrize(
    ("typed", "code", "position", "was", "becomes"),
    [
        ("PTX-О187-B", "digit", 5, "О", "0"),
        ("PTX-0I87-B", "digit", 6, "I", "1"),
        ("PTX-0l87-B", "digit", 6, "l", "1"),
        ("PTX-0187-В", "letter", 10, "В", "B"),
        ("PTX-Г214-X", "letter", 5, "Г", "G"),
        ("PTX-٠187-B", "digit", 5, "٠", "0"),
        ("PTX-187-B", "zeros", 5, "187", "0187"),
        ("B0X-0001-E", "letter", 2, "0", "O"),
    ],
)
def test_what_is_read_differently_is_said(
    typed: str, code: str, position: int, was: str, becomes: str
) -> None:
    (change,) = read(typed).changes
    assert (change.code, change.position, change.written, change.read) == (
        code,
        position,
        was,
        becomes,
    )


@pytest.mark.parametrize(
    ("typed", "of_kind"),
    [("РЕГ-03-0017-12-Т", Kind.REGISTER_LINE), ("МП 0338 В", Kind.MISSING_PERSON)],
)
def test_a_beginning_may_be_written_by_sound(typed: str, of_kind: Kind) -> None:
    assert read(typed).number.kind is of_kind


@pytest.mark.parametrize(
    ("typed", "code", "position"),
    [
        ("", "empty", 0),
        (" - ", "empty", 0),
        ("PTX" * 40, "too_long", 0),
        ("QQQ-0187-B", "beginning", 1),
        ("CMT-0187-B", "site_code", 1),
        ("PTX-", "digits_missing", 5),
        ("PTX-01S7-B", "digit_meant", 7),
        ("PTX-01Ж7-B", "digit", 7),
        ("PTX-1234567-B", "digits", 5),
        ("PTX-0000-B", "zero", 5),
        ("PTX-00187-B", "zeros", 5),
        ("PTX-0187", "check_missing", 9),
        ("PTX-0187-Q", "check_letter", 10),
        ("PTX-0187-8", "check_meant", 10),
        ("PTX-0187-K", "check_differs", 10),
        ("PTX-0187-B-2", "after_check", 12),
        ("482-7703-E", "width", 1),
        ("REG-03-0017-Y", "groups", 5),
        ("FIG-20260230-1-A", "date", 5),
    ],
)
def test_a_fault_is_placed(typed: str, code: str, position: int) -> None:
    with pytest.raises(NumberError) as caught:
        read(typed)
    assert (caught.value.code, caught.value.position) == (code, position)


def test_a_wrong_letter_is_not_mended() -> None:
    for letter in "ACEHKMPTYX":
        with pytest.raises(NumberError, match="check_differs"):
            read(f"PTX-0187-{letter}")


def test_a_number_of_another_kind_is_named_as_such() -> None:
    with pytest.raises(NumberError) as caught:
        read("PTX-G214-X", expected=Kind.RECOVERED_UNIT)
    assert caught.value.code == "other_kind"
    assert caught.value.values["found_kind"] == Kind.BURIAL_UNIT


def test_a_site_code_is_read_where_one_is_expected() -> None:
    assert str(read("ртх", expected=Kind.SITE).number) == "PTX"
    assert set(SITE_LETTERS) <= set(TO_CYRILLIC)
    for typed, code in (("PTX7", "site_letter"), ("PT", "site_code"), ("7", "beginning")):
        with pytest.raises(NumberError) as caught:
            read(typed, expected=Kind.SITE)
        assert caught.value.code == code
