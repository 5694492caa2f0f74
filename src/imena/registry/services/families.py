"""The family is told and asked: after the decision, by their own rules, before anything leaves."""

from __future__ import annotations

from datetime import date, datetime

from imena.language import message
from imena.numbering.pattern import Kind
from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.models import (
    Contact,
    DeathRegistration,
    Decision,
    FamilyWish,
    Kinship,
    MissingPerson,
    Notification,
    Person,
)
from imena.registry.permissions import Need
from imena.registry.queries.evidence import Naming, naming
from imena.registry.queries.readiness import SAID_FOR_LATER
from imena.registry.queries.same import same_people
from imena.registry.queries.standing import lacking
from imena.registry.refusals import Refused, breaks
from imena.registry.services.act import act
from imena.registry.services.acts import declare
from imena.registry.services.contact import check_contact
from imena.registry.services.locks import hold, hold_decision
from imena.registry.services.numbers import issue

NOTIFY = declare("families.notify", "families", message("told the family"))
CONTACT = declare("families.record_contact", "families", message("recorded a talk with a family"))
ASK = declare("families.ask_wishes", "families", message("recorded what the family wishes"))
REGISTER_DEATH = declare(
    "families.register_death", "release", message("recorded a death registration")
)
CORRECT_REGISTRATION = declare(
    "families.correct_registration",
    "release",
    message("recorded what became of a death registration"),
    Need.WRITE,
)


def notify(
    actor: Actor,
    decision: Decision,
    person: Person,
    *,
    manner: str,
    told_at: datetime | None = None,
    together_with: Person | None = None,
    note: str = "",
) -> Notification:
    """``person`` was told what ``decision`` says (I22).

    Raises
    ------
    Broken
        I22, where the decision does not stand confirmed, the person is not the family of anybody it
        names, or their own contact rules say otherwise; or the rule that something now breaks.
    """
    with act(actor, NOTIFY) as doing:
        now, _ = hold_decision(doing, decision.id, also=[person.id])
        if now.status != "confirmed":
            raise breaks("I22", message("The family is told once the decision is confirmed."))
        wrong = lacking(now)
        if wrong is not None:
            raise wrong
        family = doing.lock(Person, person.id)
        if not related(family, naming(now)):
            raise breaks("I22", message("This person is not of the family of anybody named."))
        check_contact(family, manner=manner, together_with=together_with)
        _check_later_find(now, family)
        return doing.create(
            Notification,
            number=issue(doing, Kind.NOTIFICATION),
            decision=now,
            person=family,
            told_by_id=actor.user,
            told_at=told_at or clock.now(),
            manner=manner,
            note=note,
        )


def record_contact(
    actor: Actor,
    missing: MissingPerson,
    person: Person,
    *,
    manner: str,
    spoke_at: datetime | None = None,
    by_family: bool = False,
    together_with: Person | None = None,
    note: str = "",
    next_on: date | None = None,
) -> Contact:
    """``person`` of the family of ``missing`` was spoken with; ``next_on`` is what was promised.

    No result is told so: that is :func:`notify`.

    Raises
    ------
    Broken
        I22, where the person is not of this family, or, unless the family came by themselves, where
        their own contact rules say otherwise.
    Refused
        Where the promised day lies before the talk.
    """
    at = spoke_at or clock.now()
    if next_on is not None and next_on < at.date():
        raise Refused(message("The next talk cannot be promised for a day before this one."))
    with act(actor, CONTACT) as doing:
        held = hold(doing, missing=[missing.id], persons=[person.id])
        # What genetics found of a kinship ends no talk, and a refusal must not tell of it.
        kin = Kinship.objects.filter(person=person, missing__in=same_people([missing.id]))
        if not kin.exists():
            raise breaks("I22", message("This person is not of the family of anybody named."))
        if not by_family:
            check_contact(held.persons[0], manner=manner, together_with=together_with)
        return doing.create(
            Contact,
            missing=missing,
            person=person,
            spoke_id=actor.user,
            spoke_at=at,
            manner=manner,
            by_family=by_family,
            note=note,
            next_on=next_on,
        )


def ask_wishes(
    actor: Actor,
    person: Person,
    *,
    missing: MissingPerson | None = None,
    unlisted: Person | None = None,
    partial_remains: str,
    later_found: str,
    asked_on: date,
) -> FamilyWish:
    """What the family wants done with partial and with later-found remains (I21).

    What they said before stays on record, replaced. A new association makes it out of date.

    Raises
    ------
    Broken
        I21, where who is asked is not of the family.
    """
    about = missing if missing is not None else unlisted
    if about is None or (missing is not None and unlisted is not None):
        raise Refused(message("A wish is about one person."))
    with act(actor, ASK) as doing:
        hold(
            doing,
            missing=[missing.id] if missing is not None else (),
            persons={person.id} | ({unlisted.id} if unlisted is not None else set()),
        )
        asked_about = frozenset({missing.id} if missing is not None else ())
        if not related(person, Naming(frozenset(), asked_about, frozenset())):
            raise breaks("I21", message("This person is not of the family of anybody named."))
        before = FamilyWish.objects.filter(missing=missing, unlisted=unlisted, person=person)
        last = before.order_by("-recorded_at").first()
        if last is not None and not last.outdated:
            doing.change(last, seen=last.version, outdated=True)
        return doing.create(
            FamilyWish,
            missing=missing,
            unlisted=unlisted,
            person=person,
            partial_remains=partial_remains,
            later_found=later_found,
            asked_on=asked_on,
            replaces=last,
        )


def register_death(
    actor: Actor,
    decision: Decision,
    *,
    missing: MissingPerson | None = None,
    certificate: str,
    registered_on: date,
) -> DeathRegistration:
    """The civil registry’s certificate for somebody whom a confirmed decision names."""
    with act(actor, REGISTER_DEATH) as doing:
        now, _ = hold_decision(doing, decision.id)
        wrong = lacking(now)
        if now.status != "confirmed" or wrong is not None:
            raise wrong or breaks("I12", message("This decision does not stand."))
        if missing is not None and missing.id not in naming(now).missing:
            raise Refused(message("The decision does not name this person."))
        return doing.create(
            DeathRegistration,
            decision=now,
            missing=missing,
            certificate=certificate,
            registered_on=registered_on,
        )


def correct_registration(
    actor: Actor, registration: DeathRegistration, *, seen: int, state: str, reason: str
) -> DeathRegistration:
    """The civil registry corrected or annulled its record."""
    if state not in {"corrected", "annulled"}:
        raise Refused(message("A registration is corrected or annulled."))
    with act(actor, CORRECT_REGISTRATION, reason=reason) as doing:
        return doing.change(registration, seen=seen, state=state)


def _check_later_find(decision: Decision, person: Person) -> None:
    """Refuse to tell of more remains of the same person whoever asked not to be told of them."""
    if decision.supersedes is None or naming(decision) != naming(decision.supersedes):
        return
    wishes = FamilyWish.objects.filter(
        missing__in=same_people(naming(decision).missing), person=person
    )
    last = wishes.order_by("-recorded_at").first()
    if last is not None and last.later_found in SAID_FOR_LATER:
        raise breaks("I22", message("This person asked not to be told of what is found later."))


def related(person: Person, named: Naming) -> bool:
    """Whether ``person`` is family of somebody named, as far as is known and not contradicted.

    Of people on no list no kinship is recorded: their family’s right is shown by documents.
    """
    if not named.missing:
        return True
    kin = Kinship.objects.filter(person=person, missing__in=same_people(named.missing))
    return kin.exclude(standing="contradicted").exists()
