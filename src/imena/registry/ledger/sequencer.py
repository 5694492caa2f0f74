"""Give each event its place: the next in its device's chain, and the next of the office.

SQLite has one writer at a time, so events are linked in the transaction that wrote them. On
PostgreSQL a chain's end that every writer had to hold would let them pass one by one, and reading
it without holding it would fork the chain; there events wait, and after each commit whoever gets
the advisory lock links all that wait. Nobody queues for the lock.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.db import connection, transaction

from imena.registry import clock
from imena.registry.engine.insert import insert
from imena.registry.ledger.chain import EMPTY, Head, linked
from imena.registry.models.ledger import Link, Waiting

#: An event that has waited longer than this is a reason for alarm.
PATIENCE = timedelta(seconds=60)

#: "imena" as a number: whoever holds this lock links events.
_LOCK = 0x696D656E61
_BATCH = 2_000

#: An event to be linked: its id, device and body.
Placeless = tuple[uuid.UUID, str, str]


def take(events: Iterable[Placeless]) -> None:
    """Link these events; on PostgreSQL, where they wait, do so right after the commit."""
    if connection.vendor == "sqlite":
        _link(events)
    else:
        transaction.on_commit(link_waiting, robust=True)


def link_waiting() -> int:
    """Link every event that waits, and return how many there were.

    Returns at once where somebody else is at it: they look again after letting go of the lock, so
    that no event is left between the two.
    """
    linked_now = 0
    while _somebody_must():
        with transaction.atomic():
            if not _alone():
                return linked_now
            fields = ("id", "event_id", "event__device", "event__body")
            waiting = list(Waiting.objects.order_by("id").values_list(*fields)[:_BATCH])
            _link((event, device, body) for _, event, device, body in waiting)
            Waiting.objects.filter(id__in=[row for row, *_ in waiting]).delete()
        linked_now += len(waiting)
    return linked_now


def overdue() -> int:
    """How many events have waited for longer than a minute: somebody must look."""
    return Waiting.objects.filter(event__recorded_at__lt=clock.now() - PATIENCE).count()


def head_of(device: str) -> Head:
    """The end of a device's chain."""
    last = Link.objects.filter(device=device).order_by("-seq").values_list("seq", "hash").first()
    return EMPTY if last is None else Head(*last)


def heads() -> dict[str, Head]:
    """The end of every chain, by device."""
    devices = Link.objects.order_by("device").values_list("device", flat=True).distinct()
    return {device: head_of(device) for device in devices}


def place_of(event: uuid.UUID) -> int | None:
    """The event's number in the office's order; ``None`` while it waits."""
    return Link.objects.filter(event_id=event).values_list("index", flat=True).first()


def _link(events: Iterable[Placeless]) -> None:
    events = tuple(events)
    index = Link.objects.order_by("-index").values_list("index", flat=True).first() or 0
    heads = _heads_of({device for _, device, _ in events})
    links = []
    for number, (event, device, body) in enumerate(events, start=index + 1):
        head = heads.get(device, EMPTY)
        line, heads[device] = linked(body, head)
        now = heads[device]
        links.append((event, number, device, now.seq, head.hash, line, now.hash))
    insert(Link, ("event_id", "index", "device", "seq", "prev", "line", "hash"), links)


def _heads_of(devices: set[str]) -> dict[str, Head]:
    """Where the chains of these devices end."""
    if connection.vendor == "sqlite":
        return {device: head_of(device) for device in devices}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT asked.device, last.seq, last.hash
            FROM unnest(%s::text[]) AS asked (device), LATERAL (
                SELECT seq, hash FROM registry_link
                WHERE device = asked.device ORDER BY seq DESC LIMIT 1
            ) AS last
            """,
            [sorted(devices)],
        )
        return {device: Head(seq, digest) for device, seq, digest in cursor.fetchall()}


def _somebody_must() -> bool:
    """Whether any event waits while nobody is at it: the one thing that most commits ask."""
    if connection.vendor == "sqlite":
        return Waiting.objects.exists()
    return _is_true("EXISTS (SELECT 1 FROM registry_waiting) AND pg_try_advisory_xact_lock(%s)")


def _alone() -> bool:
    """Whether this transaction is the one that links, until it ends."""
    return connection.vendor == "sqlite" or _is_true("pg_try_advisory_xact_lock(%s)")


def _is_true(expression: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {expression}", [_LOCK])
        (found,) = cursor.fetchone()
    return bool(found)
