"""Releases, burials and what a family was told, as an actor may see them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from imena.registry.actor import Actor
from imena.registry.models import Burial, FamilyWish, Notification, Release
from imena.registry.queries import reading
from imena.registry.queries.visible import visible


def releases(actor: Actor, *, state: str | None = None) -> list[Release]:
    """Releases, the latest first; each shows who receives the dead, and by what right.

    Raises
    ------
    Broken
        I32, without a purpose.
    """
    rows = visible(actor, Release)
    found = list(
        (rows if state is None else rows.filter(state=state)).order_by("-recorded_at", "-number")
    )
    reading.held_by(actor, found)
    return found


def burials(actor: Actor, individual: uuid.UUID) -> QuerySet[Burial]:
    """Where an individual lies and lay."""
    return (
        visible(actor, Burial)
        .filter(individual=individual)
        .order_by("buried_on", "recorded_at", "place", "plot")
    )


def notifications(actor: Actor, decision: uuid.UUID) -> list[Notification]:
    """Whom somebody told of a decision.

    Raises
    ------
    Broken
        I32, without a purpose.
    """
    found = list(
        visible(actor, Notification).filter(decision=decision).order_by("told_at", "number")
    )
    reading.held_by(actor, found)
    return found


def to_ask_again(actor: Actor) -> QuerySet[FamilyWish]:
    """Wishes that a later association has made out of date and nothing has replaced (I21)."""
    rows = visible(actor, FamilyWish).filter(outdated=True)
    return rows.exclude(
        pk__in=FamilyWish.objects.exclude(replaces=None).values("replaces")
    ).order_by("asked_on", "recorded_at", "person__code")


@dataclass(frozen=True, slots=True)
class AskedBefore:
    """A wish that is out of date, by numbers: whose, for whom, and when they were asked."""

    person: str
    missing: str
    asked_on: date


def asked_before(actor: Actor) -> list[AskedBefore]:
    """Whom to ask again, by numbers and without names: more was found since (I21)."""
    rows = to_ask_again(actor).values_list(
        "person__code", "missing__number", "unlisted__code", "asked_on"
    )
    return [AskedBefore(code, missing or other, day) for code, missing, other, day in rows]
