"""What was found on remains and told of the missing, as it stands when the case file is frozen.

Findings of remains are those of closed examinations, amendments included, of every unit that the
individual has now; of the missing, what was told of them under any of their linked records, in
memory or in records, and not replaced since. Names are not among them.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping

from imena.registry.models import (
    AntemortemFinding,
    Association,
    Comparison,
    ControlPeriod,
    Finding,
    Marker,
    MissingPerson,
    RecoveredUnit,
    RegisterLine,
)
from imena.registry.queries.evidence import about
from imena.registry.queries.findings import standing
from imena.registry.queries.frozen import (
    FrozenConclusion,
    FrozenFinding,
    FrozenGround,
    FrozenRemains,
    FrozenTold,
)

#: Methods whose conclusions examiners state as comparisons, and nothing else weighs.
_CONCLUDED = ("fingerprints",)


def remains(operation: uuid.UUID) -> dict[uuid.UUID, FrozenRemains]:
    """By individual, what closed examinations of the units it has now found."""
    rows = Association.objects.filter(operation=operation, withdrawn_at=None)
    of_unit = dict(rows.values_list("unit", "individual"))
    units: dict[uuid.UUID, list[RecoveredUnit]] = {}
    kept = RecoveredUnit.objects.filter(pk__in=of_unit).exclude(human="no")
    for unit in kept.select_related("site", "burial_unit").order_by("number"):
        units.setdefault(of_unit[unit.pk], []).append(unit)
    found: dict[uuid.UUID, list[FrozenFinding]] = {}
    for one, finding in _found({u.pk: of_unit[u.pk] for own in units.values() for u in own}):
        found.setdefault(one, []).append(finding)
    held, dug = _held(operation), _dug(operation)
    return {
        one: FrozenRemains(_sorted(found.get(one, ())), _ground(own, held, dug), _stage(own))
        for one, own in units.items()
    }


def told(operation: uuid.UUID, root: Mapping[uuid.UUID, uuid.UUID]) -> dict[uuid.UUID, FrozenTold]:
    """By missing person, what was told; ``root`` leads from every record to the one that stands
    for the person."""
    rows = AntemortemFinding.objects.filter(operation=operation, missing__in=root)
    replaced = rows.exclude(replaces=None).values("replaces")
    found: dict[uuid.UUID, list[FrozenFinding]] = {}
    for row in rows.exclude(pk__in=replaced):
        if row.data or row.status != "present":
            finding = FrozenFinding(
                row.kind, row.status, row.region, row.data, row.source, row.as_of
            )
            found.setdefault(root[row.missing_id], []).append(finding)
    people = MissingPerson.objects.filter(pk__in=set(root.values()))
    return {
        row.pk: FrozenTold(
            row.born,
            row.last_seen,
            row.last_seen_place,
            row.population,
            _sorted(found.get(row.pk, ())),
        )
        for row in people.only("born", "last_seen", "last_seen_place", "population")
    }


def concluded(
    operation: uuid.UUID, root: Mapping[uuid.UUID, uuid.UUID]
) -> tuple[FrozenConclusion, ...]:
    """Standing conclusions about one person of the list each, in the order of their numbers."""
    rows = Comparison.objects.filter(
        operation=operation, method__in=_CONCLUDED, withdrawn_at=None, missing__isnull=False
    )
    examiners: dict[tuple[uuid.UUID, uuid.UUID], list[uuid.UUID]] = {}
    found = []
    for row in rows.order_by("number"):
        (one,) = about(row) if len(about(row)) == 1 else (None,)
        if one is None or one not in root:
            continue
        seen = examiners.setdefault((row.individual_id, root[one]), [])
        if row.examiner_id not in seen:
            seen.append(row.examiner_id)
        found.append(
            FrozenConclusion(
                row.individual_id, root[one], row.method, row.outcome, seen.index(row.examiner_id)
            )
        )
    return tuple(found)


def _found(
    individual_of: Mapping[uuid.UUID, uuid.UUID],
) -> Iterable[tuple[uuid.UUID, FrozenFinding]]:
    rows = standing().filter(examination__unit__in=individual_of)
    rows = rows.exclude(examination__status="open").select_related("examination")
    examiners: dict[uuid.UUID, list[uuid.UUID]] = {}
    looked_at = (f"examination__{column}" for column in ("began_at", "unit__number", "discipline"))
    for row in rows.order_by(*looked_at, "kind", "recorded_at", "region"):
        looked = row.examination
        one = individual_of[looked.unit_id]
        seen = examiners.setdefault(one, [])
        if looked.examiner_id not in seen:
            seen.append(looked.examiner_id)
        yield one, _finding(row, seen.index(looked.examiner_id))


def _finding(row: Finding, examiner: int) -> FrozenFinding:
    looked = row.examination
    day = looked.began_at.date().isoformat()
    return FrozenFinding(
        row.kind, row.status, row.region, row.data, looked.discipline, day, examiner
    )


def _held(operation: uuid.UUID) -> dict[uuid.UUID, tuple[tuple[str, str], ...]]:
    """The periods in which sites were held by somebody else, in their order."""
    held: dict[uuid.UUID, list[tuple[str, str]]] = {}
    rows = ControlPeriod.objects.filter(operation=operation, holder="occupied")
    for site, began, ended in rows.order_by("began", "ended").values_list("site", "began", "ended"):
        held.setdefault(site, []).append((began, ended))
    return {site: tuple(periods) for site, periods in held.items()}


def _dug(operation: uuid.UUID) -> dict[uuid.UUID, str]:
    """By grave, the date a register gives for the number on its marker, where all that have the
    number agree and it stands on one grave."""
    dates: dict[str, set[str]] = {}
    lines = RegisterLine.objects.filter(operation=operation).exclude(date_stated="")
    for number, day in lines.exclude(marker_stated="").values_list("marker_stated", "date_stated"):
        dates.setdefault(number, set()).add(day)
    graves: dict[str, set[uuid.UUID]] = {}
    rows = Marker.objects.filter(operation=operation, burial_unit__isnull=False)
    for number, grave in rows.filter(number__in=dates).values_list("number", "burial_unit"):
        graves.setdefault(number, set()).add(grave)
    return {
        grave: dates[number].pop()
        for number, (grave, *others) in graves.items()
        if not others and len(dates[number]) == 1
    }


def _ground(
    units: list[RecoveredUnit],
    held: Mapping[uuid.UUID, tuple[tuple[str, str], ...]],
    dug: Mapping[uuid.UUID, str],
) -> FrozenGround | None:
    """Where they lay; ``None`` of parts from several sites."""
    sites = {unit.site_id for unit in units}
    if len(sites) != 1:
        return None
    graves = {unit.burial_unit for unit in units}
    grave = graves.pop() if len(graves) == 1 else None
    lifted = sorted(u.recovered_at.date().isoformat() for u in units if u.recovered_at)
    return FrozenGround(
        units[0].site.code,
        "" if grave is None else grave.number,
        lifted[0] if lifted else "",
        "" if grave is None else dug.get(grave.pk, ""),
        held.get(units[0].site_id, ()),
    )


def _stage(units: list[RecoveredUnit]) -> str:
    """The condition of the remains, where their parts do not differ in it."""
    stages = {unit.stage for unit in units if unit.stage}
    return stages.pop() if len(stages) == 1 else ""


def _sorted(found: Iterable[FrozenFinding]) -> tuple[FrozenFinding, ...]:
    """In an order that depends on what they say alone."""

    def place(one: FrozenFinding) -> tuple[str, ...]:
        said = json.dumps(one.data, ensure_ascii=False, sort_keys=True)
        return one.kind, one.region, one.as_of, f"{one.examiner:04d}", one.by, one.status, said

    return tuple(sorted(found, key=place))
