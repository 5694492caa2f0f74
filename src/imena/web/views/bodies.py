"""Remains: the list, one unit from the ground to today, and the person believed to be behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from imena.language import Words
from imena.registry import clock
from imena.registry.permissions import Need, Reach, may, reach
from imena.registry.queries import custody, postmortem, reconciliation
from imena.registry.queries import remains as remains_query
from imena.registry.queries.antemortem import names_of
from imena.registry.queries.beside import beside_unit
from imena.registry.queries.examinations import open_of
from imena.registry.queries.individuals import individual_numbered
from imena.registry.queries.photographs import photographs_of_unit
from imena.registry.queries.reconciliation import Listed
from imena.registry.queries.recording import unit_to_record
from imena.registry.queries.stages import OF_REMAINS
from imena.registry.refusals import NotYours
from imena.registry.vocabulary import said, vocabulary
from imena.web import finding_words, timeline
from imena.web.access import page
from imena.web.drawings import figure, skeleton, teeth
from imena.web.request import Request
from imena.web.views.custody.deeds import AREAS, offered
from imena.web.views.way import STATIONS

#: What is told of remains in the order in which it is asked, before the injuries and the teeth.
_PROFILE = (
    "sex", "age", "stature", "hair", "eyes", "ancestry", "handedness", "mark", "belonging", "sign",
    "condition", "fingerprint", "radiograph",
)  # fmt: skip

#: What is drawn in a dental chart, by how the legend calls it.
_KEYS: Mapping[str, teeth.Tooth | None] = {
    "treated": teeth.Tooth("filled", ("O", "M")),
    "crown": teeth.Tooth("crown"),
    "lost_in_life": teeth.Tooth("missing_antemortem"),
    "lost_after": teeth.Tooth("missing_postmortem"),
    "not_examined": None,
}


@page("custody", place="bodies")
def bodies(request: Request) -> HttpResponse:
    """The remains, fifty a page, by stage, place, site, shelf and open incident."""
    asked = {
        name: request.GET.get(name, "") for name in ("stage", "place", "site", "slot", "after")
    }
    stages = [(stage.name, _stage_word(request, stage.name)) for stage in OF_REMAINS]
    places = vocabulary("place_kind")
    incident = request.GET.get("incident") == "open"
    stage = asked["stage"] if asked["stage"] in dict(stages) else ""
    place = asked["place"] if asked["place"] in places else ""
    given = {
        "page": remains_query.remains(
            request.actor,
            stage=stage,
            place=place,
            code=asked["site"],
            slot=asked["slot"],
            incident=incident,
            after=asked["after"],
        ),
        "stages": stages,
        "places_of_remains": [(term.code, term.said(request.language)) for term in places.current],
        "stage": stage,
        "only": " · ".join(
            filter(
                None,
                (
                    dict(stages).get(stage, ""),
                    said("place_kind", place, request.language) if place else "",
                    asked["site"],
                    asked["slot"],
                    Words("web_bodies", request.language)("with an open incident")
                    if incident
                    else "",
                ),
            )
        ),
        "place_asked": place,
        "site": asked["site"],
        "slot": asked["slot"],
        "incident": incident,
        "receives": may(request.actor, "custody", Need.WRITE).allowed,
    }
    return render(request, "bodies/list.html", given)


@page("custody", place="bodies")
def body(request: Request, number: str) -> HttpResponse:
    """One unit: what is established, where it was, what was taken, who it may be."""
    unit = remains_query.unit(request.actor, number)
    found = _findings(request, unit)
    line = custody.custody_line(request.actor, unit.id)
    given = {
        "deeds": _deeds(request, number),
        "beside": beside_unit(request.actor, unit.id),
        "pictures": photographs_of_unit(request.actor, unit.id, size=_PICTURES),
        "gallery": reverse("photographs", args=[unit.line.number]),
        "explains": may(request.actor, "custody", Need.WRITE).allowed,
        "unit": unit,
        "body": unit.line,
        "timeline": timeline.points(line),
        "gaps": line.gaps,
        "now_at": clock.now(),
        "incidents": list(custody.open_incidents(request.actor, unit.id)),
        "sees_findings": _reads(request, "postmortem"),
        "examines": may(request.actor, "postmortem", Need.WRITE).allowed,
        "examining": open_of(request.actor, unit.id),
        "sees_samples": _reads(request, "samples"),
        **_profile(request, found),
        "cause": postmortem.cause_of(request.actor, unit.id),
        **_injuries(request, found),
        **_teeth(request, found),
        **_bones(request, found),
        **_candidates(request, unit.individual),
    }
    return render(request, "bodies/body.html", given)


@page("custody", place="bodies")
def individual(request: Request, number: str) -> HttpResponse:
    """The person believed to be behind some remains, and who they may be."""
    known = individual_numbered(request.actor, number)
    given = {
        "known": known,
        "bones": [(element, side, many) for (element, side), many in known.bones.items()],
        **_candidates(request, number),
    }
    return render(request, "bodies/individual.html", given)


def _deeds(request: Request, number: str) -> list[tuple[str, str]]:
    """What the reader may do with these remains as they stand: name in the address, and label."""
    say = Words("web_custody", request.language)
    areas = [a for a in AREAS if may(request.actor, a, Need.WRITE).allowed]
    if not areas:
        return []
    try:
        standing = unit_to_record(request.actor, number, area=areas[0])
    except NotYours:
        return []
    return [(deed.name, say(deed.label)) for deed in offered(request.actor, standing)]


def _findings(request: Request, unit: remains_query.Remains) -> list[Any]:
    if not _reads(request, "postmortem"):
        return []
    found = postmortem.findings_of(request.actor, unit.id)
    return list(found.select_related("examination"))


def _profile(request: Request, found: Sequence[Any]) -> dict[str, Any]:
    """What is told of the body line by line; what was looked for and is not there, and what nobody
    looked at, each in one line of their own, never mixed. One that was told of stands alone."""
    rows = [
        finding_words.row(f, request.language) for kind in _PROFILE for f in found if f.kind == kind
    ]
    together = {
        status: [row for row in rows if row.status == status and not row.note]
        for status in ("absent", "not_examined")
    }
    headings = {status: _in_a_line(rows) for status, rows in together.items()}
    shown = [row for row in rows if row not in together.get(row.status, [])]
    return {"profile": shown, "looked_for": headings["absent"], "unseen": headings["not_examined"]}


def _in_a_line(rows: Sequence[finding_words.Row]) -> str:
    said = "; ".join(sorted(row.heading[:1].lower() + row.heading[1:] for row in rows))
    return said[:1].upper() + said[1:]


def _injuries(request: Request, found: Sequence[Any]) -> dict[str, Any]:
    injuries = [f for f in found if f.kind == "injury"]
    present = [f for f in injuries if f.status == "present"]
    marks = [
        figure.Mark(i, f.region, f.data.get("timing", ""), f.data.get("seen_from", ""))
        for i, f in enumerate(present, start=1)
    ]
    words = Words("web_drawings", request.language)
    return {
        "injuries": [finding_words.row(f, request.language) for f in present],
        "regions_without": _regions_without(request, injuries),
        "figure": figure.draw(marks, words, examined=figure.looked_at(injuries)),
    }


def _regions_without(request: Request, injuries: Sequence[Any]) -> list[tuple[str, str]]:
    """Status → regions without an injury: looked at, or not to be told."""
    found: dict[str, list[str]] = {}
    for region, status in figure.looked_at(injuries).items():
        if status != "present":
            found.setdefault(status, []).append(said("body_region", region, request.language))
    return [(status, ", ".join(regions)) for status, regions in found.items()]


def _teeth(request: Request, found: Sequence[Any]) -> dict[str, Any]:
    charted = teeth.charted(found)
    words = Words("web_drawings", request.language)
    label = words("Teeth in FDI notation; each is listed below")
    return {
        "teeth": teeth.draw(charted, label) if charted else None,
        "charted": sorted(charted.items()),
        "keys": [(teeth.one("16", shown), name) for name, shown in _KEYS.items()],
    }


def _bones(request: Request, found: Sequence[Any]) -> dict[str, Any]:
    """The skeleton where somebody recorded a bone, and each bone with how much of it there is."""
    words = Words("web_drawings", request.language)
    states = {
        (f.data["element"], f.data["side"]): str(f.data.get("completeness") or f.status)
        for f in found
        if f.kind == "element"
    }
    return {
        "skeleton": skeleton.draw(states, words) if states else None,
        "bones": [(bone, side, state) for (bone, side), state in sorted(states.items())],
    }


def _candidates(request: Request, individual: str) -> dict[str, Any]:
    """Who the individual may be, by number; with names where those may be read and a purpose is
    stated."""
    # Who examines sees their own comparisons, and no list that could lead the next one (I31).
    sees = reach(request.actor, "comparison") is Reach.ALL
    if not individual or not sees:
        return {"sees_candidates": sees, "candidates": ()}
    try:
        listed = reconciliation.listed(request.actor, individual=individual)
    except NotYours:
        listed = Listed((), ())
    named: Mapping[str, str] = {}
    if request.actor.purpose:
        numbers = [one.missing for one in listed.hypotheses[:_MOST]]
        named = names_of(request.actor, numbers)
    shown = [(one, named.get(one.missing, "")) for one in listed.hypotheses[:_MOST]]
    return {
        "sees_candidates": True,
        "whose": individual,
        "exclusions": listed.exclusions,
        "candidates": shown,
        "more_candidates": max(len(listed.hypotheses) - _MOST, 0),
        "names_hidden": not request.actor.purpose and _reads(request, "antemortem"),
    }


#: Photographs shown beside remains, blurred; all stand on a page of their own.
_PICTURES = 2
#: Possible names shown beside remains; all stand on the page of candidates.
_MOST = 4


def _reads(request: Request, area: str) -> bool:
    return reach(request.actor, area) in (Reach.OWN, Reach.ALL)


def _stage_word(request: Request, name: str) -> str:
    return Words("web_way", request.language)(STATIONS["remains"][name][1])


urls = [
    path("bodies", bodies, name="bodies"),
    path("bodies/<str:number>", body, name="body"),
    path("individuals/<str:number>", individual, name="individual"),
]
