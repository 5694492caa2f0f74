"""What is said of a number that was mistyped names the place and what to do, in both languages."""

from __future__ import annotations

import pytest

from imena.language import Words
from imena.numbering.pattern import Kind
from imena.numbering.ranges import NumberRange, RangeError, Series
from imena.numbering.reading import NumberError, read
from imena.registry.words.numbers import fault_in_words, reading_in_words

EN, UK = Words("numbering", "en"), Words("numbering", "uk")


def _refused(text: str, expected: Kind | None = None) -> NumberError:
    with pytest.raises(NumberError) as caught:
        read(text, expected=expected)
    return caught.value


def test_a_letter_that_does_not_agree_sends_to_the_label_not_to_another_letter() -> None:
    said = fault_in_words(_refused("PTX-0187-K"), EN)
    assert "the letter K does not agree with PTX-0187" in said
    assert "do not try other letters" in said
    assert "не узгоджується з PTX-0187" in fault_in_words(_refused("PTX-0187-K"), UK)


def test_a_fault_names_its_place_and_what_was_probably_meant() -> None:
    error = _refused("PTX-01S7-B")
    assert "character 7" in fault_in_words(error, EN)
    assert "Is it 5?" in fault_in_words(error, EN)
    assert "знак 7" in fault_in_words(error, UK)


def test_another_kind_of_number_is_named_in_words() -> None:
    error = _refused("PTX-G214-X", Kind.RECOVERED_UNIT)
    assert "grave; expected: remains or belonging" in fault_in_words(error, EN)
    assert "могила; мало бути: останки або річ" in fault_in_words(error, UK)


def test_what_was_read_differently_is_said() -> None:
    assert reading_in_words(read("PTX-О187-B"), EN) == ("character 5: “О” read as the digit 0",)
    assert reading_in_words(read("PTX-187-В"), UK) == (
        "«187» прочитано як 0187",
        "знак 9: «В» прочитано як латинську B",
    )
    assert reading_in_words(read("ptx 0187 b"), UK) == ()


def test_letters_of_the_other_alphabet_are_told_together() -> None:
    assert reading_in_words(read("РТХ-О187-В"), EN) == (
        "characters 1, 2, 3, 10: “РТХВ” read as the Latin PTXB",
        "character 5: “О” read as the digit 0",
    )


@pytest.mark.parametrize(
    "text",
    [
        *("", "x" * 70, "QQ-1", "CMT-1-A", "PTX-", "PTX-Ж-B", "PTX-01S-B", "PTX-1234567-B"),
        *("1-2-A", "PTX-0-A", "PTX-00187-B", "FIG-20260230-1-A", "REG-03-0017-Y", "PTX-0187"),
        *("PTX-0187-Q", "PTX-0187-8", "PTX-0187-B-2"),
    ],
)
def test_every_fault_is_said_in_both_languages(text: str) -> None:
    error = _refused(text)
    assert fault_in_words(error, EN) != fault_in_words(error, UK)
    assert "{" not in fault_in_words(error, EN) + fault_in_words(error, UK)


def test_a_range_that_cannot_be_is_said_in_words() -> None:
    with pytest.raises(RangeError) as caught:
        Series(Kind.LABORATORY_SAMPLE)
    assert "(laboratory code) do not run" in fault_in_words(caught.value, EN)
    with pytest.raises(RangeError) as caught:
        NumberRange(Series(Kind.LEAD), 1, 20_000)
    assert "20000" in fault_in_words(caught.value, UK)
