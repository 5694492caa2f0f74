"""A figure counts one thing, adds up or says what is missing, and names nobody (I26 to I30)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imena.registry.figure_form import (
    GAP,
    SMALL,
    Line,
    check_publishable,
    checked_partition,
    checked_result,
    withheld,
)
from imena.registry.refusals import Broken

PEOPLE = ["sex", "age"]


def line(name: str, value: int | None, unit: str = "bodies", **more: Any) -> dict[str, Any]:
    return {"line": name, "unit": unit, "value": value, **more}


def said(partition: Sequence[Line], total: int = 447, unit: str = "bodies") -> list[dict[str, Any]]:
    """The lines of a figure as it is drafted."""
    return checked_partition(unit, checked_result(unit, {}, {"value": total}), partition)


@pytest.mark.invariant("I26")
def test_lines_that_do_not_reach_the_total_print_the_gap() -> None:
    lines = [line("women", 215), line("men", 194), line("children", 5), line("servicemen", 22)]
    drafted = said(lines)
    assert drafted[-1] == line(GAP, 447 - 436)
    assert sum(one["value"] for one in drafted) == 447
    with pytest.raises(Broken) as refused:
        said([*lines, line("undetermined", 12)])
    assert refused.value.invariant == "I26"


@pytest.mark.invariant("I26")
def test_a_gap_is_counted_and_never_taken_on_trust() -> None:
    assert said([line("women", 215), line(GAP, 1)]) == [line("women", 215), line(GAP, 232)]


@pytest.mark.invariant("I27")
@pytest.mark.parametrize("unit", ["graves", "individuals", "persons_identified", "reports", ""])
def test_units_are_never_added(unit: str) -> None:
    with pytest.raises(Broken) as refused:
        said([line("women", 215), line("in one pit", 17, unit)])
    assert refused.value.invariant == "I27"


@pytest.mark.invariant("I28")
@pytest.mark.parametrize(
    "result",
    [{}, {"value": None}, {"value": -1}, {"value": True}, {"unknown": False}, {"value": "445"},
     {"low": 5}, {"low": 9, "high": 3}, {"value": 1, "unknown": True}],
)  # fmt: skip
def test_unknown_is_said_and_never_left_out(result: dict[str, Any]) -> None:
    with pytest.raises(Broken) as refused:
        checked_result("bodies", {}, result)
    assert refused.value.invariant == "I28"


@pytest.mark.invariant("I28")
def test_more_may_exist_goes_with_a_total_until_somebody_says_why_not() -> None:
    assert checked_result("bodies", {}, {"value": 447}) == {"value": 447, "more_may_exist": True}
    assert checked_result("bodies", {}, {"unknown": True})["more_may_exist"]
    # Whoever drafts cannot simply claim it.
    claimed = checked_result("bodies", {}, {"value": 447, "more_may_exist": False})
    assert claimed["more_may_exist"]
    closed = {"closed_because": "ґрунт досліджено весь"}
    assert not checked_result("bodies", closed, {"value": 447})["more_may_exist"]
    assert not checked_result("persons_identified", {}, {"value": 4})["more_may_exist"]


@pytest.mark.invariant("I28")
def test_an_unknown_line_stays_unknown_and_is_not_counted_as_none() -> None:
    lines = [line("women", 215), line("not examined", None)]
    assert said(lines) == lines


@pytest.mark.invariant("I30")
def test_small_counts_of_people_are_withheld_before_anybody_approves() -> None:
    lines = [line("women", 215, attributes=PEOPLE), line("men", 229, attributes=PEOPLE),
             line("children", 3, attributes=PEOPLE)]  # fmt: skip
    with pytest.raises(Broken) as refused:
        check_publishable(lines, total=447)
    assert refused.value.invariant == "I30"
    one_hidden = [*lines[:2], {**lines[2], "value": None, "withheld": True}]
    with pytest.raises(Broken, match="withhold a second"):
        check_publishable(one_hidden, total=447)
    safe = withheld(lines)
    assert [one["value"] for one in safe] == [None, 229, None]
    check_publishable(safe, total=447)


@pytest.mark.invariant("I30")
def test_two_small_counts_that_their_sum_tells_take_a_third_with_them() -> None:
    lines = [line(str(n), n, attributes=PEOPLE) for n in (1, 1, 40, 200)]
    with pytest.raises(Broken, match="almost"):
        check_publishable(
            [{**one, "value": None, "withheld": True} for one in lines[:2]] + lines[2:], total=242
        )
    assert [one["value"] for one in withheld(lines)] == [None, None, None, 200]
    # With nobody to hide among, nothing is told, not even who there is none of.
    few = [line(str(n), n, attributes=PEOPLE) for n in (3, 0)]
    assert [one["value"] for one in withheld(few)] == [None, None]


@given(st.lists(st.integers(0, 30), min_size=1, max_size=5), st.integers(3, 6))
def test_nobody_finds_a_withheld_count_by_taking_the_others_from_the_total(
    counts: list[int], small: int
) -> None:
    lines = [line(str(i), n, attributes=PEOPLE) for i, n in enumerate(counts)]
    shown = withheld(lines, small=small)
    check_publishable(shown, total=sum(counts), small=small)
    hidden = [one for one in shown if one.get("withheld")]
    if not hidden or len(hidden) == len(shown):
        return
    left = sum(counts) - sum(one["value"] for one in shown if not one.get("withheld"))
    # Whoever reads it knows that whoever is hidden is one at least, and what they make together.
    could_be = range(1, left - (len(hidden) - 1) + 1)
    assert len(hidden) > 1
    assert len(could_be) > small


@given(
    st.lists(st.integers(0, 40), min_size=1, max_size=8),
    st.integers(2, 9),
)
def test_what_is_withheld_can_be_published_and_nothing_small_is_left(
    counts: list[int], small: int
) -> None:
    lines = [line(str(i), n, attributes=PEOPLE) for i, n in enumerate(counts)]
    hidden = withheld(lines, small=small)
    if len(counts) > 1 and sum(n >= small for n in counts) + sum(0 < n < small for n in counts) > 1:
        check_publishable(hidden, small=small)
    assert not any(one["value"] and one["value"] < small for one in hidden)
    assert [one["line"] for one in hidden] == [one["line"] for one in lines]


@given(st.lists(st.integers(0, 50), max_size=6), st.integers(0, 400))
def test_lines_and_gap_always_make_the_total(counts: list[int], total: int) -> None:
    lines = [line(str(i), n) for i, n in enumerate(counts)]
    result = checked_result("bodies", {}, {"value": total})
    if sum(counts) > total:
        with pytest.raises(Broken):
            checked_partition("bodies", result, lines)
    elif lines:
        assert sum(one["value"] for one in checked_partition("bodies", result, lines)) == total


def test_the_threshold_is_as_stated() -> None:
    assert SMALL == 5
