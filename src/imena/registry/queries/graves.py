"""Graves as a plan and as a list: where each is, and how far the least advanced remains in it."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, IntegerField, Min, OuterRef, Q, QuerySet, Subquery, Value

from imena.registry.actor import Actor
from imena.registry.models import BurialUnit, Marker, RecoveredUnit, RegisterLine
from imena.registry.permissions import Reach, reach
from imena.registry.queries.stages import OF_REMAINS, grave_stage, rank
from imena.registry.queries.visible import one, visible

#: States of a grave that are its stage whatever lies in it.
GRAVE_STATES_BY_THEMSELVES = ("unopened", "empty", "being_exhumed")


@dataclass(frozen=True, slots=True)
class GraveLine:
    """A grave in a list or on a plan. ``x``, ``y`` are metres east and north of the site’s zero,
    ``outline`` the corners of a pit in the same; ``remains`` is ``None`` where the actor may not
    know how many were found."""

    number: str
    label: str
    kind: str
    state: str
    stage: str
    x: float | None
    y: float | None
    outline: tuple[tuple[float, float], ...]
    orientation: int | None
    remains: int | None


@dataclass(frozen=True, slots=True)
class Graves:
    """A page of graves, in the order of their numbers; ``after`` asks for the next page."""

    rows: tuple[GraveLine, ...]
    total: int
    after: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What stood on a grave, letter for letter; it names nobody (I5)."""

    number: str
    text: str
    proved_wrong: bool
    proved_wrong_by: str


@dataclass(frozen=True, slots=True)
class Written:
    """A line of a register about a grave: somebody’s statement, not a fact."""

    source: str
    page: str
    line: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """Remains recovered from a grave."""

    number: str
    kind: str
    state: str


@dataclass(frozen=True, slots=True)
class Grave:
    """One grave with what is known of it. ``found`` is ``None`` where the actor may not know."""

    id: uuid.UUID
    version: int
    line: GraveLine
    site: str
    site_name: str
    container: str
    integrity: str
    depth_cm: int | None
    opened_at: datetime | None
    floor_reached_at: datetime | None
    empty_reason: str
    note: str
    markers: tuple[Seen, ...]
    register: tuple[Written, ...] | None
    found: tuple[Found, ...] | None


def with_least(rows: QuerySet[BurialUnit], actor: Actor) -> QuerySet[Any]:
    """``rows`` with ``least``, the rank of the least advanced remains in each, as far as the actor
    may know of remains at least in figures."""
    if reach(actor, RecoveredUnit.AREA) in (Reach.NONE, Reach.CODED):
        return rows.annotate(least=Value(None, output_field=IntegerField()))
    # Where nothing is under a number its state says so (I2): the index then answers alone.
    inside = RecoveredUnit.objects.filter(burial_unit=OuterRef("pk"))
    inside = inside.exclude(state__in=("divided", "merged", "number_without_remains"))
    least = inside.order_by().values("burial_unit").annotate(least=Min(rank())).values("least")
    return rows.annotate(least=Subquery(least))


def stage_counts(actor: Actor) -> Counter[str]:
    """How many graves of the operation are at each stage, as :func:`with_least` and
    ``grave_stage`` tell it of each: counted in the database, by two indexes, however many there
    are. For whoever sees all of them, or figures."""
    graves = BurialUnit.objects.filter(operation=actor.operation).order_by()
    states = dict(graves.values_list("state").annotate(n=Count("*")))
    # Of these the state alone decides; remains in them are left out of the others' count.
    decided = {state: n for state, n in states.items() if state in GRAVE_STATES_BY_THEMSELVES}
    finished = sum(states.values()) - sum(decided.values())
    counted = Counter({grave_stage(state, None): 0 for state in GRAVE_STATES_BY_THEMSELVES})
    for state, n in decided.items():
        counted[grave_stage(state, None)] += n
    if reach(actor, RecoveredUnit.AREA) in (Reach.NONE, Reach.CODED):
        counted[grave_stage("exhumed", None)] += finished
        return counted
    inside = RecoveredUnit.objects.filter(operation=actor.operation, burial_unit__isnull=False)
    inside = inside.exclude(state__in=("divided", "merged", "number_without_remains"))
    ranks = _least_counted(inside)
    if decided:
        ranks.subtract(
            _least_counted(inside.filter(burial_unit__state__in=GRAVE_STATES_BY_THEMSELVES))
        )
    for least, n in ranks.items():
        counted[grave_stage("exhumed", least)] += n
    counted[grave_stage("exhumed", None)] += finished - sum(ranks.values())
    return counted


def _least_counted(inside: QuerySet[RecoveredUnit]) -> Counter[int]:
    """Of how many graves each rank is the least."""
    of_each = inside.order_by().values("burial_unit").annotate(least=Min(rank())).values("least")
    sql, given = of_each.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT least, COUNT(*) FROM ({sql}) of_each GROUP BY least", given)
        return Counter(dict(cursor.fetchall()))


def plan(actor: Actor, site: uuid.UUID) -> tuple[GraveLine, ...]:
    """Every grave of a site, in the order of their numbers."""
    rows = visible(actor, BurialUnit).filter(site=site)
    return tuple(_lines(actor, with_least(rows, actor).order_by("number")))


def graves(
    actor: Actor, *, code: str = "", stage: str = "", after: str = "", size: int = 50
) -> Graves:
    """A page of the graves, of one site (its code) and at one stage where these are given."""
    rows = visible(actor, BurialUnit)
    if code:
        rows = rows.filter(site__code=code)
    rows = with_least(rows, actor)
    if stage:
        rows = rows.filter(_at(stage))
    found = list(rows.filter(number__gt=after).order_by("number")[: size + 1])
    lines = tuple(_lines(actor, found[:size]))
    whole = stage and not code and reach(actor, BurialUnit.AREA) is Reach.ALL
    total = stage_counts(actor)[stage] if whole else rows.count()
    return Graves(lines, total, lines[-1].number if len(found) > size else "")


def grave(actor: Actor, number: str) -> Grave:
    """One grave with its markers, register lines and what was found in it.

    Raises
    ------
    NotYours
        Where there is none whom the actor may see.
    """
    found = one(actor, BurialUnit, number=number)
    rows = with_least(visible(actor, BurialUnit).filter(pk=found.pk).select_related("site"), actor)
    row = rows.get()
    (line,) = _lines(actor, [row])
    markers = visible(actor, Marker).filter(burial_unit=found).order_by("recorded_at", "number")
    return Grave(
        row.id,
        row.version,
        line,
        row.site.code,
        row.site.name_uk,
        row.container,
        row.integrity,
        row.depth_cm,
        row.opened_at,
        row.floor_reached_at,
        row.empty_reason,
        row.note,
        tuple(Seen(m.number, m.text_verbatim, m.proved_wrong, m.proved_wrong_by) for m in markers),
        _register(actor, row),
        _remains(actor, row),
    )


def _remains(actor: Actor, row: BurialUnit) -> tuple[Found, ...] | None:
    if not _knows_remains(actor):
        return None
    units = visible(actor, RecoveredUnit).filter(burial_unit=row).order_by("number")
    return tuple(Found(u.number, u.kind, u.state) for u in units)


def _register(actor: Actor, row: BurialUnit) -> tuple[Written, ...] | None:
    if reach(actor, RegisterLine.AREA) not in (Reach.OWN, Reach.ALL):
        return None
    stated = {row.label, *row.markers.values_list("number", flat=True)} - {""}
    lines = visible(actor, RegisterLine).filter(marker_stated__in=stated).select_related("source")
    return tuple(
        Written(line.source.title, str(line.page), str(line.line), line.text_verbatim)
        for line in lines.order_by("page", "line", "number")[:5]
    )


def _lines(actor: Actor, rows: Sequence[Any] | QuerySet[BurialUnit]) -> list[GraveLine]:
    rows = list(rows)
    counted: Mapping[uuid.UUID, int] | None = None
    if _knows_remains(actor):
        units = visible(actor, RecoveredUnit).filter(burial_unit__in=[row.pk for row in rows])
        units = units.exclude(place="none").exclude(kind="artefact").order_by()
        counted = dict(units.values_list("burial_unit").annotate(n=Count("*")))
    return [_line(row, None if counted is None else counted.get(row.pk, 0)) for row in rows]


def _knows_remains(actor: Actor) -> bool:
    return reach(actor, RecoveredUnit.AREA) in (Reach.OWN, Reach.ALL)


def _line(row: Any, remains: int | None) -> GraveLine:
    position: Mapping[str, Any] = row.position
    return GraveLine(
        row.number,
        row.label,
        row.kind,
        row.state,
        grave_stage(row.state, row.least),
        _metres(position.get("x_cm")),
        _metres(position.get("y_cm")),
        tuple((x / 100, y / 100) for x, y in position.get("outline_cm", ())),
        row.orientation_deg,
        remains,
    )


def _metres(centimetres: int | None) -> float | None:
    return None if centimetres is None else centimetres / 100


def _at(stage: str) -> Q:
    """Graves at a stage, as `grave_stage` tells it."""
    if stage in ("unopened", "empty"):
        return Q(state=stage)
    ranks = {one.name: at for at, one in enumerate(OF_REMAINS)}
    dug = ~Q(state__in=("unopened", "empty"))
    if stage == "open":
        return dug & (Q(state="being_exhumed") | Q(least=ranks["located"]))
    finished = dug & ~Q(state="being_exhumed")
    if stage == "recovered":
        return finished & (
            Q(least=ranks["recovered"]) | Q(least=None) | Q(least__gte=ranks["beside"])
        )
    return finished & Q(least=ranks.get(stage, -1))
