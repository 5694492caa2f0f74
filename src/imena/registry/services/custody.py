"""In whose hands remains are: handed over and received, stored, moved, lost and found.

Every hand-over has its receipt, and whatever does not agree opens an incident by itself (I3).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Unpack

from imena.language import message
from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.models import (
    Association,
    CustodyEvent,
    Incident,
    RecoveredUnit,
    StorageSlot,
)
from imena.registry.queries.custody import true_time
from imena.registry.refusals import breaks
from imena.registry.services.act import Doing, act
from imena.registry.services.acts import Act, declare
from imena.registry.services.handling import Told, happened, incident, seal_of, together
from imena.registry.services.packing import seal_compared, seal_number
from imena.registry.services.progress import derived_state

OPEN_SLOT = declare("custody.open_slot", "custody", message("set up a storage place"))
CLOSE_SLOT = declare("custody.close_slot", "custody", message("closed a storage place"))
HAND_OVER = declare("custody.hand_over", "custody", message("handed over remains"))
RECEIVE = declare("custody.receive", "custody", message("received remains"))
RECEIVE_UNANNOUNCED = declare(
    "custody.receive_unannounced", "custody", message("received remains nobody had handed over")
)
STORE = declare("custody.store", "custody", message("put remains into store"))
MOVE = declare("custody.move", "custody", message("moved remains in the store"))
REMOVE = declare("custody.remove", "custody", message("took remains out for examination"))
RETURN = declare("custody.return", "custody", message("returned remains to store"))
REPORT_LOST = declare("custody.report_lost", "custody", message("reported remains as lost"))
FIND_AGAIN = declare("custody.find_again", "custody", message("found lost remains again"))
# Remains leave custody for ever: what a prosecutor approves, as a release to the family is.
DESTROY = declare(
    "custody.destroy_by_order", "release", message("destroyed remains by order"), approvers=1
)
#: Where custody ends up; to the family or into a grave remains go by release and burial alone.
_WITHIN = frozenset({"site", "store", "examination", "laboratory"})
#: Until when a hand-over should have been received, where its writer does not say.
USUAL_JOURNEY = timedelta(hours=24)


def open_slot(actor: Actor, *, code: str, facility: str, capacity: int = 1) -> StorageSlot:
    """A new place to keep remains; ``capacity`` counts bags, boxes and loose units."""
    with act(actor, OPEN_SLOT) as doing:
        return doing.create(StorageSlot, code=code, facility=facility, capacity=capacity)


def close_slot(actor: Actor, slot: StorageSlot, *, seen: int, reason: str) -> StorageSlot:
    """The place is used no more; it must be empty (I2)."""
    with act(actor, CLOSE_SLOT, reason=reason) as doing:
        now = doing.lock(StorageSlot, slot.pk)
        if RecoveredUnit.objects.filter(slot=now).exists():
            raise breaks("I2", message("Something still lies in this storage place."))
        return doing.change(now, seen=seen, in_use=False)


def hand_over(
    actor: Actor,
    unit: RecoveredUnit,
    *,
    seen: int,
    to: str,
    by: str | None = None,
    within: timedelta = USUAL_JOURNEY,
    seal: str | None = None,
    **told: Unpack[Told],
) -> list[CustodyEvent]:
    """Remains leave one person’s hands for another’s, with all that lies in the same box.

    They are under way until ``to`` is recorded as having received them, which should be ``within``
    that time. Other hands than the recorded ones, or another seal than the one on them, open an
    incident.
    """
    with act(actor, HAND_OVER, key=told.get("key"), at=told.get("happened_at")) as doing:
        units = together(doing, unit)
        sealed = seal_number(seal_of(units[0]))
        at = told.get("happened_at", clock.now())
        due = at - timedelta(seconds=told.get("clock_offset_s", 0)) + within
        events = [
            happened(
                doing,
                each,
                "transferred",
                seen=seen if each is units[0] else None,
                handed_by=by,
                taken_by=to,
                seal=sealed if seal is None else seal,
                due_at=due,
                told=told,
            )
            for each in units
        ]
        if seal is not None:
            seal_compared(doing, units[0], events[0], sealed, seal, intact=True)
        return events


def receive(
    actor: Actor,
    unit: RecoveredUnit,
    *,
    seen: int,
    by: str | None = None,
    brought_by: str | None = None,
    place: str = "store",
    slot: StorageSlot | None = None,
    seal: str = "",
    seal_intact: bool = True,
    **told: Unpack[Told],
) -> list[CustodyEvent]:
    """The receipt that answers a hand-over (I3), written by another than who wrote that.

    Later than due, by somebody else than named, with another seal or a damaged one: each opens an
    incident.

    Raises
    ------
    Broken
        I3, where no hand-over is open, or its own writer answers it.
    """
    _check_place(place)
    with act(actor, RECEIVE, key=told.get("key"), at=told.get("happened_at")) as doing:
        units = together(doing, unit)
        kept = _fitting(doing, slot, units) if slot else None
        events = []
        for each in units:
            sent = _open_transfer(each)
            if sent.recorded_by_id == actor.user:
                raise breaks("I3", message("A receipt is written by somebody else."))
            event = happened(
                doing,
                each,
                "received",
                seen=seen if each is units[0] else None,
                place=place,
                slot=kept,
                handed_by=brought_by or sent.handed_by,
                taken_by=by,
                seal=seal,
                answers=sent,
                told=told,
                **_arrived(each, place),
            )
            _receipt_compared(doing, each, sent, event)
            events.append(event)
        first = events[0].answers
        assert first is not None
        seal_compared(doing, units[0], events[0], first.seal, seal, seal_intact)
        return events


def receive_unannounced(
    actor: Actor,
    unit: RecoveredUnit,
    *,
    seen: int,
    brought_by: str,
    place: str = "store",
    seal: str = "",
    **told: Unpack[Told],
) -> tuple[CustodyEvent, Incident]:
    """Remains arrive, and nobody recorded that they left. The gap is written down as one (I3).

    Raises
    ------
    Broken
        I3, where a hand-over is open: then this is its receipt.
    """
    _check_place(place)
    with act(actor, RECEIVE_UNANNOUNCED, key=told.get("key")) as doing:
        (now, *others) = together(doing, unit)
        if now.in_transfer_id is not None:
            raise breaks("I3", message("Their hand-over is recorded: write its receipt."))
        if others:
            raise breaks("I3", message("They came out of a box with others: unpack them first."))
        was = now.custodian
        event = happened(
            doing,
            now,
            "received_unannounced",
            seen=seen,
            place=place,
            handed_by=brought_by,
            seal=seal,
            told=told,
            **_arrived(now, place),
        )
        gap = incident(doing, now, "custody_gap", event=event, description=f"{was} → {brought_by}")
        return event, gap


def store(
    actor: Actor, unit: RecoveredUnit, *, seen: int, slot: StorageSlot, **told: Unpack[Told]
) -> list[CustodyEvent]:
    """Put remains that were received into their place."""
    return _shelve(actor, STORE, "stored", unit, seen, slot, told)


def move(
    actor: Actor, unit: RecoveredUnit, *, seen: int, slot: StorageSlot, **told: Unpack[Told]
) -> list[CustodyEvent]:
    """Move remains to another place in the store."""
    return _shelve(actor, MOVE, "moved", unit, seen, slot, told)


def return_to_store(
    actor: Actor, unit: RecoveredUnit, *, seen: int, slot: StorageSlot, **told: Unpack[Told]
) -> list[CustodyEvent]:
    """Bring remains back from the examination."""
    return _shelve(actor, RETURN, "returned_to_store", unit, seen, slot, told)


def remove_for_examination(
    actor: Actor, unit: RecoveredUnit, *, seen: int, to: str, **told: Unpack[Told]
) -> list[CustodyEvent]:
    """Take remains, and what lies in the same box, to whoever examines them."""
    with act(actor, REMOVE, key=told.get("key")) as doing:
        units = together(doing, unit)
        return [
            happened(
                doing,
                each,
                "removed_for_examination",
                seen=seen if each is units[0] else None,
                taken_by=to,
                told=told,
            )
            for each in units
        ]


def report_lost(
    actor: Actor, unit: RecoveredUnit, *, seen: int, reason: str, **told: Unpack[Told]
) -> Incident:
    """Remains are not where they should be, and nobody knows where they are."""
    with act(actor, REPORT_LOST, reason=reason, key=told.get("key")) as doing:
        (now, *_) = together(doing, unit)
        last = f"{now.place} · {now.custodian}"
        event = happened(
            doing,
            now,
            "lost",
            seen=seen,
            told=told,
            state="lost",
            custodian="",
            container_id=None,
        )
        return incident(doing, now, "lost", event=event, description=last)


def find_again(
    actor: Actor,
    unit: RecoveredUnit,
    *,
    seen: int,
    reason: str,
    place: str = "store",
    **told: Unpack[Told],
) -> CustodyEvent:
    """Lost remains are here. Their incident stays open until somebody explains it."""
    _check_place(place)
    with act(actor, FIND_AGAIN, reason=reason, key=told.get("key")) as doing:
        now = doing.lock(RecoveredUnit, unit.pk)
        return happened(
            doing,
            now,
            "found_again",
            seen=seen,
            place=place,
            told=told,
            state=derived_state(now),
        )


def destroy_by_order(
    actor: Actor,
    unit: RecoveredUnit,
    *,
    seen: int,
    order: str,
    approvers: Sequence[Actor],
    **told: Unpack[Told],
) -> CustodyEvent:
    """Destroy what an order names; two people, and never what belongs to an individual.

    Raises
    ------
    Broken
        I33, without an order, where the remains belong to an individual, or something about them
        is unexplained.
    """
    with act(actor, DESTROY, reason=order, approvers=approvers, key=told.get("key")) as doing:
        (now, *others) = together(doing, unit)
        if not order.strip():
            raise breaks("I33", message("Name the order."))
        if others or Association.objects.filter(unit=now, withdrawn_at=None).exists():
            raise breaks("I33", message("What belongs to an individual is not destroyed."))
        if Incident.objects.filter(unit=now, closed_at=None).exists():
            raise breaks("I33", message("An incident about these remains is still open."))
        return happened(
            doing,
            now,
            "destroyed_by_order",
            seen=seen,
            taken_by="",
            told=told,
            container_id=None,
        )


def _shelve(
    actor: Actor,
    what: Act,
    kind: str,
    unit: RecoveredUnit,
    seen: int,
    slot: StorageSlot,
    told: Told,
) -> list[CustodyEvent]:
    with act(actor, what, key=told.get("key")) as doing:
        units = together(doing, unit)
        kept = _fitting(doing, slot, units)
        return [
            happened(
                doing,
                each,
                kind,
                seen=seen if each is units[0] else None,
                slot=kept,
                told=told,
                **_arrived(each, "store"),
            )
            for each in units
        ]


def _fitting(doing: Doing, slot: StorageSlot, units: Sequence[RecoveredUnit]) -> Any:
    """The storage place's id, held, when these units (one box, or one loose unit) still fit."""
    now = doing.lock(StorageSlot, slot.pk)
    if not now.in_use:
        raise breaks("I2", message("This storage place is closed."))
    there = RecoveredUnit.objects.filter(slot=now).exclude(pk__in=[unit.pk for unit in units])
    boxes = there.exclude(container=None).values("container").distinct().count()
    if boxes + there.filter(container=None).count() >= now.capacity:
        raise breaks("I2", message("This storage place is full."))
    return now.pk


def _arrived(unit: RecoveredUnit, place: str) -> dict[str, Any]:
    """Remains brought in from a site are in custody from then on."""
    return {"state": "in_custody"} if unit.state == "recovered" and place != "site" else {}


def _check_place(place: str) -> None:
    """Refuse a way out of custody around the checks of a release (I20)."""
    if place not in _WITHIN:
        raise breaks("I20", message("Remains leave custody by release, burial or order only."))


def _open_transfer(unit: RecoveredUnit) -> CustodyEvent:
    sent: CustodyEvent | None = unit.in_transfer
    if sent is None:
        raise breaks(
            "I3",
            message("No hand-over of these remains is open: record an unannounced arrival."),
        )
    return sent


def _receipt_compared(
    doing: Doing, unit: RecoveredUnit, sent: CustodyEvent, got: CustodyEvent
) -> None:
    if sent.due_at is not None and true_time(got) > sent.due_at:
        late = (true_time(got) - sent.due_at) // timedelta(minutes=1)
        incident(doing, unit, "late_receipt", event=got, description=f"+{late} min")
    if got.taken_by != sent.taken_by:
        incident(
            doing,
            unit,
            "wrong_recipient",
            event=got,
            description=f"{sent.taken_by} ≠ {got.taken_by}",
        )
