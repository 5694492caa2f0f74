"""Every way to place bodies in a family has the ratio of whole likelihoods, all placed at once."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from imena.kinship.candidate import ColumnSet, ImpossibleFamilyError, Panel, candidate_table
from imena.kinship.markers import Marker
from imena.kinship.observation import Sample
from imena.kinship.pedigree import Pedigree, Person, Sex
from imena.kinship.placed import placement_log_lr
from tests.kinship.candidates import Search, search
from tests.oracles.placed_by_likelihood import impossible_markers, log_lr_by_marker

KINDS = ("plain", "mutation", "x_linked", "loops", "components", "misread", "silent", "inbred")
SEARCHES = 9


def weighed(asked: Search, choices: dict[str, list[int]]) -> dict[tuple[int, ...], float]:
    """Natural log LR by row; the row says which body is in which place."""
    panel = asked.panel
    rows, log_lr = placement_log_lr(
        asked.pedigree,
        asked.readings(panel),
        choices,
        [asked.columns_of(marker) for marker in asked.markers],
        asked.column_sets(panel),
        founder_inbreeding=asked.founder_inbreeding,
    )
    assert rows.dtype == np.int32
    assert rows[0].tolist() == [-1] * len(choices)
    assert log_lr[0] == 0
    assert len({tuple(row) for row in rows.tolist()}) == len(rows) == len(log_lr)
    return {tuple(row): float(v) for row, v in zip(rows.tolist(), log_lr, strict=True)}


def by_likelihood(asked: Search, choices: dict[str, list[int]]) -> dict[tuple[int, ...], float]:
    expected = {}
    for row in itertools.product(*([-1, *bodies] for bodies in choices.values())):
        named = [body for body in row if body >= 0]
        if len(set(named)) < len(named):
            continue
        placed = {p: asked.bodies[b] for p, b in zip(choices, row, strict=True) if b >= 0}
        by_marker = log_lr_by_marker(
            asked.pedigree, asked.samples, asked.markers, placed, asked.founder_inbreeding
        )
        if (total := math.fsum(by_marker.values())) > -math.inf:
            expected[row] = total
    return expected


@pytest.mark.parametrize("places", [1, 2, 3])
@pytest.mark.parametrize("kind", KINDS)
def test_every_row_is_the_joint_likelihood_and_the_absent_are_impossible(
    kind: str, places: int
) -> None:
    compared = 0
    for seed in range(SEARCHES):
        asked = search(seed, kind, places, strangers=1)
        choices = {p: [i for i in range(len(asked.bodies)) if i % 4 != k]
                   for k, p in enumerate(asked.places)}  # fmt: skip
        family = (asked.pedigree, asked.samples, asked.markers, asked.founder_inbreeding)
        if unexplained := impossible_markers(*family):
            with pytest.raises(ImpossibleFamilyError) as refused:
                weighed(asked, choices)
            assert set(refused.value.markers) <= set(unexplained)
            continue
        found, expected = weighed(asked, choices), by_likelihood(asked, choices)
        assert found.keys() == expected.keys(), f"search({seed}, {kind!r}, {places})"
        for row, value in expected.items():
            compared += 1
            assert found[row] == pytest.approx(value, rel=1e-9, abs=1e-9), (seed, kind, row)
    assert compared > SEARCHES


@pytest.mark.parametrize("seed", range(20))
def test_the_order_of_places_and_bodies_does_not_matter(seed: int) -> None:
    asked = search(seed, "misread", 2)
    if impossible_markers(asked.pedigree, asked.samples, asked.markers):
        return
    first, second = asked.places
    one = weighed(asked, {first: [0, 1, 2, 3], second: [0, 1, 3]})
    other = weighed(asked, {second: [3, 1, 0], first: [2, 0, 3, 1]})
    assert one.keys() == {(a, b) for b, a in other}
    for (a, b), value in one.items():
        assert other[b, a] == pytest.approx(value, rel=1e-9, abs=1e-9)


def brothers(markers: int) -> Search:
    """Two brothers, both missing, a mother typed; the bodies have the same rare alleles."""
    named = tuple(Marker(f"M{i}", ("r", "s"), np.array([0.05, 0.95])) for i in range(markers))
    people = [
        Person("father", sex=Sex.MALE),
        Person("mother", sex=Sex.FEMALE),
        Person("elder", "father", "mother", Sex.MALE),
        Person("younger", "father", "mother", Sex.MALE),
    ]
    rare = Sample({m.name: ("r", "s") for m in named})
    common = Sample({m.name: ("s", "s") for m in named})
    return Search(
        Pedigree.of(people),
        {"mother": common},
        named,
        {},
        ("elder", "younger"),
        ((rare, Sex.MALE), (rare, Sex.MALE)),
    )


def test_two_brothers_inform_each_other() -> None:
    """One marker, mother s/s, both bodies r/s, p(r) = 0.05, by hand.

    One alone: P(father passes r) / P(r/s) = 0.05 / 0.095. Both: the father passes r twice,
    0.05 (0.05 + 0.95 / 2), over 0.095 squared: far more than one alone, squared.
    """
    asked = brothers(1)
    found = weighed(asked, {"elder": [0, 1], "younger": [0, 1]})
    one = 0.05 / 0.095
    both = 0.05 * (0.05 + 0.95 / 2) / 0.095**2
    assert math.exp(found[0, -1]) == pytest.approx(one, rel=1e-12)
    assert math.exp(found[-1, 1]) == pytest.approx(one, rel=1e-12)
    assert math.exp(found[0, 1]) == pytest.approx(both, rel=1e-12)
    assert both > 10 * one**2
    assert found.keys() == {(-1, -1), (0, -1), (1, -1), (-1, 0), (-1, 1), (0, 1), (1, 0)}


def test_markers_add_up_where_some_are_read_of_one_body_only() -> None:
    """Ten equal markers say ten times as much; a body read at none says nothing."""
    asked = brothers(10)
    unread = Search(
        asked.pedigree,
        asked.samples,
        asked.markers,
        {},
        asked.places,
        (asked.bodies[0], (Sample(), Sex.MALE)),
    )
    found = weighed(unread, {"elder": [0, 1], "younger": [0, 1]})
    assert found[0, -1] == pytest.approx(10 * math.log(0.05 / 0.095), rel=1e-12)
    assert found[-1, 1] == 0
    assert found[0, 1] == pytest.approx(found[0, -1], rel=1e-12)


def test_an_impossible_family_is_refused_by_name() -> None:
    asked = brothers(2)
    father = {"father": Sample({"M1": ("r", "r")}), "sister": Sample({"M1": ("s", "s")})}
    people = [*asked.pedigree, Person("sister", "father", "mother", Sex.FEMALE)]
    impossible = Search(
        Pedigree.of(people), {**asked.samples, **father}, asked.markers, {}, asked.places,
        asked.bodies,
    )  # fmt: skip
    with pytest.raises(ImpossibleFamilyError) as refused:
        weighed(impossible, {"elder": [0], "younger": [1]})
    assert refused.value.markers == ("M1",)


@pytest.mark.parametrize("seed", range(20))
def test_one_place_alone_agrees_with_the_candidate_table(seed: int) -> None:
    asked = search(seed, "many_alleles", 1)
    if impossible_markers(asked.pedigree, asked.samples, asked.markers):
        return
    panel: Panel = asked.panel
    sets: list[ColumnSet] = asked.column_sets(panel)
    table = candidate_table(asked.pedigree, asked.readings(panel), asked.places[0], sets)
    found = weighed(asked, {asked.places[0]: list(range(len(asked.bodies)))})
    for body in range(len(asked.bodies)):
        values = [
            values[columns.columns.index(column)]
            for marker, columns, values in zip(asked.markers, sets, table, strict=True)
            if (column := asked.columns_of(marker).get(body)) is not None
        ]
        total = float(np.sum(values))
        assert found.get((body,), -math.inf) == pytest.approx(total, rel=1e-9, abs=1e-12)
