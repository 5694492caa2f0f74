"""Sites: where the dead lie or are believed to, and under what right the ground is opened."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

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
    """A site in a list. ``remains`` is ``None`` where the actor may not know how many were
    found."""

    code: str
    name: str
    name_latin: str
    site_type: str
    work_state: str
    hazard_state: str
    graves: int
    opened: int
    remains: int | None


@dataclass(frozen=True, slots=True)
class Sites:
    """A page of sites, in the order of their codes; ``after`` asks for the next page."""

    rows: tuple[SiteLine, ...]
    total: int
    after: str


@dataclass(frozen=True, slots=True)
class Point:
    """Where a site is, in degrees of WGS 84, and by how many metres that may be off."""

    code: str
    work_state: str
    longitude: float
    latitude: float
    precision_m: int | None


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


def sites(
    actor: Actor, *, work_states: tuple[str, ...] = (), after: str = "", size: int = 50
) -> Sites:
    """A page of the sites the actor may see, of those at one of ``work_states`` where given."""
    rows = _at_work(actor, work_states)
    found = list(rows.filter(code__gt=after).order_by("code")[: size + 1])
    lines = tuple(_lines(actor, found[:size]))
    return Sites(lines, rows.count(), lines[-1].code if len(found) > size else "")


def points(actor: Actor, *, work_states: tuple[str, ...] = ()) -> tuple[Point, ...]:
    """Where those sites are whose place is recorded as a point."""
    rows = _at_work(actor, work_states).filter(geometry__type="Point").order_by("code")
    return tuple(
        Point(
            row.code,
            row.work_state,
            float(row.geometry["coordinates"][0]),
            float(row.geometry["coordinates"][1]),
            row.precision_m,
        )
        for row in rows
    )


def called(actor: Actor) -> dict[str, str]:
    """What each site is called, by its code."""
    return dict(visible(actor, Site).order_by("code").values_list("code", "name_uk"))


def site(actor: Actor, code: str) -> SiteFile:
    """One site by its code.

    Raises
    ------
    NotYours
        Where there is none that the actor may see.
    """
    found = one(actor, Site, code=code)
    clearances = (
        visible(actor, HazardClearance).filter(site=found).order_by("cleared_on", "certificate")
    )
    authorities = (
        visible(actor, LegalAuthority).filter(site=found).order_by("issued_on", "proceeding")
    )
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


def _at_work(actor: Actor, work_states: tuple[str, ...]) -> QuerySet[Site]:
    rows = visible(actor, Site)
    return rows.filter(work_state__in=work_states) if work_states else rows


def _lines(actor: Actor, rows: list[Site]) -> list[SiteLine]:
    ids = [row.pk for row in rows]
    graves: defaultdict[uuid.UUID, Counter[str]] = defaultdict(Counter)
    states = visible(actor, BurialUnit).filter(site__in=ids).order_by()
    for pk, state, n in states.values_list("site", "state").annotate(n=Count("*")):
        graves[pk][state] = n
    remains: dict[uuid.UUID, int] | None = None
    if reach(actor, RecoveredUnit.AREA) in (Reach.OWN, Reach.ALL):
        units = visible(actor, RecoveredUnit).filter(site__in=ids).order_by()
        # Where nothing is under a number its state says so (I2): the index then answers alone.
        units = units.exclude(state__in=("divided", "merged", "number_without_remains"))
        remains = dict(units.values_list("site").annotate(n=Count("*")))
    return [
        _line(row, graves[row.pk], None if remains is None else remains.get(row.pk, 0))
        for row in rows
    ]


def _line(row: Site, graves: Counter[str], remains: int | None) -> SiteLine:
    return SiteLine(
        row.code,
        row.name_uk,
        row.name_latin,
        row.site_type,
        row.work_state,
        row.hazard_state,
        sum(graves.values()),
        sum(graves.values()) - graves["unopened"],
        remains,
    )
