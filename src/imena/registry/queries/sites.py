"""Sites: where the dead lie or are believed to, and under what right the ground is opened."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from imena.registry.actor import Actor
from imena.registry.models import (
    BurialUnit,
    ControlPeriod,
    HazardClearance,
    LegalAuthority,
    RecoveredUnit,
    Site,
)
from imena.registry.permissions import Reach, reach
from imena.registry.queries.visible import one, visible


@dataclass(frozen=True, slots=True)
class SiteLine:
    """A site in a list. ``longitude`` and ``latitude`` are WGS 84; ``remains`` is ``None`` where
    the actor may not know how many were found."""

    code: str
    name: str
    name_latin: str
    site_type: str
    work_state: str
    hazard_state: str
    longitude: float | None
    latitude: float | None
    precision_m: int | None
    graves: int
    opened: int
    remains: int | None


@dataclass(frozen=True, slots=True)
class Control:
    """Who held the ground, from when to when."""

    holder: str
    began: str
    ended: str
    source: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A clearance or an authority: what it is called, whose, of which day, whether withdrawn."""

    called: str
    by: str
    on: date
    covers: str
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class SiteFile:
    """One site with what opening its ground rests on."""

    id: uuid.UUID
    version: int
    line: SiteLine
    access_state: str
    discovered_on: str
    discovered_by: str
    completeness: str
    clearances: tuple[Paper, ...]
    authorities: tuple[Paper, ...]
    control: tuple[Control, ...]


def sites(actor: Actor, *, work_states: tuple[str, ...] = ()) -> tuple[SiteLine, ...]:
    """The sites the actor may see, by code."""
    rows = visible(actor, Site)
    if work_states:
        rows = rows.filter(work_state__in=work_states)
    return tuple(_lines(actor, list(rows.order_by("code"))))


def site(actor: Actor, code: str) -> SiteFile:
    """One site by its code.

    Raises
    ------
    NotYours
        Where there is none that the actor may see.
    """
    found = one(actor, Site, code=code)
    clearances = visible(actor, HazardClearance).filter(site=found).order_by("cleared_on")
    authorities = visible(actor, LegalAuthority).filter(site=found).order_by("issued_on")
    control = visible(actor, ControlPeriod).filter(site=found).order_by("began", "recorded_at")
    (line,) = _lines(actor, [found])
    return SiteFile(
        found.id,
        found.version,
        line,
        found.access_state,
        found.discovered_on,
        found.discovered_by,
        found.completeness,
        tuple(
            Paper(c.certificate, c.cleared_by, c.cleared_on, c.covers, c.withdrawn)
            for c in clearances
        ),
        tuple(
            Paper(a.proceeding, a.issued_by, a.issued_on, a.mandate, a.withdrawn)
            for a in authorities
        ),
        tuple(Control(c.holder, c.began, c.ended, c.source) for c in control),
    )


def _lines(actor: Actor, rows: list[Site]) -> list[SiteLine]:
    ids = [row.pk for row in rows]
    graves: defaultdict[uuid.UUID, Counter[str]] = defaultdict(Counter)
    states = visible(actor, BurialUnit).filter(site__in=ids).order_by()
    for pk, state, n in states.values_list("site", "state").annotate(Count("pk")):
        graves[pk][state] = n
    remains: dict[uuid.UUID, int] | None = None
    if reach(actor, RecoveredUnit.AREA) in (Reach.OWN, Reach.ALL):
        units = visible(actor, RecoveredUnit).filter(site__in=ids).exclude(place="none").order_by()
        remains = dict(units.values_list("site").annotate(Count("pk")))
    return [
        _line(row, graves[row.pk], None if remains is None else remains.get(row.pk, 0))
        for row in rows
    ]


def _line(row: Site, graves: Counter[str], remains: int | None) -> SiteLine:
    point = row.geometry.get("coordinates") if row.geometry.get("type") == "Point" else None
    return SiteLine(
        row.code,
        row.name_uk,
        row.name_latin,
        row.site_type,
        row.work_state,
        row.hazard_state,
        point[0] if point else None,
        point[1] if point else None,
        row.precision_m,
        sum(graves.values()),
        sum(graves.values()) - graves["unopened"],
        remains,
    )
