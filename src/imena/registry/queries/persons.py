"""Relatives, donors and witnesses as an actor may read them; each reading is logged (I32)."""

from __future__ import annotations

import uuid

from imena.registry.actor import Actor
from imena.registry.models import Consent, Kinship, Person
from imena.registry.permissions import Reach, reach
from imena.registry.queries.reading import named
from imena.registry.queries.same import same_people
from imena.registry.queries.visible import one, visible
from imena.registry.refusals import NotYours


def person(actor: Actor, person: uuid.UUID) -> Person:
    """One person.

    Raises
    ------
    NotYours
        Where there is none whom the actor may see.
    Broken
        I32, without a purpose.
    """
    found = one(actor, Person, pk=person)
    named(actor, [found.id])
    return found


def kinships(actor: Actor, missing: uuid.UUID) -> list[Kinship]:
    """Who is related to a missing person, under any linked record, and how far that is borne out:
    for those who compare.

    The restricted note is not loaded: see :func:`restricted_note`.

    Raises
    ------
    NotYours
        For the liaison and everybody else who speaks with families.
    """
    check_compares(actor)
    same = same_people([missing])
    rows = visible(actor, Kinship).filter(missing__in=same).defer("restricted_note")
    found = list(rows.order_by("relationship", "person__code", "missing__number"))
    named(actor, same | {k.person_id for k in found})
    return found


def restricted_note(actor: Actor, kinship: uuid.UUID) -> str:
    """What genetics showed and the family does not know.

    Raises
    ------
    NotYours
        Where the actor does not see both the family and the decisions.
    """
    check_compares(actor)
    found = one(actor, Kinship, pk=kinship)
    named(actor, [found.person_id, found.missing_id], what="read.restricted")
    return str(found.restricted_note)


def consents(actor: Actor, person: uuid.UUID) -> list[Consent]:
    """What a person agreed to, withdrawn consents included."""
    found = list(
        visible(actor, Consent)
        .filter(person=person)
        .order_by("purpose", "given_on", "form_version")
    )
    named(actor, [person] if found or visible(actor, Person).filter(pk=person).exists() else [])
    return found


def check_compares(actor: Actor) -> None:
    """Refuse what genetics showed of a family to whoever does not compare.

    Raises
    ------
    NotYours
        For all but who sees the family and the comparisons.
    """
    if not compares(actor):
        raise NotYours


def compares(actor: Actor) -> bool:
    """Analysts, the board and the prosecutor see both sides; nobody who speaks with families."""
    return {reach(actor, area) for area in ("antemortem", "comparison")} == {Reach.ALL}
