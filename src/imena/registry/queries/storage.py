"""Storage places and what lies in each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from imena.registry.actor import Actor
from imena.registry.models import RecoveredUnit, StorageSlot
from imena.registry.queries.visible import visible


@dataclass(frozen=True, slots=True)
class StoragePlace:
    """A place in the store: how many bags, boxes or loose units it takes, how many units of remains
    lie there, and the first of them by their numbers."""

    code: str
    facility: str
    capacity: int
    held: int
    units: tuple[str, ...]

    @property
    def more(self) -> int:
        """How many lie there beside those named."""
        return self.held - len(self.units)


@dataclass(frozen=True, slots=True)
class Storage:
    """A page of storage places, in the order of their codes; ``after`` asks for the next page."""

    rows: tuple[StoragePlace, ...]
    total: int
    after: str


#: Numbers shown of one place; the list of remains has the rest.
SHOWN = 12


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
    units = visible(actor, RecoveredUnit).filter(slot__in=[one.pk for one in shown])
    held = dict(units.values_list("slot").annotate(many=Count("pk")).order_by("slot"))
    in_order = Window(RowNumber(), partition_by=F("slot"), order_by=F("number").asc())
    first = units.annotate(which=in_order).filter(which__lte=SHOWN).order_by("number")
    inside = defaultdict(list)
    for slot, number in first.values_list("slot", "number"):
        inside[slot].append(number)
    rows = tuple(
        StoragePlace(
            one.code, one.facility, one.capacity, held.get(one.pk, 0), tuple(inside[one.pk])
        )
        for one in shown
    )
    return Storage(rows, places.count(), shown[-1].code if len(found) > size else "")
