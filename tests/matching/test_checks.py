"""Does the material hold together? Within families, and among bodies."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from imena.kinship.markers import Marker
from imena.kinship.mutation import Mutation
from imena.kinship.observation import ReadingRates, Sample
from imena.kinship.pedigree import Pedigree, Person, Sex
from imena.kinship.simulate import drop, read
from imena.matching.case import Body, Case, Family
from imena.matching.checks import (
    RELATIVES_FROM_LOG10,
    check_bodies,
    check_families,
    check_family,
    too_few,
)
from imena.matching.identification import Check
from imena.matching.pairwise import Readings
from tests.matching.small_cases import markers

PANEL = markers(20, mutation=0.002)
FATHER, MOTHER = Person("father", sex=Sex.MALE), Person("mother", sex=Sex.FEMALE)
CHILDREN = [Person(f"child {i}", "father", "mother", Sex.MALE) for i in range(3)]
PEOPLE = [FATHER, MOTHER, *CHILDREN, Person("stranger", sex=Sex.MALE)]


def everybody(seed: int) -> dict[str, Sample]:
    rng = np.random.default_rng(seed)
    genes = drop(Pedigree.of(PEOPLE), PANEL, rng)
    return {person: read(rows[0], PANEL, rng) for person, rows in genes.items()}


def family_of(samples: dict[str, Sample]) -> Family:
    return Family("F", Pedigree.of(PEOPLE[:-1]), samples, ())


def found_in(family: Family, **assumed: float) -> list[Check]:
    case = Case("c", PANEL, (family,), (), **assumed)  # type: ignore[arg-type]
    return list(check_family(Readings.of(case), family))


@pytest.mark.parametrize("seed", range(5))
def test_a_family_that_fits_is_said_to_fit(seed: int) -> None:
    samples = everybody(seed)
    del samples["father"], samples["stranger"]
    checks = found_in(family_of(samples))
    assert [c.subjects for c in checks] == [("F", member) for member in samples]
    for check in checks:
        assert (check.kind, check.level) == ("family_relation", "ok")
        assert check.log10_lr is not None
        assert check.log10_lr > 1


@pytest.mark.parametrize("seed", range(5))
def test_a_stranger_recorded_as_a_brother_is_found_with_the_markers_that_speak_against(
    seed: int,
) -> None:
    samples = everybody(seed)
    samples["child 2"] = samples.pop("stranger")
    checks = {c.subjects[1]: c for c in found_in(family_of(samples))}
    wrong = checks["child 2"]
    assert wrong.level == "warning"
    assert wrong.log10_lr is not None
    assert wrong.log10_lr < -1
    parents = (
        [{*samples["father"].genotypes[m.name]} for m in PANEL],
        [{*samples["mother"].genotypes[m.name]} for m in PANEL],
    )
    impossible = [
        m.name
        for m, his, hers in zip(PANEL, *parents, strict=True)
        for a, b in [samples["child 2"].genotypes[m.name]]
        if not ((a in his and b in hers) or (b in his and a in hers))
    ]
    assert len(impossible) >= 3
    assert set(impossible) <= set(wrong.markers)
    assert checks["child 0"].level == checks["child 1"].level == "ok"
    assert wrong.log10_lr == min(c.log10_lr or 0 for c in checks.values())


def test_the_ratio_is_of_the_family_with_and_without_the_relation() -> None:
    """Mother a/a and child b/b under mutation rate m to each of 5 others: (m/5) / p(b)."""
    samples = {"mother": Sample({"L1": ("11", "11")}), "child 0": Sample({"L1": ("12", "12")})}
    family = replace(family_of(samples), pedigree=Pedigree.of([MOTHER, FATHER, CHILDREN[0]]))
    mother, child = found_in(family)
    p = np.array([0.3, 0.25, 0.2, 0.1, 0.1, 0.05])
    stay, leave = 0.998, 0.002 / 5
    born_b = p[1] * stay + (1 - p[1]) * leave
    for check in (mother, child):
        # Either is a stranger to the other; the child's father transmits b in both.
        expected = math.log10(leave / (born_b if check is mother else p[1] * p[1] / born_b))
        assert check.log10_lr == pytest.approx(expected, rel=1e-9)
        assert check.markers == ("L1",)


def test_a_family_that_cannot_be_is_named_with_its_markers() -> None:
    panel = markers(3)
    samples = {
        "mother": Sample({"L1": ("11", "11"), "L2": ("11", "12"), "L3": ("13", "13")}),
        "child 0": Sample({"L1": ("12", "12"), "L2": ("11", "12"), "L3": ("14", "15")}),
    }
    family = family_of(samples)
    first, *relations = check_family(Readings.of(Case("c", panel, (family,), ())), family)
    assert first == Check("family_impossible", "warning", ("F",), None, ("L1", "L3"))
    for check in relations:
        assert (check.level, check.log10_lr) == ("warning", -math.inf)
        assert check.markers == ("L1", "L3")


def test_one_relative_alone_cannot_be_checked() -> None:
    assert found_in(family_of({"mother": everybody(1)["mother"]})) == []


def test_spouses_say_nothing_of_each_other() -> None:
    samples = everybody(1)
    assert found_in(family_of({"mother": samples["mother"], "father": samples["father"]})) == []


def test_bodies_read_at_few_markers_are_named() -> None:
    whole = everybody(1)["stranger"]
    few = Sample({m: whole.genotypes[m] for m in ("L1", "L2", "L3", "L4")} | {"L5": (None, None)})
    five = Sample({m: whole.genotypes[m] for m in ("L1", "L2", "L3", "L4", "L5")})
    bodies = (
        Body("few", Sex.MALE, few),
        Body("five", Sex.MALE, five),
        Body("whole", Sex.MALE, whole),
    )
    case = Case("c", PANEL, (), bodies)
    (check,) = check_families(Readings.of(case))
    assert check == Check("few_markers", "note", ("few",), None, ("L1", "L2", "L3", "L4"))
    assert not too_few(replace(case, markers=PANEL[:3]), ("L1", "L2", "L3"))


# Among bodies


def among(samples: dict[str, Sample], theta: float = 0.0) -> list[Check]:
    bodies = tuple(Body(name, Sex.MALE, sample) for name, sample in samples.items())
    return list(check_bodies(Readings.of(Case("c", PANEL, (), bodies, theta=theta))))


@pytest.mark.parametrize("theta", [0.0, 0.01])
def test_one_person_sampled_twice_is_found_in_spite_of_dropout(theta: float) -> None:
    rng = np.random.default_rng(7)
    genes = drop(Pedigree.of([PEOPLE[-1]]), PANEL, rng)["stranger"][0]
    rates = ReadingRates(dropout=0.15)
    samples = {name: read(genes, PANEL, rng, rates=rates) for name in ("V1", "V2")}
    (check,) = among(samples, theta)
    assert (check.kind, check.level) == ("same_person", "warning")
    assert check.subjects == ("V1", "V2")
    assert check.log10_lr is not None
    assert check.log10_lr > 6
    one, two = (sample.genotypes for sample in samples.values())
    assert check.markers == tuple(
        name for name in one if name in two and set(one[name]) != set(two[name])
    )
    assert check.markers


def test_parent_and_child_and_brothers_are_found() -> None:
    samples = everybody(3)
    found = {
        c.subjects: c for c in among({p: samples[p] for p in ("father", "child 0", "child 1")})
    }
    assert {pair: (c.kind, c.level, c.relation) for pair, c in found.items()} == {
        ("father", "child 0"): ("close_relatives", "note", "parent_child"),
        ("father", "child 1"): ("close_relatives", "note", "parent_child"),
        ("child 0", "child 1"): ("close_relatives", "note", "full_siblings"),
    }


def test_of_450_unrelated_bodies_none_is_one_with_another_and_few_look_like_kin() -> None:
    """100,000 pairs: an LR of t or more has probability below 1/t when they are unrelated."""
    rng = np.random.default_rng(20)
    panel = markers(24, mutation=0.002)
    genes = drop(Pedigree.of([Person("anybody", sex=Sex.MALE)]), panel, rng, replicates=450)
    bodies = tuple(
        Body(f"V{i}", Sex.MALE, read(rows, panel, rng)) for i, rows in enumerate(genes["anybody"])
    )
    found = list(check_bodies(Readings.of(Case("c", panel, (), bodies))))
    assert {check.kind for check in found} <= {"close_relatives"}
    pairs = 450 * 449 / 2
    assert len(found) <= pairs / 10**RELATIVES_FROM_LOG10


@pytest.mark.parametrize(("rate", "level"), [(0.0049, "warning"), (0.0051, "note")])
def test_a_relative_is_doubted_from_a_hundred_times_on(rate: float, level: str) -> None:
    # Mother a/a, child b/b, two alleles as common as each other: the LR is 2 x the mutation rate.
    stays = np.array([[1 - rate, rate], [rate, 1 - rate]])
    marker = Marker("M", ("a", "b"), np.array([0.5, 0.5]), mutation=Mutation(stays, stays))
    people = [
        Person("mother", sex=Sex.FEMALE),
        Person("father", sex=Sex.MALE),
        Person("child", "father", "mother", Sex.MALE),
    ]
    samples = {"mother": Sample({"M": ("a", "a")}), "child": Sample({"M": ("b", "b")})}
    family = Family("F", Pedigree.of(people), samples, ("father",))
    readings = Readings.of(Case("invented", (marker,), (family,), ()))
    found = list(check_family(readings, family))
    assert {check.subjects[1] for check in found} == {"mother", "child"}
    assert {check.level for check in found} == {level}
    assert all(check.log10_lr == pytest.approx(math.log10(2 * rate)) for check in found)
