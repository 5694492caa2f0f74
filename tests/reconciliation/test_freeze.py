"""What the case file gives to a search, and what it holds back and names."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from imena.exchange.casefile.marker_fields import UnlistedAlleles
from imena.exchange.casefile.problems import CaseFileError
from imena.invented.markers import invented_markers
from imena.kinship.pedigree import Sex
from imena.matching.identify import identify
from imena.reconciliation.freeze import Frozen, freeze
from imena.reconciliation.marker_set import MarkerSet, read_marker_set
from imena.registry.models import Association, Consent, Kinship, LabResult, MissingPerson
from imena.registry.services import duplicates, individuals, life, persons
from tests.reconciliation.site import MARKERS, Site, written
from tests.registry.believed import A_DAY
from tests.registry.cast import Cast

FULL = {marker.name: list(marker.alleles[:2]) for marker in MARKERS}
OTHER = {marker.name: list(marker.alleles[2:4]) for marker in MARKERS}


@pytest.fixture(scope="module")
def markers(marker_file: Path) -> MarkerSet:
    return read_marker_set(marker_file)


def why(frozen: Frozen, number: str) -> set[str]:
    """Why something of this number was left out."""
    return {one.why for one in frozen.left_out if one.number == number}


def test_a_direct_sample_is_the_missing_person_s_own(site: Site, markers: MarkerSet) -> None:
    missing, body = site.missing(), site.body(FULL)
    site.relative({missing: "self"}, FULL, consent=False)
    case = freeze(site.analyst, markers).case
    (pair,) = identify(case).pairs
    assert (pair.victim, pair.missing) == (body.number, missing.number)
    frequencies = [
        [marker.frequencies[marker.index[allele]] for allele in FULL[marker.name]]
        for marker in MARKERS
    ]
    assert pair.log10_lr == pytest.approx(-sum(math.log10(2 * a * b) for a, b in frequencies))


def test_samples_of_one_individual_are_put_together_and_where_they_differ_it_is_named(
    site: Site, markers: MarkerSet
) -> None:
    first, second, *_ = (marker.name for marker in MARKERS)
    half = {m: a for m, a in FULL.items() if m != first}
    differs = {first: FULL[first], second: OTHER[second]}
    body = site.body(half, differs)
    site.relative({site.missing(): "mother"}, FULL)
    frozen = freeze(site.analyst, markers)
    (one,) = frozen.case.bodies
    assert set(one.sample.genotypes) == set(FULL) - {second}
    (told,) = (o for o in frozen.left_out if o.number == body.number)
    assert (told.why, told.other) == ("samples_differ", second)


def test_samples_that_look_like_two_people_give_no_profile(site: Site, markers: MarkerSet) -> None:
    body = site.body(FULL, OTHER)
    frozen = freeze(site.analyst, markers)
    assert frozen.case.bodies == ()
    assert why(frozen, body.number) == {"samples_of_two", "no_profile"}


@pytest.mark.invariant("I17")
def test_replaced_results_and_remains_no_longer_associated_are_not_used(
    site: Site, markers: MarkerSet
) -> None:
    body, other = site.body(FULL), site.body(OTHER)
    result = LabResult.objects.get(item__sample__unit__associations__individual=body)
    site.believed.row(
        LabResult,
        item=result.item,
        outcome="contaminated",
        method=result.method,
        reported_at=result.reported_at,
        replaces=result,
    )
    association = Association.objects.get(individual=other)
    individuals.withdraw(site.cast.examiner, association, seen=1, reason="помилка")
    assert freeze(site.analyst, markers).case.bodies == ()


@pytest.mark.invariant("I17")
def test_contradicted_kinships_and_withdrawn_consents_are_not_used(
    site: Site, markers: MarkerSet
) -> None:
    first, second, third = (site.missing() for _ in range(3))
    mother = site.relative({first: "mother"}, FULL)
    father = site.relative({second: "father"}, FULL)
    silent = site.relative({third: "mother"}, FULL, consent=False)
    assert freeze(site.analyst, markers).case.missing == (first.number, second.number)
    kinship = Kinship.objects.get(person=mother)
    persons.contradict_kinship(site.analyst, kinship, seen=1, note="не мати")
    consent = Consent.objects.get(person=father)
    persons.withdraw_consent(site.cast.interviewer, consent, withdrawn_on=A_DAY)
    frozen = freeze(site.analyst, markers)
    assert frozen.case.families == ()
    assert frozen.rests_on == ()
    assert why(frozen, first.number) == {"kinship_contradicted", "nobody_typed"}
    assert why(frozen, second.number) == {"no_consent", "nobody_typed"}
    assert why(frozen, third.number) == {"no_consent", "nobody_typed"}
    assert silent.code in {one.other for one in frozen.left_out}


def test_relationships_that_have_no_place_or_do_not_fit_are_named_and_left_out(
    site: Site, markers: MarkerSet
) -> None:
    one, two = site.missing(), site.missing(Sex.UNKNOWN)
    site.relative({one: "mother"}, FULL)
    site.relative({one: "mother"}, OTHER)
    site.relative({one: "cousin"}, FULL)
    site.relative({two: "son"}, FULL)
    frozen = freeze(site.analyst, markers)
    assert why(frozen, one.number) == {"does_not_fit", "relationship_unsupported"}
    assert why(frozen, two.number) == {"does_not_fit", "nobody_typed"}
    assert len(frozen.rests_on) == 1


def test_one_spouse_is_the_children_s_other_parent_and_of_two_neither(
    site: Site, markers: MarkerSet
) -> None:
    one, two = site.missing(), site.missing()
    site.relative({one: "son"}, FULL)
    wife = site.relative({one: "spouse"}, OTHER)
    site.relative({two: "son"}, FULL)
    for _ in range(2):
        site.relative({two: "spouse"}, OTHER)
    frozen = freeze(site.analyst, markers)
    assert why(frozen, one.number) == {"spouse_taken_as_parent"}
    assert why(frozen, two.number) == {"does_not_fit"}
    first, second = frozen.case.families
    assert wife.code in first.samples
    assert len(second.samples) == 1


def test_a_mother_whose_sample_is_a_man_s_is_left_out(site: Site, markers: MarkerSet) -> None:
    missing = site.missing()
    site.relative({missing: "mother"}, FULL | {"AMEL": ["X", "Y"]})
    assert why(freeze(site.analyst, markers), missing.number) == {"does_not_fit", "nobody_typed"}


def test_the_missing_of_one_relative_are_one_family(site: Site, markers: MarkerSet) -> None:
    brother, sister, alone = site.missing(), site.missing(Sex.FEMALE), site.missing()
    site.relative({brother: "mother", sister: "mother"}, FULL)
    site.relative({alone: "mother"}, OTHER)
    frozen = freeze(site.analyst, markers)
    assert [f.missing for f in frozen.case.families] == [
        (brother.number, sister.number),
        (alone.number,),
    ]
    assert why(frozen, brother.number) == {"taken_as_half_siblings"}


def test_a_relative_without_a_sample_still_ties_two_missing_together(
    site: Site, markers: MarkerSet
) -> None:
    brother, other = site.missing(), site.missing()
    site.relative({brother: "mother", other: "mother"})
    site.relative({brother: "full_sibling"}, FULL)
    frozen = freeze(site.analyst, markers)
    assert [f.missing for f in frozen.case.families] == [(brother.number, other.number)]


def test_two_records_of_one_person_are_one_and_the_living_are_not_looked_for(
    site: Site, markers: MarkerSet
) -> None:
    one, again, living = (site.missing() for _ in range(3))
    site.relative({again: "mother"}, FULL)
    site.relative({living: "mother"}, OTHER)
    duplicates.merge(site.cast.interviewer, again, seen=again.version, of=one, reason="одна людина")
    life.prove(site.cast.interviewer, living, kind="returned", source="прийшов сам")
    frozen = freeze(site.analyst, markers)
    assert frozen.case.missing == (one.number,)
    assert why(frozen, living.number) == {"sign_of_life"}
    assert MissingPerson.objects.get(pk=again.pk).duplicate_of_id == one.id


def test_what_the_marker_set_does_not_know_is_named(site: Site, tmp_path: Path) -> None:
    plain = invented_markers(12, mutation=None)
    markers = read_marker_set(written(plain, tmp_path / "markers.json"))
    rare = plain[0].name
    body = site.body(FULL | {rare: ["77", "78"], "НЕМАЄ": ["1", "2"]})
    frozen = freeze(site.analyst, markers)
    assert rare not in frozen.case.bodies[0].sample.genotypes
    assert why(frozen, body.number) == {"allele_unlisted", "not_in_marker_set"}
    added = freeze(site.analyst, markers, UnlistedAlleles("add", 0.001))
    assert added.case.bodies[0].sample.genotypes[rare] == ("77", "78")
    assert {"77", "78"} <= set(added.case.markers[0].alleles)
    assert why(added, body.number) == {"not_in_marker_set"}


def test_an_allele_that_mutation_matrices_do_not_have_is_refused_and_nothing_stays_of_it(
    site: Site, markers: MarkerSet
) -> None:
    site.body(FULL | {MARKERS[0].name: ["77", "78"]})
    with pytest.raises(CaseFileError, match="77, 78"):
        freeze(site.analyst, markers, UnlistedAlleles("add", 0.001))
    assert len(freeze(site.analyst, markers).case.bodies) == 1


def test_another_operation_gives_nothing(site: Site, markers: MarkerSet) -> None:
    site.body(FULL)
    site.relative({site.missing(): "mother"}, FULL)
    elsewhere = Site.opened(Cast.assembled("INSHA"))
    frozen = freeze(elsewhere.analyst, markers)
    assert frozen.case.bodies == ()
    assert frozen.case.families == ()
    assert frozen.left_out == ()
