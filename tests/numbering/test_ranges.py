"""Ranges never overlap, are never refilled, and leave no gap without a reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imena.numbering.pattern import Kind
from imena.numbering.ranges import (
    LARGEST_RANGE,
    NumberRange,
    RangeError,
    Series,
    Use,
    account,
    next_range,
    next_serial,
    of_prefix,
    unexplained,
)

UNITS = Series(Kind.RECOVERED_UNIT, "PTX")
GIVEN = NumberRange(UNITS, 101, 110)


def test_a_series_has_the_prefix_its_numbers_begin_with() -> None:
    for series, prefix in (
        (UNITS, "PTX-"),
        (Series(Kind.BURIAL_UNIT, "PTX"), "PTX-G"),
        (Series(Kind.MISSING_PERSON), "MP-"),
    ):
        assert series.prefix == prefix
        assert str(series.number(7)).startswith(prefix)


def test_a_series_is_known_by_its_prefix() -> None:
    for series in (UNITS, Series(Kind.BURIAL_UNIT, "PTX"), Series(Kind.MISSING_PERSON)):
        assert of_prefix(series.kind, series.prefix) == series
    for kind, prefix in ((Kind.RECOVERED_UNIT, "PTX-G"), (Kind.MISSING_PERSON, "PTX-")):
        with pytest.raises(RangeError):
            of_prefix(kind, prefix)


@pytest.mark.parametrize(
    ("kind", "site"),
    [
        (Kind.LABORATORY_SAMPLE, ""),
        (Kind.REGISTER_LINE, ""),
        (Kind.FIGURE, ""),
        (Kind.SITE, ""),
        (Kind.RECOVERED_UNIT, ""),
        (Kind.RECOVERED_UNIT, "CMP"),
        (Kind.MISSING_PERSON, "PTX"),
    ],
)
def test_what_does_not_run_has_no_series(kind: Kind, site: str) -> None:
    with pytest.raises(RangeError):
        Series(kind, site)


@given(st.lists(st.integers(1, 50), min_size=2, max_size=12))
def test_ranges_issued_one_after_another_never_share_a_number(sizes: list[int]) -> None:
    issued: list[NumberRange] = []
    for size in sizes:
        issued.append(next_range(UNITS, size, issued))
    serials = [n.serial for r in issued for n in r.numbers()]
    assert serials == list(range(1, sum(sizes) + 1))
    assert not any(a.overlaps(b) for a in issued for b in issued if a is not b)


def test_a_hole_is_not_refilled_and_numbers_given_in_the_office_count() -> None:
    issued = [NumberRange(UNITS, 1, 10), NumberRange(UNITS, 51, 60)]
    assert next_range(UNITS, 5, issued) == NumberRange(UNITS, 61, 65)
    assert next_range(UNITS, 5, issued, highest_used=80) == NumberRange(UNITS, 81, 85)
    assert next_range(UNITS, 5, [NumberRange(Series(Kind.LEAD), 1, 9)]).first == 1


def test_ranges_overlap_only_within_a_series() -> None:
    assert GIVEN.overlaps(NumberRange(UNITS, 110, 120))
    assert not GIVEN.overlaps(NumberRange(UNITS, 111, 120))
    assert not GIVEN.overlaps(NumberRange(Series(Kind.RECOVERED_UNIT, "KAH"), 101, 110))


def test_a_number_is_in_its_range() -> None:
    assert UNITS.number(101) in GIVEN
    assert UNITS.number(111) not in GIVEN
    assert Series(Kind.BURIAL_UNIT, "PTX").number(101) not in GIVEN
    assert "PTX-0101" not in GIVEN


@pytest.mark.parametrize(
    ("first", "last"), [(0, 5), (5, 4), (1, 10**6), (1, LARGEST_RANGE + 1), (999_990, 10**6)]
)
def test_a_range_that_cannot_be_is_refused(first: int, last: int) -> None:
    with pytest.raises(RangeError):
        NumberRange(UNITS, first, last)


def test_the_next_number_comes_after_the_greatest_used_and_ends_with_the_range() -> None:
    assert next_serial(GIVEN, []) == 101
    assert next_serial(GIVEN, [101, 105, 7]) == 106, "a skipped number is explained, not given"
    with pytest.raises(RangeError, match="range_full"):
        next_serial(GIVEN, [110])


def test_every_number_of_a_range_is_accounted_for() -> None:
    stretches = account(GIVEN, {101, 102, 105}, {103: "бирку залило"}, closed=False)
    assert [(s.first, s.last, s.use) for s in stretches] == [
        (101, 102, Use.USED),
        (103, 103, Use.VOID),
        (104, 104, Use.UNEXPLAINED),
        (105, 105, Use.USED),
        (106, 110, Use.ISSUED),
    ]
    assert unexplained(stretches) == (104,)


def test_a_closed_range_leaves_nothing_in_the_teams_hands() -> None:
    stretches = account(GIVEN, {101}, {}, closed=True)
    assert unexplained(stretches) == tuple(range(102, 111))


@given(st.sets(st.integers(101, 110)), st.sets(st.integers(101, 110)), st.booleans())
def test_an_account_covers_its_range_exactly_once(
    used: set[int], void: set[int], closed: bool
) -> None:
    stretches = account(GIVEN, used - void, dict.fromkeys(void, "пошкоджено"), closed=closed)
    covered = [serial for s in stretches for serial in range(s.first, s.last + 1)]
    assert covered == list(range(101, 111))
    assert sum(len(s) for s in stretches if s.use is Use.VOID) == len(void)
    assert sum(len(s) for s in stretches if s.use is Use.USED) == len(used - void)


def test_a_number_is_not_both_used_and_void_and_void_needs_a_reason() -> None:
    with pytest.raises(RangeError, match="used_and_void"):
        account(GIVEN, {101}, {101: "зіпсовано"}, closed=False)
    with pytest.raises(RangeError, match="without_reason"):
        account(GIVEN, set(), {101: " "}, closed=False)
