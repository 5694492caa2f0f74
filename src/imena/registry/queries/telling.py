"""Which decision a family is told of, whom it was told, and what they wished."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from imena.registry.actor import Actor
from imena.registry.models import Decision, DecisionPerson, FamilyWish, Notification
from imena.registry.queries.same import same_people
from imena.registry.queries.visible import visible


@dataclass(frozen=True, slots=True)
class Notice:
    """Somebody of the family, by code, was told of a decision."""

    person: str
    decision: str
    manner: str
    told_at: datetime
    told_by: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What one of the family, by code, wished last; ``outdated`` where more was found since."""

    person: str
    partial_remains: str
    later_found: str
    asked_on: date
    outdated: bool


def told_of(actor: Actor, missing: uuid.UUID) -> Decision | None:
    """The confirmed decision that names a missing person, under any of their linked records."""
    rows = visible(actor, DecisionPerson).filter(
        missing__in=same_people([missing]), decision__status="confirmed"
    )
    found = rows.order_by("-decision__confirmed_at").values_list("decision", flat=True).first()
    return visible(actor, Decision).filter(pk=found).first() if found else None


def notices(actor: Actor, missing: uuid.UUID) -> list[Notice]:
    """Whom of the family somebody told of a decision, the first first, by code."""
    named = DecisionPerson.objects.filter(missing__in=same_people([missing])).values("decision")
    rows = visible(actor, Notification).filter(decision__in=named).order_by("told_at", "number")
    return [
        Notice(*row)
        for row in rows.values_list(
            "person__code", "decision__number", "manner", "told_at", "told_by__display_name"
        )
    ]


def wishes(actor: Actor, missing: uuid.UUID) -> list[Wish]:
    """What the family wished, the last word of each of them, by code."""
    rows = visible(actor, FamilyWish).filter(missing__in=same_people([missing]))
    rows = rows.exclude(pk__in=rows.exclude(replaces=None).values("replaces"))
    return [
        Wish(*row)
        for row in rows.order_by("asked_on", "recorded_at", "person__code").values_list(
            "person__code", "partial_remains", "later_found", "asked_on", "outdated"
        )
    ]
