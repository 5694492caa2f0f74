"""What was done, by whom and when."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.apps import apps

from imena.language import message
from imena.registry.actor import Actor
from imena.registry.ledger.event import EVENT
from imena.registry.models import Event, Opening, Operation, Record, User
from imena.registry.permissions import Need, may
from imena.registry.queries.people import actor_of
from imena.registry.refusals import NotAllowed

#: Events read from the database at a time: few at first, for whoever looks at one page of them.
_AT_A_TIME = 500
_AT_FIRST = 60


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
    everywhere: bool = False,
) -> Iterator[Deed]:
    """What was done about the actor's operation, oldest first; of one person, to one record, or
    between two times.

    ``reads`` = readings about named people instead of what was written. ``everywhere`` = about all
    operations, and about what belongs to none, such as users.

    Raises
    ------
    NotAllowed
        For a role that may not read the audit; for ``everywhere``, where the actor may not read
        that of each operation.
    """
    _check_reads(actor, everywhere=everywhere)
    events = Event.objects.order_by("recorded_at", "id")
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
    # Put in order by their ids alone: the bodies of all of them would be sorted with them.
    source = events.values_list("pk", flat=True).iterator(_AT_A_TIME)
    some = _AT_FIRST
    while ids := list(islice(source, some)):
        some = _AT_A_TIME
        whole = Event.objects.select_related("link").in_bulk(ids)
        batch = [whole[pk] for pk in ids]
        of_here = batch if everywhere else list(_about(batch, actor.operation))
        yield from _told(of_here, names)


def _check_reads(actor: Actor, *, everywhere: bool) -> None:
    answers = [may(actor, "audit", Need.READ)]
    if everywhere:
        others = Operation.objects.exclude(pk=actor.operation).values_list("pk", flat=True)
        answers += [may(actor_of(actor.user, one), "audit", Need.READ) for one in others]
    for answer in answers:
        if not answer.allowed:
            raise NotAllowed(answer, message("read the audit"))


def _about(events: Sequence[Event], operation: uuid.UUID) -> Iterator[Event]:
    """Those events that change or name a record of the operation, or the operation itself."""
    named: dict[uuid.UUID, set[uuid.UUID]] = {}
    kinds: dict[uuid.UUID, str] = {}
    # A whole list taken over is one event of thousands of records, and one of these tells enough
    # where it is the operation's; only of the others are all looked at.
    first: dict[uuid.UUID, tuple[uuid.UUID, str]] = {}
    bodies = {event.id: json.loads(event.body) for event in events}
    for event in events:
        for one, (kind, _) in bodies[event.id]["base"].items():
            first[event.id] = (uuid.UUID(one), kind)
            break
    here = _of_operation(dict(first.values()), operation)
    told = {pk for pk, (one, _) in first.items() if one in here}
    for event in events:
        if event.id in told:
            continue
        body = bodies[event.id]
        named[event.id] = {uuid.UUID(one) for one in body["subjects"]}
        kinds.update((uuid.UUID(one), kind) for one, (kind, _) in body["base"].items())
    for some in _chunks(set().union(*named.values()) - kinds.keys()):
        rows = Opening.objects.filter(record_id__in=some)
        kinds.update(rows.values_list("record_id", "kind").distinct())
    mine = {operation} | _of_operation(kinds, operation)
    return (e for e in events if e.id in told or named[e.id] & mine)


def _of_operation(kinds: Mapping[uuid.UUID, str], operation: uuid.UUID) -> set[uuid.UUID]:
    """Those of these records, each with its kind, that are the operation's."""
    found: set[uuid.UUID] = set()
    for model in apps.get_models():
        if issubclass(model, Record):
            for some in _chunks({one for one, kind in kinds.items() if kind == model.__name__}):
                here = model._default_manager.filter(pk__in=some, operation=operation)
                found.update(here.values_list("pk", flat=True))
    return found


def _chunks(ids: set[uuid.UUID]) -> Iterator[list[uuid.UUID]]:
    source = iter(sorted(ids))
    while some := list(islice(source, _AT_A_TIME)):
        yield some


def _told(events: list[Event], names: dict[uuid.UUID, str]) -> Iterator[Deed]:
    reasons: dict[uuid.UUID, str] = {}
    for opening in Opening.objects.filter(event__in=events, kind=EVENT):
        # Not asked of the database: it would begin with the many of no person.
        if opening.subject is None:
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
