"""What lists are made of, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from imena.estimation.lists import Lists, ListsError
from tests.estimation.tables import three


def test_people_and_patterns_say_the_same() -> None:
    people = [["A"], ["A", "B"], ["B"], ["A", "B"], ["B", "B"]]
    found = Lists.of_people(("A", "B"), people)
    stated = Lists.of_patterns(("A", "B"), {"10": 1, "11": 2, "01": 2})
    assert (found.counts == stated.counts).all()
    assert found.observed == 5
    assert found.on_so_many == (3, 2)


def test_who_stands_on_some_lists_whatever_the_others() -> None:
    lists = three()
    assert lists.on(0b001) == 60 + 22 + 17 + 6
    assert lists.on(0b011) == 22 + 6
    assert lists.on(0) == lists.observed == 200


@pytest.mark.parametrize(
    ("names", "cells", "said"),
    [
        (("A",), {}, "two lists"),
        (("A", "A"), {}, "called A"),
        (("A", "B"), {"00": 3}, "none of the lists"),
        (("A", "B"), {"1": 3}, "pattern '1'"),
        (("A", "B"), {"1x": 3}, "pattern '1x'"),
        (("A", "B"), {"10": -1}, "whole numbers"),
    ],
)
def test_what_cannot_be_is_refused(
    names: tuple[str, ...], cells: dict[str, int], said: str
) -> None:
    with pytest.raises(ListsError, match=said):
        Lists.of_patterns(names, cells)


def test_a_person_on_no_list_or_an_unknown_one_is_refused() -> None:
    with pytest.raises(ListsError, match="person 2 stands on no list"):
        Lists.of_people(("A", "B"), [["A"], []])
    with pytest.raises(ListsError, match="no list is called C"):
        Lists.of_people(("A", "B"), [["C"]])
    with pytest.raises(ListsError, match="4 counts"):
        Lists(("A", "B"), np.zeros(3))
