"""Relatives, donors and informants: who they are to the missing, what they agreed to, erasure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from imena.language import message
from imena.numbering.pattern import Kind
from imena.registry.actor import Actor
from imena.registry.models import Consent, Kinship, MissingPerson, Person
from imena.registry.permissions import Reach
from imena.registry.queries.same import name_keys
from imena.registry.refusals import NotAllowed, Refused, breaks
from imena.registry.services.act import Doing, act
from imena.registry.services.acts import declare
from imena.registry.services.antemortem import checked_names
from imena.registry.services.contact import checked_rules
from imena.registry.services.locks import hold
from imena.registry.services.numbers import issue
from imena.registry.services.rests import drop_donor

REGISTER = declare("persons.register", "persons", message("recorded a person"))
DESCRIBE = declare("persons.describe", "persons", message("changed what is known of a person"))
CLAIM = declare("persons.claim_kinship", "antemortem", message("recorded a stated kinship"))
DOCUMENT = declare(
    "persons.document_kinship", "antemortem", message("recorded a kinship as documented")
)
VERIFY = declare(
    "persons.verify_kinship", "comparison", message("recorded a kinship as borne out by DNA")
)
CONTRADICT = declare(
    "persons.contradict_kinship",
    "comparison",
    message("recorded that a kinship does not hold"),
)
CONSENT = declare("persons.give_consent", "antemortem", message("recorded a consent"))
WITHDRAW_CONSENT = declare(
    "persons.withdraw_consent", "antemortem", message("recorded a consent as withdrawn")
)


def register(
    actor: Actor,
    *,
    names: Sequence[Mapping[str, str]],
    contact: Mapping[str, Any] | None = None,
    contact_rules: Mapping[str, Any] | None = None,
    **told: Any,
) -> Person:
    """Somebody who knew the missing or may help; kept apart from everything forensic."""
    _only_told(told)
    with act(actor, REGISTER) as doing:
        return doing.create(
            Person,
            code=issue(doing, Kind.PERSON),
            names=checked_names(names),
            name_keys=name_keys(names),
            contact=dict(contact or {}),
            contact_rules=checked_rules(contact_rules or {}),
            **told,
        )


def describe(actor: Actor, person: Person, *, seen: int, **told: Any) -> Person:
    """Change what is known of a person.

    Raises
    ------
    Refused
        Where the person’s data were erased: nothing is written about them again.
    """
    _only_told(told)
    if "names" in told:
        told["names"] = checked_names(told["names"])
        told["name_keys"] = name_keys(told["names"])
    if "contact_rules" in told:
        told["contact_rules"] = checked_rules(told["contact_rules"])
    with act(actor, DESCRIBE) as doing:
        now = doing.lock(Person, person.id)
        if now.erased_at is not None:
            raise Refused(message("This person’s data were erased."))
        return doing.change(person, seen=seen, **told)


def claim_kinship(
    actor: Actor, person: Person, missing: MissingPerson, *, relationship: str
) -> Kinship:
    """Who somebody says they are to the missing person."""
    with act(actor, CLAIM) as doing:
        return doing.create(Kinship, person=person, missing=missing, relationship=relationship)


def document_kinship(actor: Actor, kinship: Kinship, *, seen: int, proof: str) -> Kinship:
    """The kinship is shown by documents; ``proof`` says by which."""
    if not proof.strip():
        raise Refused(message("Say which document shows the kinship."))
    with act(actor, DOCUMENT) as doing:
        now = doing.lock(Kinship, kinship.id)
        # What genetics found is not overruled by a paper, and a family must not see that it was.
        standing = "documented" if now.standing == "claimed" else now.standing
        return doing.change(kinship, seen=seen, proof=proof, standing=standing)


def verify_kinship(actor: Actor, kinship: Kinship, *, seen: int, note: str = "") -> Kinship:
    """DNA bears the kinship out."""
    with act(actor, VERIFY) as doing:
        _check_sees_both_sides(doing)
        now = doing.lock(Kinship, kinship.id)
        if now.standing == "contradicted":
            raise breaks("I17", message("This kinship was found not to hold."))
        return doing.change(
            kinship, seen=seen, standing="dna_verified", restricted_note=note or now.restricted_note
        )


def contradict_kinship(actor: Actor, kinship: Kinship, *, seen: int, note: str) -> Kinship:
    """DNA does not bear the kinship out. What rests on it is dropped (I17).

    ``note`` is restricted: it is never in anything a family or their liaison reads. Comparisons
    that used this person as a donor for this missing person are withdrawn, exclusions among them,
    and a decision that then no longer meets its policy is suspended.
    """
    with act(actor, CONTRADICT) as doing:
        _check_sees_both_sides(doing)
        hold(doing, missing=[kinship.missing_id], persons=[kinship.person_id])
        changed = doing.change(kinship, seen=seen, standing="contradicted", restricted_note=note)
        drop_donor(doing, kinship)
        return changed


def give_consent(
    actor: Actor,
    person: Person,
    *,
    purpose: str,
    form_version: str,
    language: str,
    given_on: date,
) -> Consent:
    """Agreed to, for one purpose, in words the person had before them."""
    with act(actor, CONSENT) as doing:
        now = doing.lock(Person, person.id)
        if now.erased_at is not None:
            raise Refused(message("This person’s data were erased."))
        return doing.create(
            Consent,
            person=person,
            purpose=purpose,
            form_version=form_version,
            language=language,
            given_on=given_on,
        )


def withdraw_consent(actor: Actor, consent: Consent, *, withdrawn_on: date) -> Consent:
    """Taken back from this day on: nothing new is done for that purpose."""
    with act(actor, WITHDRAW_CONSENT) as doing:
        doing.lock(Person, consent.person_id)
        now = doing.lock(Consent, consent.id)
        if now.withdrawn_on is not None:
            raise Refused(message("This consent was withdrawn before."))
        return doing.change(consent, seen=now.version, withdrawn_on=withdrawn_on)


def _check_sees_both_sides(doing: Doing) -> None:
    """Laboratory and examiners compare what is theirs; they do not judge families."""
    if doing.answer.reach is not Reach.ALL:
        raise NotAllowed(doing.answer, doing.what.sentence)


def _only_told(told: Mapping[str, Any]) -> None:
    wrong = sorted(told.keys() & {"code", "name_keys", "erased_at"})
    if wrong:
        raise ValueError(f"{', '.join(wrong)} cannot be changed by describing")
