"""Releases, burials and what a family was told, as an actor may see them."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet

from imena.registry.actor import Actor
from imena.registry.models import Burial, FamilyWish, Notification, Release
from imena.registry.queries.visible import visible


def releases(actor: Actor, *, state: str | None = None) -> QuerySet[Release]:
    """Releases, the latest first."""
    rows = visible(actor, Release)
    return (rows if state is None else rows.filter(state=state)).order_by("-recorded_at")


def burials(actor: Actor, individual: uuid.UUID) -> QuerySet[Burial]:
    """Where an individual lies and lay."""
    return visible(actor, Burial).filter(individual=individual).order_by("buried_on")


def notifications(actor: Actor, decision: uuid.UUID) -> QuerySet[Notification]:
    """Whom somebody told of a decision."""
    return visible(actor, Notification).filter(decision=decision).order_by("told_at")


def to_ask_again(actor: Actor) -> QuerySet[FamilyWish]:
    """Wishes that a later association has made out of date and nothing has replaced (I21)."""
    rows = visible(actor, FamilyWish).filter(outdated=True)
    return rows.exclude(
        pk__in=FamilyWish.objects.exclude(replaces=None).values("replaces")
    ).order_by("asked_on")
