"""Read the ledger's rows in the office's order, however many there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from imena.registry.ledger.opened import Kept
from imena.registry.ledger.walk import Placed, Recorded
from imena.registry.models.ledger import DataKey, Event, Link, Opening

#: Rows of each table held in memory at a time.
_CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Told:
    """An event with everything that belongs to it; ``event`` is ``None`` when it is gone."""

    at: Placed
    event: Recorded | None
    openings: list[Kept]


def last() -> int:
    """The place of the last event in the office's order; 0 when there is none."""
    return Link.objects.order_by("-index").values_list("index", flat=True).first() or 0


def keys() -> dict[UUID, bytes]:
    """The data keys by person."""
    return {subject: bytes(key) for subject, key in DataKey.objects.values_list("subject", "key")}


def placed(start: int, end: int) -> Iterator[Told]:
    """Every event with a place from ``start``, excluded, to ``end``. Rows are never changed, so
    what is recorded meanwhile does not disturb it."""
    for low in range(start, end, _CHUNK):
        inside = {"index__gt": low, "index__lte": min(low + _CHUNK, end)}
        of_link = {f"link__{name}": value for name, value in inside.items()}
        of_event = {f"event__{name}": value for name, value in of_link.items()}
        events = {
            row[0]: Recorded(*row)
            for row in Event.objects.filter(**of_link).values_list(
                "id", "device", "type", "actor", "key", "body", "recorded_at"
            )
        }
        openings: dict[UUID, list[Kept]] = {}
        for opening in Opening.objects.filter(**of_event).values_list(
            "event_id", "record_id", "kind", "version", "valid_from", "subject", "sealed"
        ):
            openings.setdefault(opening[0], []).append(Kept(*opening))
        links = Link.objects.filter(**inside).order_by("index", "device", "seq")
        for link in links.values_list("index", "device", "seq", "prev", "line", "hash", "event_id"):
            at = Placed(*link)
            yield Told(at, events.get(at.event), openings.get(at.event, []))
