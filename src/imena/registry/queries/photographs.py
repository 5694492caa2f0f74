"""Photographs of a grave or of remains: told in words, shown blurred, clear for who opened them."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from imena.language import message
from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.models import BurialUnit, Event, FilePart, Photograph, RecoveredUnit
from imena.registry.queries.visible import one, visible
from imena.registry.refusals import NotYours, Refused
from imena.registry.vocabulary import vocabulary

#: The act of opening one.
LOOK_AT = "photographs.look"
#: How long an opened photograph stays open.
OPEN_FOR = timedelta(seconds=60)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pictured:
    """A photograph as it is told of; ``of_remains`` = the dead themselves are in it."""

    id: uuid.UUID
    shows: str
    of_remains: bool
    said: str
    taken_at: datetime | None
    kept_at: datetime
    kept_by: str
    about: str
    of_grave: bool
    camera: Mapping[str, Any]
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Pictures:
    """A page of photographs, in the order in which they were kept; ``after`` asks for the next:
    how many come before it."""

    rows: tuple[Pictured, ...]
    total: int
    after: str


def photographs_of_unit(
    actor: Actor, unit: uuid.UUID, *, after: str = "", size: int = 50
) -> Pictures:
    """A page of the photographs of remains."""
    return _page(actor, after, size, unit_id=one(actor, RecoveredUnit, pk=unit).pk)


def photographs_of_grave(
    actor: Actor, grave: uuid.UUID, *, after: str = "", size: int = 50
) -> Pictures:
    """A page of the photographs of a grave."""
    return _page(actor, after, size, burial_unit_id=one(actor, BurialUnit, pk=grave).pk)


def photograph(actor: Actor, pictured: uuid.UUID) -> Pictured:
    """One photograph.

    Raises
    ------
    NotYours
        Where there is none that the actor may see.
    """
    found = _told(actor, pk=pictured)
    if not found:
        raise NotYours
    return found[0]


def photograph_row(actor: Actor, pictured: uuid.UUID) -> Photograph:
    """The record of one photograph, to be opened by the service; raises as :func:`photograph`."""
    return one(actor, Photograph, pk=pictured)


def blurred(actor: Actor, pictured: uuid.UUID) -> bytes:
    """The copy in which nobody can be made out; raises as :func:`photograph`."""
    return _copy(one(actor, Photograph, pk=pictured), "blurred")


def is_open(actor: Actor, pictured: uuid.UUID) -> bool:
    """Whether the actor has opened it within the last minute."""
    rows = Event.objects.filter(
        actor=actor.user, type=LOOK_AT, recorded_at__gt=clock.now() - OPEN_FOR
    )
    bodies = rows.values_list("body", flat=True)
    return any(str(pictured) in json.loads(body)["subjects"] for body in bodies)


def clear(actor: Actor, pictured: uuid.UUID) -> bytes:
    """The copy in which everything can be made out, for whoever opened it within the last minute.

    Raises
    ------
    NotYours
        Where there is none that the actor may see, or they have not opened it.
    """
    found = one(actor, Photograph, pk=pictured)
    if not is_open(actor, pictured):
        raise NotYours
    return _copy(found, "clear")


def original(actor: Actor, pictured: uuid.UUID) -> bytes:
    """The file as it came, for whoever opened it within the last minute, once its digest agrees.

    Raises
    ------
    NotYours
        As :func:`clear`.
    Refused
        Where it is not what was kept.
    """
    found = one(actor, Photograph, pk=pictured)
    if not is_open(actor, pictured):
        raise NotYours
    data = _copy(found, "original")
    if hashlib.sha256(data).hexdigest() != found.file.sha256:
        raise Refused(message("This file is not what was kept: it is damaged. Tell the office."))
    return data


def looked_at_today(actor: Actor) -> int:
    """How many photographs the actor has opened in the last 24 hours."""
    since = clock.now() - _DAY
    return Event.objects.filter(actor=actor.user, type=LOOK_AT, recorded_at__gt=since).count()


def _copy(of: Photograph, copy: str) -> bytes:
    parts = FilePart.objects.filter(file=of.file_id, copy=copy).order_by("place")
    return b"".join(bytes(data) for data in parts.values_list("data", flat=True))


def _page(actor: Actor, after: str, size: int, **of: Any) -> Pictures:
    begins = int(after) if after.isascii() and after.isdigit() else 0
    total = visible(actor, Photograph).filter(**of).count()
    ends = begins + size
    return Pictures(
        _told(actor, slice(begins, ends), **of), total, str(ends) if ends < total else ""
    )


def _told(actor: Actor, which: slice = slice(1), **of: Any) -> tuple[Pictured, ...]:
    rows = visible(actor, Photograph).filter(**of).order_by("recorded_at", "file__sha256")
    rows = rows.select_related("file", "taken_by", "unit", "burial_unit")[which]
    shows = vocabulary("photograph_of")
    return tuple(
        Pictured(
            row.pk,
            row.shows,
            row.shows not in shows or shows[row.shows].group == "remains",
            row.said,
            row.file.captured_at,
            row.recorded_at,
            row.taken_by.display_name if row.taken_by else "",
            row.unit.number if row.unit else row.burial_unit.number if row.burial_unit else "",
            row.unit is None,
            dict(row.camera),
            row.file.size,
            row.file.sha256,
        )
        for row in rows
    )
