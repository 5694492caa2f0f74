"""Leads, registers and what they say, as an actor may see them."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet

from imena.registry.actor import Actor
from imena.registry.models import Assertion, Lead, RegisterLine, RegisterSource
from imena.registry.queries.visible import visible


def leads(actor: Actor, *, state: str = "open") -> QuerySet[Lead]:
    """Leads in a state, the oldest first."""
    return visible(actor, Lead).filter(state=state).order_by("recorded_at", "number")


def lines(actor: Actor, source: RegisterSource) -> QuerySet[RegisterLine]:
    """A register line by line."""
    return visible(actor, RegisterLine).filter(source=source).order_by("number")


def said_about(actor: Actor, record: uuid.UUID) -> QuerySet[Assertion]:
    """What anybody says about a record, contradicted and refuted assertions included."""
    return (
        visible(actor, Assertion).filter(about_id=record).order_by("recorded_at", "says", "said_by")
    )
