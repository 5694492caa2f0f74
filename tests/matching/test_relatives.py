"""Two bodies: one person, parent and child, full siblings, or nothing to each other."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest

from imena.kinship.likelihood import log_likelihood
from imena.kinship.markers import Linkage, Marker
from imena.kinship.observation import ReadingRates, Sample
from imena.kinship.pedigree import Pedigree, Person, Sex
from imena.matching import near_bodies
from imena.matching.case import Body, Case
from imena.matching.near_bodies import near_pairs
from imena.matching.pairwise import LOG10, Readings
from imena.matching.relatives import BodyTables, disagreeing, engine_relations, screen
from tests.matching.small_cases import invent, markers
from tests.oracles.kinship_enumeration import reading_chances

FATHER, MOTHER = Person("father", sex=Sex.MALE), Person("mother", sex=Sex.FEMALE)


def log_of(people: list[Person], samples: dict[str, Sample], case: Case) -> float:
    return log_likelihood(Pedigree.of(people), samples, case.markers, theta=case.theta).total


def bodies_of(seed: int, mutation: float = 0.0) -> Case:
    rates = ReadingRates(dropout=0.1, drop_in=0.05)
    panel = markers(4, mutation=mutation, x_linked=1)
    return invent(seed, ["brothers", "father"], panel, rates=rates, failure=0.2).case


@pytest.mark.parametrize("seed", range(4))
def test_the_screen_is_the_ratio_of_likelihoods_at_autosomal_markers(seed: int) -> None:
    case = bodies_of(seed)
    found = screen(Readings.of(case))
    autosomal = replace(case, markers=case.markers[:4])
    for i, one in enumerate(case.bodies):
        for j, other in enumerate(case.bodies):
            samples = {"one": one.sample, "other": other.sample}
            apart = log_of([Person("one"), Person("other")], samples, autosomal)
            siblings = [FATHER, MOTHER, *(Person(p, "father", "mother") for p in samples)]
            born = [Person("one"), Person("other", "one", None)]
            for name, people in (("full_siblings", siblings), ("parent_child", born)):
                expected = log_of(people, samples, autosomal) - apart
                assert found[name][i, j] == pytest.approx(expected, rel=1e-9, abs=1e-9)
            same = math.fsum(
                _same_person(marker, one.sample, other.sample) for marker in autosomal.markers
            )
            assert found["same_person"][i, j] == pytest.approx(same, rel=1e-9, abs=1e-9)


def _same_person(marker: Marker, one: Sample, other: Sample) -> float:
    """Natural log of P(both readings of one genotype) / P(readings of two)."""
    if not {marker.name} <= one.genotypes.keys() & other.genotypes.keys():
        return 0.0
    chances = [
        reading_chances(sample.genotypes[marker.name], marker, sample.rates, False)
        for sample in (one, other)
    ]
    together, first, second = 0.0, 0.0, 0.0
    for a, p in enumerate(marker.frequencies):
        for b, q in enumerate(marker.frequencies):
            together += p * q * chances[0][a, b] * chances[1][a, b]
            first += p * q * chances[0][a, b]
            second += p * q * chances[1][a, b]
    return float(np.log(together / (first * second)))


@pytest.mark.parametrize("seed", range(3))
def test_the_screen_agrees_with_the_engine_mutation_and_all(seed: int) -> None:
    """Also where one of the two was not read: mutation moves what a child's alleles may be."""
    case = bodies_of(seed, mutation=0.01)
    case = replace(case, markers=case.markers[:4])
    readings = Readings.of(case)
    found, numbers = screen(readings), range(len(case.bodies))
    for i, j in itertools.combinations(numbers, 2):
        for relation in engine_relations(readings, case.bodies[i], case.bodies[j]):
            by_table = found[relation.name][i, j]
            assert by_table == pytest.approx(relation.log10_lr * LOG10, rel=1e-9, abs=1e-9)
    assert BodyTables.of(readings).complete


def test_the_sieve_loses_no_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(near_bodies, "_CAPACITY", 1000)
    rates = ReadingRates(dropout=0.1)
    panel = markers(8, mutation=0.002)
    case = invent(6, ["brothers", "father", "son"], panel, strangers=300, rates=rates).case
    men = [replace(b, sex=Sex.UNKNOWN if i % 3 else Sex.FEMALE) for i, b in enumerate(case.bodies)]
    tables = BodyTables.of(Readings.of(replace(case, bodies=tuple(men))))
    exact = near_pairs(tables, same_from=3.0, kin_from=1.0)
    monkeypatch.setattr(near_bodies, "_FEW", 0)
    sieved = near_pairs(tables, same_from=3.0, kin_from=1.0)
    assert len(exact[0]) > 300
    for one, other in zip(exact, sieved, strict=True):
        assert one.tolist() == other.tolist()


def test_co_ancestry_does_not_switch_the_screen_off() -> None:
    case = bodies_of(1)
    plain, shared = screen(Readings.of(case)), screen(Readings.of(replace(case, theta=0.02)))
    for name, table in plain.items():
        assert shared[name] == pytest.approx(table, abs=1e-12)


def test_linked_markers_are_left_to_the_engine() -> None:
    case = bodies_of(2)
    linked = replace(case, linkage=(Linkage("L1", "L2", 0.1),))
    rest = replace(case, markers=case.markers[2:])
    for name, table in screen(Readings.of(rest)).items():
        assert screen(Readings.of(linked))[name] == pytest.approx(table, abs=1e-12)


@pytest.mark.parametrize("theta", [0.0, 0.02])
def test_the_engine_knows_mutation_co_ancestry_and_the_x(theta: float) -> None:
    case = replace(bodies_of(3, mutation=0.01), theta=theta)
    readings = Readings.of(case)
    for one in case.bodies[:3]:
        for other in case.bodies[3:]:
            samples = {"one": one.sample, "other": other.sample}
            who = {"one": one.sex, "other": other.sex}
            apart = log_of([Person(p, sex=s) for p, s in who.items()], samples, case)
            siblings = [Person(p, "father", "mother", s) for p, s in who.items()]
            both = []
            for parent, child in (("one", "other"), ("other", "one")):
                father, mother = (parent, None) if who[parent] is Sex.MALE else (None, parent)
                born = [Person(parent, sex=who[parent]), Person(child, father, mother, who[child])]
                both.append(log_of(born, samples, case))
            expected = {
                "full_siblings": log_of([FATHER, MOTHER, *siblings], samples, case) - apart,
                "parent_child": max(both) - apart,
            }
            found = engine_relations(readings, one, other)
            assert found[0].log10_lr >= found[1].log10_lr
            for relation in found:
                value = expected[relation.name]
                assert relation.log10_lr * LOG10 == pytest.approx(value, rel=1e-9, abs=1e-9)


def test_the_x_of_a_body_of_unknown_sex_says_nothing() -> None:
    case = bodies_of(4)
    unsexed = replace(case, bodies=tuple(replace(b, sex=Sex.UNKNOWN) for b in case.bodies))
    autosomal = replace(unsexed, markers=case.markers[:4])
    for one, other in itertools.permutations(unsexed.bodies, 2):
        found = engine_relations(Readings.of(unsexed), one, other)
        expected = engine_relations(Readings.of(autosomal), one, other)
        assert {r.name: r.log10_lr for r in found} == pytest.approx(
            {r.name: r.log10_lr for r in expected}, abs=1e-9
        )


def test_several_linked_pairs_can_be_compared() -> None:
    case = bodies_of(5)
    links = (Linkage("L1", "L2", 0.1), Linkage("L3", "L4", 0.1))
    readings = Readings.of(replace(case, linkage=links))
    assert len(engine_relations(readings, case.bodies[0], case.bodies[1])) == 2


def test_markers_disagree_where_both_were_read_in_full_and_differ() -> None:
    one = Sample(
        {"A": ("1", "2"), "B": ("1", "1"), "C": ("1", None), "D": ("3", "4"), "E": ("1", "1")}
    )
    other = Sample({"A": ("2", "1"), "B": ("1", "2"), "C": ("2", "2"), "D": ("3", "3")})
    assert disagreeing(one, other) == ("B", "D")
    assert disagreeing(Sample(), Body("V", Sex.MALE, other).sample) == ()
