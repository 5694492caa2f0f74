"""Families are passed in an order in which few bodies at a time are wanted later on."""

from __future__ import annotations

import itertools

import numpy as np

from imena.matching.joint.assignment import narrow_order


def frontiers(order: list[int], sets: list[frozenset[int]]) -> list[int]:
    """After each family, how many bodies both a family before and a family to come may use."""
    return [
        len(
            frozenset[int]().union(*(sets[f] for f in order[: step + 1]))
            & frozenset[int]().union(*(sets[f] for f in order[step + 1 :]))
        )
        for step in range(len(order))
    ]


def test_a_chain_is_passed_link_by_link_from_wherever_it_is_begun() -> None:
    chain = [frozenset({i, i + 1, i + 2}) for i in range(40)]
    mixed = [chain[i] for i in np.random.default_rng(1).permutation(40)]
    order = narrow_order(mixed)
    assert order is not None
    assert sorted(order) == list(range(40))
    assert max(frontiers(order, mixed)) <= 4  # two to either side


def test_no_order_is_given_where_every_one_found_is_too_wide() -> None:
    everybody = [frozenset(range(8))] * 5
    order = narrow_order(everybody, widest=8)
    assert order is not None
    assert max(frontiers(order, everybody)) == 8
    assert narrow_order(everybody, widest=7) is None


def test_none_is_sought_only_where_there_is_none() -> None:
    """Families that share much are given up at a glance: then every order is too wide."""
    rng = np.random.default_rng(3)
    given_up = 0
    for _ in range(60):
        sets = [frozenset(rng.choice(6, 4, replace=False).tolist()) for _ in range(5)]
        shared = sum(map(len, sets)) - len(frozenset().union(*sets))
        if shared > 2 * len(sets):
            given_up += 1
            assert narrow_order(sets, widest=2) is None
            assert all(max(frontiers(list(p), sets)) > 2 for p in itertools.permutations(range(5)))
    assert given_up > 10


def test_the_family_that_ends_the_most_waiting_comes_next() -> None:
    """After the first family, the third closes body 0; the second would close nothing."""
    sets = [frozenset({0, 1}), frozenset({1, 2, 3}), frozenset({0, 1, 4})]
    order = narrow_order(sets)
    assert order is not None
    assert frontiers(order, sets) == [2, 1, 0]


def test_hundreds_of_families_in_one_piece_are_ordered_quickly() -> None:
    rng = np.random.default_rng(2)
    sets = [frozenset(rng.choice(400, 20, replace=False).tolist()) for _ in range(300)]
    assert narrow_order(sets) is None
    whole = narrow_order(sets, widest=400)
    assert whole is not None
    assert sorted(whole) == list(range(300))
