"""A relative’s data are erased for ever; what is known of the dead, and the proof, stay (I33)."""

from __future__ import annotations

import json

import pytest
from django.apps import apps
from django.db import connection

from imena.registry.ledger.commitment import commitment
from imena.registry.ledger.sealing import DestroyedError, unsealed
from imena.registry.ledger.verify import verify
from imena.registry.models import (
    Consent,
    DataKey,
    Event,
    Interview,
    Kinship,
    LabResult,
    Opening,
    Person,
    Sample,
)
from imena.registry.refusals import Broken, NotAllowed, Refused
from imena.registry.services import (
    antemortem,
    decisions,
    erasure,
    identification,
    laboratory,
    persons,
    samples,
)
from tests.registry.believed import A_DAY, Believed, fresh
from tests.registry.cast import Cast

SECRETS = (
    "Стеребенько",
    "+380440000000",
    "розповіла про родимку",
    "спорідненість не та",
    "мати Стешка зі списку",
    "здала з дочкою Ївгою",
    "16.3",
    "схожа на сестру",
)


@pytest.fixture
def believed(cast: Cast) -> Believed:
    return Believed(cast)


def told_us(believed: Believed) -> Person:
    cast, missing = believed.cast, believed.missing()
    person = persons.register(
        cast.interviewer,
        names=[{"script": "uk", "family": SECRETS[0], "given": "Мотря"}],
        contact={"phone": SECRETS[1]},
        label=SECRETS[4],
    )
    persons.give_consent(
        cast.interviewer,
        person,
        purpose="identification",
        form_version="1",
        language="uk",
        given_on=A_DAY,
    )
    kinship = persons.claim_kinship(cast.interviewer, person, missing, relationship="mother")
    profiled(
        believed, samples.take_reference(cast.interviewer, person, kind="buccal", note=SECRETS[5])
    )
    antemortem.record_interview(
        cast.interviewer,
        missing,
        person=person,
        language="uk",
        held_on=A_DAY,
        sections={"appearance": SECRETS[2]},
    )
    persons.contradict_kinship(cast.analyst, kinship, seen=1, note=SECRETS[3])
    return fresh(person)


def profiled(believed: Believed, sample: Sample) -> None:
    """The laboratory's answer about a donor, by its code."""
    cast = believed.cast
    asked = laboratory.request(
        cast.mortuary, laboratory="вигадана", asked_for="autosomal_str", samples=[sample]
    )
    (code,) = asked.items.values_list("code", flat=True)
    laboratory.send(cast.mortuary, asked, seen=1, seal="П-1")
    laboratory.receive(cast.laboratory, asked.number, codes=[code], seal="П-1")
    laboratory.report(
        cast.laboratory,
        code,
        outcome="full_profile",
        method="autosomal_str",
        markers_read=1,
        profile={"TH01": ["9", SECRETS[6]]},
        note=SECRETS[7],
    )


def kept() -> set[str]:
    """Those of the secrets that any column of any table still holds, as text or inside JSON."""
    texts = []
    with connection.cursor() as cursor:
        for model in apps.get_app_config("registry").get_models():
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            texts += [str(value) for row in cursor.fetchall() for value in row]
    held = "\n".join(texts)
    return {s for s in SECRETS if s in held or json.dumps(s)[1:-1] in held}


def erased(cast: Cast, person: Person) -> Person:
    return erasure.erase(
        cast.interviewer,
        person,
        ground="звернення людини",
        approvers=[cast.board, cast.prosecutor],
    )


@pytest.mark.invariant("I33")
def test_nothing_of_them_is_left_anywhere(believed: Believed) -> None:
    person = told_us(believed)
    assert kept() == set(SECRETS)
    erased(believed.cast, person)
    assert kept() == set()


def opened(opening: Opening) -> object:
    assert opening.subject is not None
    kept = DataKey.objects.filter(subject=opening.subject).first()
    return unsealed(
        opening.sealed,
        event=opening.event_id,
        record=opening.record_id,
        key=None if kept is None else bytes(kept.key),
    )


@pytest.mark.invariant("I33")
def test_what_the_ledger_kept_of_them_opens_no_more(believed: Believed) -> None:
    person = told_us(believed)
    sealed = list(Opening.objects.filter(subject=person.id))
    assert SECRETS[0] in str([opened(o) for o in sealed])
    assert SECRETS[3] in str([opened(o) for o in sealed])
    erased(believed.cast, person)
    for opening in sealed:
        with pytest.raises(DestroyedError):
            opened(opening)


@pytest.mark.invariant("I33")
def test_the_case_file_agrees_with_its_ledger_and_whoever_alters_it_is_seen(
    believed: Believed,
) -> None:
    person = told_us(believed)

    def wrong() -> list[tuple[str, str | None]]:
        about = [one for one in verify().findings if str(person.pk) in str(one.record)]
        return [(one.kind, one.what) for one in about]

    assert wrong() == []
    erased(believed.cast, person)
    assert wrong() == []
    Person.objects.filter(pk=person.pk).update(sex="male")
    assert wrong() == [("row", "sex")]


@pytest.mark.invariant("I33")
def test_what_stays_is_numbers_relations_and_results(believed: Believed) -> None:
    person = told_us(believed)
    code, sample = person.code, Sample.objects.get(donor=person)
    erased(believed.cast, person)
    now = fresh(person)
    assert (now.code, now.names, now.contact) == (code, [], {})
    assert now.erased_at is not None
    assert Kinship.objects.get(person=person).relationship == "mother"
    assert Interview.objects.get(person=person).sections == {}
    result = LabResult.objects.get(item__sample=sample)
    assert (result.outcome, result.markers_read, result.profile) == ("full_profile", 1, {})
    assert not Consent.objects.filter(person=person, withdrawn_on=None).exists()


@pytest.mark.invariant("I33")
def test_the_event_lists_every_commitment_that_nothing_opens_any_more(believed: Believed) -> None:
    person = told_us(believed)
    committed = {
        text
        for event in Event.objects.all()
        for name, text in json.loads(event.body)["fields"].items()
        if name in {f"{person.id}/names", f"{person.id}/contact"}
    }
    erased(believed.cast, person)
    event = Event.objects.get(type="privacy.erased")
    assert committed <= set(json.loads(event.body)["erased"])
    # A guess at the name cannot be confirmed: its salt is gone with the key.
    guess = [{"family": SECRETS[0], "given": "Мотря", "script": "uk"}]
    assert commitment(f"{person.id}/names", guess, bytes(32)) not in committed
    assert not any(SECRETS[0] in o.sealed for o in Opening.objects.all())


@pytest.mark.invariant("I33")
def test_erasing_takes_two_who_may_approve_and_a_ground(believed: Believed) -> None:
    cast, person = believed.cast, told_us(believed)
    with pytest.raises(Refused, match="2 more people"):
        erasure.erase(cast.interviewer, person, ground="звернення", approvers=[cast.board])
    with pytest.raises(NotAllowed):
        erasure.erase(
            cast.interviewer, person, ground="звернення", approvers=[cast.board, cast.analyst]
        )
    with pytest.raises(NotAllowed):
        erasure.erase(
            cast.administrator, person, ground="звернення", approvers=[cast.board, cast.prosecutor]
        )
    with pytest.raises(Broken, match="on what ground"):
        erasure.erase(cast.interviewer, person, ground=" ", approvers=[cast.board, cast.prosecutor])
    assert fresh(person).names == person.names


def test_nothing_is_written_about_them_again(believed: Believed) -> None:
    cast, person = believed.cast, told_us(believed)
    now = erased(cast, person)
    with pytest.raises(Refused, match="were erased"):
        erased(cast, now)
    with pytest.raises(Refused, match="were erased"):
        persons.describe(cast.interviewer, now, seen=now.version, born="1960")
    with pytest.raises(Refused, match="were erased"):
        persons.give_consent(
            cast.interviewer,
            now,
            purpose="contact",
            form_version="1",
            language="uk",
            given_on=A_DAY,
        )


@pytest.mark.invariant("I33")
def test_nobody_writes_of_them_under_a_new_key(believed: Believed) -> None:
    cast, person = believed.cast, told_us(believed)
    kinship = Kinship.objects.get(person=person)
    erased(cast, person)
    for again in (
        lambda: antemortem.record_interview(
            cast.interviewer,
            kinship.missing,
            person=person,
            language="uk",
            held_on=A_DAY,
            sections={"appearance": SECRETS[2]},
        ),
        lambda: persons.document_kinship(
            cast.interviewer, fresh(kinship), seen=fresh(kinship).version, proof=SECRETS[0]
        ),
        lambda: persons.contradict_kinship(
            cast.analyst, fresh(kinship), seen=fresh(kinship).version, note=SECRETS[3]
        ),
    ):
        with pytest.raises(Refused, match="were erased"):
            again()
    assert not DataKey.objects.filter(subject=person.id).exists()
    assert kept() == set()


@pytest.mark.invariant("I33")
def test_whom_a_decision_names_is_not_erased(believed: Believed) -> None:
    cast = believed.cast
    body = believed.remains()
    person = persons.register(
        cast.interviewer, names=[{"script": "uk", "family": "Незнаний", "given": "Хома"}]
    )
    ground = identification.compare(
        cast.analyst, body, unlisted=person, method="fingerprints", outcome="established"
    )
    decision = decisions.propose(
        cast.analyst,
        policy=believed.policy(),
        individuals=[body],
        unlisted=[person],
        comparisons=[ground],
    )
    with pytest.raises(Broken, match="names this person"):
        erased(cast, person)
    assert fresh(person).names
    decisions.reject(cast.board, decision, reason="інша людина")
    assert erased(cast, fresh(person)).names == []
