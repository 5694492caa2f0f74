"""Bags, boxes and seals."""

from __future__ import annotations

from typing import Unpack

from imena.language import message
from imena.numbering.pattern import Kind
from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.models import Container, CustodyEvent, Incident, RecoveredUnit, Seal, Site
from imena.registry.refusals import breaks
from imena.registry.services.act import Doing, act
from imena.registry.services.acts import declare
from imena.registry.services.handling import Told, happened, incident, seal_of, together
from imena.registry.services.numbers import issue

TAKE_CONTAINER = declare("custody.take_container", "custody", message("took a new bag or box"))
PACK = declare("custody.pack", "custody", message("packed remains"))
UNPACK = declare("custody.unpack", "custody", message("unpacked remains"))
SEAL = declare("custody.seal", "custody", message("sealed remains"))
CHECK_SEAL = declare("custody.check_seal", "custody", message("checked a seal"))
UNSEAL = declare("custody.unseal", "custody", message("broke a seal"))
NOTE = declare("custody.note", "custody", message("recorded the handling of remains"))

#: What is written of remains without their going anywhere.
_NOTED = frozenset({"tagged", "photographed", "lifted", "loaded"})


def take_container(
    actor: Actor, *, kind: str, site: Site | None = None, number: str | None = None
) -> Container:
    """A new bag or box with its number; a field team's belongs to its site."""
    with act(actor, TAKE_CONTAINER) as doing:
        given = issue(doing, Kind.CONTAINER, given=number)
        return doing.create(Container, number=given, kind=kind, site=site)


def pack(
    actor: Actor,
    unit: RecoveredUnit,
    container: Container,
    *,
    seen: int,
    **told: Unpack[Told],
) -> RecoveredUnit:
    """Put remains into a bag or box that lies where they lie and is not sealed."""
    with act(actor, PACK, key=told.get("key")) as doing:
        doing.lock(Container, container.pk)
        (now, *_) = together(doing, unit)
        if now.container_id is not None:
            raise breaks("I2", message("These remains are packed already: unpack them first."))
        if Seal.objects.filter(container=container, broken_at=None).exists():
            raise breaks("I3", message("This is sealed: break the seal first."))
        inside = RecoveredUnit.objects.filter(container=container).exclude(place="none").first()
        if inside and (inside.place, inside.slot_id) != (now.place, now.slot_id):
            raise breaks("I2", message("The bag or box is elsewhere."))
        happened(doing, now, "packed", seen=seen, told=told, container=container)
        return now


def unpack(actor: Actor, unit: RecoveredUnit, *, seen: int, **told: Unpack[Told]) -> RecoveredUnit:
    """Take remains out of their bag or box; what was stored in it needs a place again."""
    with act(actor, UNPACK, key=told.get("key")) as doing:
        (now, *_) = together(doing, unit)
        if now.container_id is None or now.in_transfer_id is not None:
            raise breaks("I2", message("These remains are in no bag or box that could be opened."))
        if Seal.objects.filter(container=now.container_id, broken_at=None).exists():
            raise breaks("I3", message("This is sealed: break the seal first."))
        happened(doing, now, "unpacked", seen=seen, told=told, container_id=None, slot_id=None)
        return now


def seal(actor: Actor, unit: RecoveredUnit, *, number: str, **told: Unpack[Told]) -> Seal:
    """Seal the bag or box the remains lie in, or the remains themselves."""
    with act(actor, SEAL, key=told.get("key")) as doing:
        units = together(doing, unit)
        if seal_of(units[0]) is not None:
            raise breaks("I3", message("There is an unbroken seal already."))
        for each in units:
            happened(doing, each, "sealed", seal=number, told=told)
        packed = units[0].container_id
        return doing.create(
            Seal,
            number=number,
            site_id=units[0].site_id,
            container_id=packed,
            unit=None if packed else units[0],
            applied_at=told.get("happened_at", clock.now()),
        )


def check_seal(
    actor: Actor, unit: RecoveredUnit, *, read: str, intact: bool = True, **told: Unpack[Told]
) -> Incident | None:
    """Read a seal. Another number, or damage, opens an incident."""
    with act(actor, CHECK_SEAL, key=told.get("key")) as doing:
        (now, *_) = together(doing, unit)
        event = happened(doing, now, "seal_checked", seal=read, told=told)
        return seal_compared(doing, now, event, seal_number(seal_of(now)), read, intact)


def unseal(
    actor: Actor, unit: RecoveredUnit, *, read: str, intact: bool = True, **told: Unpack[Told]
) -> Incident | None:
    """Break the seal, having read it first."""
    with act(actor, UNSEAL, key=told.get("key")) as doing:
        units = together(doing, unit)
        broken = seal_of(units[0])
        if broken is None:
            raise breaks("I3", message("There is no unbroken seal on these remains."))
        for each in units:
            event = happened(doing, each, "unsealed", seal=read, told=told)
            if each is units[0]:
                found = seal_compared(doing, each, event, broken.number, read, intact)
        at = told.get("happened_at", clock.now())
        doing.change(broken, seen=broken.version, broken_at=at)
        return found


def note(actor: Actor, unit: RecoveredUnit, *, kind: str, **told: Unpack[Told]) -> CustodyEvent:
    """What was done with remains where they are: tagged, photographed, lifted, loaded."""
    if kind not in _NOTED:
        raise ValueError(f"“{kind}” has an act of its own")
    with act(actor, NOTE, key=told.get("key")) as doing:
        (now, *_) = together(doing, unit)
        return happened(doing, now, kind, told=told)


def seal_compared(
    doing: Doing,
    unit: RecoveredUnit,
    event: CustodyEvent,
    expected: str,
    read: str,
    intact: bool,
) -> Incident | None:
    """Open an incident where a seal is damaged or another one than expected."""
    if not intact:
        return incident(doing, unit, "seal_broken", event=event, description=expected)
    if expected != read:
        return incident(
            doing, unit, "seal_mismatch", event=event, description=f"{expected} ≠ {read}"
        )
    return None


def seal_number(found: Seal | None) -> str:
    """The seal's number; empty where there is none."""
    return "" if found is None else found.number
