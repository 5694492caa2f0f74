"""A release as whoever stands at the door reads it, and whose remains may be released: no name."""

from __future__ import annotations

from dataclasses import dataclass

from imena.registry.actor import Actor
from imena.registry.models import (
    Decision,
    DecisionIndividual,
    DecisionPerson,
    Individual,
    Kinship,
    Release,
)
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
    """A confirmed decision whose remains may go to a family: each individual, whom it names, and
    what was authorised already, by number."""

    record: Decision
    individuals: tuple[Individual, ...]
    missing: tuple[str, ...]
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
    named = visible(actor, DecisionPerson).filter(decision=decision, missing__isnull=False)
    releases = visible(actor, Release).filter(decision=decision).order_by("number")
    return Releasable(
        decision,
        tuple(bodies.order_by("number")),
        tuple(named.order_by("missing__number").values_list("missing__number", flat=True)),
        tuple(releases.values_list("number", "individual__number", "state")),
    )


def kinships_to_show(actor: Actor, code: str) -> list[tuple[Kinship, str]]:
    """The kinships of one relative that a document may show, each with the number of whom it is to;
    what genetics found of them is not loaded (I17)."""
    rows = visible(actor, Kinship).filter(person__code=code)
    found = rows.defer("restricted_note", "standing").order_by("missing__number")
    numbers = dict(rows.values_list("pk", "missing__number"))
    return [(kinship, numbers[kinship.pk]) for kinship in found]
