"""Where remains are and in whose hands they were, as one line without unexplained gaps (I3)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.models import CustodyEvent, Incident, RecoveredUnit, StorageSlot
from imena.registry.queries.visible import visible
from imena.registry.refusals import NotYours

#: Events after which somebody else answers for the remains.
_CHANGES_HANDS = frozenset(
    {
        "found", "split", "received", "received_unannounced", "removed_for_examination",
        "returned_to_store", "released", "returned", "buried", "reexhumed", "found_again",
        "destroyed_by_order",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of a unit. ``at`` is UTC, the device's clock corrected."""

    number: str
    step: int
    kind: str
    at: datetime
    place: str
    slot: str
    handed_by: str
    taken_by: str
    seal: str
    recorded_by: str
    note: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A time for which nobody answered for the remains, or not who should have.

    ``kind`` is "late" (received after it was due), "not_received" (due and not received yet),
    "unannounced" (arrived without a recorded hand-over), "other_hands" (handed over by another
    than who held them) or "lost". ``ended`` is ``None`` where it lasts.
    """

    kind: str
    began: datetime
    ended: datetime | None
    duration: timedelta
    event: str


@dataclass(frozen=True, slots=True)
class Line:
    """A unit's whole history of custody, in the order it was done."""

    unit: str
    happenings: tuple[Happening, ...]
    gaps: tuple[Gap, ...]


def custody_line(actor: Actor, unit: uuid.UUID) -> Line:
    """Everything that happened to one unit, and each gap with how long it was.

    Raises
    ------
    NotYours
        Where the actor may not see the unit.
    """
    found = custody_lines(actor, [unit])
    if unit not in found:
        raise NotYours
    return found[unit]


def custody_lines(actor: Actor, units: Iterable[uuid.UUID]) -> dict[uuid.UUID, Line]:
    """The same of several units, by their ids; of those that the actor may see."""
    seen = visible(actor, RecoveredUnit).filter(pk__in=list(units))
    of = dict(seen.values_list("pk", "number"))
    events: dict[uuid.UUID, list[CustodyEvent]] = {pk: [] for pk in of}
    rows = visible(actor, CustodyEvent).filter(unit__in=of).order_by("step")
    for event in rows.select_related("slot", "recorded_by"):
        events[event.unit_id].append(event)
    now = clock.now()
    return {
        pk: Line(
            number,
            tuple(_happening(event) for event in events[pk]),
            tuple(
                Gap(kind, began, ended, max((ended or now) - began, timedelta()), event)
                for kind, began, ended, event in _gaps(events[pk], now)
            ),
        )
        for pk, number in of.items()
    }


def overdue(actor: Actor) -> QuerySet[CustodyEvent]:
    """Hand-overs that should have been received by now and were not, the longest due first."""
    under_way = visible(actor, RecoveredUnit).filter(in_transfer__isnull=False)
    return (
        visible(actor, CustodyEvent)
        .filter(pk__in=under_way.values("in_transfer"), due_at__lt=clock.now())
        .order_by("due_at", "number")
    )


def open_incidents(actor: Actor, unit: uuid.UUID | None = None) -> QuerySet[Incident]:
    """What nobody has explained yet, of one unit or of all, the oldest first."""
    found = visible(actor, Incident).filter(closed_at=None)
    return (found if unit is None else found.filter(unit=unit)).order_by(
        "found_at", "unit__number", "kind"
    )


def lying_in(actor: Actor, slot: uuid.UUID) -> QuerySet[RecoveredUnit]:
    """What lies in a storage place."""
    return visible(actor, RecoveredUnit).filter(slot=slot).order_by("number")


def free_slots(actor: Actor) -> Iterator[StorageSlot]:
    """Storage places that hold less than they can, by code."""
    units = visible(actor, RecoveredUnit).exclude(slot=None)
    taken: dict[uuid.UUID, set[uuid.UUID]] = {}
    for slot, thing in units.values_list("slot", Coalesce("container", "pk")):
        taken.setdefault(slot, set()).add(thing)
    for place in visible(actor, StorageSlot).filter(in_use=True).order_by("code"):
        if len(taken.get(place.pk, ())) < place.capacity:
            yield place


def _gaps(
    events: Sequence[CustodyEvent], now: datetime
) -> Iterator[tuple[str, datetime, datetime | None, str]]:
    holder, before = "", None
    lost_since: CustodyEvent | None = None
    sent: CustodyEvent | None = None
    for event in events:
        at = true_time(event)
        if event.kind == "transferred":
            sent = event
            if holder and event.handed_by != holder and before is not None:
                yield "other_hands", before, at, event.number
        elif event.kind == "received":
            if sent is not None and sent.due_at is not None and at > sent.due_at:
                yield "late", sent.due_at, at, event.number
            sent = None
        elif event.kind == "received_unannounced" and before is not None:
            yield "unannounced", before, at, event.number
        elif event.kind == "lost":
            lost_since, sent = event, None
        elif event.kind == "found_again" and lost_since is not None:
            yield "lost", true_time(lost_since), at, lost_since.number
            lost_since = None
        if event.kind in _CHANGES_HANDS:
            holder = event.taken_by
        before = at
    if sent is not None and sent.due_at is not None and sent.due_at < now:
        yield "not_received", sent.due_at, None, sent.number
    if lost_since is not None:
        yield "lost", true_time(lost_since), None, lost_since.number


def true_time(event: CustodyEvent) -> datetime:
    """When it happened, the device's clock corrected."""
    return event.happened_at - timedelta(seconds=event.clock_offset_s)


def _happening(event: CustodyEvent) -> Happening:
    return Happening(
        number=event.number,
        step=event.step,
        kind=event.kind,
        at=true_time(event),
        place=event.place,
        slot=event.slot.code if event.slot else "",
        handed_by=event.handed_by,
        taken_by=event.taken_by,
        seal=event.seal,
        recorded_by=event.recorded_by.display_name,
        note=event.note,
    )
