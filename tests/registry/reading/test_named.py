"""Whoever reads about named people says what for, and it is written down (I32)."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import pytest

from imena.registry.actor import Actor
from imena.registry.models import Event, Kinship, Link, MissingPerson, Opening, Person
from imena.registry.queries import antemortem, persons
from imena.registry.queries.antemortem import FamilyFile, Relative
from imena.registry.refusals import Broken, NotYours
from imena.registry.services import antemortem as searching
from imena.registry.services import persons as relatives
from tests.registry.believed import A_DAY, Believed, fresh
from tests.registry.cast import Cast

NOTE = "за ДНК не батько"


class Family:
    def __init__(self, believed: Believed) -> None:
        cast = believed.cast
        self.missing = believed.missing("Горобинський")
        self.father = believed.relative(self.missing, "father")
        kinship = Kinship.objects.get()
        self.kinship = relatives.contradict_kinship(
            cast.analyst, kinship, seen=kinship.version, note=NOTE
        )
        self.interview = searching.record_interview(
            cast.interviewer,
            self.missing,
            person=self.father,
            language="uk",
            held_on=A_DAY,
            sections={"appearance": "високий"},
        )
        liaison = believed.cast.liaison
        searching.entrust(
            cast.interviewer,
            fresh(self.missing),
            seen=1,
            liaison=_user(liaison),
        )


def _user(actor: Actor) -> Any:
    from imena.registry.models import User

    return User.objects.get(pk=actor.user)


@pytest.fixture
def family(cast: Cast) -> Family:
    return Family(Believed(cast))


#: Every way to read about named people.
def readings(family: Family) -> dict[str, Callable[[Actor], object]]:
    missing, father = family.missing.id, family.father.id
    return {
        "antemortem.looked_for": lambda a: antemortem.looked_for(a),
        "antemortem.missing_person": lambda a: antemortem.missing_person(a, missing),
        "antemortem.names_of": lambda a: antemortem.names_of(a, [family.missing.number]),
        "antemortem.interviews": lambda a: antemortem.interviews(a, missing),
        "antemortem.findings": lambda a: antemortem.findings(a, missing),
        "antemortem.findings_among": lambda a: antemortem.findings_among(a, {missing: {missing}}),
        "antemortem.family_file": lambda a: antemortem.family_file(a, missing),
        "persons.person": lambda a: persons.person(a, father),
        "persons.kinships": lambda a: persons.kinships(a, missing),
        "persons.restricted_note": lambda a: persons.restricted_note(a, family.kinship.id),
        "persons.consents": lambda a: persons.consents(a, father),
    }


def test_these_are_all_the_ways_there_are(family: Family) -> None:
    public = {
        f"{module.__name__.rsplit('.', 1)[1]}.{name}"
        for module in (antemortem, persons)
        for name, found in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_") and found.__module__ == module.__name__
    }
    no_reading = {"antemortem.full_name", "persons.check_compares", "persons.compares"}
    assert public - no_reading == readings(family).keys()


@pytest.mark.invariant("I32")
def test_no_reading_without_a_purpose(cast: Cast, family: Family) -> None:
    for purpose in ("", "  "):
        for read in readings(family).values():
            with pytest.raises(Broken) as refused:
                read(cast.board.reading_for(purpose))
            assert refused.value.invariant == "I32"


@pytest.mark.invariant("I32")
def test_each_reading_is_one_event_with_ids_and_no_names(cast: Cast, family: Family) -> None:
    for name, read in readings(family).items():
        before = Event.objects.count()
        read(cast.board.reading_for("підготовка порівняння"))
        events = list(Event.objects.order_by("recorded_at", "id"))
        assert len(events) == before + 1, name
        event = Event.objects.filter(type__startswith="read.").latest("recorded_at")
        assert (event.device, event.actor) == ("office/reads", cast.board.user)
        body = json.loads(event.body)
        assert set(body["subjects"]) & {str(family.missing.id), str(family.father.id)}, name
        assert "Горобинський" not in event.body
        assert "порівняння" not in event.body
        reason = Opening.objects.get(event=event, kind="event")
        assert "підготовка порівняння" in json.loads(reason.sealed)["reason"]


@pytest.mark.invariant("I32")
def test_readings_have_a_chain_of_their_own(cast: Cast, family: Family) -> None:
    antemortem.looked_for(cast.board.reading_for("перелік"))
    persons.person(cast.board.reading_for("дзвінок"), family.father.id)
    from imena.registry.ledger.sequencer import link_waiting

    link_waiting()
    chain = Link.objects.filter(device="office/reads").order_by("seq")
    assert list(chain.values_list("seq", flat=True)) == [1, 2]


@pytest.mark.invariant("I32")
def test_a_refused_reading_shows_nothing_and_logs_nothing(cast: Cast, family: Family) -> None:
    before = Event.objects.count()
    for role in ("examiner", "laboratory", "mortuary", "figures_officer", "administrator"):
        actor = cast.actors[role].reading_for("цікавість")
        assert antemortem.looked_for(actor) == []
        with pytest.raises(NotYours):
            antemortem.missing_person(actor, family.missing.id)
        with pytest.raises(NotYours):
            persons.person(actor, family.father.id)
    assert Event.objects.count() == before


def test_a_liaison_reads_the_families_in_their_care(cast: Cast, family: Family) -> None:
    mine = cast.liaison.reading_for("розмова з родиною")
    assert antemortem.family_file(mine, family.missing.id).number == family.missing.number
    with pytest.raises(NotYours):
        antemortem.family_file(cast.second("liaison").reading_for("розмова"), family.missing.id)


@pytest.mark.invariant("I17")
def test_what_genetics_showed_is_in_nothing_the_family_sees(cast: Cast, family: Family) -> None:
    mine = cast.liaison.reading_for("розмова з родиною")
    shown = antemortem.family_file(mine, family.missing.id)
    assert NOTE not in repr(shown)
    assert "contradicted" not in repr(shown)
    (relative,) = shown.relatives
    assert (relative.code, relative.relationship) == (family.father.code, "father")
    assert {f.name for f in fields(Relative)} == {"code", "names", "relationship"}
    assert not {"kinship", "standing", "restricted_note"} & {f.name for f in fields(FamilyFile)}
    for read in (
        lambda: persons.kinships(mine, family.missing.id),
        lambda: persons.restricted_note(mine, family.kinship.id),
        lambda: persons.restricted_note(cast.interviewer.reading_for("розмова"), family.kinship.id),
    ):
        with pytest.raises(NotYours):
            read()
    analyst = cast.analyst.reading_for("перевірка спорідненості")
    assert persons.restricted_note(analyst, family.kinship.id) == NOTE


def test_names_are_found_by_how_they_begin(cast: Cast, family: Family) -> None:
    analyst = cast.analyst.reading_for("пошук")
    assert antemortem.looked_for(analyst, name="гороб") == [
        MissingPerson.objects.get(pk=family.missing.id)
    ]
    assert antemortem.looked_for(analyst, name="інший") == []
    assert Person.objects.count() == 1
