"""A candidate's look-up equals three whole likelihoods: together, the family, the candidate."""

from __future__ import annotations

import math

import numpy as np
import pytest

from imena.kinship.candidate import (
    Column,
    ColumnSet,
    ImpossibleFamilyError,
    Panel,
    candidate_table,
    column_of,
)
from imena.kinship.markers import Marker
from imena.kinship.mutation import Mutation, build
from imena.kinship.observation import ObservationError, ReadingRates, Sample
from imena.kinship.pedigree import Pedigree, Person, Sex
from tests.kinship.agreement import agree
from tests.kinship.candidates import Search, search
from tests.oracles.placed_by_likelihood import impossible_markers, log_lr_by_marker

KINDS = ("plain", "mutation", "x_linked", "loops", "misread", "silent", "inbred", "many_alleles")
SEARCHES = 40


def looked_up(asked: Search) -> list[dict[str, float]]:
    """Natural log LR by marker, for each body, from the candidate tables."""
    panel = asked.panel
    sets = asked.column_sets(panel)
    table = candidate_table(
        asked.pedigree,
        asked.readings(panel),
        asked.places[0],
        sets,
        founder_inbreeding=asked.founder_inbreeding,
    )
    found: list[dict[str, float]] = [{} for _ in asked.bodies]
    for marker, columns, values in zip(asked.markers, sets, table, strict=True):
        assert values.shape == (len(columns.columns),)
        for body, column in asked.columns_of(marker).items():
            found[body][marker.name] = float(values[columns.columns.index(column)])
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_every_reading_has_the_ratio_of_three_likelihoods(kind: str) -> None:
    answered = 0
    for seed in range(SEARCHES):
        asked = search(seed, kind, places=1)
        family = (asked.pedigree, asked.samples, asked.markers)
        inbred = asked.founder_inbreeding
        if unexplained := impossible_markers(*family, inbred):
            with pytest.raises(ImpossibleFamilyError) as refused:
                looked_up(asked)
            assert set(refused.value.markers) == set(unexplained), f"search({seed}, {kind!r})"
            continue
        for found, body in zip(looked_up(asked), asked.bodies, strict=True):
            expected = log_lr_by_marker(*family, {asked.places[0]: body}, inbred)
            for name, value in found.items():
                answered += 1
                assert agree(value, expected[name]), f"search({seed}, {kind!r}): {name}, {body}"
    assert answered > SEARCHES


def test_a_mother_and_her_child_by_hand() -> None:
    """A child a/b seeks her mother; the candidates are a/a and b/b."""
    marker = Marker("M", ("a", "b"), np.array([0.2, 0.8]))
    family = Pedigree.of([Person("mother", sex=Sex.FEMALE), Person("child", None, "mother")])
    panel = Panel.of([marker], [Sample({"M": ("a", "b")})])
    columns = ColumnSet.of(
        panel.loci[0], [(((("a", "a"), ReadingRates()),), 2), (((("b", "b"), ReadingRates()),), 2)]
    )
    observed = panel.readings(family, {"child": Sample({"M": ("a", "b")})}, [0])
    (table,) = candidate_table(family, observed, "mother", [columns])
    # P(child a/b | mother a/a) = P(father passes b), over P(child a/b) = 2 x 0.2 x 0.8.
    assert np.exp(table) == pytest.approx([0.8 / 0.32, 0.2 / 0.32], rel=1e-12)


def _x(sex: Sex, reading: Sex) -> float:
    """Log LR at one X-linked marker of a candidate of sex ``reading`` as a child of sex ``sex``."""
    marker = Marker("X", ("a", "b"), np.array([0.2, 0.8]), x_linked=True)
    mother = Person("mother", sex=Sex.FEMALE)
    family = Pedigree.of([mother, Person("child", None, "mother", sex)])
    samples = {"mother": Sample({"X": ("a", "a")})}
    panel = Panel.of([marker], list(samples.values()))
    column = column_of(marker, Sample({"X": ("a", "a")}), reading)
    columns = ColumnSet.of(panel.loci[0], [] if column is None else [column])
    (table,) = candidate_table(family, panel.readings(family, samples, [0]), "child", [columns])
    return float(table.sum())


def test_x_linked_readings_speak_only_where_both_sexes_are_known_and_agree() -> None:
    assert _x(Sex.MALE, Sex.MALE) == pytest.approx(math.log(1 / 0.2))
    assert _x(Sex.FEMALE, Sex.FEMALE) == pytest.approx(math.log(0.2 / 0.04))
    assert _x(Sex.UNKNOWN, Sex.MALE) == 0
    assert _x(Sex.MALE, Sex.UNKNOWN) == 0
    assert _x(Sex.FEMALE, Sex.MALE) == 0


def _refusal(marker: Marker, missing_sex: Sex, columns: list[Column]) -> tuple[str, ...]:
    """Who is named when a mother and her son do not fit."""
    people = [
        Person("mother", sex=Sex.FEMALE),
        Person("son", None, "mother", Sex.MALE),
        Person("missing", None, "mother", missing_sex),
    ]
    family = Pedigree.of(people)
    samples = {"mother": Sample({"M": ("a", "a")}), "son": Sample({"M": ("b", "b")})}
    panel = Panel.of([marker], list(samples.values()))
    sets = [ColumnSet.of(panel.loci[0], columns)]
    with pytest.raises(ImpossibleFamilyError) as refused:
        candidate_table(family, panel.readings(family, samples, [0]), "missing", sets)
    return refused.value.markers


def test_an_impossible_family_is_named_wherever_its_readings_clash() -> None:
    """Also where no candidate was read, and where the marker says nothing of the missing person."""
    autosomal = Marker("M", ("a", "b"), np.array([0.2, 0.8]))
    x_linked = Marker("M", ("a", "b"), np.array([0.2, 0.8]), x_linked=True)
    read: Column = (((("a", "b"), ReadingRates()),), 2)
    assert _refusal(autosomal, Sex.FEMALE, [read]) == ("M",)
    assert _refusal(autosomal, Sex.FEMALE, []) == ("M",)
    assert _refusal(x_linked, Sex.FEMALE, [read]) == ("M",)
    assert _refusal(x_linked, Sex.UNKNOWN, [read]) == ("M",)


def test_a_family_that_was_not_read_still_says_that_its_child_is_inbred() -> None:
    """A daughter of full siblings is a/a with p(p + (1 - p)/4), not p squared."""
    marker = Marker("M", ("a", "b"), np.array([0.2, 0.8]))
    family = Pedigree.of(
        [
            Person("grandfather", sex=Sex.MALE),
            Person("grandmother", sex=Sex.FEMALE),
            Person("father", "grandfather", "grandmother", Sex.MALE),
            Person("mother", "grandfather", "grandmother", Sex.FEMALE),
            Person("missing", "father", "mother"),
        ]
    )
    panel = Panel.of([marker], [Sample({"M": ("a", "a")})])
    columns = ColumnSet.of(panel.loci[0], [(((("a", "a"), ReadingRates()),), 2)])
    (table,) = candidate_table(family, panel.readings(family, {}, [0]), "missing", [columns])
    assert math.exp(table[0]) == pytest.approx((0.2 + 0.8 / 4) / 0.2, rel=1e-12)


def test_one_column_for_the_two_orders_of_a_reading() -> None:
    marker = Marker("M", ("9", "10"), np.array([0.2, 0.8]))
    orders = [("9", "10"), ("10", "9"), (None, "9"), ("9", None)]
    columns = [column_of(marker, Sample({"M": g}), Sex.FEMALE) for g in orders]
    assert columns[0] == columns[1] != columns[2] == columns[3]


def test_a_reading_nobody_can_have_is_refused() -> None:
    marker = Marker("M", ("a", "b"), np.array([0.0, 1.0]))
    panel = Panel.of([marker], [Sample({"M": ("a", "b")})])
    with pytest.raises(ObservationError, match="M: a, b has probability 0 in the population"):
        ColumnSet.of(panel.loci[0], [(((("a", "b"), ReadingRates()),), 2)])


def test_a_father_and_a_mother_pass_on_by_their_own_matrices() -> None:
    """Only mothers mutate a to b: a child b/b excludes a father a/a and not a mother a/a."""
    never = np.eye(2)
    often = build("equal", ("a", "b"), np.array([0.5, 0.5]), rate=0.1)
    marker = Marker("M", ("a", "b"), np.array([0.5, 0.5]), mutation=Mutation.of(often, never))
    family = Pedigree.of(
        [
            Person("father", sex=Sex.MALE),
            Person("mother", sex=Sex.FEMALE),
            Person("child", "father", "mother"),
        ]
    )
    samples = {"child": Sample({"M": ("b", "b")})}
    panel = Panel.of([marker], list(samples.values()))
    columns = ColumnSet.of(panel.loci[0], [(((("a", "a"), ReadingRates()),), 2)])
    readings = panel.readings(family, samples, [0])
    (as_father,) = candidate_table(family, readings, "father", [columns])
    (as_mother,) = candidate_table(family, readings, "mother", [columns])
    assert as_father[0] == -math.inf
    assert math.exp(as_mother[0]) == pytest.approx(0.1 / 0.5, rel=1e-12)
