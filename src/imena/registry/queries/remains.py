"""Remains as a list and one by one: where they are, whose hands they are in, what was taken."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from imena.registry.actor import Actor
from imena.registry.models import (
    Association,
    DecisionIndividual,
    Examination,
    Incident,
    LabResult,
    RecoveredUnit,
    Sample,
    UnitOrigin,
)
from imena.registry.queries.stages import stage_of, states_of
from imena.registry.queries.visible import one, visible


@dataclass(frozen=True, slots=True)
class RemainsLine:
    """Remains in a list. ``incident`` says that something about them waits to be explained."""

    number: str
    label: str
    kind: str
    state: str
    level: str
    place: str
    slot: str
    site: str
    grave: str
    incident: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of remains, in the order of their numbers; ``after`` asks for the next page."""

    rows: tuple[RemainsLine, ...]
    total: int
    after: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A sample of remains and what a laboratory last answered about it, as far as may be seen."""

    number: str
    kind: str
    state: str
    taken_at: datetime | None
    outcome: str
    markers_read: int | None


@dataclass(frozen=True, slots=True)
class Examined:
    """An examination, open or closed."""

    id: uuid.UUID
    discipline: str
    examiner: str
    status: str
    began_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Remains:
    """One unit. ``individual`` is the number of the person believed to be behind it, ``decision``
    that of the standing decision about a name; both empty where there is none to be seen."""

    id: uuid.UUID
    version: int
    line: RemainsLine
    site_name: str
    custodian: str
    container: str
    completeness_percent: int | None
    recovered_at: datetime | None
    note: str
    came_from: tuple[str, ...]
    became: tuple[str, ...]
    individual: str
    individual_id: uuid.UUID | None
    individual_state: str
    decision: str
    examinations: tuple[Examined, ...]
    samples: tuple[Taken, ...]


def remains(
    actor: Actor,
    *,
    stage: str = "",
    place: str = "",
    code: str = "",
    slot: str = "",
    incident: bool = False,
    after: str = "",
    size: int = 50,
) -> Listed:
    """A page of the remains at a stage, in a place, of a site (its code), in a storage place (its
    code), with an open incident."""
    rows = _with_incident(actor, visible(actor, RecoveredUnit))
    if stage:
        rows = rows.filter(state__in=states_of(stage))
    if place:
        rows = rows.filter(place=place)
    if code:
        rows = rows.filter(site__code=code)
    if slot:
        rows = rows.filter(slot__code=slot)
    if incident:
        rows = rows.filter(pk__in=_open_incidents(actor).values("unit"))
    # Which they are first, in the order of the index; what stands beside them is read for these.
    in_order = rows.filter(number__gt=after).order_by("number").values_list("pk", flat=True)
    along = rows.select_related("site", "burial_unit", "slot").order_by("number")
    found = list(along.filter(pk__in=list(in_order[: size + 1])))
    lines = tuple(_line(row, row.incident) for row in found[:size])
    return Listed(lines, rows.count(), lines[-1].number if len(found) > size else "")


def unit(actor: Actor, number: str) -> Remains:
    """One unit by its number.

    Raises
    ------
    NotYours
        Where there is none that the actor may see.
    """
    found = one(actor, RecoveredUnit, number=number)
    rows = _with_incident(actor, visible(actor, RecoveredUnit).filter(pk=found.pk))
    row = rows.select_related("site", "burial_unit", "slot", "container").get()
    belongs = visible(actor, Association).filter(unit=row, withdrawn_at=None)
    association = belongs.select_related("individual").first()
    individual = association.individual if association else None
    standing = visible(actor, DecisionIndividual).filter(individual=individual, standing=True)
    decided = standing.values_list("decision__number", flat=True).first()
    origins = visible(actor, UnitOrigin)
    return Remains(
        row.id,
        row.version,
        _line(row, row.incident),
        row.site.name_uk,
        row.custodian,
        row.container.number if row.container else "",
        row.completeness_percent,
        row.recovered_at,
        row.note,
        _numbers(origins.filter(outcome=row), "source__number"),
        _numbers(origins.filter(source=row), "outcome__number"),
        individual.number if individual else "",
        individual.id if individual else None,
        individual.state if individual else "",
        (decided or "") if individual else "",
        _examinations(actor, row),
        _samples(actor, row),
    )


def _numbers(origins: QuerySet[UnitOrigin], column: str) -> tuple[str, ...]:
    return tuple(origins.order_by(column).values_list(column, flat=True))


def _examinations(actor: Actor, row: RecoveredUnit) -> tuple[Examined, ...]:
    found = visible(actor, Examination).filter(unit=row).select_related("examiner")
    return tuple(
        Examined(e.id, e.discipline, e.examiner.display_name, e.status, e.began_at, e.closed_at)
        for e in found.order_by("began_at", "discipline")
    )


def _samples(actor: Actor, row: RecoveredUnit) -> tuple[Taken, ...]:
    samples = list(visible(actor, Sample).filter(unit=row).order_by("number"))
    results = visible(actor, LabResult).filter(item__sample__in=samples)
    results = results.exclude(pk__in=results.exclude(replaces=None).values("replaces"))
    last = {
        r.item.sample_id: r
        for r in results.select_related("item").order_by("reported_at", "method")
    }
    return tuple(
        Taken(
            s.number,
            s.kind,
            s.state,
            s.taken_at,
            last[s.id].outcome if s.id in last else "",
            last[s.id].markers_read if s.id in last else None,
        )
        for s in samples
    )


def _with_incident(actor: Actor, rows: QuerySet[RecoveredUnit]) -> QuerySet[Any]:
    return rows.annotate(incident=Exists(_open_incidents(actor).filter(unit=OuterRef("pk"))))


def _open_incidents(actor: Actor) -> QuerySet[Incident]:
    return visible(actor, Incident).filter(closed_at=None, unit__isnull=False)


def _line(row: RecoveredUnit, incident: bool) -> RemainsLine:
    return RemainsLine(
        row.number,
        row.label,
        row.kind,
        row.state,
        stage_of(row.state).level,
        row.place,
        row.slot.code if row.slot else "",
        row.site.code,
        row.burial_unit.number if row.burial_unit else "",
        incident,
    )
