"""How many people lie in a grave or at a site: every count, recorded with its method (I11)."""

from __future__ import annotations

import pytest

from imena.registry.models import LabItem, LabRequest, LabResult, MinimumNumber
from imena.registry.queries.counting import Counted, counted
from imena.registry.queries.same_profile import MISREAD
from imena.registry.refusals import Broken, NotAllowed
from imena.registry.services import individuals, laboratory
from imena.registry.services.minimum_numbers import METHODS, count
from tests.registry.believed import fresh
from tests.registry.cast import Cast
from tests.registry.remains.bones import MARKERS, Deposit


@pytest.fixture
def full(deposit: Deposit) -> Deposit:
    """Five left and four right femora, three pairs of them each one person's leg; two fragments of
    a child's humerus that show one zone, and one of an adult's."""
    for _ in range(3):
        legs = deposit.unit("body_part")
        deposit.found(legs, deposit.element("femur", "left"), deposit.element("femur", "right"))
    for side in ("left", "left", "right"):
        deposit.bone("femur", side)
    for years in ((4, 6), (5, 9), (30, 40)):
        deposit.age(deposit.bone("humerus", "left", zones=(3, 4)), *years)
    return deposit


def told(deposit: Deposit) -> Counted:
    return counted(deposit.cast.examiner, deposit.grave)


def test_every_count_is_told(full: Deposit) -> None:
    found = told(full)
    femora = found.paired[0]
    assert (femora.bone, femora.counts.left, femora.counts.right, femora.counts.pairs) == (
        "femur",
        5,
        4,
        3,
    )
    assert found.repeated == 5
    assert found.grand_minimum == 6
    assert femora.counts.most_likely == 6
    assert femora.interval == (6, 27)
    assert (found.zonal.by_age_class, found.zonal.minimum) == ({"adult": 1, "child": 2}, 5)
    assert (found.profiles, found.units, found.unrecorded) == (0, 9, 0)
    full.unit("complete_body")
    assert (told(full).units, told(full).unrecorded) == (10, 1)


def test_pairs_are_those_that_people_recognised(full: Deposit) -> None:
    left, right = full.bone("tibia", "left"), full.bone("tibia", "right")
    assert next(p for p in told(full).paired if p.bone == "tibia").counts.pairs == 0
    examiner = full.cast.examiner
    first = individuals.form(examiner, left, evidence="only_unit", grounds="кістка")
    individuals.associate(
        examiner, first.individual, right, evidence="pair_match", grounds="однакова довжина"
    )
    assert next(p for p in told(full).paired if p.bone == "tibia").counts.pairs == 1


def test_bones_heaped_together_are_no_pair(deposit: Deposit) -> None:
    heap = deposit.unit("bone_group")
    deposit.found(heap, deposit.element("femur", "left"), deposit.element("femur", "right"))
    (femora,) = told(deposit).paired
    assert (femora.counts.left, femora.counts.right, femora.counts.pairs) == (1, 1, 0)


def test_two_profiles_are_two_people(deposit: Deposit) -> None:
    for bone, alleles in (("femur", "AB"), ("tibia", "AB"), ("ulna", "CD")):
        deposit.profile(deposit.bone(bone, "left"), alleles)
    found = told(deposit)
    assert (found.repeated, found.profiles) == (1, 2)


def test_an_error_of_reading_makes_nobody_of_a_second_person(deposit: Deposit) -> None:
    deposit.profile(deposit.bone("femur", "left"), "AB")
    misread = deposit.profile(deposit.bone("tibia", "left"), "AB")
    for wrong, people in ((MISREAD, 1), (MISREAD + 1, 2)):
        misread.profile |= {marker: ["C", "D"] for marker in MARKERS[:wrong]}
        LabResult.objects.filter(pk=misread.pk).update(profile=misread.profile)
        assert told(deposit).profiles == people, wrong


@pytest.mark.invariant("I11")
def test_a_number_is_recorded_with_its_method_and_what_it_rests_on(full: Deposit) -> None:
    full.profile(full.bone("ulna", "left"), "AB")
    number = {method: count(full.cast.examiner, full.grave, method=method) for method in METHODS}
    assert {m: (n.lowest, n.highest) for m, n in number.items()} == {
        "repeated_element": (5, None),
        "zonal": (5, None),
        "pairing": (6, 27),
        "dna": (5, None),
    }
    assert number["pairing"].basis["bone"] == "femur"
    assert number["pairing"].basis["elements"]["femur/left"] == 5
    assert {n.sided_element_count for n in number.values()} == {5}
    assert list(MinimumNumber.objects.filter(outdated=False)) == [number["dna"]]


@pytest.mark.invariant("I11")
def test_a_new_bone_and_a_new_association_make_it_outdated(full: Deposit) -> None:
    examiner = full.cast.examiner
    of_grave = count(examiner, full.grave, method="pairing")
    of_site = count(examiner, full.site, method="pairing")
    assert not fresh(of_grave).outdated, "what is said of a site does not replace a grave’s"
    bone = full.bone("tibia", "left")
    assert fresh(of_grave).outdated
    assert fresh(of_site).outdated
    of_site = count(examiner, full.site, method="zonal")
    formed = individuals.form(examiner, bone, evidence="only_unit", grounds="кістка")
    assert fresh(of_site).outdated
    of_site = count(examiner, full.site, method="zonal")
    individuals.withdraw(examiner, formed, seen=1, reason="помилка")
    assert fresh(of_site).outdated


@pytest.mark.invariant("I11")
def test_an_age_that_tells_two_apart_makes_it_outdated(full: Deposit) -> None:
    bone = full.bone("humerus", "left", zones=(3, 4))
    number = count(full.cast.examiner, full.grave, method="zonal")
    full.age(bone, 12, 15)
    assert fresh(number).outdated


@pytest.mark.invariant("I11")
def test_a_profile_makes_a_number_by_dna_outdated_and_no_other(full: Deposit) -> None:
    bone = full.bone("ulna", "left")
    earlier = full.profile(bone, "AB")
    LabItem.objects.update(state="reported")
    LabRequest.objects.update(state="reported")
    of_site = count(full.cast.examiner, full.site, method="dna")
    of_grave = count(full.cast.examiner, full.grave, method="zonal")
    laboratory.report(
        full.cast.laboratory,
        earlier.item.code,
        outcome="no_profile",
        method="autosomal_str",
        replaces_earlier=True,
    )
    assert fresh(of_site).outdated
    assert not fresh(of_grave).outdated


@pytest.mark.invariant("I11")
@pytest.mark.parametrize("method", ["repeated_element", "zonal", "dna"])
def test_where_nothing_is_recorded_to_count_by_nobody_is_counted_as_none(
    deposit: Deposit, method: str
) -> None:
    deposit.unit()
    with pytest.raises(Broken, match="Nothing is recorded here"):
        count(deposit.cast.examiner, deposit.grave, method=method)


@pytest.mark.invariant("I11")
def test_what_lay_in_no_grave_counts_for_the_site(full: Deposit) -> None:
    examiner = full.cast.examiner
    first = count(examiner, full.site, method="repeated_element")
    of_grave = count(examiner, full.grave, method="repeated_element")
    full.bone("femur", "left", burial_unit=None)
    assert fresh(first).outdated
    assert not fresh(of_grave).outdated
    assert count(examiner, full.site, method="repeated_element").lowest == 6


def test_where_pairs_are_too_few_there_is_no_upper_limit(deposit: Deposit) -> None:
    with pytest.raises(Broken, match="no human remains"):
        count(deposit.cast.examiner, deposit.grave, method="repeated_element")
    deposit.bone("femur", "left")
    with pytest.raises(Broken, match="too few pairs"):
        count(deposit.cast.examiner, deposit.grave, method="pairing")
    with pytest.raises(Broken, match="not a term"):
        count(deposit.cast.examiner, deposit.grave, method="guess")


def test_who_may_not_see_remains_counts_none(full: Deposit) -> None:
    for role in ("laboratory", "interviewer", "liaison"):
        assert counted(full.cast.actors[role], full.grave).units == 0
        with pytest.raises(NotAllowed):
            count(full.cast.actors[role], full.grave, method="zonal")
    assert counted(Cast.assembled("INSHA").examiner, full.site).units == 0
