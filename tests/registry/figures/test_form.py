"""A figure counts one thing, adds up or says what is missing, and names nobody (I26 to I30)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imena.registry import clock
from imena.registry.figure_form import (
    GAP,
    SMALL,
    check_publishable,
    checked_partition,
    checked_result,
    withheld,
)
from imena.registry.models import Statement
from imena.registry.refusals import Broken
from imena.registry.services import figures
from tests.registry.cast import Cast

PEOPLE = ["sex", "age"]


def line(name: str, value: int | None, unit: str = "bodies", **more: Any) -> dict[str, Any]:
    return {"line": name, "unit": unit, "value": value, **more}


def drafted(cast: Cast, **more: Any) -> Statement:
    said: dict[str, Any] = {
        "query": "bodies",
        "query_version": 1,
        "as_of": clock.now(),
        "known_at": 10,
        "unit": "bodies",
        "scope": {"area": "вигаданий ліс"},
        "exclusions": ["ще не ексгумовані"],
        "result": {"value": 447},
    }
    return figures.draft(cast.figures_officer, **(said | more))


@pytest.mark.invariant("I26")
def test_lines_that_do_not_reach_the_total_print_the_gap(cast: Cast) -> None:
    lines = [line("women", 215), line("men", 194), line("children", 5), line("servicemen", 22)]
    figure = drafted(cast, partition=lines)
    assert figure.partition[-1] == line(GAP, 447 - 436)
    assert sum(one["value"] for one in figure.partition) == 447
    with pytest.raises(Broken) as refused:
        drafted(cast, partition=[*lines, line("undetermined", 12)])
    assert refused.value.invariant == "I26"


@pytest.mark.invariant("I26")
def test_a_gap_is_counted_and_never_taken_on_trust(cast: Cast) -> None:
    figure = drafted(cast, partition=[line("women", 215), line(GAP, 1)])
    assert figure.partition == [line("women", 215), line(GAP, 232)]


@pytest.mark.invariant("I27")
@pytest.mark.parametrize("unit", ["graves", "individuals", "persons_identified", "reports", ""])
def test_units_are_never_added(cast: Cast, unit: str) -> None:
    with pytest.raises(Broken) as refused:
        drafted(cast, partition=[line("women", 215), line("in one pit", 17, unit)])
    assert refused.value.invariant == "I27"
    assert not Statement.objects.exists()


@pytest.mark.invariant("I28")
@pytest.mark.parametrize(
    "result",
    [{}, {"value": None}, {"value": -1}, {"value": True}, {"unknown": False}, {"value": "445"},
     {"low": 5}, {"low": 9, "high": 3}, {"value": 1, "unknown": True}],
)  # fmt: skip
def test_unknown_is_said_and_never_left_out(cast: Cast, result: dict[str, Any]) -> None:
    with pytest.raises(Broken) as refused:
        drafted(cast, result=result)
    assert refused.value.invariant == "I28"


@pytest.mark.invariant("I28")
def test_more_may_exist_goes_with_a_total_until_somebody_says_why_not(cast: Cast) -> None:
    assert drafted(cast).result == {"value": 447, "more_may_exist": True}
    assert drafted(cast, result={"unknown": True}).result["more_may_exist"]
    # Whoever drafts cannot simply claim it.
    claimed = drafted(cast, result={"value": 447, "more_may_exist": False})
    assert claimed.result["more_may_exist"]
    closed = {"area": "вигаданий ліс", "closed_because": "ґрунт досліджено весь"}
    assert not drafted(cast, scope=closed).result["more_may_exist"]
    named = drafted(cast, unit="persons_identified")
    assert not named.result["more_may_exist"]


@pytest.mark.invariant("I28")
def test_an_unknown_line_stays_unknown_and_is_not_counted_as_none(cast: Cast) -> None:
    figure = drafted(cast, partition=[line("women", 215), line("not examined", None)])
    assert figure.partition == [line("women", 215), line("not examined", None)]


@pytest.mark.invariant("I30")
def test_small_counts_of_people_are_withheld_before_anybody_approves(cast: Cast) -> None:
    lines = [line("women", 215, attributes=PEOPLE), line("men", 229, attributes=PEOPLE),
             line("children", 3, attributes=PEOPLE)]  # fmt: skip
    open_figure = drafted(cast, partition=lines)
    with pytest.raises(Broken) as refused:
        figures.approve(cast.board, open_figure, seen=1)
    assert refused.value.invariant == "I30"
    one_hidden = [*lines[:2], {**lines[2], "value": None, "withheld": True}]
    with pytest.raises(Broken, match="withhold a second"):
        figures.approve(cast.board, drafted(cast, partition=one_hidden), seen=1)
    safe = drafted(cast, partition=withheld(lines))
    assert [one["value"] for one in safe.partition] == [None, 229, None]
    assert figures.approve(cast.board, safe, seen=1).approved_at is not None


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
