"""What whoever decides reads of a decision, by numbers: what it says, how it stands, what it moved.

Names of the dead and of the living are not here; those who proposed and signed are.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from imena.language import message
from imena.numbering.pattern import Kind
from imena.numbering.reading import NumberError, read
from imena.registry.actor import Actor
from imena.registry.models import (
    Conflict,
    Decision,
    Individual,
    MissingPerson,
    Person,
    ReviewCase,
    Signature,
    User,
)
from imena.registry.models.record import Record
from imena.registry.permissions import Need, Reach, hidden_from, may, reach
from imena.registry.queries.dossier.signed import dossier
from imena.registry.queries.evidence import naming, open_conflicts
from imena.registry.queries.identification import Exclusion, exclusions
from imena.registry.queries.policy_lines import PolicyLine, policy_lines
from imena.registry.queries.standing import lacking
from imena.registry.queries.touches import touched
from imena.registry.queries.visible import one, sealed, visible
from imena.registry.refusals import Broken, NotYours, Refused


@dataclass(frozen=True, slots=True)
class Named:
    """Who is meant by some numbers; of people no more was read than the number."""

    individuals: tuple[Individual, ...]
    missing: tuple[MissingPerson, ...]
    unlisted: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature; ``same`` says that what was signed is what the decision says now."""

    name: str
    role: str
    at: datetime
    same: bool


@dataclass(frozen=True, slots=True)
class Grave:
    """A grave that a decision gave a name to, or took one from: who lies there, for whom it was
    named, who else that may be, and who of those named is sought again. Numbers throughout."""

    place: str
    plot: str
    individual: str
    named_for: tuple[str, ...]
    may_be: tuple[str, ...]
    still_sought: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Touches:
    """What rests on a decision, by numbers; releases and certificates with their state."""

    notifications: tuple[str, ...]
    releases: tuple[tuple[str, str], ...]
    certificates: tuple[tuple[str, str], ...]
    graves: tuple[Grave, ...]
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A decision as it is read before it is signed, and afterwards.

    ``says`` is what a signature covers and ``digest`` its digest. ``lines`` are empty for whoever
    sees no comparisons. ``lacking`` is the first thing that keeps it from standing, ``None`` where
    nothing does or it has ended.
    """

    number: str
    status: str
    says: Mapping[str, Any]
    digest: str
    proposed_by: str
    signatures: tuple[Signed, ...]
    exclusions: tuple[Exclusion, ...]
    conflicts: tuple[str, ...]
    reviews: tuple[tuple[str, str, str], ...]
    lines: Sequence[PolicyLine]
    lacking: Broken | None


def named_by(actor: Actor, numbers: Iterable[str]) -> Named:
    """Who is meant by these numbers: individuals, the missing, and people on no list.

    For whoever compares or proposes and sees more than codes (I31). That says nothing of anybody
    but that the number is given.

    Raises
    ------
    Refused
        For what is no number: a letter of it is wrong, or the last one is missing.
    NotYours
        For a number that is none of these, or of nobody in the operation, and for anybody else.
    """
    coded = any(Individual.AREA in hidden_from(role) for role in actor.roles)
    names = _may(actor, "comparison", Need.WRITE) or _may(actor, "identification", Need.PROPOSE)
    if coded or not names:
        raise NotYours
    found: dict[type[Record], list[Any]] = {Individual: [], MissingPerson: [], Person: []}
    for text in numbers:
        model, column, number = _numbered(text)
        rows = sealed(model._default_manager.filter(operation=actor.operation))
        record = rows.filter(**{column: number}).only("id", column).first()
        if record is None:
            raise NotYours
        found[model].append(record)
    return Named(tuple(found[Individual]), tuple(found[MissingPerson]), tuple(found[Person]))


def reading_of(actor: Actor, decision: Decision) -> Reading:
    """A decision, and how it stands today.

    Raises
    ------
    NotYours
        Where the actor may not see decisions.
    """
    now = one(actor, Decision, pk=decision.pk)
    says, digest = dossier(actor, now)
    named = naming(now)
    sees = reach(actor, "comparison") is Reach.ALL
    signatures = Signature.objects.filter(decision=now).select_related("signer")
    ended = now.status in ("superseded", "reversed", "rejected")
    return Reading(
        now.number,
        now.status,
        says,
        digest,
        User.objects.get(pk=now.proposed_by_id).display_name,
        tuple(
            Signed(s.signer.display_name, s.role, s.signed_at, s.digest == digest)
            for s in signatures.order_by("signed_at", "signer__display_name")
        ),
        exclusions(actor, sorted(named.individuals), sorted(named.persons)) if sees else (),
        tuple(conflict.kind for conflict in open_conflicts(now)),
        tuple(
            (r.number, r.reason, r.outcome)
            for r in ReviewCase.objects.filter(decision=now).order_by("recorded_at", "number")
        ),
        policy_lines(now) if sees else (),
        None if ended else lacking(now),
    )


def touches_of(actor: Actor, decision: Decision) -> Touches:
    """What rests on a decision now, by numbers.

    Raises
    ------
    NotYours
        Where the actor may not see decisions.
    """
    found = touched(one(actor, Decision, pk=decision.pk))
    numbers = _numbers(found["graves"])
    places = {burial["id"]: burial["place"] for burial in found["burials"]}
    return Touches(
        tuple(n["number"] for n in found["notifications"]),
        tuple((r["number"], r["state"]) for r in found["releases"]),
        tuple((r["certificate"], r["state"]) for r in found["registrations"]),
        tuple(
            Grave(
                places[grave["burial"]],
                grave["plot"],
                numbers[grave["individual"]],
                *(
                    tuple(sorted(numbers[pk] for pk in grave[people]))
                    for people in ("named_for", "may_be", "still_sought")
                ),
            )
            for grave in found["graves"]
        ),
        tuple(s["number"] for s in found["figures"]),
    )


def contradictions(actor: Actor) -> list[tuple[Conflict, tuple[str, ...]]]:
    """What waits for people to settle it, with the numbers of the decisions, the oldest first."""
    rows = list(
        visible(actor, Conflict)
        .filter(closed_at=None)
        .order_by("recorded_at", "kind", "description")
    )
    ids = {pk for row in rows for pk in row.decisions}
    numbers = {str(d.pk): d.number for d in Decision.objects.filter(pk__in=ids)}
    return [(row, tuple(sorted(numbers[pk] for pk in row.decisions))) for row in rows]


def _numbered(text: str) -> tuple[type[Record], str, str]:
    try:
        number = read(text).number
    except NumberError as error:
        raise Refused(message("“{number}” is not a number of ours."), number=text) from error
    if number.kind is Kind.INDIVIDUAL:
        return Individual, "number", str(number)
    if number.kind is Kind.MISSING_PERSON:
        return MissingPerson, "number", str(number)
    if number.kind is Kind.PERSON:
        return Person, "code", str(number)
    raise NotYours


def _may(actor: Actor, area: str, need: Need) -> bool:
    return may(actor, area, need).allowed


def _numbers(graves: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    ids: set[uuid.UUID] = set()
    for grave in graves:
        people = (*grave["named_for"], *grave["may_be"], *grave["still_sought"])
        ids |= {uuid.UUID(pk) for pk in (grave["individual"], *people)}
    found = [
        *Individual.objects.filter(pk__in=ids).values_list("pk", "number"),
        *MissingPerson.objects.filter(pk__in=ids).values_list("pk", "number"),
        *Person.objects.filter(pk__in=ids).values_list("pk", "code"),
    ]
    return {str(pk): number for pk, number in found}
