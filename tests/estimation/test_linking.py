"""Who is who drawn by its probability, and what follows for totals."""

from __future__ import annotations

import numpy as np
import pytest

from imena.estimation.linking import Entries, EntriesError, drawn_people, masks, table
from tests.oracles.matchings import probability

DRAWS = 1500


def entries(
    list_of: list[int],
    odds: dict[tuple[int, int], float],
    settled: tuple[tuple[int, int], ...] = (),
) -> Entries:
    k = max(list_of) + 1
    return Entries(
        tuple("ABCDE"[:k]),
        np.array(list_of),
        np.array(settled, dtype=np.int64).reshape(-1, 2),
        np.array(sorted(odds), dtype=np.int64).reshape(-1, 2),
        np.array([odds[link] for link in sorted(odds)]),
    )


def test_links_that_compete_are_drawn_as_often_as_all_ways_say() -> None:
    odds = {(0, 2): 3.0, (0, 3): 1.0, (1, 2): 2.0, (1, 3): 0.25}
    drawn = list(drawn_people(entries([0, 0, 1, 1], odds), DRAWS, seed=1))
    for one, two in odds:
        share = np.mean([way[one] == way[two] for way in drawn])
        assert share == pytest.approx(probability(odds, (one, two)), abs=0.05), (one, two)
    assert not any(way[0] == way[1] or way[2] == way[3] for way in drawn)


def test_what_is_settled_stays_and_bars_others() -> None:
    whole = entries([0, 0, 1], {(1, 2): 1e6}, settled=((0, 2),))
    for way in drawn_people(whole, 20, seed=1):
        assert way[0] == way[2] != way[1]


def test_an_entry_twice_on_a_list_is_one_person_as_often_as_it_is_probable() -> None:
    whole = entries([0, 0, 1], {(0, 1): 1.0, (0, 2): 1e9})
    drawn = list(drawn_people(whole, DRAWS, seed=2))
    assert np.mean([way[0] == way[1] for way in drawn]) == pytest.approx(0.5, abs=0.05)
    assert all(way[0] == way[2] for way in drawn)


def test_two_people_who_were_compared_are_not_one_through_a_third() -> None:
    """A report and a body that were compared and are not one: a line cannot be both."""
    odds = {(0, 1): 1e6, (1, 2): 1e6}
    apart = list(drawn_people(entries([0, 1, 2], odds), 200, seed=1))
    assert not any(way[0] == way[2] for way in apart)
    together = drawn_people(entries([0, 1, 2], odds | {(0, 2): 1e6}), 20, seed=1)
    assert all(way[0] == way[1] == way[2] for way in together)


def test_a_table_counts_people_by_their_lists() -> None:
    whole = entries([0, 0, 1, 1], {}, settled=((0, 2),))
    assert whole.sure
    (way,) = drawn_people(whole, 1, seed=1)
    assert sorted(masks(whole, way).tolist()) == [1, 2, 3]
    assert table(whole, way).counts.tolist() == [0, 1, 1, 1]


def test_links_that_cannot_be_are_refused() -> None:
    with pytest.raises(EntriesError):
        entries([0, 1], {(0, 2): 1.0})
    with pytest.raises(EntriesError):
        entries([0, 1], {(0, 1): -1.0})
