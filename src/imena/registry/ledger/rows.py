"""Read the ledger's rows in the office's order, however many there are.

Ids and times are given as the ledger spells them. Making a million UUIDs and times of them, only to
spell these again, would take longer than all the hashing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from imena.registry.ledger.canonical import instant
from imena.registry.ledger.event import EVENT
from imena.registry.ledger.opened import Kept
from imena.registry.models.ledger import DataKey, Event, Link, Opening

#: Rows of each table held in memory at a time.
_CHUNK = 5_000


class Placed(NamedTuple):
    """A row of ``Link``, its id as the ledger spells it."""

    number: int
    device: str
    seq: int
    prev: str
    line: str
    hash: str
    event: str


class Recorded(NamedTuple):
    """A row of ``Event``, its ids and its time as the ledger spells them."""

    id: str
    device: str
    type: str
    actor: str | None
    key: str | None
    recorded_at: str
    body: str


class Told(NamedTuple):
    """An event with everything that belongs to it; ``event`` is ``None`` when it is gone.

    ``keys`` are the data keys that its openings, and those of other events, need.
    """

    at: Placed
    event: Recorded | None
    openings: Sequence[Kept]
    keys: Mapping[str, bytes]


def last() -> int:
    """The place of the last event in the office's order; 0 when there is none."""
    return Link.objects.order_by("-index").values_list("index", flat=True).first() or 0


def keys_for(openings: Iterable[Kept]) -> dict[str, bytes]:
    """The data keys, by person, that these openings need, as far as they are still there."""
    subjects = {kept.subject for kept in openings if kept.subject is not None}
    if not subjects:
        return {}
    found = DataKey.objects.filter(subject__in=subjects).values_list("subject", "key")
    return {str(subject): bytes(key) for subject, key in found}


def placed(start: int, end: int) -> Iterator[Told]:
    """Every event with a place from ``start``, excluded, to ``end``. Rows are never changed, so
    what is recorded meanwhile does not disturb it."""
    spell_id, spell_time = _spelling()
    for low in range(start, end, _CHUNK):
        inside = {"index__gt": low, "index__lte": min(low + _CHUNK, end)}
        of_link = {f"link__{name}": value for name, value in inside.items()}
        events = {
            event: Recorded(
                spell_id(event), device, act, actor and spell_id(actor), key, spell_time(at), body
            )
            for event, device, act, actor, key, at, body in _raw(
                Event.objects.filter(**of_link), *_EVENT
            )
        }
        of_event = {f"event__{name}": value for name, value in of_link.items()}
        kept = list(_kept(Opening.objects.filter(**of_event)))
        keys = keys_for(kept)
        openings: dict[str, list[Kept]] = {}
        for one in kept:
            openings.setdefault(one.event, []).append(one)
        links = Link.objects.filter(**inside).order_by("index", "device", "seq")
        for number, device, seq, prev, line, digest, event in _raw(links, *_LINK):
            at = Placed(number, device, seq, prev, line, digest, spell_id(event))
            yield Told(at, events.get(event), openings.get(at.event, ()), keys)


def openings_by_record() -> Iterator[list[Kept]]:
    """The openings of every record, one record after another, in the order of its versions."""
    after: UUID | None = None
    while True:
        rows = _of_records() if after is None else _of_records().filter(record_id__gt=after)
        found = list(_kept(rows.order_by("record_id", "version", "id")[:_CHUNK]))
        whole = [list(of_one) for _, of_one in groupby(found, key=lambda kept: kept.record)]
        if len(found) == _CHUNK:
            # The last record may go on beyond the chunk; it is read whole by itself.
            whole.append(openings_of(whole.pop()[0].record))
        yield from whole
        if len(found) < _CHUNK:
            return
        after = UUID(whole[-1][0].record)


def openings_of(record: str) -> list[Kept]:
    """The openings of one record, in the order of its versions."""
    return list(_kept(_of_records().filter(record_id=record).order_by("version", "id")))


def _of_records() -> QuerySet[Opening]:
    return Opening.objects.exclude(kind=EVENT)


def _kept(rows: QuerySet[Opening]) -> Iterator[Kept]:
    spell_id, spell_time = _spelling()
    for event, record, kind, version, since, subject, sealed in _raw(rows, *_OPENING):
        yield Kept(
            spell_id(event),
            spell_id(record),
            kind,
            version,
            spell_time(since),
            subject and spell_id(subject),
            sealed,
        )


_EVENT = ("id", "device", "type", "actor", "key", "recorded_at", "body")
_OPENING = ("event_id", "record_id", "kind", "version", "valid_from", "subject", "sealed")
_LINK = ("index", "device", "seq", "prev", "line", "hash", "event_id")


def _raw(rows: QuerySet[Any, Any], *columns: str) -> list[tuple[Any, ...]]:
    """The columns as the database's driver gives them."""
    sql, parameters = rows.values_list(*columns).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _spelling() -> tuple[Callable[[Any], str], Callable[[Any], str]]:
    """How to spell an id and a time that the driver gave."""
    if connection.vendor == "sqlite":
        return _id_of_hex, _time_without_zone
    return UUID.__str__, instant


def _id_of_hex(text: str) -> str:
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _time_without_zone(moment: datetime) -> str:
    """SQLite has no zones; Django keeps times there in UTC."""
    return moment.isoformat(timespec="microseconds") + "Z"
