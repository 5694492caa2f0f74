"""What somebody has before them when they record: the record to write to, and what it may hold."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Q

from imena.numbering.pattern import Kind
from imena.numbering.ranges import RangeError
from imena.registry.actor import Actor
from imena.registry.models import (
    BurialUnit,
    Container,
    CustodyEvent,
    Entry,
    Incident,
    LabItem,
    LabRequest,
    Membership,
    NumberRange,
    RecoveredUnit,
    Sample,
    Seal,
    Site,
)
from imena.registry.permissions import Need, may
from imena.registry.queries.numbers import next_of_range
from imena.registry.queries.visible import one, visible
from imena.registry.refusals import NotYours

E = TypeVar("E", bound=Entry)

#: Who may hold remains.
_HOLDERS = ("field_team", "mortuary", "examiner")


@dataclass(frozen=True, slots=True)
class Sent:
    """A hand-over that nobody has received yet."""

    by: str
    to: str
    at: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Remains as they stand for whoever handles them. ``sealed`` does not tell by which seal:
    whoever checks one reads it off."""

    unit: RecoveredUnit
    sealed: bool
    container: str
    with_others: tuple[str, ...]
    sent: Sent | None
    slot: str


def site_to_record(actor: Actor, code: str) -> Site:
    """The site, for whoever may write about it.

    Raises
    ------
    NotYours
        Where there is none.
    """
    return _written(actor, Site, code=code)


def grave_to_record(actor: Actor, number: str) -> BurialUnit:
    """The grave, with its site, for whoever may write about it; raises as `site_to_record`."""
    return _written(actor, BurialUnit, number=number)


def unit_to_record(actor: Actor, number: str, *, area: str = "custody") -> Standing:
    """The remains, as they stand, for whoever may write about them in ``area``: samples are taken
    by some who only read who holds the remains. Raises as `site_to_record`."""
    if area == RecoveredUnit.AREA:
        row = _written(actor, RecoveredUnit, number=number)
    else:
        row = one(actor, RecoveredUnit, number=number)
        if not may(actor, area, Need.WRITE).allowed:
            raise NotYours
    lies_in = row.container_id
    others = RecoveredUnit.objects.none()
    if lies_in is not None:
        others = visible(actor, RecoveredUnit).filter(container=lies_in).exclude(place="none")
    on = Q(unit=row) if lies_in is None else Q(unit=row) | Q(container=lies_in)
    sent: CustodyEvent | None = row.in_transfer
    return Standing(
        row,
        Seal.objects.filter(on, broken_at=None).exists(),
        row.container.number if row.container else "",
        tuple(others.exclude(pk=row.pk).order_by("number").values_list("number", flat=True)),
        None
        if sent is None
        else Sent(sent.handed_by, sent.taken_by, sent.happened_at, sent.due_at),
        row.slot.code if row.slot else "",
    )


def next_number(actor: Actor, of: Kind, code: str = "") -> str:
    """The number that a team of the actor's would give next, of a kind and at a site (its code);
    empty where the team holds none."""
    held = NumberRange.objects.filter(
        operation=actor.operation, team__in=actor.teams, kind=of.value, closed_at=None
    )
    if code:
        held = held.filter(prefix__startswith=f"{code}-")
    for some in held.order_by("first", "prefix"):
        try:
            return str(next_of_range(actor, some.pk))
        except (RangeError, NotYours):
            continue
    return ""


def container_numbered(actor: Actor, number: str) -> Container | None:
    """The bag or box with this number, where the actor may see one."""
    return visible(actor, Container).filter(number=number).first()


def lying_in_container(actor: Actor, number: str) -> tuple[str, ...]:
    """The numbers of the visible remains in a bag or box, by its number."""
    inside = visible(actor, RecoveredUnit).filter(container__number=number).exclude(place="none")
    return tuple(inside.order_by("number").values_list("number", flat=True))


def hands(actor: Actor) -> tuple[str, ...]:
    """The names of those of the operation who may hold remains, without the actor's own.

    For whoever hands remains over; nobody else is told who works here.
    """
    if not may(actor, "custody", Need.WRITE).allowed:
        return ()
    rows = Membership.objects.filter(
        operation=actor.operation, role__in=_HOLDERS, ended_at=None, user__is_active=True
    )
    names = rows.exclude(user=actor.user).values_list("user__display_name", flat=True)
    return tuple(sorted(set(names)))


def samples_at_hand(actor: Actor, unit: uuid.UUID) -> Sequence[Sample]:
    """The samples of remains that could be sent to a laboratory now."""
    asked = LabItem.objects.exclude(request__state="withdrawn")
    asked = asked.filter(state__in=("sent", "received", "in_work"))
    rows = visible(actor, Sample).filter(unit=unit, state__in=("taken", "stored", "returned"))
    return list(rows.exclude(pk__in=asked.values("sample")).order_by("number"))


def request_to_send(actor: Actor, number: str) -> LabRequest:
    """A laboratory request that has not left, for whoever packs it.

    Raises
    ------
    NotYours
        Where there is none, or it has left, or packing samples is not for the actor.
    """
    if not may(actor, "samples", Need.WRITE).allowed:
        raise NotYours
    rows = LabRequest.objects.filter(operation=actor.operation, state="drafted")
    found = rows.filter(number=number).first()
    if found is None:
        raise NotYours
    return found


def incident_to_explain(actor: Actor, incident: uuid.UUID) -> Incident:
    """An incident that nobody has explained, for whoever may; raises as `site_to_record`."""
    rows = visible(actor, Incident, Need.WRITE).filter(closed_at=None)
    found = rows.filter(pk=incident).select_related("unit", "event").first()
    if found is None:
        raise NotYours
    return found


def _written(actor: Actor, model: type[E], **wanted: str) -> E:
    found = visible(actor, model, Need.WRITE).filter(**wanted).first()
    if found is None:
        raise NotYours
    return found
