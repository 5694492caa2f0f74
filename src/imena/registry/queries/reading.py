"""Reading about named people: each time written down, with whom it concerned and what for (I32)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db import transaction

from imena.language import message
from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.ledger.append import append
from imena.registry.ledger.event import composed
from imena.registry.models import Entry
from imena.registry.refusals import breaks


def named(actor: Actor, ids: Iterable[uuid.UUID], *, what: str = "read.named") -> uuid.UUID | None:
    """Log that ``actor`` reads about these people; one event a query, none where nobody was found.

    The event is on the reading chain of the actor's device and holds ids and a commitment to the
    purpose, never a name. Call it before the names are handed over.

    Raises
    ------
    Broken
        I32, where the actor states no purpose.
    """
    purpose = actor.purpose.strip()
    if not purpose:
        raise breaks("I32", message("Say what you read about named people for."))
    read = sorted(set(ids))
    if not read:
        return None
    event = composed(
        event=uuid.uuid4(),
        act=what,
        device=f"{actor.device}/reads",
        actor=actor.user,
        at=clock.moment(),
        subjects=read,
        reason=purpose,
    )
    with transaction.atomic():
        append([event])
    return event.id


def held_by(actor: Actor, records: Iterable[Entry]) -> None:
    """As :func:`named`, of whoever's personal data are in these records; nothing where none are."""
    personal = [r for r in records if any(getattr(r, field) for field in r.PERSONAL)]
    whose = {
        getattr(record, record.SUBJECT) if record.SUBJECT else record.pk for record in personal
    }
    if whose - {None}:
        named(actor, whose - {None})
