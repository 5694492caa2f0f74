"""A release as whoever stands at the door reads it, by number; and who may receive the dead."""

from __future__ import annotations

from dataclasses import dataclass

from imena.registry.actor import Actor
from imena.registry.models import (
    Decision,
    DecisionIndividual,
    DecisionPerson,
    Individual,
    Kinship,
    Person,
    Release,
)
from imena.registry.queries.antemortem import full_name
from imena.registry.queries.reading import named
from imena.registry.queries.same import same_people
from imena.registry.queries.visible import one, visible


@dataclass(frozen=True, slots=True)
class AtTheDoor:
    """A release: ``record`` is handed to the service, ``units`` says how many tags are read, and
    not which, so that they are read from the tags."""

    record: Release
    number: str
    decision: str
    individual: str
    recipient: str
    authorisation: str
    authorised_by: str
    state: str
    units: int
    blocked_reason: str


@dataclass(frozen=True, slots=True)
class Releasable:
    """A decision whose remains may go to a family: each individual, and what was authorised
    already, by number."""

    record: Decision
    individuals: tuple[Individual, ...]
    releases: tuple[tuple[str, str, str], ...]


def at_the_door(actor: Actor, number: str) -> AtTheDoor:
    """One release by its number.

    Raises
    ------
    NotYours
        Where there is none that the actor may see.
    """
    found = one(actor, Release, number=number)
    told = (
        visible(actor, Release)
        .filter(pk=found.pk)
        .values_list(
            "decision__number",
            "individual__number",
            "recipient__code",
            "authorised_by__display_name",
        )
        .get()
    )
    decision, individual, recipient, by = told
    return AtTheDoor(
        found,
        found.number,
        decision,
        individual,
        recipient,
        found.authorisation,
        by,
        found.state,
        len(found.units),
        found.blocked_reason,
    )


def releasable(actor: Actor, number: str) -> Releasable:
    """What a decision lets be released.

    Raises
    ------
    NotYours
        Where there is no such decision that the actor may see.
    """
    decision = one(actor, Decision, number=number)
    rows = visible(actor, DecisionIndividual).filter(decision=decision)
    bodies = visible(actor, Individual).filter(pk__in=rows.values("individual"))
    releases = visible(actor, Release).filter(decision=decision).order_by("number")
    return Releasable(
        decision,
        tuple(bodies.order_by("number")),
        tuple(releases.values_list("number", "individual__number", "state")),
    )


def recipients(actor: Actor, decision: Decision) -> dict[str, str]:
    """Code → name of everybody living of the families of whom a decision names, as far as the actor
    may read of them. Who of them has a proven right is for the service to say.

    Raises
    ------
    Broken
        I32, without a purpose.
    """
    about = visible(actor, DecisionPerson).filter(decision=decision, missing__isnull=False)
    same = same_people(about.values_list("missing", flat=True))
    kin = visible(actor, Kinship).filter(missing__in=same).values("person")
    rows = visible(actor, Person).filter(pk__in=kin, erased_at=None, dead=False)
    people = list(rows.order_by("code"))
    named(actor, [one.id for one in people])
    return {one.code: full_name(one.names) or one.code for one in people}


def kinships_to_show(actor: Actor, code: str) -> list[tuple[Kinship, str]]:
    """The kinships of one relative that a document may show, each with the number of whom it is to;
    what genetics found of them is not loaded (I17)."""
    rows = visible(actor, Kinship).filter(person__code=code)
    found = rows.defer("restricted_note", "standing").order_by("missing__number", "relationship")
    numbers = dict(rows.values_list("pk", "missing__number"))
    return [(kinship, numbers[kinship.pk]) for kinship in found]
