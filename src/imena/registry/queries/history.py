"""What became of a record: who changed what."""

from __future__ import annotations

import json
import uuid
from datetime import datetime

from imena.registry.actor import Actor
from imena.registry.ledger.history import State, Step, history, state
from imena.registry.models import Entry
from imena.registry.models.ledger import Opening
from imena.registry.queries import reading
from imena.registry.queries.visible import visible
from imena.registry.refusals import NotYours


def history_of(actor: Actor, record: Entry) -> list[Step]:
    """Every change of a record the actor may see, oldest first.

    Raises
    ------
    NotYours
        Where the actor may not see it.
    Broken
        I32, where it names a person and no purpose was stated.
    """
    _seen(actor, record)
    return history(record.id)


def state_of(
    actor: Actor,
    record: Entry,
    *,
    as_of: datetime | None = None,
    known_at: datetime | None = None,
) -> State | None:
    """What a record was at one time, as it was known at another; raises as `history_of`."""
    _seen(actor, record)
    return state(record.id, as_of=as_of, known_at=known_at)


def _seen(actor: Actor, record: Entry) -> None:
    if not visible(actor, type(record)).filter(pk=record.pk).exists():
        raise NotYours
    if record.PERSONAL:
        subject = getattr(record, record.SUBJECT) if record.SUBJECT else record.pk
        reading.named(actor, [subject])


def changed_since(record: uuid.UUID, version: int) -> tuple[uuid.UUID | None, tuple[str, ...]]:
    """Who last changed a record after ``version``, and which fields changed in all.

    Of what is personal only that it changed is said, not which field.
    """
    rows = Opening.objects.filter(record_id=record, version__gt=version)
    fields: set[str] = set()
    by: uuid.UUID | None = None
    for opening in rows.select_related("event").order_by("version"):
        by = opening.event.actor
        if opening.subject is None:
            fields |= json.loads(opening.sealed).keys()
    return by, tuple(sorted(fields))
