"""Write events into the ledger, inside the transaction of the acts they tell of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import connection

from imena.registry import clock
from imena.registry.engine.insert import insert
from imena.registry.ledger import sequencer
from imena.registry.ledger.event import Composed, Opened
from imena.registry.ledger.sealing import new_key, sealed
from imena.registry.models.ledger import DataKey, Event, Opening


def append(events: Iterable[Composed]) -> None:
    """Insert the events with their openings, in order.

    On SQLite each has its place in the chain at once. On PostgreSQL it gets one as soon as the
    transaction is committed: writers never wait for one another's.

    Raises
    ------
    RuntimeError
        Outside a transaction: an act and its event stand or fall together.
    django.db.IntegrityError
        When an event's ``key`` was used before.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an event is written in the transaction of its act")
    events = tuple(events)
    keys = _keys({o.subject for event in events for o in event.openings if o.subject is not None})
    rows = [_event(event) for event in events]
    openings = [_opening(event, opened, keys) for event in events for opened in event.openings]
    if connection.vendor == "postgresql":
        _insert_at_once(rows, openings)
    else:
        insert(Event, _EVENT, rows)
        insert(Opening, _OPENING, openings)
    sequencer.take((event.id, event.device, event.body) for event in events)


#: The columns of the rows that are inserted, in order.
_EVENT = ("id", "device", "type", "actor", "body", "key", "recorded_at")
_OPENING = ("event_id", "record_id", "kind", "version", "valid_from", "subject", "sealed")

Row = tuple[object, ...]


def _event(event: Composed) -> Row:
    return (
        event.id, event.device, event.act, event.actor, event.body, event.key, event.recorded_at,
    )  # fmt: skip


def _opening(event: Composed, opened: Opened, keys: dict[UUID, bytes]) -> Row:
    key = None if opened.subject is None else keys[opened.subject]
    return (
        event.id,
        opened.record,
        opened.kind,
        opened.version,
        event.valid_from,
        opened.subject,
        sealed(opened.fields, event=event.id, record=opened.record, key=key),
    )


def _insert_at_once(events: Sequence[Row], openings: Sequence[Row]) -> None:
    """Both, and that the events wait for a place, in one statement: a writer's time is mostly that
    of going to the server and back."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH event AS (
                INSERT INTO registry_event (id, device, type, actor, body, key, recorded_at)
                SELECT * FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::uuid[], %s::text[],
                                     %s::text[], %s::timestamptz[])
            ), opening AS (
                INSERT INTO registry_opening
                    (event_id, record_id, kind, version, valid_from, subject, sealed)
                SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::int[],
                                     %s::timestamptz[], %s::uuid[], %s::text[])
            )
            INSERT INTO registry_waiting (event_id) SELECT unnest(%s::uuid[])
            """,
            [
                *_columns(events, len(_EVENT)),
                *_columns(openings, len(_OPENING)),
                [event[0] for event in events],
            ],
        )


def _columns(rows: Sequence[Row], many: int) -> list[list[object]]:
    return [[row[place] for row in rows] for place in range(many)]


def _keys(subjects: set[UUID]) -> dict[UUID, bytes]:
    """The data key of each person, made where there is none yet."""
    found = _known(sorted(subjects))
    lacking = sorted(subjects - found.keys())
    if not lacking:
        return found
    made_at = clock.now()
    # Another transaction may be making the same keys: the first to commit wins, both then read it.
    DataKey.objects.bulk_create(
        [DataKey(subject=subject, key=new_key(), made_at=made_at) for subject in lacking],
        ignore_conflicts=True,
    )
    return found | _known(lacking)


def _known(subjects: Sequence[UUID]) -> dict[UUID, bytes]:
    """The keys there are, held until the act is done: none is destroyed while it is used."""
    if not subjects:
        return {}
    rows = DataKey.objects.select_for_update().filter(subject__in=subjects).order_by("subject")
    return {subject: bytes(key) for subject, key in rows.values_list("subject", "key")}
