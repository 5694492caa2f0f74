"""Two lists, the lower bound, and the ends of their intervals."""

from __future__ import annotations

import pytest

from imena.estimation.intervals import log_interval
from imena.estimation.lists import Lists, ListsError
from imena.estimation.lower_bound import lower_bound
from imena.estimation.two_lists import TwoLists
from tests.estimation.tables import drawn, three


def test_chapman_by_hand() -> None:
    pair = TwoLists(46, 36, 6)
    found = pair.chapman()
    assert found.estimate == pytest.approx(47 * 37 / 7 - 1)
    assert pair.lincoln_petersen == 276
    assert found.interval[0] > pair.observed == 76
    assert not pair.enough
    assert TwoLists(46, 36, 7).enough


def test_chapman_is_unbiased_where_its_assumptions_hold() -> None:
    totals = []
    for seed in range(400):
        lists = drawn(300, [0.4, 0.5], seed)
        totals.append(TwoLists.of(lists, 0, 1).chapman().estimate)
    mean = sum(totals) / len(totals)
    spread = (sum((t - mean) ** 2 for t in totals) / len(totals) / len(totals)) ** 0.5
    assert abs(mean - 300) < 4 * spread


def test_nobody_on_both_has_no_lincoln_petersen_but_a_chapman() -> None:
    assert TwoLists(5, 3, 0).lincoln_petersen is None
    assert TwoLists(5, 3, 0).chapman().estimate == 23
    with pytest.raises(ListsError):
        TwoLists(5, 3, 4)


def test_an_interval_never_falls_below_what_was_seen() -> None:
    assert log_interval(100, 100, 25.0) == (100, 100)
    low, high = log_interval(100, 130, 900.0)
    assert 100 < low < 130 < high
    assert (low - 100) * (high - 100) == pytest.approx(30**2)


def test_where_one_list_holds_the_other_somebody_may_still_be_on_neither() -> None:
    found = TwoLists(40, 30, 30).chapman()
    low, high = found.interval
    assert found.estimate == pytest.approx(40)
    assert low == 40
    # The longer list then has at least this share of everybody, or 30 of 30 were under 5 % likely.
    assert (40 / high) ** 30 == pytest.approx(0.05)
    few, many = TwoLists(8, 8, 8).chapman().interval, TwoLists(800, 800, 800).chapman().interval
    assert few[1] / 8 > many[1] / 800 > 1


def test_the_lower_bound_in_its_forms() -> None:
    found = lower_bound(three())
    assert found.bound is not None
    assert found.for_few_lists is not None
    assert found.bound.estimate == pytest.approx(200 + 143**2 / (2 * 51))
    assert found.bias_corrected == pytest.approx(200 + 143 * 142 / (2 * 52))
    assert found.for_few_lists.estimate == pytest.approx(200 + 2 / 3 * 143**2 / (2 * 51))
    low, high = found.for_few_lists.interval
    assert low < found.for_few_lists.estimate < high


def test_without_anybody_on_two_lists_there_is_no_bound_to_say() -> None:
    found = lower_bound(Lists.of_patterns(("A", "B"), {"10": 5, "01": 3}))
    assert found.bound is None
    assert found.for_few_lists is None
    assert found.bias_corrected == 8 + 8 * 7 / 2
