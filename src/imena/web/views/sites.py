"""Sites: the list with its map, one site with the plan of its graves, one grave on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from imena.language import Words
from imena.registry.permissions import Need, Reach, may, reach
from imena.registry.queries import graves as graves_query
from imena.registry.queries import sites as sites_query
from imena.registry.queries.beside import beside_grave
from imena.registry.queries.disagreements import disagreements
from imena.registry.queries.graves import Grave
from imena.registry.queries.photographs import Pictures, photographs_of_grave
from imena.registry.queries.stages import GRAVE_LEVEL, OF_GRAVES
from imena.web.access import page
from imena.web.drawings import plan, sites_map
from imena.web.request import Request
from imena.web.views.field.graves import offered
from imena.web.views.way import STATIONS

#: State of a site’s work → its place on the ramp.
LEVELS: Mapping[str, str] = {
    "lead": "s0",
    "confirmed": "s0",
    "protected": "s1",
    "authorised": "s2",
    "exhuming": "s3",
    "reopened": "s3",
    "exhumed": "s4",
    "closed": "s5",
}
#: The way’s stations of sites, as filters of the list.
WORK: Mapping[str, tuple[str, ...]] = {
    "lead": ("lead", "confirmed"),
    "protected": ("protected", "authorised"),
    "exhuming": ("exhuming", "reopened"),
    "exhumed": ("exhumed",),
    "closed": ("closed",),
}
#: Photographs shown of a grave, blurred; all stand on a page of their own.
_PICTURES = 2


@page("sites", place="sites")
def sites(request: Request) -> HttpResponse:
    """The sites, and where those are whose place is recorded."""
    work = request.GET.get("work", "")
    states = WORK.get(work, ())
    found = sites_query.sites(request.actor, work_states=states, after=request.GET.get("after", ""))
    points = sites_query.points(request.actor, work_states=states)
    given = {
        "rows": [(site, LEVELS[site.work_state]) for site in found.rows],
        "page": found,
        "map": sites_map.draw(points, dict(LEVELS), Words("web_drawings", request.language)),
        "work": work if work in WORK else "",
        "filters": _stations(request, "sites"),
    }
    return render(request, "sites/list.html", given)


@page("sites", place="sites")
def site(request: Request, code: str) -> HttpResponse:
    """One site: its plan, what opening its ground rests on."""
    return _site(request, code, None)


@page("sites", place="sites")
def grave(request: Request, number: str) -> HttpResponse:
    """One grave, on the plan of its site."""
    found = graves_query.grave(request.actor, number)
    return _site(request, found.site, found)


@page("sites", place="sites")
def graves(request: Request) -> HttpResponse:
    """The graves as a list, of one site or at one stage, fifty a page."""
    stage, code = request.GET.get("stage", ""), request.GET.get("site", "")
    stage = stage if stage in OF_GRAVES else ""
    found = graves_query.graves(
        request.actor, stage=stage, code=code, after=request.GET.get("after", "")
    )
    given = {
        "rows": [(line, GRAVE_LEVEL[line.stage]) for line in found.rows],
        "page": found,
        "stage": stage,
        "site": code,
        "filters": _stations(request, "graves"),
    }
    return render(request, "sites/graves.html", given)


def _site(request: Request, code: str, chosen: Grave | None) -> HttpResponse:
    file = sites_query.site(request.actor, code)
    lines = graves_query.plan(request.actor, file.id)
    words = Words("web_sites", request.language)
    number = chosen.line.number if chosen else ""
    label = words("Plan of {site}: graves, each marked by its stage", site=file.line.code)
    stages = Counter(line.stage for line in lines)
    said = dict(_stations(request, "graves"))
    given = {
        "records": may(request.actor, "sites", Need.WRITE).allowed,
        "recovers": may(request.actor, "custody", Need.WRITE).allowed,
        "file": file,
        "site": file.line,
        "level": LEVELS[file.line.work_state],
        "plan": plan.draw(lines, number, label, Words("web_drawings", request.language)),
        "stages": [(GRAVE_LEVEL[s], said[s], stages[s], s) for s in OF_GRAVES if stages[s]],
        "several": sum(1 for line in lines if (line.remains or 0) > 1),
        "unopened": stages["unopened"],
        "pits": sum(1 for line in lines if line.kind in ("pit", "trench")),
        "disagree": disagreements(request.actor, file.id),
        "grave": chosen,
        "deeds": _deeds(request, chosen),
        "beside": beside_grave(request.actor, chosen.id) if chosen else (),
        "pictures": _pictures(request, chosen),
        "gallery": reverse("grave_photographs", args=[number]) if chosen else "",
        "grave_level": GRAVE_LEVEL[chosen.line.stage] if chosen else "",
        "grave_word": said[chosen.line.stage] if chosen else "",
    }
    return render(request, "sites/site.html", given)


def _deeds(request: Request, chosen: Grave | None) -> list[tuple[str, str]]:
    """What the reader may do with the grave as it is: name in the address, and label."""
    if chosen is None or not may(request.actor, "sites", Need.WRITE).allowed:
        return []
    say = Words("web_field", request.language)
    return [(deed.name, say(deed.label)) for deed in offered(chosen.line.state)]


def _pictures(request: Request, chosen: Grave | None) -> Pictures | None:
    """The first photographs of the grave; ``None`` where they are not the reader's."""
    if chosen is None or reach(request.actor, "custody") not in (Reach.OWN, Reach.ALL):
        return None
    return photographs_of_grave(request.actor, chosen.id, size=_PICTURES)


def _stations(request: Request, unit: str) -> list[tuple[str, str]]:
    """The stages and what the way calls them."""
    say = Words("web_way", request.language)
    return [(name, say(word)) for name, (_, word) in STATIONS[unit].items()]


urls = [
    path("sites", sites, name="sites"),
    path("sites/<str:code>", site, name="site"),
    path("graves", graves, name="graves"),
    path("graves/<str:number>", grave, name="grave"),
]
