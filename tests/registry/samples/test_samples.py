"""A sample is of remains, or given by somebody whose consent stands."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction

from imena.registry.models import Consent, LabItem, RecoveredUnit, Sample
from imena.registry.queries.custody import custody_line
from imena.registry.refusals import Broken, NotAllowed, Refused
from imena.registry.services import laboratory, packing, persons, samples
from tests.registry.cast import Cast
from tests.registry.ground import Ground
from tests.registry.samples.donors import donor
from tests.registry.together import done_by, refused, together


def test_a_sample_of_remains_stands_in_their_line(ground: Ground, cast: Cast) -> None:
    unit = ground.on_the_table()
    sample = samples.take_sample(cast.examiner, unit, kind="femur", seal="П-9")
    assert sample.number.startswith("PS-")
    assert RecoveredUnit.objects.get(pk=unit.pk).state == "sampled"
    last = custody_line(cast.board, unit.pk).happenings[-1]
    assert (last.kind, last.seal) == ("sampled", "П-9")


@pytest.mark.invariant("I17")
def test_nothing_but_human_remains_is_sampled_for_a_profile(ground: Ground, cast: Cast) -> None:
    thing = ground.on_the_table("artefact")
    with pytest.raises(Broken, match="human remains"):
        samples.take_sample(cast.examiner, thing, kind="femur")
    unit = ground.on_the_table()
    with pytest.raises(Broken, match="kind of sample"):
        samples.take_sample(cast.examiner, unit, kind="buccal")
    with pytest.raises(Refused, match="not a term"):
        samples.take_sample(cast.examiner, unit, kind="щось")
    with pytest.raises(NotAllowed):
        samples.take_sample(cast.board, unit, kind="femur")


@pytest.mark.invariant("I17")
def test_a_donor_s_sample_needs_their_consent_to_identification(cast: Cast) -> None:
    for agreed in ("", "research", "prosecution"):
        with pytest.raises(Broken, match="consent"):
            samples.take_reference(cast.interviewer, donor(cast, agreed=agreed), kind="buccal")
    giver = donor(cast)
    with pytest.raises(Broken, match="kind of sample"):
        samples.take_reference(cast.interviewer, giver, kind="femur")
    sample = samples.take_reference(cast.interviewer, giver, kind="buccal")
    assert sample.number.startswith("RS-")
    assert (sample.unit, sample.donor) == (None, giver)


@pytest.mark.invariant("I17")
def test_a_withdrawn_consent_stops_the_sample_at_the_door(cast: Cast) -> None:
    giver = donor(cast)
    first = samples.take_reference(cast.interviewer, giver, kind="buccal")
    asked = laboratory.request(
        cast.mortuary, laboratory="Лабораторія", asked_for="autosomal_str", samples=[first]
    )
    consent = Consent.objects.get(person=giver)
    persons.withdraw_consent(cast.interviewer, consent, withdrawn_on=date(2031, 7, 1))
    with pytest.raises(Broken, match="consent"):
        laboratory.send(cast.mortuary, asked, seen=1, seal="П-1")
    with pytest.raises(Broken, match="consent"):
        samples.take_reference(cast.interviewer, giver, kind="blood")
    assert Sample.objects.get(pk=first.pk).state == "taken"


@pytest.mark.invariant("I17")
def test_nothing_new_is_found_out_of_a_sample_whose_donor_withdrew(cast: Cast) -> None:
    giver = donor(cast)
    swab = samples.take_reference(cast.interviewer, giver, kind="buccal")
    asked = laboratory.request(
        cast.mortuary, laboratory="Лабораторія", asked_for="autosomal_str", samples=[swab]
    )
    laboratory.send(cast.mortuary, asked, seen=1, seal="П-1")
    code = LabItem.objects.get(sample=swab).code
    laboratory.receive(cast.laboratory, asked.number, codes=[code], seal="П-1")
    consent = Consent.objects.get(person=giver)
    persons.withdraw_consent(cast.interviewer, consent, withdrawn_on=date(2031, 7, 1))
    with pytest.raises(Broken, match="consent"):
        laboratory.report(cast.laboratory, code, outcome="full_profile", method="autosomal_str")


def test_what_is_sealed_is_not_sampled(ground: Ground, cast: Cast) -> None:
    unit = ground.stored()
    packing.seal(cast.mortuary, unit, number="П-8")
    with pytest.raises(Broken, match="sealed"):
        samples.take_sample(cast.examiner, unit, kind="femur")


def test_the_table_knows_of_whom_or_of_what_a_sample_is(ground: Ground, cast: Cast) -> None:
    sample = samples.take_sample(cast.examiner, ground.on_the_table(), kind="femur")
    with pytest.raises(IntegrityError), transaction.atomic():
        Sample.objects.filter(pk=sample.pk).update(donor=donor(cast))
    with pytest.raises(IntegrityError), transaction.atomic():
        Sample.objects.filter(pk=sample.pk).update(unit=None)


def test_a_retained_sample_is_not_sent_and_a_lost_one_not_kept(ground: Ground, cast: Cast) -> None:
    sample = samples.take_sample(cast.examiner, ground.on_the_table(), kind="femur")
    kept = samples.keep(cast.mortuary, sample, seen=1, retained=True)
    ask = partial(
        laboratory.request, cast.mortuary, laboratory="Л", asked_for="mtdna", samples=[kept]
    )
    with pytest.raises(Broken, match="does not have this sample"):
        ask()
    samples.report_lost(cast.mortuary, kept, seen=2, reason="на місці немає")
    with pytest.raises(Broken, match="does not have this sample"):
        samples.keep(cast.mortuary, kept, seen=3)


def test_destroying_a_sample_takes_an_order_and_a_second_person(ground: Ground, cast: Cast) -> None:
    sample = samples.take_sample(cast.examiner, ground.on_the_table(), kind="femur")
    with pytest.raises(Refused, match="1 more people"):
        samples.destroy(cast.mortuary, sample, seen=1, order="№ 3", approvers=[])
    with pytest.raises(Broken, match="order"):
        samples.destroy(cast.mortuary, sample, seen=1, order=" ", approvers=[cast.prosecutor])
    gone = samples.destroy(cast.mortuary, sample, seen=1, order="№ 3", approvers=[cast.prosecutor])
    assert gone.state == "destroyed"


@pytest.mark.django_db(transaction=True)
@pytest.mark.invariant("I17")
def test_a_sample_goes_into_one_of_many_requests(ground: Ground) -> None:
    cast = ground.cast
    sample = samples.take_sample(cast.examiner, ground.on_the_table(), kind="femur")
    many = 8 if connection.vendor == "postgresql" else 4
    ask = partial(
        laboratory.request, cast.mortuary, laboratory="Л", asked_for="mtdna", samples=[sample]
    )
    results = together([ask] * many)
    assert len(done_by(results)) == 1
    assert all(isinstance(error, Broken) for error in refused(results))
    assert LabItem.objects.filter(sample=sample).count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.invariant("I17")
def test_consent_withdrawn_while_a_sample_is_taken_leaves_one_order_of_things(
    cast: Cast,
) -> None:
    giver = donor(cast)
    consent = Consent.objects.get(person=giver)
    withdrawn, taken = together(
        [
            lambda: (
                persons.withdraw_consent(
                    cast.interviewer, consent, withdrawn_on=date(2031, 7, 1)
                ).recorded_at
            ),
            lambda: samples.take_reference(cast.interviewer, giver, kind="buccal").recorded_at,
        ]
    )
    assert not isinstance(withdrawn, Exception)
    if isinstance(taken, Exception):
        assert "consent" in str(taken)
    assert Sample.objects.count() == (0 if isinstance(taken, Exception) else 1)
