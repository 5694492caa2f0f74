"""Every pair's LR equals whole likelihoods, with every assumption a case can make."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from imena.kinship.markers import Linkage, Marker
from imena.kinship.observation import ReadingRates, Sample
from imena.kinship.pedigree import Pedigree, Person, Sex
from imena.matching.case import Body, Case, Family
from imena.matching.pairwise import LOG10, Pairwise, Readings, compare_all
from tests.matching.small_cases import invent, markers
from tests.oracles import kinship_enumeration
from tests.oracles.placed_by_likelihood import log_lr_by_marker

SHAPES = ("son", "father", "brothers", "nephew")


def compared(case: Case) -> Pairwise:
    return compare_all(Readings.of(case))


def test_every_pair_is_the_sum_of_its_markers_and_the_ratio_of_likelihoods() -> None:
    panel = markers(4, mutation=0.01, x_linked=2)
    rates = ReadingRates(dropout=0.1, drop_in=0.02)
    case = invent(3, SHAPES, panel, strangers=2, rates=rates, failure=0.1).case
    pairwise = compared(case)
    for b, body in enumerate(case.bodies):
        for m, missing in enumerate(case.missing):
            family = case.family_of[missing]
            if not case.comparable(body.id, missing):
                assert math.isnan(pairwise.log_lr[b, m])
                continue
            expected = log_lr_by_marker(
                family.pedigree, family.samples, panel, {missing: (body.sample, body.sex)}
            )
            found = pairwise.pair(b, missing)
            assert found.per_marker.keys() == body.sample.genotypes.keys()
            for name, log10_lr in found.per_marker.items():
                assert log10_lr * LOG10 == pytest.approx(expected[name], rel=1e-9, abs=1e-9)
            total = math.fsum(expected.values())
            assert pairwise.log_lr[b, m] == pytest.approx(total, rel=1e-9, abs=1e-9)
            assert found.log10_lr == pytest.approx(total / math.log(10), rel=1e-9, abs=1e-9)


def _by_enumeration(case: Case, body: Body, missing: str) -> float:
    """Natural log LR; the body's founder alleles share the co-ancestry under either hypothesis."""
    family = case.family_of[missing]

    def log(people: Pedigree, samples: Mapping[str, Sample]) -> float:
        return kinship_enumeration.log_likelihood(
            people, samples, case.markers, theta=case.theta, linkage=case.linkage
        ).total

    apart = family.pedigree.joined(Pedigree((Person("alone", sex=body.sex),)))
    together = log(family.pedigree, {**family.samples, missing: body.sample})
    return together - log(apart, {**family.samples, "alone": body.sample})


@pytest.mark.parametrize("shape", ["son", "father"])
@pytest.mark.parametrize("theta", [0.01, 0.1])
def test_co_ancestry_is_shared_by_the_family_and_the_candidate(shape: str, theta: float) -> None:
    case = replace(invent(5, [shape], markers(2)).case, theta=theta)
    pairwise = compared(case)
    for b, body in enumerate(case.bodies):
        if case.comparable(body.id, case.missing[0]):
            expected = _by_enumeration(case, body, case.missing[0])
            assert pairwise.log_lr[b, 0] == pytest.approx(expected, rel=1e-9)


def test_linked_markers_are_one_unit() -> None:
    """A grandchild: phase passes through the parent, so that the recombination fraction matters."""
    few = tuple(
        Marker(name, ("a", "b"), np.array([0.3, 0.7])) for name in ("A", "B", "C")
    )  # fmt: skip
    people = [
        Person("grandma", sex=Sex.FEMALE),
        Person("mum", None, "grandma", Sex.FEMALE),
        Person("girl", None, "mum", Sex.FEMALE),
    ]
    typed = {"grandma": Sample({"A": ("a", "b"), "B": ("a", "b"), "C": ("a", "a")})}
    family = Family("F", Pedigree.of(people), typed, ("girl",))
    bodies = [
        Body("V1", Sex.FEMALE, Sample({"A": ("a", "a"), "B": ("a", "b"), "C": ("a", "b")})),
        Body("V2", Sex.FEMALE, Sample({"A": ("a", "b"), "C": ("b", "b")})),
        Body("V3", Sex.FEMALE, Sample({"B": ("b", "b")})),
    ]
    linked = (Linkage("A", "B", 0.05),)
    case = Case("linked", few, (family,), tuple(bodies), linkage=linked)
    pairwise = compared(case)
    for b, body in enumerate(bodies):
        expected = _by_enumeration(case, body, "girl")
        assert pairwise.log_lr[b, 0] == pytest.approx(expected, rel=1e-9)
    assert pairwise.per_unit(0, "girl").keys() == {"A+B", "C"}
    assert pairwise.per_unit(2, "girl").keys() == {"A+B"}
    free = compared(replace(case, linkage=()))
    assert abs(free.log_lr[0, 0] - pairwise.log_lr[0, 0]) > 0.01


def test_several_linked_pairs_and_free_markers_stand_in_one_case() -> None:
    panel = markers(5)
    links = (Linkage("L1", "L2", 0.02), Linkage("L4", "L5", 0.1), Linkage("L2", "L3", 0.5))
    case = replace(invent(4, ["son"], panel).case, linkage=links)
    pairwise = compared(case)
    body = next(b for b, body in enumerate(case.bodies) if body.sex is Sex.MALE)
    found = pairwise.per_unit(body, "F1 son")
    assert found.keys() == {"L1+L2", "L3", "L4+L5"}
    for name in found:
        names = name.split("+")
        part = replace(
            case,
            markers=tuple(m for m in panel if m.name in names),
            linkage=tuple(link for link in links if {link.first, link.second} <= set(names)),
        )
        expected = _by_enumeration(part, case.bodies[body], "F1 son")
        assert found[name] == pytest.approx(expected, rel=1e-9)


def test_who_is_not_compared_has_no_number() -> None:
    case = invent(1, ["son", "son"], markers(3), strangers=2).case
    barred = {body.id: ("F1 son",) for body in case.bodies}
    found = compared(replace(case, pairings=barred)).log_lr
    assert np.isnan(found[:, 1]).all()
    assert not np.isnan(found[:, 0]).any()
    by_sex = compared(case).log_lr
    women = [b for b, body in enumerate(case.bodies) if body.sex is Sex.FEMALE]
    assert np.isnan(by_sex[women]).all()
    assert not np.isnan(np.delete(by_sex, women, axis=0)).any()


@pytest.mark.parametrize("theta", [0.0, 0.02])
@pytest.mark.parametrize("anybody_read", [True, False])
def test_an_impossible_family_is_silent_and_its_marker_named(
    theta: float, anybody_read: bool
) -> None:
    """Whether or not any body was read at the marker."""
    case = invent(2, ["son", "brothers"], markers(3)).case
    first, second = case.families
    clash = {"L2": ("11", "11")}, {"L2": ("12", "12")}
    samples = {**second.samples, "F2 mum": Sample(clash[0]), "F2 sister": Sample(clash[1])}
    bodies = case.bodies
    if not anybody_read:
        bodies = tuple(
            replace(b, sample=Sample({m: g for m, g in b.sample.genotypes.items() if m != "L2"}))
            for b in bodies
        )
    second = replace(second, samples=samples)
    case = replace(case, families=(first, second), bodies=bodies, theta=theta)
    pairwise = compared(case)
    assert pairwise.impossible == {"F2": ("L2",)}
    assert np.isnan(pairwise.log_lr[:, 1:]).all()
    assert not np.isnan(pairwise.log_lr[:, 0]).all()


def test_a_silent_family_does_not_shift_the_others() -> None:
    case = invent(2, ["brothers", "son"], markers(3)).case
    first, second = case.families
    samples = {
        "F1 mum": Sample({"L2": ("11", "11")}),
        "F1 sister": Sample({"L2": ("12", "12")}),
    }
    found = compared(replace(case, families=(replace(first, samples=samples), second)))
    assert np.isnan(found.log_lr[:, :2]).all()
    alone = compared(replace(case, families=(second,)))
    assert found.log_lr[:, 2] == pytest.approx(alone.log_lr[:, 0], nan_ok=True)


def test_the_same_alleles_read_of_worse_bone_say_less() -> None:
    panel = markers(1)
    family = invent(1, ["son"], panel).case.families[0]
    family = replace(family, samples={"F1 dad": Sample({"L1": ("11", "12")})})
    read = {"L1": ("13", "13")}
    worn = Sample(read, ReadingRates(dropout=0.3))
    bodies = (Body("V1", Sex.MALE, Sample(read)), Body("V2", Sex.MALE, worn))
    found = compared(Case("c", panel, (family,), bodies)).log_lr[:, 0]
    assert found[0] == -math.inf
    assert found[1] > -5


def test_an_exclusion_names_its_markers() -> None:
    panel = markers(3)
    family = invent(1, ["son"], panel).case.families[0]
    samples = {"F1 dad": Sample({m.name: ("11", "12") for m in panel})}
    family = replace(family, samples=samples)
    read = {"L1": ("11", "13"), "L2": ("14", "13"), "L3": ("15", "16")}
    body = Body("V1", Sex.MALE, Sample(read))
    found = compared(Case("c", panel, (family,), (body,))).pair(0, "F1 son")
    assert found.excluded_by == ("L2", "L3")
    assert found.log10_lr == -math.inf
    assert math.isfinite(found.per_marker["L1"])


def test_progress_is_told_family_by_family() -> None:
    told: list[tuple[str, float]] = []
    case = invent(1, ["son", "father"], markers(2)).case
    compare_all(Readings.of(case), lambda step, share: told.append((step, share)))
    assert told == [("pairwise", 0.0), ("pairwise", 0.5)]
