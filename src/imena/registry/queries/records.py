"""The records that a form or a machine names by number, to be acted on by a service."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from imena.registry.actor import Actor
from imena.registry.models import (
    BurialUnit,
    Opening,
    RecoveredUnit,
    Sample,
    Site,
    StorageSlot,
)
from imena.registry.queries.visible import one, visible
from imena.registry.refusals import NotYours

#: What an act of a machine is about, the narrower first.
_SAVED: tuple[type[Sample] | type[RecoveredUnit] | type[BurialUnit], ...] = (
    Sample,
    RecoveredUnit,
    BurialUnit,
)


@dataclass(frozen=True, slots=True)
class Saved:
    """What was saved, by its number, and the version that it has now."""

    number: str
    version: int


def site_record(actor: Actor, code: str) -> Site:
    """A site by its code.

    Raises
    ------
    NotYours
        Where there is none that the actor may see; so do the others here.
    """
    return one(actor, Site, code=code)


def grave_record(actor: Actor, number: str) -> BurialUnit:
    """A grave by its number."""
    return one(actor, BurialUnit, number=number)


def unit_record(actor: Actor, number: str) -> RecoveredUnit:
    """Remains by their number."""
    return one(actor, RecoveredUnit, number=number)


def slot_record(actor: Actor, code: str) -> StorageSlot:
    """A storage place by its code."""
    return one(actor, StorageSlot, code=code)


def saved_by(actor: Actor, event: uuid.UUID) -> Saved:
    """What an event saved: a sample, else remains, else a grave, with the version that it gave it.
    For whoever asks again whether their request was done.

    Raises
    ------
    NotYours
        Where it saved nothing of these that the actor may see.
    """
    openings = {
        opening.record_id: opening.version
        for opening in Opening.objects.filter(event=event).order_by("id")
    }
    for model in _SAVED:
        found = visible(actor, model).filter(pk__in=openings).order_by("number").first()
        if found is not None:
            return Saved(found.number, openings[found.pk])
    raise NotYours
