"""Families that share an elimination have, to the last bit, the numbers they have alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from imena import Case, Sample
from imena.kinship.alike import Asked, Shapes
from imena.kinship.candidate import ColumnSet, ImpossibleFamilyError, candidate_tables
from imena.matching.case import Family
from imena.matching.pairwise import Readings, family_tables
from imena.matching.search import together
from imena.matching.search.together import Tables, tables_together
from tests.matching.search.simulated import KINDS, case


def alone(readings: Readings, family: Family) -> Tables:
    try:
        return family_tables(readings, family)
    except ImpossibleFamilyError as error:
        return error.markers


def same(one: Tables, other: Tables) -> bool:
    if isinstance(one, tuple) or isinstance(other, tuple):
        return one == other
    return list(one) == list(other) and all(
        a.tobytes() == b.tobytes()
        for missing in one
        for a, b in zip(one[missing], other[missing], strict=True)
    )


def many_alike(kind: str, seed: int, rng: np.random.Generator) -> Case:
    """Families of a few shapes, each several times with other readings, in random order."""
    made = case(kind, seed)
    some = [
        replace(other, id=f"{other.id} of {first.id}")
        for first in made.families[:12]
        for other in case(kind, seed + 1).families[:12]
        if len(other.pedigree) == len(first.pedigree)
    ]
    families = [*made.families, *some]
    rng.shuffle(families)
    return replace(made, families=tuple(families), pairings=None)


@pytest.mark.parametrize("kind", KINDS)
def test_whoever_stands_beside_a_family_changes_no_bit(kind: str) -> None:
    rng = np.random.default_rng(len(kind))
    made = many_alike(kind, 20, rng)
    readings = Readings.of(made)
    expected = {family.id: alone(readings, family) for family in made.families}
    shared = 0
    for _ in range(3):
        families = [made.families[i] for i in rng.permutation(len(made.families))[:40]]
        for family, tables in zip(families, tables_together(readings, families), strict=True):
            assert same(tables, expected[family.id])
        shared += len(families) - len(_shapes(readings, families))
    assert shared > 20


def _shapes(readings: Readings, families: list[Family]) -> set[object]:
    shapes = Shapes()
    return {
        shapes.of(Asked(family.pedigree, observed, family.missing[0], {}))
        for family in families
        for observed in [
            readings.panel.readings(family.pedigree, family.samples, range(len(readings.units)))
        ]
        if family.missing
    }


def _twins(made: Case) -> tuple[Family, ...]:
    """A family three times, once with an inbred founder."""
    family = next(f for f in made.families if len(f.samples) > 1)
    founder = next(p.id for p in family.pedigree if p.father is None)
    inbred = replace(family, id="inbred", founder_inbreeding={founder: 0.25})
    return family, inbred, replace(family, id="again")


def test_inbred_founders_make_another_shape() -> None:
    made = case("stepwise", 4)
    made = replace(made, families=_twins(made))
    readings = Readings.of(made)
    plain, inbred, again = tables_together(readings, made.families)
    assert same(plain, again)
    assert not same(plain, inbred)
    assert same(inbred, alone(readings, made.families[1]))


def test_a_family_that_cannot_be_is_named_and_spoils_nobody_beside_it() -> None:
    made = case("no mutation", 4)
    ends = {m.name: ((m.alleles[0],) * 2, (m.alleles[-1],) * 2) for m in made.markers}
    families = []
    for family in made.families:
        wrong = {
            person: Sample({name: ends[name][i % 2] for name in sample.genotypes})
            for i, (person, sample) in enumerate(family.samples.items())
        }
        families += [family, replace(family, id=f"{family.id} wrong", samples=wrong)]
    readings = Readings.of(replace(made, families=tuple(families)))
    found = tables_together(readings, families)
    expected = [alone(readings, family) for family in families]
    assert all(map(same, found, expected))
    assert 2 < sum(isinstance(tables, tuple) for tables in found) < len(found) - 2


def test_large_families_are_answered_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    made = case("stepwise", 5)
    readings = Readings.of(made)
    counts = []

    def counted(asked: list[Asked], columns: Sequence[ColumnSet]) -> object:
        counts.append(len(asked))
        return candidate_tables(asked, columns)

    monkeypatch.setattr(together, "candidate_tables", counted)
    tables_together(readings, made.families)
    assert max(counts) > 1
    counts.clear()
    monkeypatch.setattr(together, "FEW_PEOPLE", 0)
    tables_together(readings, made.families)
    assert max(counts) == 1
