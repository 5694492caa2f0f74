"""Storage places and what lies in each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from imena.registry.actor import Actor
from imena.registry.models import RecoveredUnit, StorageSlot
from imena.registry.queries.visible import visible


@dataclass(frozen=True, slots=True)
class StoragePlace:
    """A place in the store: how many bags, boxes or loose units it takes, and what lies there."""

    code: str
    facility: str
    capacity: int
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Storage:
    """A page of storage places, in the order of their codes; ``after`` asks for the next page."""

    rows: tuple[StoragePlace, ...]
    total: int
    after: str


def slots_in_use(actor: Actor) -> int:
    """How many storage places there are."""
    return visible(actor, StorageSlot).filter(in_use=True).count()


def slot_coded(actor: Actor, code: str) -> StorageSlot | None:
    """The storage place with this code, in capitals or not; ``None`` where none is in use."""
    typed = code.strip()
    rows = visible(actor, StorageSlot).filter(in_use=True, code__in={typed, typed.upper()})
    return rows.order_by("code").first()


def storage(actor: Actor, *, after: str = "", size: int = 50) -> Storage:
    """A page of the storage places in use."""
    places = visible(actor, StorageSlot).filter(in_use=True)
    found = list(places.filter(code__gt=after).order_by("code")[: size + 1])
    shown = found[:size]
    inside = defaultdict(list)
    units = visible(actor, RecoveredUnit).filter(slot__in=[one.pk for one in shown])
    for slot, number in units.order_by("number").values_list("slot", "number"):
        inside[slot].append(number)
    rows = tuple(
        StoragePlace(one.code, one.facility, one.capacity, tuple(inside[one.pk])) for one in shown
    )
    return Storage(rows, places.count(), shown[-1].code if len(found) > size else "")
