"""What overlaps say against independence, and what they cannot say."""

from __future__ import annotations

import numpy as np
import pytest

from imena.estimation.doubts import doubts
from imena.estimation.lists import Lists
from tests.estimation.tables import drawn
from verification.estimation import dependent, differing


def codes(lists: Lists) -> set[tuple[str, tuple[str, ...]]]:
    return {(doubt.code, doubt.lists) for doubt in doubts(lists)}


def test_independent_lists_are_not_doubted_more_often_than_chance() -> None:
    doubted = sum(bool(doubts(drawn(1000, [0.4, 0.3, 0.25], seed))) for seed in range(100))
    assert doubted <= 4


@pytest.mark.parametrize(("interaction", "code"), [(1.5, "lists_share"), (-1.2, "lists_avoid")])
def test_two_lists_that_depend_on_each_other_are_named(interaction: float, code: str) -> None:
    lists = dependent(np.random.default_rng(1), 3000, [0.35, 0.35, 0.25, 0.25], interaction)
    assert codes(lists) == {(code, ("A", "B"))}
    (only,) = doubts(lists)
    assert only.p < 0.01


def test_people_who_differ_are_told_from_lists_that_depend() -> None:
    lists = differing(np.random.default_rng(1), 3000, [0.3, 0.25, 0.2, 0.2], 1.2)
    assert codes(lists) == {("people_differ", ())}


def test_two_lists_show_nothing_of_it() -> None:
    assert doubts(dependent(np.random.default_rng(1), 3000, [0.4, 0.4], 2.0)) == ()
