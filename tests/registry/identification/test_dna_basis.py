"""What a comparison by DNA may rest on today: nobody who does not agree or is not related."""

from __future__ import annotations

import pytest

from imena.registry.models import Hypothesis, Kinship, LabResult, Person, Sample
from imena.registry.queries.dna_basis import Basis, dna_basis
from imena.registry.refusals import Broken, NotYours
from imena.registry.services import persons
from tests.registry.believed import A_DAY, Believed
from tests.registry.cast import Cast


@pytest.fixture
def believed(cast: Cast) -> Believed:
    return Believed(cast)


class Pair:
    """Remains, somebody missing, and their parents."""

    def __init__(self, believed: Believed) -> None:
        self.believed = believed
        self.body, self.missing = believed.remains(), believed.missing()
        self.mother = believed.relative(self.missing, "mother")
        self.father = believed.relative(self.missing, "father")

    def basis(self, *only: str) -> Basis:
        analyst = self.believed.cast.analyst.reading_for("порівняння")
        return dna_basis(analyst, self.body.pk, self.missing.pk, only=only)

    def donors(self, *only: str) -> set[str]:
        return {donor.code for donor in self.basis(*only).donors}


@pytest.fixture
def pair(believed: Believed) -> Pair:
    return Pair(believed)


def test_it_names_both_parents_all_samples_and_all_methods(pair: Pair) -> None:
    basis = pair.basis()
    assert {donor.pk for donor in basis.donors} == {pair.mother.pk, pair.father.pk}
    assert len(basis.samples) == 3
    assert basis.lab_methods == ("autosomal_str", "y_str")
    assert basis.figures == {}


@pytest.mark.invariant("I17")
def test_who_took_consent_back_is_not_among_them(pair: Pair) -> None:
    consent = pair.mother.consents.get(purpose="identification")
    persons.withdraw_consent(pair.believed.cast.interviewer, consent, withdrawn_on=A_DAY)
    assert pair.donors() == {pair.father.code}
    assert len(pair.basis().samples) == 2


@pytest.mark.invariant("I17")
def test_who_is_not_related_after_all_is_not_among_them(pair: Pair) -> None:
    Kinship.objects.filter(person=pair.father).update(standing="contradicted")
    assert pair.donors() == {pair.mother.code}


def test_a_direct_sample_is_asked_of_nobody(pair: Pair) -> None:
    Kinship.objects.filter(person=pair.father).update(relationship="self")
    consent = pair.father.consents.get(purpose="identification")
    persons.withdraw_consent(pair.believed.cast.interviewer, consent, withdrawn_on=A_DAY)
    assert pair.donors() == {pair.mother.code, pair.father.code}


def test_whoever_was_erased_is_not_among_them(pair: Pair) -> None:
    Person.objects.filter(pk=pair.mother.pk).update(erased_at="2031-06-01T12:00Z")
    assert pair.donors() == {pair.father.code}


def test_only_those_asked_for(pair: Pair) -> None:
    assert pair.donors(pair.mother.code) == {pair.mother.code}


def test_a_method_counts_where_everybody_was_read_by_it(pair: Pair) -> None:
    LabResult.objects.filter(item__sample__donor=pair.mother, method="y_str").delete()
    assert pair.basis().lab_methods == ("autosomal_str",)
    assert pair.donors() == {pair.mother.code, pair.father.code}


def test_who_was_not_read_is_not_among_them(pair: Pair) -> None:
    LabResult.objects.filter(item__sample__donor=pair.mother).update(outcome="no_profile")
    assert pair.donors() == {pair.father.code}


def test_a_sample_of_other_remains_is_not_among_them(pair: Pair) -> None:
    other = pair.believed.remains()
    strange = Sample.objects.get(unit__associations__individual=other)
    assert strange not in pair.basis().samples


def test_it_cites_a_run_and_nothing_that_a_person_put_up(pair: Pair) -> None:
    figures = {"log10_lr": "9.4", "posterior": "0.999", "reached": True, "contributions": ["…"]}
    name = pair.believed.row(
        Hypothesis, individual=pair.body, missing=pair.missing, figures=figures
    )
    assert pair.basis().figures == {}
    Hypothesis.objects.filter(pk=name.pk).update(run="7")
    cited = pair.basis().figures
    assert cited == {"log10_lr": "9.4", "posterior": "0.999", "reached": True, "run": "7"}


@pytest.mark.invariant("I32")
def test_it_is_read_by_who_compares_and_for_a_purpose(pair: Pair) -> None:
    cast = pair.believed.cast
    with pytest.raises(Broken) as refused:
        dna_basis(cast.analyst, pair.body.pk, pair.missing.pk)
    assert refused.value.invariant == "I32"
    for role in ("examiner", "laboratory", "liaison", "interviewer"):
        with pytest.raises(NotYours):
            dna_basis(cast.actors[role].reading_for("так"), pair.body.pk, pair.missing.pk)
