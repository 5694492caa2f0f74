"""Talks with families: who may be called, what was promised, and who reads of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from imena.registry.actor import Actor
from imena.registry.models import Contact, Event, Kinship, MissingPerson, User
from imena.registry.queries.families import families, family, member, promised
from imena.registry.refusals import Broken, NotAllowed, NotYours, Refused
from imena.registry.services import antemortem, erasure, persons
from imena.registry.services.families import record_contact
from tests.registry.believed import Believed, fresh
from tests.registry.cast import Cast

NOON = datetime(2031, 6, 2, 12, tzinfo=UTC)
NEXT = date(2031, 6, 20)
PURPOSE = "розмова з родиною"


@pytest.fixture
def believed(cast: Cast) -> Believed:
    return Believed(cast)


def test_a_talk_is_recorded_with_what_was_promised(believed: Believed) -> None:
    missing = believed.missing()
    mother = believed.relative(missing)
    liaison = believed.cast.liaison
    record_contact(
        liaison, missing, mother, manner="telephone", spoke_at=NOON, note="просила вранці",
        next_on=NEXT,
    )  # fmt: skip
    entrusted(believed, missing)
    file = family(liaison.reading_for(PURPOSE), missing.number)
    assert file.promised == NEXT
    assert file.talks is not None
    (talk,) = file.talks
    assert (talk.who, talk.note) == ("Вигадана Мотря", "просила вранці")
    (line,) = promised(liaison.reading_for(PURPOSE))
    assert (line.number, line.next_on) == (missing.number, NEXT)


def test_a_promise_is_kept_by_the_next_talk(believed: Believed) -> None:
    missing = believed.missing()
    mother = believed.relative(missing)
    liaison = believed.cast.liaison
    entrusted(believed, missing)
    record_contact(liaison, missing, mother, manner="telephone", spoke_at=NOON, next_on=NEXT)
    later = NOON.replace(day=3)
    record_contact(liaison, missing, mother, manner="telephone", spoke_at=later)
    assert promised(liaison.reading_for(PURPOSE)) == ()


@pytest.mark.invariant("I22")
def test_nobody_is_called_against_their_own_rules(believed: Believed) -> None:
    missing = believed.missing()
    mother = believed.relative(missing)
    persons.describe(
        believed.cast.interviewer, mother, seen=mother.version, contact_rules={"never": True}
    )
    liaison = believed.cast.liaison
    with pytest.raises(Broken, match="asked not to be told"):
        record_contact(liaison, missing, mother, manner="telephone", spoke_at=NOON)
    record_contact(liaison, missing, mother, manner="telephone", spoke_at=NOON, by_family=True)
    assert Contact.objects.get().by_family


@pytest.mark.invariant("I22")
def test_a_talk_is_with_the_family_of_whom_it_is_about(believed: Believed) -> None:
    stranger = believed.relative(believed.missing("Чужий"))
    missing = believed.missing()
    with pytest.raises(Broken, match="not of the family"):
        record_contact(believed.cast.liaison, missing, stranger, manner="telephone")


@pytest.mark.invariant("I17")
def test_no_refusal_tells_that_a_kinship_was_contradicted(believed: Believed) -> None:
    missing = believed.missing()
    father = believed.relative(missing, "father")
    kinship = Kinship.objects.get()
    persons.contradict_kinship(
        believed.cast.analyst, kinship, seen=kinship.version, note="не батько"
    )
    entrusted(believed, missing)
    liaison = believed.cast.liaison
    record_contact(liaison, missing, father, manner="telephone", spoke_at=NOON)
    file = family(liaison.reading_for(PURPOSE), missing.number)
    assert file.members is not None
    assert [one.code for one in file.members] == [father.code]
    assert "contradicted" not in repr(file.members)


def test_a_promise_lies_after_the_talk(believed: Believed) -> None:
    missing = believed.missing()
    mother = believed.relative(missing)
    with pytest.raises(Refused, match="before this one"):
        record_contact(
            believed.cast.liaison, missing, mother, manner="telephone", spoke_at=NOON,
            next_on=date(2031, 6, 1),
        )  # fmt: skip


def test_only_who_speaks_with_families_writes_of_it_and_reads_it(believed: Believed) -> None:
    missing = believed.missing()
    mother = believed.relative(missing)
    with pytest.raises(NotAllowed):
        record_contact(believed.cast.interviewer, missing, mother, manner="telephone")
    record_contact(believed.cast.liaison, missing, mother, manner="telephone", spoke_at=NOON)
    assert family(believed.cast.interviewer.reading_for(PURPOSE), missing.number).talks is None
    assert family(believed.cast.analyst.reading_for(PURPOSE), missing.number).members is None
    for nobody in (believed.cast.examiner, believed.cast.liaison):
        with pytest.raises(NotYours):
            family(nobody.reading_for(PURPOSE), missing.number)


@pytest.mark.invariant("I32")
def test_a_file_is_one_reading_and_none_without_a_purpose(believed: Believed) -> None:
    missing = believed.missing()
    mother = believed.relative(missing)
    interviewer = believed.cast.interviewer
    ways: tuple[Callable[[Actor], object], ...] = (
        lambda a: family(a, missing.number),
        lambda a: member(a, mother.code),
        lambda a: families(a),
    )
    for read in ways:
        with pytest.raises(Broken):
            read(interviewer.reading_for(""))
        before = Event.objects.filter(type__startswith="read.").count()
        read(interviewer.reading_for(PURPOSE))
        assert Event.objects.filter(type__startswith="read.").count() == before + 1


def test_names_come_in_order_a_page_at_a_time(believed: Believed) -> None:
    for name in ("Ґудзенко", "Абищенко", "Яринюк"):
        believed.missing(name)
    actor = believed.cast.interviewer.reading_for(PURPOSE)
    first = families(actor, size=2)
    assert (len(first.rows), first.total) == (2, 3)
    rest = families(actor, size=2, after=first.after)
    assert {one.name for one in (*first.rows, *rest.rows)} == {
        "Ґудзенко Сава", "Абищенко Сава", "Яринюк Сава",
    }  # fmt: skip
    assert rest.after == ""
    assert [one.name for one in families(actor, name="Яри").rows] == ["Яринюк Сава"]


@pytest.mark.invariant("I33")
def test_what_was_said_goes_with_whom_is_erased(believed: Believed) -> None:
    missing = believed.missing()
    mother = believed.relative(missing)
    record_contact(
        believed.cast.liaison, missing, mother, manner="telephone", spoke_at=NOON, note="адреса"
    )
    cast = believed.cast
    erasure.erase(
        cast.interviewer, fresh(mother), ground="закон", approvers=[cast.board, cast.prosecutor]
    )
    assert Contact.objects.get().note == ""


def entrusted(believed: Believed, missing: MissingPerson) -> None:
    now = fresh(missing)
    liaison = User.objects.get(pk=believed.cast.liaison.user)
    antemortem.entrust(believed.cast.interviewer, now, seen=now.version, liaison=liaison)
