"""Laid end to end, the tables say of each pair what the engine says."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from imena import Body, Case, Family, Linkage, Marker, Pedigree, Person, Sample, Sex
from imena.matching.pairwise import Readings
from imena.matching.search import columns
from imena.matching.search.columns import FamilyColumns
from imena.matching.search.kernels import LANES
from imena.matching.search.numbering import Numbering
from imena.matching.search.tables import Block, blocks_of
from tests.matching.search.simulated import KINDS, case, log10_matrix


@pytest.mark.parametrize("kind", KINDS)
def test_every_pair_is_exactly_what_the_engine_says(kind: str) -> None:
    made = case(kind, seed=3)
    numbering = Numbering.of(Readings.of(made))
    found = np.full((len(made.bodies), len(made.missing)), -np.inf)
    for block in blocks_of(FamilyColumns(numbering), numbering.starts):
        for lane, position in enumerate(block.missing):
            if position >= 0:
                lanes = np.full(len(made.bodies), lane, dtype=np.int32)
                found[:, position] = block.log10_lr(numbering.rows, lanes)
    expected = log10_matrix(made)
    assert np.array_equal(found, expected)
    assert np.isfinite(expected).sum() > 100


def _mother_and_child(child: tuple[str, str], *, body_sex: Sex = Sex.FEMALE) -> Case:
    marker = Marker("M", ("a", "b"), np.array([0.2, 0.8]))
    family = Pedigree.of([Person("mother", sex=Sex.FEMALE), Person("child", None, "mother")])
    return Case(
        "a child seeks her mother",
        (marker,),
        (Family("F", family, {"child": Sample({"M": child})}, ("mother",)),),
        (
            Body("V1", body_sex, Sample({"M": ("a", "a")})),
            Body("V2", body_sex, Sample({"M": ("b", "b")})),
            Body("V3", body_sex, Sample()),
        ),
    )


def _values(made: Case) -> list[float]:
    numbering = Numbering.of(Readings.of(made))
    (block,) = blocks_of(FamilyColumns(numbering), numbering.starts)
    zeros = np.zeros(len(made.bodies), dtype=np.int32)
    return [float(v) for v in block.log10_lr(numbering.rows, zeros)]


def test_a_mother_and_her_child_by_hand() -> None:
    """A child a/a: the mother passed a. A body not read says nothing; a body b/b cannot be."""
    values = _values(_mother_and_child(("a", "a")))
    assert values == [pytest.approx(math.log10(1 / 0.2)), -math.inf, 0.0]


def test_a_man_is_nobody_s_mother_whatever_was_read() -> None:
    made = _mother_and_child(("a", "b"), body_sex=Sex.MALE)
    assert _values(made) == [-math.inf] * 3


def test_a_body_paired_with_nobody_is_barred_and_the_others_are_not() -> None:
    made = replace(_mother_and_child(("a", "b")), pairings={"V1": (), "V3": ("mother",)})
    assert _values(made) == [-math.inf, -math.inf, 0.0]


def test_a_case_without_markers_still_bars_by_sex() -> None:
    made = replace(_mother_and_child(("a", "b")), markers=())
    assert _values(made) == [0.0, 0.0, 0.0]
    assert _values(replace(made, bodies=(Body("V", Sex.MALE, Sample()),))) == [-math.inf]


def test_linked_markers_and_coancestry_are_looked_up_like_any_other() -> None:
    """Units without a candidate table are placed whole; the look-up is the same."""
    plain = _mother_and_child(("a", "b"))
    both = Sample({"M": ("a", "b"), "N": ("a", "b")})
    markers = (*plain.markers, replace(plain.markers[0], name="N"))
    made = replace(
        plain,
        markers=markers,
        families=(replace(plain.families[0], samples={"child": both}),),
        bodies=(Body("V1", Sex.FEMALE, both), *plain.bodies),
    )
    for changed in (replace(made, linkage=(Linkage("M", "N", 0.1),)), replace(made, theta=0.03)):
        assert all(Readings.of(changed).direct)
        values = _values(changed)
        assert values == [float(v) for v in log10_matrix(changed)[:, 0]]
        assert all(math.isfinite(value) for value in values)


def test_lanes_without_a_person_match_nobody() -> None:
    block = Block.of([5], [np.array([0.0, 0.0, 0.3])], np.array([1]))
    assert list(block.missing) == [5] + [-1] * (LANES - 1)
    assert np.all(block.log10_table[1:, 1:] == -np.inf)
    assert np.all(block.log10_table[0] == 0)


def test_a_family_that_cannot_be_is_named_and_in_no_lane() -> None:
    made = _mother_and_child(("a", "a"))
    people = [
        Person("another mother", sex=Sex.FEMALE),
        Person("lost", None, "another mother"),
        Person("son", None, "another mother"),
    ]
    samples = {
        "another mother": Sample({"M": ("b", "b")}),
        "son": Sample({"M": ("a", "a")}),
    }
    wrong = Family("wrong", Pedigree.of(people), samples, ("lost",))
    made = replace(made, families=(wrong, *made.families))
    asked = FamilyColumns(Numbering.of(Readings.of(made)))
    assert [position for position, _ in asked] == [made.missing.index("mother")]
    assert asked.impossible == {"wrong": ("M",)}


def test_several_processes_make_the_same_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    made = case("stepwise", seed=5)
    numbering = Numbering.of(Readings.of(made))
    alone, together = FamilyColumns(numbering), FamilyColumns(numbering, processes=2)
    monkeypatch.setattr(columns, "WAITING", 1)
    expected, found = list(alone), list(together)
    assert [p for p, _ in found] == [p for p, _ in expected] == list(range(len(made.missing)))
    for (_, one), (_, other) in zip(expected, found, strict=True):
        assert np.array_equal(one, other)


def test_blocks_are_filled_one_after_another() -> None:
    column = np.array([0.0, 0.3])
    blocks = list(blocks_of(((p, column) for p in range(LANES + 2)), np.array([1])))
    assert [list(b.missing[b.missing >= 0]) for b in blocks] == [
        list(range(LANES)),
        [LANES, LANES + 1],
    ]


@pytest.mark.parametrize("scale", [1e-3, 1.0, 300.0])
def test_no_order_of_adding_leaves_the_error_bound(scale: float) -> None:
    """24 units: sums in the worst orders a machine may choose stay within the stated error."""
    rng = np.random.default_rng(5)
    units, readings = 24, 6
    starts = 1 + readings * np.arange(units)
    worst = 0.0
    for _ in range(40):
        column = rng.normal(0, scale, 1 + units * readings)
        column[0] = 0.0
        block = Block.of([0], [column], starts)
        rows = starts + rng.integers(0, readings, units)
        exact = math.fsum(column[rows]) / math.log(10)
        single = block.log10_table[rows, 0]
        for order in (single, np.sort(single), -np.sort(-single), rng.permutation(single)):
            total = np.float32(0)
            for value in order:
                total += value
            off = abs(float(total) - exact)
            assert off <= block.error
            worst = max(worst, off / block.error)
    assert worst > 1e-3
