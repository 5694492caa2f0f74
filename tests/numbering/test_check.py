"""The check letter finds every wrong character and every two that changed places."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from imena.numbering.check import CHECK_LETTERS, VALUES, agrees, check_letter
from imena.numbering.pattern import BEGINNINGS, PATTERNS, SITE_LETTERS, is_site_code
from tests.oracles.iso7064 import hybrid, pure

DIGITS = "0123456789"


def test_it_is_iso_7064_mod_11_2() -> None:
    # The standard's worked example: 0794 has check value 0.
    assert pure([0, 7, 9, 4], 11, 2) == 0
    assert check_letter("0794") == CHECK_LETTERS[0]
    for n in range(10_000):
        digits = f"{n:04d}"
        assert CHECK_LETTERS.index(check_letter(digits)) == pure([int(d) for d in digits], 11, 2)
    assert CHECK_LETTERS[10] == "X", "ten is X, as in the standard"


def test_a_number_agrees_with_its_letter_and_with_no_other() -> None:
    for body in ("PTX0187", "PTXG214", "MP0338", "48217703", "FIG202611121"):
        assert [c for c in CHECK_LETTERS if agrees(body + c)] == [check_letter(body)]


def test_check_letters_are_on_both_keyboards_and_none_is_a_digit_to_the_eye() -> None:
    latin, ukrainian = "ABCEHKMPTYX", "АВСЕНКМРТУХ"
    assert len(set(CHECK_LETTERS)) == 11
    assert latin == CHECK_LETTERS
    assert all(letter in "АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯ" for letter in ukrainian)
    assert not set(CHECK_LETTERS) & set("OIQSZ")


def _places(shape: str) -> list[str]:
    """What may stand in each place: s a site letter, d a digit, c the check letter, else itself."""
    may = {"s": SITE_LETTERS, "d": DIGITS, "c": CHECK_LETTERS}
    return [may.get(character, character) for character in shape]


def _agreeing(shape: str) -> Iterator[str]:
    for body in itertools.product(*_places(shape)[:-1]):
        text = "".join(body)
        yield text + check_letter(text)


SHAPES = [("PTXddddc", 1), ("sssdddc", 499), ("sssGdddc", 499), ("MPddddc", 5), ("ddddddc", 499)]


@pytest.mark.parametrize(("shape", "step"), SHAPES)
def test_every_single_wrong_character_is_found(shape: str, step: int) -> None:
    """Every unit number of a site and 2,000 of each other shape, every place, every character."""
    places = _places(shape)
    for text in itertools.islice(_agreeing(shape), 0, None, step):
        for n, may in enumerate(places):
            for other in may:
                if other != text[n]:
                    assert not agrees(text[:n] + other + text[n + 1 :]), (text, n, other)


@pytest.mark.parametrize(("shape", "step"), SHAPES)
def test_every_two_characters_that_changed_places_are_found(shape: str, step: int) -> None:
    """Neighbours or not, the check letter among them; a mixture of kinds shows by itself."""
    places = _places(shape)
    for text in itertools.islice(_agreeing(shape), 0, None, step):
        for a, b in itertools.combinations(range(len(text)), 2):
            if text[a] == text[b] or text[b] not in places[a] or text[a] not in places[b]:
                continue
            changed = list(text)
            changed[a], changed[b] = text[b], text[a]
            assert not agrees("".join(changed)), (text, a, b)


def test_every_doubled_digit_misread_as_another_pair_is_found() -> None:
    """33 read as 55: the twin errors of handwriting."""
    for n, (right, wrong) in itertools.product(
        range(3), itertools.permutations([d + d for d in DIGITS], 2)
    ):
        text = "PTX" + "1" * n + right + "7" * (2 - n)
        letter = check_letter(text)
        assert not agrees(text.replace(right, wrong, 1) + letter)


def test_a_grave_never_passes_for_a_unit() -> None:
    """A hurried G is a 6; whatever digit it is taken for, the letter tells."""
    for n in range(1000):
        grave = f"PTXG{n:03d}"
        for digit in DIGITS:
            assert not agrees(grave.replace("G", digit) + check_letter(grave))


def _one_mistake(word: str) -> set[str]:
    letters = "".join(VALUES)
    wrong = {word[:n] + c + word[n + 1 :] for n in range(len(word)) for c in letters}
    swapped = {word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in range(len(word) - 1)}
    return (wrong | swapped) - {word}


def test_no_mistake_in_the_beginning_makes_another_kind_of_number() -> None:
    sites = {"".join(s) for k in (3, 4) for s in itertools.product(SITE_LETTERS, repeat=k)}
    allowed = {site for site in sites if is_site_code(site)}
    assert len(sites) - len(allowed) < 200, "nearly all codes are still free"
    for beginning in BEGINNINGS:
        for wrong in _one_mistake(beginning):
            assert wrong not in allowed, "no site code is one mistake away"
            if wrong in BEGINNINGS:
                for digits in ("0001", "0338", "99999"):
                    letter = check_letter(beginning + digits)
                    assert not agrees(wrong + digits + letter), (beginning, wrong)


def test_every_character_of_every_beginning_has_a_value() -> None:
    for pattern in PATTERNS.values():
        assert set(pattern.beginning + pattern.mark) <= set(VALUES)


def _missed_exchanges(check: object, size: int, length: int) -> tuple[int, int]:
    missed = exchanges = 0
    for body in itertools.product(range(size), repeat=length):
        full = (*body, check(body))  # type: ignore[operator]
        for n in range(length):
            changed = list(full)
            changed[n], changed[n + 1] = changed[n + 1], changed[n]
            if tuple(changed) != full and changed[-1] < size:
                exchanges += 1
                missed += check(changed[:-1]) == changed[-1]  # type: ignore[operator]
    return missed, exchanges


def test_why_not_a_hybrid_system() -> None:
    """MOD 11,10 and MOD 37,36 each let some neighbours change places unseen; MOD 11-2 lets none."""
    assert _missed_exchanges(lambda v: hybrid(v, 10), 10, 3)[0] > 0
    assert _missed_exchanges(lambda v: hybrid(v, 36), 36, 2)[0] > 0
    assert _missed_exchanges(lambda v: pure(v, 11, 2), 10, 3)[0] == 0
