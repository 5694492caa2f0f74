"""Which numbers a word allows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imena.claims.bounds import Bound, Interval, IntervalError, granularity, hard, soft

COUNTS = st.integers(min_value=0, max_value=10**6)


@pytest.mark.parametrize(
    ("value", "coarse"),
    [(0, 1), (7, 1), (25, 5), (50, 50), (445, 5), (440, 10), (400, 100), (1000, 1000), (1500, 500)],
)
def test_how_coarsely_a_number_was_said(value: int, coarse: int) -> None:
    assert granularity(value) == coarse


@pytest.mark.parametrize(
    ("bound", "value", "expected"),
    [
        (Bound.EXACT, 436, (436, 436)),
        (Bound.ABOUT, 445, (423, 467)),
        (Bound.ALMOST, 50, (45, 49)),
        (Bound.ALMOST, 1, (0, 0)),
        (Bound.MORE_THAN, 400, (401, None)),
        (Bound.AT_LEAST, 17, (17, None)),
        (Bound.UP_TO, 25, (0, 25)),
        (Bound.DOZENS, None, (24, 99)),
        (Bound.HUNDREDS, None, (200, 999)),
        (Bound.THOUSANDS, None, (2000, 9999)),
    ],
)
def test_what_the_policy_takes_a_word_to_mean(
    bound: Bound, value: int | None, expected: tuple[int, int | None]
) -> None:
    assert soft(bound, value) == Interval(*expected)


def test_words_that_say_no_number() -> None:
    for bound in (Bound.MANY_TIMES_MORE, Bound.SEVERAL, Bound.UNKNOWN):
        assert soft(bound, None) is None
    assert hard(Bound.ABOUT, 445) is None
    assert hard(Bound.DOZENS, None) is None
    assert soft(Bound.BETWEEN, 410, 416) == Interval(410, 416)


@given(st.sampled_from(list(Bound)), COUNTS)
def test_the_policy_never_leaves_what_the_word_allows(bound: Bound, value: int) -> None:
    allowed, taken = hard(bound, value), soft(bound, value)
    if allowed is not None and taken is not None:
        assert taken.within(allowed)


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_intervals_meet_when_some_number_lies_in_both(a: int, b: int, c: int, d: int) -> None:
    one, other = Interval(min(a, b), max(a, b)), Interval(min(c, d), None)
    both = max(one.lower, other.lower) <= (one.upper or 0)
    assert one.meets(other) == other.meets(one) == both
    assert one.plus(other) == Interval(one.lower + other.lower, None)


def test_an_interval_that_cannot_be_is_refused() -> None:
    for lower, upper in ((5, 4), (-1, 3)):
        with pytest.raises(IntervalError):
            Interval(lower, upper)
