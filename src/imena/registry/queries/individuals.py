"""Which remains are one person's now, and which were thought to be."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from imena.registry.actor import Actor
from imena.registry.models import Association, Individual, RecoveredUnit
from imena.registry.queries.inventory import bones
from imena.registry.queries.visible import one, visible


@dataclass(frozen=True, slots=True)
class Belonging:
    """A unit and why it is, or was, held to be the individual's; ``ended`` is ``None`` if it is."""

    unit: str
    kind: str
    evidence: str
    grounds: str
    began: datetime
    ended: datetime | None
    withdrawn_reason: str


@dataclass(frozen=True, slots=True)
class Known:
    """An individual as far as it is put together. ``bones`` counts by (element, side)."""

    number: str
    state: str
    belongings: tuple[Belonging, ...]
    bones: dict[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class IndividualLine:
    """An individual in a list; ``units`` are the numbers of the remains that are theirs now."""

    number: str
    state: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Individuals:
    """A page of individuals, in the order of their numbers; ``after`` asks for the next page."""

    rows: tuple[IndividualLine, ...]
    total: int
    after: str


def individuals(actor: Actor, *, state: str = "", after: str = "", size: int = 50) -> Individuals:
    """A page of the individuals, of those in one state where it is given."""
    rows = visible(actor, Individual)
    if state:
        rows = rows.filter(state=state)
    found = list(rows.filter(number__gt=after).order_by("number")[: size + 1])
    shown = found[:size]
    theirs: dict[uuid.UUID, list[str]] = {one.pk: [] for one in shown}
    now = visible(actor, Association).filter(individual__in=shown, withdrawn_at=None)
    pairs = now.order_by("unit__number").values_list("individual_id", "unit__number")
    for whose, number in pairs:
        theirs[whose].append(number)
    lines = tuple(IndividualLine(one.number, one.state, tuple(theirs[one.pk])) for one in shown)
    return Individuals(lines, rows.count(), lines[-1].number if len(found) > size else "")


def individual_of(actor: Actor, individual: uuid.UUID) -> Known:
    """An individual with everything that is and was associated with it, in order of time.

    Raises
    ------
    NotYours
        Where the actor may not see it.
    """
    found = one(actor, Individual, pk=individual)
    rows = list(
        visible(actor, Association)
        .filter(individual=found)
        .select_related("unit")
        .order_by("began_at", "recorded_at", "unit__number")
    )
    now = [row.unit_id for row in rows if row.withdrawn_at is None]
    return Known(
        found.number,
        found.state,
        tuple(
            Belonging(
                unit=row.unit.number,
                kind=row.unit.kind,
                evidence=row.evidence,
                grounds=row.grounds,
                began=row.began_at,
                ended=row.withdrawn_at,
                withdrawn_reason=row.withdrawn_reason,
            )
            for row in rows
        ),
        dict(sorted(bones(now).items())),
    )


def individual_numbered(actor: Actor, number: str) -> Known:
    """As :func:`individual_of`, by number.

    Raises
    ------
    NotYours
        Where there is none that the actor may see.
    """
    return individual_of(actor, one(actor, Individual, number=number).id)


def unassociated(actor: Actor) -> QuerySet[RecoveredUnit]:
    """Human remains that nobody has assigned to an individual yet."""
    taken = Association.objects.filter(withdrawn_at=None).values("unit")
    human = visible(actor, RecoveredUnit).exclude(human="no").exclude(place="none")
    return (
        human.exclude(kind__in=["artefact", "non_human"]).exclude(pk__in=taken).order_by("number")
    )
