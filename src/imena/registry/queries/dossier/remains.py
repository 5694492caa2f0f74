"""For a dossier: which remains, in whose hands they were, what was sampled, why somebody died."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from django.db.models import Exists, OuterRef

from imena.registry.actor import Actor
from imena.registry.models import (
    Association,
    DecisionIndividual,
    Incident,
    Individual,
    LabResult,
    RecoveredUnit,
    Sample,
)
from imena.registry.permissions import Reach, reach
from imena.registry.queries.custody import custody_lines
from imena.registry.queries.dossier.content import (
    Cause,
    Custody,
    Event,
    Gap,
    Remains,
    Result,
    Sampled,
    Unit,
)
from imena.registry.queries.postmortem import causes_of
from imena.registry.queries.visible import visible
from imena.registry.vocabulary import vocabulary

#: Incidents that are about a time when nobody answered for the remains.
_OF_CUSTODY = ("custody_gap", "late_receipt", "wrong_recipient", "lost")
#: Lines of the certificate in their order.
_LINES = tuple(term.code for term in vocabulary("cause_line").terms)
#: An incident is written when the event is; clocks of devices differ by no more than this.
_WITHIN = timedelta(minutes=5)


def moment(at: datetime | None) -> str:
    """A time as a dossier has it: ISO 8601 in UTC to the second, empty where there is none."""
    return "" if at is None else at.astimezone(UTC).isoformat(timespec="seconds")


def remains(
    actor: Actor, individuals: Sequence[Individual], signed: Iterable[DecisionIndividual]
) -> tuple[Remains, ...]:
    """The individuals with the units that the actor may see, signed ones and those added since."""
    of_decision = {row.individual_id: set(row.units) for row in signed}
    rows = visible(actor, Association).filter(individual__in=[one.id for one in individuals])
    theirs: dict[uuid.UUID, list[Association]] = {}
    along = rows.select_related("unit__site", "unit__burial_unit")
    for row in along.order_by("withdrawn_at", "unit__number"):
        theirs.setdefault(row.individual_id, []).append(row)
    return tuple(
        Remains(
            one.number,
            one.state,
            len(units := of_decision.get(one.id, set())),
            tuple(_units(actor, theirs.get(one.id, ()), units)),
        )
        for one in individuals
    )


def _units(actor: Actor, rows: Iterable[Association], signed: Collection[str]) -> Iterator[Unit]:
    told: set[uuid.UUID] = set()
    seen = reach(actor, "sites") is Reach.ALL
    for row in rows:
        unit = row.unit
        if unit.id in told or (row.withdrawn_at is not None and str(unit.id) not in signed):
            continue
        told.add(unit.id)
        grave = unit.burial_unit
        yield Unit(
            unit.number,
            unit.kind,
            unit.state,
            unit.place,
            unit.completeness_percent,
            unit.site.name_uk if seen else "",
            grave.number if seen and grave is not None else "",
            moment(unit.recovered_at),
            row.evidence,
            str(unit.id) in signed,
        )


def custody(actor: Actor, units: Iterable[RecoveredUnit]) -> tuple[Custody, ...]:
    """The custody line of each unit; a gap says whether and how it was explained."""
    found, here = [], list(units)
    rows = visible(actor, Incident).filter(unit__in=here, kind__in=_OF_CUSTODY)
    all_incidents = list(rows.select_related("event").order_by("found_at", "kind", "description"))
    lines = custody_lines(actor, [unit.id for unit in here])
    for unit in here:
        line = lines[unit.id]
        incidents = [one for one in all_incidents if one.unit_id == unit.id]
        events = tuple(
            Event(
                h.number, h.kind, moment(h.at), h.slot or h.place, h.handed_by, h.taken_by, h.seal
            )
            for h in line.happenings
        )
        gaps = tuple(
            Gap(
                gap.kind,
                moment(gap.began),
                moment(gap.ended),
                int(gap.duration.total_seconds()) if gap.ended else 0,
                gap.event,
                _explained(gap.event, gap.began, gap.ended, incidents),
            )
            for gap in line.gaps
        )
        found.append(Custody(line.unit, events, gaps))
    return tuple(found)


def _explained(
    event: str, began: datetime, ended: datetime | None, incidents: Iterable[Incident]
) -> str:
    """How the gap was explained; empty where anything about it is still open."""
    about = [
        one
        for one in incidents
        if (one.event is not None and one.event.number == event)
        or (began - _WITHIN <= one.found_at and (ended is None or one.found_at <= ended + _WITHIN))
    ]
    if not about or any(one.closed_at is None for one in about):
        return ""
    return "; ".join(one.explained for one in about)


def samples(
    actor: Actor, units: Iterable[RecoveredUnit], named: Iterable[str]
) -> tuple[Sampled, ...]:
    """Samples of the units, and those whose ids the grounds name; with standing results."""
    rows = visible(actor, Sample).select_related("unit", "donor")
    found = rows.filter(unit__in=list(units)) | rows.filter(pk__in=list(named))
    taken, told = list(found.distinct().order_by("number")), []
    of_these = visible(actor, LabResult).filter(item__sample__in=[row.pk for row in taken])
    later = LabResult.objects.filter(replaces=OuterRef("pk"))
    standing = of_these.exclude(Exists(later)).select_related("item__request")
    results: dict[uuid.UUID, list[LabResult]] = {}
    for result in standing.order_by("reported_at", "method", "item__code"):
        results.setdefault(result.item.sample_id, []).append(result)
    for row in taken:
        told.append(
            Sampled(
                row.number,
                row.unit.number if row.unit else (row.donor.code if row.donor else ""),
                row.kind,
                moment(row.taken_at),
                row.state,
                tuple(
                    Result(
                        result.item.code,
                        result.item.request.laboratory,
                        result.outcome,
                        result.method,
                        result.markers_read,
                        moment(result.reported_at),
                    )
                    for result in results.get(row.pk, ())
                ),
            )
        )
    return tuple(told)


def causes(actor: Actor, units: Iterable[RecoveredUnit]) -> tuple[Cause, ...]:
    """The cause of death of each unit of which one is stated."""
    found, here = [], list(units)
    of_each = causes_of(actor, [unit.id for unit in here])
    for unit in here:
        stated = of_each.get(unit.id)
        if stated is None:
            continue
        chain = tuple(
            (line, str(stated.chain[line]["words"]), str(stated.chain[line].get("icd", "")))
            for line in _LINES
            if line in stated.chain
        )
        found.append(Cause(unit.number, stated.status, chain, stated.manner, stated.context))
    return tuple(found)
