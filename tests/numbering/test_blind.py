"""A laboratory code says nothing and is never drawn twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from imena.numbering.blind import draw
from imena.numbering.pattern import Kind
from imena.numbering.reading import read


def _drawing(*values: int) -> Callable[[int], int]:
    left = iter(values)
    return lambda below: next(left) % below


def test_a_code_can_be_read_and_names_no_kind_of_sample() -> None:
    code = draw(Kind.LABORATORY_SAMPLE)
    assert read(str(code)).number == code
    assert not any(letter in str(code)[:-2] for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def test_a_code_that_is_taken_is_drawn_again() -> None:
    first = draw(Kind.LABORATORY_SAMPLE, below=_drawing(12, 34))
    second = draw(Kind.LABORATORY_SAMPLE, {str(first)}, below=_drawing(12, 34, 56, 78))
    assert str(second).startswith("0056-0078-")


def test_two_requests_for_one_sample_share_nothing_but_chance() -> None:
    drawn = {str(draw(Kind.LABORATORY_SAMPLE)) for _ in range(200)}
    assert len(drawn) == 200


def test_only_laboratory_codes_are_drawn() -> None:
    with pytest.raises(ValueError, match="not drawn"):
        draw(Kind.MISSING_PERSON)


def test_when_all_codes_are_taken_it_is_said() -> None:
    class Everything:
        def __contains__(self, code: object) -> bool:
            return True

    with pytest.raises(RuntimeError, match="no laboratory_request code is left"):
        draw(Kind.LABORATORY_REQUEST, Everything())
