"""Strata that are added and linkages that are mixed, and assumptions told otherwise."""

from __future__ import annotations

import numpy as np
import pytest

from imena.estimation.assumptions import assumed
from imena.estimation.lists import Lists
from imena.estimation.pooled import over_linkages, over_strata
from imena.estimation.side_by_side import SideBySide, Told, side_by_side
from imena.estimation.still_missing import DrawsError
from tests.estimation.tables import apart, drawn, three


def told(found: SideBySide, method: str) -> Told:
    return next(one for one in found.told if one.method == method)


def test_strata_add_up_with_an_interval_shorter_than_the_sum_of_ends() -> None:
    parts = [side_by_side(drawn(800, [0.4, 0.35, 0.3], seed), replicates=60) for seed in (1, 2)]
    whole = over_strata(parts)
    for one in whole.told:
        each = [told(part, one.method) for part in parts]
        assert one.estimate == sum(part.estimate or 0 for part in each)
        ends = [part.interval for part in each]
        assert one.interval is not None
        low, high = (sum(end[i] for end in ends if end is not None) for i in (0, 1))
        assert low < one.interval[0] < one.interval[1] < high
    assert over_strata(parts[:1]) is parts[0]


def test_a_stratum_without_an_answer_leaves_the_whole_without_one() -> None:
    few = side_by_side(Lists.of_patterns(("A", "B"), {"10": 9, "01": 9, "11": 1}))
    many = side_by_side(Lists.of_patterns(("A", "B"), {"10": 90, "01": 90, "11": 40}))
    assert told(over_strata([few, many]), "chapman").refused == "stratum_refuses"


def test_linkages_that_differ_make_an_interval_as_wide_as_both() -> None:
    ways = [
        Lists.of_patterns(("A", "B"), {"10": 100 - n, "01": 100 - n, "11": n}) for n in (20, 60)
    ]
    each = [told(side_by_side(one), "chapman") for one in ways]
    mixed = told(over_linkages([side_by_side(one) for one in ways]), "chapman")
    assert mixed.interval is not None
    assert each[0].interval is not None
    assert each[1].interval is not None
    assert mixed.interval[0] == pytest.approx(each[1].interval[0], rel=0.05)
    assert mixed.interval[1] == pytest.approx(each[0].interval[1], rel=0.15)
    assert mixed.draws is not None
    assert len(mixed.draws) == 2000


def test_most_ways_must_have_an_answer() -> None:
    good, bad = (Lists.of_patterns(("A", "B"), {"10": 50, "01": 50, "11": n}) for n in (30, 2))
    found = over_linkages([side_by_side(good), side_by_side(good), side_by_side(bad)])
    assert told(found, "chapman").refused == "few_on_both"
    with pytest.raises(DrawsError):
        over_linkages([side_by_side(good), side_by_side(three(), replicates=20)])


def test_draws_have_the_quantiles_of_the_interval() -> None:
    found = side_by_side(three(), replicates=200)
    for one in found.told:
        assert one.draws is not None
        assert one.interval is not None
        ends = np.quantile(one.draws, [0.025, 0.975])
        assert ends == pytest.approx(one.interval, rel=0.04), one.method


def test_no_interval_begins_below_the_people_seen_nor_leaves_its_estimate_out() -> None:
    cells = {"100": 3, "010": 2, "001": 2, "110": 9, "101": 8, "011": 7, "111": 30}
    few = Lists.of_patterns(("A", "B", "C"), cells)
    for one in side_by_side(few, replicates=200).told:
        assert one.interval is not None
        assert one.estimate is not None
        assert few.observed <= one.interval[0] <= one.estimate <= one.interval[1]
        assert one.draws is not None
        assert one.draws.min() >= few.observed


def test_the_lower_bound_does_not_fail_where_lists_differ_in_length() -> None:
    """Chao’s bound of lists alike is above the truth here on average."""
    bounds = [
        told(side_by_side(drawn(2000, [0.7, 0.2], seed), replicates=1), "lower_bound").estimate
        for seed in range(30)
    ]
    assert np.mean([b for b in bounds if b is not None]) == pytest.approx(2000, rel=0.02)


def test_every_assumption_that_fits_is_told_and_none_where_there_is_no_estimate() -> None:
    found = assumed(three())
    assert [one.kind for one in found] == (
        ["cells"] * 3 + ["differ"] * 4 + ["profile"] + ["pair"] * 3 + ["alike"]
    )
    assert all(one.estimate is not None for one in found)
    kinds = {(one.kind, one.detail): one.estimate for one in assumed(apart())}
    assert kinds["differ", "darroch"] is None
    assert kinds["pair", "A, C"] is None
    assert [one.kind for one in assumed(drawn(500, [0.5, 0.4], 1))] == ["pair", "alike"]
