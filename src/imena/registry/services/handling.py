"""What happens to remains: one event after another, each leaving them in exactly one place (I2).

Every service that hands, moves, samples or buries remains goes through :func:`happened`. Who locks
several rows does it in one order: individual, grave, container, units by id, storage place.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypedDict

from django.db.models import Q

from imena.language import message
from imena.numbering.pattern import Kind
from imena.registry import clock
from imena.registry.models import Container, CustodyEvent, Incident, RecoveredUnit, Seal
from imena.registry.queries.custody import true_time
from imena.registry.refusals import breaks
from imena.registry.services.act import Doing
from imena.registry.services.numbers import issue
from imena.registry.vocabulary import vocabulary

#: How far a device's corrected clock may be ahead of ours before its time is refused.
AHEAD = timedelta(minutes=10)

HELD = frozenset({"site", "store", "examination", "laboratory"})
_INDOORS = frozenset({"store", "examination"})


class Told(TypedDict, total=False):
    """How an event is told: by the device's clock, how many seconds that clock was ahead of true
    time, a note, and the request's key, so that one sent twice is saved once."""

    happened_at: datetime
    clock_offset_s: int
    note: str
    key: str


@dataclass(frozen=True, slots=True)
class Step:
    """Where remains must be for an event, where they are after it (``None``: where they were),
    and whether somebody else answers for them afterwards."""

    before: frozenset[str]
    after: str | None = None
    changes_hands: bool = False


#: Each custody event that happens to remains which are already recorded.
STEPS: Mapping[str, Step] = {
    "tagged": Step(HELD),
    "photographed": Step(HELD),
    "lifted": Step(frozenset({"site"})),
    "packed": Step(HELD),
    "unpacked": Step(HELD),
    "sealed": Step(HELD),
    "seal_checked": Step(HELD),
    "unsealed": Step(HELD),
    "loaded": Step(HELD),
    "transferred": Step(HELD, "transport"),
    "received": Step(frozenset({"transport"}), "store", changes_hands=True),
    "received_unannounced": Step(HELD, "store", changes_hands=True),
    "stored": Step(_INDOORS, "store"),
    "moved": Step(frozenset({"store"}), "store"),
    "removed_for_examination": Step(frozenset({"store"}), "examination", changes_hands=True),
    "returned_to_store": Step(frozenset({"examination"}), "store", changes_hands=True),
    "sampled": Step(HELD),
    "sample_sent": Step(HELD | {"transport", "family", "grave"}),
    "sample_received": Step(HELD | {"transport", "family", "grave"}),
    "sample_consumed": Step(HELD | {"transport", "family", "grave"}),
    "split": Step(HELD),
    "merged": Step(HELD),
    "reassociated": Step(HELD | {"transport", "family", "grave"}),
    "mistag_found": Step(HELD),
    "retagged": Step(HELD),
    "released": Step(_INDOORS, "family", changes_hands=True),
    "returned": Step(frozenset({"family"}), "store", changes_hands=True),
    "buried": Step(_INDOORS | {"family"}, "grave", changes_hands=True),
    "reexhumed": Step(frozenset({"grave"}), "site", changes_hands=True),
    "lost": Step(HELD | {"transport"}, "unknown"),
    "found_again": Step(frozenset({"unknown"}), "store", changes_hands=True),
    "destroyed_by_order": Step(_INDOORS | {"laboratory"}, "destroyed", changes_hands=True),
}

#: Why something cannot follow, by where the remains are.
_WHY_NOT: Mapping[str, str] = {
    "ground": message("They are still in the ground."),
    "site": message("They are still at the site: first record their hand-over and its receipt."),
    "transport": message("They are under way: first record who received them."),
    "store": message("They are in store already."),
    "examination": message("They are out for examination."),
    "laboratory": message("They are in a laboratory: first record their way back."),
    "family": message("They were returned to the family."),
    "grave": message("They are buried."),
    "destroyed": message("They were destroyed by order."),
    "unknown": message("They are recorded as lost: first record that they were found."),
    "none": message("There is nothing under this number."),
}

#: Events whose recipient is somebody else than the one who writes, and has to be named.
_NAMES_RECIPIENT = frozenset({"transferred", "released", "sample_sent"})


def happened(
    doing: Doing,
    unit: RecoveredUnit,
    kind: str,
    /,
    *,
    seen: int | None = None,
    place: str | None = None,
    slot: uuid.UUID | None = None,
    handed_by: str | None = None,
    taken_by: str | None = None,
    seal: str = "",
    answers: CustodyEvent | None = None,
    due_at: datetime | None = None,
    told: Told | None = None,
    **changes: Any,
) -> CustodyEvent:
    """Write what happened to ``unit``, which the act holds locked, and where it is after that.

    ``place`` stands in for the step's own; ``changes`` are further fields of the unit. ``seen`` is
    the version its writer looked at, the present one unless given. Times that go back, and remains
    handed over by another than who answers for them, open an incident.

    Raises
    ------
    Broken
        I2, where the remains are not where this can happen; I3, where a time is in the future or
        the event does not say what one of its kind has to.
    Stale
        Where the unit was changed since ``seen``.
    """
    step = STEPS[kind]
    if unit.place not in step.before:
        raise breaks("I2", _WHY_NOT[unit.place])
    told = told or {}
    at, offset = told.get("happened_at", clock.now()), told.get("clock_offset_s", 0)
    true = at - timedelta(seconds=offset)
    if true > clock.now() + AHEAD:
        raise breaks("I3", message("This time lies in the future: check the device’s clock."))
    handed_by, taken_by = _hands(doing, unit, kind, handed_by, taken_by, seal)
    moves = step.after is not None or place is not None
    if moves:
        changes["place"] = place or step.after
        changes["slot_id"] = slot
        changes.setdefault("burial_id", None)
    last = unit.custody.order_by("-step").first()
    event = doing.create(
        CustodyEvent,
        number=issue(doing, Kind.CUSTODY_EVENT),
        unit=unit,
        step=1 if last is None else last.step + 1,
        kind=kind,
        happened_at=at,
        clock_offset_s=offset,
        recorded_by_id=doing.actor.user,
        place=changes.get("place", unit.place),
        # Where it was put by this event. To name where it lay already would hold that place after
        # the number's counter, and whoever puts something there holds them the other way round.
        slot_id=slot,
        handed_by=handed_by,
        taken_by=taken_by,
        seal=seal,
        answers=answers,
        due_at=due_at,
        note=told.get("note", ""),
    )
    if last is not None and true < true_time(last):
        incident(doing, unit, "time_order", event=event, description=last.number)
    if kind == "transferred" and unit.custodian not in ("", handed_by):
        incident(
            doing, unit, "custody_gap", event=event, description=f"{unit.custodian} ≠ {handed_by}"
        )
    if moves:
        changes["in_transfer_id"] = event.id if kind == "transferred" else None
    if step.changes_hands:
        changes["custodian"] = taken_by
    if changes:
        doing.change(unit, seen=unit.version if seen is None else seen, **changes)
    return event


def begun(
    doing: Doing, unit: RecoveredUnit, kind: str, *, told: Told | None = None
) -> CustodyEvent:
    """The first event of a unit that the act has just made: nothing of the unit changes."""
    told = told or {}
    return doing.create(
        CustodyEvent,
        number=issue(doing, Kind.CUSTODY_EVENT),
        unit=unit,
        step=1,
        kind=kind,
        happened_at=told.get("happened_at", clock.now()),
        clock_offset_s=told.get("clock_offset_s", 0),
        recorded_by_id=doing.actor.user,
        place=unit.place,
        slot=unit.slot,
        taken_by=unit.custodian,
        note=told.get("note", ""),
    )


def together(doing: Doing, unit: RecoveredUnit) -> list[RecoveredUnit]:
    """``unit``, locked, and after it all that lies in the same bag or box: a box goes whole.

    Raises
    ------
    Broken
        I2, where the unit was packed otherwise while it was being locked.
    """
    packed = RecoveredUnit.objects.filter(pk=unit.pk).values_list("container", flat=True).first()
    if packed is None:
        units = [doing.lock(RecoveredUnit, unit.pk)]
    else:
        doing.lock(Container, packed)
        inside = RecoveredUnit.objects.filter(container=packed).exclude(place="none")
        units = [
            doing.lock(RecoveredUnit, pk)
            for pk in sorted({unit.pk, *inside.values_list("pk", flat=True)})
        ]
    units.sort(key=lambda other: other.pk != unit.pk)
    if units[0].container_id != packed:
        raise breaks("I2", message("These remains are being packed by somebody else. Look again."))
    return units


def incident(
    doing: Doing,
    unit: RecoveredUnit,
    kind: str,
    *,
    event: CustodyEvent | None = None,
    description: str = "",
) -> Incident:
    """Something does not agree. It stays open until a person explains it."""
    return doing.create(
        Incident,
        unit=unit,
        event=event,
        kind=kind,
        found_at=clock.now(),
        description=description,
    )


def seal_of(unit: RecoveredUnit) -> Seal | None:
    """The unbroken seal on the unit or on what it lies in."""
    on = Q(unit=unit)
    if unit.container_id is not None:
        on |= Q(container=unit.container_id)
    return Seal.objects.filter(on, broken_at=None).order_by("-applied_at").first()


def check_unsealed(unit: RecoveredUnit) -> None:
    """Refuse to work on what is sealed.

    Raises
    ------
    Broken
        I3.
    """
    if seal_of(unit) is not None:
        raise breaks("I3", message("This is sealed: break the seal first."))


def _hands(
    doing: Doing,
    unit: RecoveredUnit,
    kind: str,
    handed_by: str | None,
    taken_by: str | None,
    seal: str,
) -> tuple[str, str]:
    """Who gave and who took, filled in where the record knows, and whether all is said."""
    facts = vocabulary("custody_event")[kind].facts
    if handed_by is None:
        handed_by = unit.custodian if facts["handed_by"] == "needed" else ""
    if taken_by is None:
        mine = facts["taken_by"] != "none" and kind not in _NAMES_RECIPIENT
        taken_by = doing.actor.name if mine else ""
    said = {"handed_by": handed_by, "taken_by": taken_by, "seal": seal}
    if any(facts[part] == "needed" and not value.strip() for part, value in said.items()):
        raise breaks("I3", message("Say who handed over, who took, and the seal’s number."))
    if any(facts[part] == "none" and value.strip() for part, value in said.items()):
        raise breaks("I3", message("Nobody hands over or seals anything in this event."))
    return handed_by, taken_by
