"""The records of an operation as rows of sheets, for who may see them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from imena.registry.actor import Actor
from imena.registry.models import (
    BurialUnit,
    Kinship,
    Marker,
    MissingPerson,
    Person,
    RecoveredUnit,
    Site,
)
from imena.registry.queries import reading
from imena.registry.queries.visible import visible

#: Records read at a time.
_AT_A_TIME = 1_000

Row = Mapping[str, Any]


def rows(actor: Actor, sheet: str) -> Iterator[Row]:
    """The rows of one sheet, in the order of our numbers; none of what the actor may not see.

    A row is called what earlier lists called it, or by our number. Reading the missing and their
    relatives is logged with the actor's purpose.

    Raises
    ------
    Broken
        I32, where named people are read without a purpose.
    """
    return _SHEETS[sheet](actor)


def _sites(actor: Actor) -> Iterator[Row]:
    for site in visible(actor, Site).order_by("code"):
        point = site.geometry.get("coordinates") if site.geometry else None
        yield {
            "code": site.code,
            "name_uk": site.name_uk,
            "name_ru": site.name_ru,
            "name_latin": site.name_latin,
            "site_type": site.site_type,
            "longitude": point[0] if point else None,
            "latitude": point[1] if point else None,
            "precision_m": site.precision_m,
            "discovered_on": site.discovered_on,
            "discovered_by": site.discovered_by,
            "hazard_state": site.hazard_state,
        }


def _graves(actor: Actor) -> Iterator[Row]:
    # A grave has one marker in a sheet: the first; the others stay in the case file.
    markers = Prefetch("markers", Marker.objects.order_by("recorded_at", "number"), to_attr="stood")
    graves = visible(actor, BurialUnit).select_related("site").prefetch_related(markers)
    for grave in graves.order_by("number").iterator(_AT_A_TIME):
        first = grave.stood[0] if grave.stood else None
        yield {
            "site": grave.site.code,
            "label": grave.label or grave.number,
            "kind": grave.kind,
            "container": grave.container,
            "depth_cm": grave.depth_cm,
            "orientation_deg": grave.orientation_deg,
            "state": grave.state,
            "floor_reached_on": _day(grave.floor_reached_at),
            "empty_reason": grave.empty_reason,
            "marker_number": first.number if first else "",
            "marker_text": first.text_verbatim if first else "",
            "note": grave.note,
        }


def _remains(actor: Actor) -> Iterator[Row]:
    units = visible(actor, RecoveredUnit).select_related("site", "burial_unit")
    for unit in units.order_by("number").iterator(_AT_A_TIME):
        grave = unit.burial_unit
        yield {
            "site": unit.site.code,
            "grave": (grave.label or grave.number) if grave else "",
            "label": unit.label or unit.number,
            "kind": unit.kind,
            "human": unit.human,
            "stage": unit.stage,
            "completeness_percent": unit.completeness_percent,
            "recovered_on": _day(unit.recovered_at),
            "place": unit.place,
            "custodian": unit.custodian,
            "note": unit.note,
        }


def _missing(actor: Actor) -> Iterator[Row]:
    found = visible(actor, MissingPerson).select_related("duplicate_of").order_by("number")
    reading.named(actor, found.values_list("pk", flat=True), what="read.export")
    for one in found.iterator(_AT_A_TIME):
        kept = one.duplicate_of
        yield {
            "label": one.label or one.number,
            "same_as": (kept.label or kept.number) if kept else "",
            **_name(one.names),
            "sex": one.sex,
            "born": one.born,
            "birth_place": one.birth_place,
            "last_seen": one.last_seen,
            "last_seen_place": one.last_seen_place,
            "population": one.population,
        }


def _relatives(actor: Actor) -> Iterator[Row]:
    if not visible(actor, Person).exists():
        return
    kin = visible(actor, Kinship).select_related("person", "missing")
    kin = kin.filter(person__erased_at=None).order_by(
        "person__code", "missing__number", "relationship"
    )
    reading.named(actor, kin.values_list("person_id", flat=True), what="read.export")
    for one in kin.iterator(_AT_A_TIME):
        yield {
            "label": one.person.label or one.person.code,
            "missing": one.missing.label or one.missing.number,
            **_name(one.person.names),
            "relationship": one.relationship,
            "born": one.person.born,
            "phone": one.person.contact.get("phone", ""),
        }


_SHEETS: Mapping[str, Callable[[Actor], Iterator[Row]]] = {
    "sites": _sites,
    "graves": _graves,
    "remains": _remains,
    "missing": _missing,
    "relatives": _relatives,
}


def _name(names: list[Mapping[str, str]]) -> dict[str, str]:
    first = names[0] if names else {}
    return {part: first.get(part, "") for part in ("family", "given", "patronymic")}


def _day(at: datetime | None) -> str:
    return "" if at is None else at.date().isoformat()
