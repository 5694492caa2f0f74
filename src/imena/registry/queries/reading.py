"""Reading about named people: each time written down, with whom it concerned and what for (I32)."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from django.conf import settings
from django.db import transaction

from imena.language import message
from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.ledger.append import append
from imena.registry.ledger.event import composed
from imena.registry.models import Entry, Event
from imena.registry.refusals import EnoughRead, breaks

#: What a program reads of everybody, and what a second person has approved: not shown one by one.
_NOT_SHOWN = frozenset(
    {"read.duplicates", "read.estimate", "read.export", "read.sample_plan", "read.snapshot"}
)
_NAMED = "read.named"
#: The act of saying why one reads about more people: `imena.registry.services.reading_on`.
GO_ON = "reading_on.go_on"
_DAY = timedelta(days=1)
#: Whose reading it is, and about whom.
_Gathered: TypeAlias = tuple[uuid.UUID, set[uuid.UUID]]
#: What was read since :func:`as_one` began; ``None`` outside of it.
_gathered: ContextVar[_Gathered | None] = ContextVar("gathered", default=None)


@contextmanager
def as_one(actor: Actor, what: str) -> Iterator[None]:
    """Log the actor's readings inside as one, at the end: for a page made of several queries.

    Those that have a name of their own are logged by themselves. Nothing read inside may be handed
    over before it ends.

    Raises
    ------
    Broken, EnoughRead
        As :func:`named`.
    """
    read: set[uuid.UUID] = set()
    token = _gathered.set((actor.user, read))
    try:
        yield
    finally:
        _gathered.reset(token)
    named(actor, read, what=what)


def named(actor: Actor, ids: Iterable[uuid.UUID], *, what: str = _NAMED) -> uuid.UUID | None:
    """Log that ``actor`` reads about these people; one event a query, none where nobody was found.

    The event is on the reading chain of the actor's device and holds ids and a commitment to the
    purpose, never a name. Call it before the names are handed over.

    Raises
    ------
    Broken
        I32, where the actor states no purpose.
    EnoughRead
        Where that would be more people in a day than the office thinks usual.
    """
    purpose = actor.purpose.strip()
    if not purpose:
        raise breaks("I32", message("Say what you read about named people for."))
    read = sorted(set(ids))
    if not read:
        return None
    gathered = _gathered.get()
    if gathered is not None and what == _NAMED and gathered[0] == actor.user:
        gathered[1].update(read)
        return None
    if what not in _NOT_SHOWN:
        _check_usual(actor, read)
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


@dataclass(frozen=True, slots=True)
class Today:
    """About how many people somebody has read in the last 24 hours, and how many they may;
    ``limit`` is 0 where the office has set none."""

    read: int
    limit: int


def today(actor: Actor) -> Today:
    """What the actor has read by now."""
    since = clock.now() - _DAY
    return Today(len(_read_since(actor, since)), _limit(actor, since))


def _check_usual(actor: Actor, more: Iterable[uuid.UUID]) -> None:
    if not settings.NAMED_READS:
        return
    since = clock.now() - _DAY
    before = _read_since(actor, since)
    together = before | {str(one) for one in more}
    # Who is over the limit may look again at whom they have read about, and at nobody else.
    if len(together) > len(before) and len(together) > (limit := _limit(actor, since)):
        raise EnoughRead(len(together), limit)


def _limit(actor: Actor, since: datetime) -> int:
    """The usual number once more for each time they said why."""
    said_why = Event.objects.filter(actor=actor.user, type=GO_ON, recorded_at__gt=since).count()
    return int(settings.NAMED_READS) * (1 + said_why)


def _read_since(actor: Actor, since: datetime) -> set[str]:
    """The people somebody has read about, each once however often."""
    # As a range, which an index answers: SQLite looks for a beginning in every row.
    rows = Event.objects.filter(actor=actor.user, recorded_at__gt=since).filter(
        type__gte="read.", type__lt="read/"
    )
    bodies = rows.exclude(type__in=_NOT_SHOWN).values_list("body", flat=True)
    return {one for body in bodies for one in json.loads(body)["subjects"]}


def held_by(actor: Actor, records: Iterable[Entry]) -> None:
    """As :func:`named`, of whoever's personal data are in these records; nothing where none are."""
    personal = [r for r in records if any(getattr(r, field) for field in r.PERSONAL)]
    whose = {
        getattr(record, record.SUBJECT) if record.SUBJECT else record.pk for record in personal
    }
    if whose - {None}:
        named(actor, whose - {None})
