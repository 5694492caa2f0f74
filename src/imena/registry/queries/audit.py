"""What was done, by whom and when."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from imena.language import message
from imena.registry.actor import Actor
from imena.registry.ledger.event import EVENT
from imena.registry.models import Event, Opening, User
from imena.registry.permissions import Need, may
from imena.registry.refusals import NotAllowed

#: Events read from the database at a time.
_AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class Deed:
    """One event; `imena.registry.services.acts.sentence_of` says ``act`` in words.

    ``index`` is its number in the office's order, ``None`` while it waits for one; ``records`` are
    the kind and id of each record it changed.
    """

    index: int | None
    at: datetime
    device: str
    who: str
    act: str
    reason: str
    approvers: tuple[str, ...]
    records: tuple[tuple[str, uuid.UUID], ...]


def deeds(
    actor: Actor,
    *,
    who: uuid.UUID | None = None,
    record: uuid.UUID | None = None,
    begin: datetime | None = None,
    end: datetime | None = None,
    reads: bool = False,
) -> Iterator[Deed]:
    """What was done, oldest first; of one person, to one record, or between two times.

    ``reads`` = readings about named people instead of what was written.

    Raises
    ------
    NotAllowed
        For a role that may not read the audit.
    """
    answer = may(actor, "audit", Need.READ)
    if not answer.allowed:
        raise NotAllowed(answer, message("read the audit"))
    events = Event.objects.select_related("link").order_by("recorded_at", "id")
    events = (
        events.filter(type__startswith="read.")
        if reads
        else events.exclude(type__startswith="read.")
    )
    if who is not None:
        events = events.filter(actor=who)
    if record is not None:
        events = events.filter(pk__in=Opening.objects.filter(record_id=record).values("event_id"))
    if begin is not None:
        events = events.filter(recorded_at__gte=begin)
    if end is not None:
        events = events.filter(recorded_at__lt=end)
    names = dict(User.objects.values_list("pk", "display_name"))
    batch: list[Event] = []
    for event in events.iterator(_AT_A_TIME):
        batch.append(event)
        if len(batch) == _AT_A_TIME:
            yield from _told(batch, names)
            batch = []
    yield from _told(batch, names)


def _told(events: list[Event], names: dict[uuid.UUID, str]) -> Iterator[Deed]:
    reasons: dict[uuid.UUID, str] = {}
    for opening in Opening.objects.filter(event__in=events, kind=EVENT, subject=None):
        reasons[opening.event_id] = json.loads(opening.sealed)["reason"][1]
    for event in events:
        body = json.loads(event.body)
        link = getattr(event, "link", None)
        yield Deed(
            index=None if link is None else link.index,
            at=event.recorded_at,
            device=event.device,
            who=_name(names, event.actor),
            act=event.type,
            reason=reasons.get(event.id, ""),
            approvers=tuple(_name(names, uuid.UUID(a)) for a in body["approvers"]),
            records=tuple((kind, uuid.UUID(r)) for r, (kind, _) in sorted(body["base"].items())),
        )


def _name(names: dict[uuid.UUID, str], user: uuid.UUID | None) -> str:
    return "—" if user is None else names.get(user, str(user))
