"""The way: the whole operation counted, from the first lead to the name and the return."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from imena.language import Words, message
from imena.registry.queries.way import Lane, Stuck
from imena.reports.bulletin.lanes import bar
from imena.reports.markup import Html
from imena.web.access import page
from imena.web.counted import counted
from imena.web.request import Request
from imena.web.targets import address

#: Station → its place on the ramp of states and its word, lane by lane, in order.
STATIONS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "sites": {
        "lead": ("s0", message("reported or confirmed")),
        "protected": ("s1", message("guarded, not yet dug")),
        "exhuming": ("s3", message("exhumation under way")),
        "exhumed": ("s4", message("exhumed")),
        "closed": ("s5", message("closed")),
    },
    "graves": {
        "unopened": ("s0", message("not opened")),
        "empty": ("none", message("empty")),
        "open": ("open", message("being opened")),
        "recovered": ("s1", message("recovered, not examined")),
        "examined": ("s2", message("examined")),
        "compared": ("s3", message("being compared")),
        "identified": ("s4", message("all named")),
        "returned": ("s5", message("all returned")),
    },
    "remains": {
        "located": ("s0", message("located")),
        "recovered": ("s1", message("recovered")),
        "examined": ("s2", message("examined")),
        "compared": ("s3", message("being compared")),
        "identified": ("s4", message("name established")),
        "returned": ("s5", message("returned")),
        "beside": ("none", message("beside the way: not human, divided, suspended …")),
    },
    "named": {
        "not_told": ("s3", message("family not told yet")),
        "told": ("s4", message("told, waiting for the return")),
        "released": ("s4", message("handed to the family")),
        "buried": ("s5", message("buried under the name")),
        "otherwise": ("none", message("suspended or otherwise")),
    },
    "missing": {
        "no_sample": ("s0", message("no sample yet")),
        "few_samples": ("s1", message("too few samples")),
        "enough_samples": ("s2", message("enough samples, no match")),
        "candidate": ("s3", message("there is a possible answer")),
        "identified_dead": ("s4", message("death established")),
        "otherwise": ("none", message("found otherwise, or listed twice")),
    },
}
#: Lane → the page that lists its rows, and the name of its filter.
_LISTS = {
    "sites": ("sites", "work"),
    "graves": ("graves", "stage"),
    "remains": ("bodies", "stage"),
    "named": ("decisions", "standing"),
    "missing": ("families", "standing"),
}
#: What stands still → the page that lists it, and its filter.
_STUCK = {
    "not_told": ("decisions", {"standing": "not_told"}),
    "not_received": ("bodies", {"place": "transport"}),
    "no_profile": ("bodies", {"stage": "examined"}),
    "no_sample": ("families", {"standing": "no_sample"}),
}
#: Station → what stands still there.
_STUCK_AT = {
    ("remains", "examined"): "no_profile",
    ("named", "not_told"): "not_told",
    ("missing", "no_sample"): "no_sample",
}


@dataclass(frozen=True, slots=True)
class Station:
    """A station as listed under the lane’s bar; ``late`` says how many stand there too long."""

    level: str
    word: str
    number: int
    address: str
    late: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A lane as drawn."""

    lane: Lane
    bar: Html
    stations: tuple[Station, ...]


@page(place="way")
def the_way(request: Request) -> HttpResponse:
    """Five lanes, one unit each; who may know of none is told so."""
    say = Words("web_way", request.language)
    found = counted(request.actor)
    given = {
        "lanes": [_drawn(lane, found.stuck, say) for lane in found.lanes],
        "stuck": [(one, _list_of(*_STUCK[one.kind])) for one in found.stuck],
        "counted_at": found.at,
    }
    return render(request, "way/way.html", given)


def _drawn(lane: Lane, stuck: Sequence[Stuck], say: Words) -> Drawn:
    at = 0.0
    still = {one.kind: one.number for one in stuck}
    stations, parts = [], []
    for name, (level, word) in STATIONS[lane.unit].items():
        number = lane.stations[name]
        width = number / lane.total if lane.total else 0.0
        if number:
            list_, filter_ = _LISTS[lane.unit]
            where = _list_of(list_, {filter_: name})
            late = _late(_STUCK_AT.get((lane.unit, name), ""), still, say)
            stations.append(Station(level, say(word), number, where, late))
            parts.append((level, at, width))
        at += width
    return Drawn(lane, bar(parts), tuple(stations))


def _late(kind: str, still: Mapping[str, int], say: Words) -> str:
    n = still.get(kind, 0)
    if not n:
        return ""
    if kind == "not_told":
        return say.count("{n} for more than 7 days", "{n} for more than 7 days", n)
    if kind == "no_profile":
        return say.count(
            "{n} without a profile after two attempts",
            "{n} without a profile after two attempts",
            n,
        )
    return say.count("{n} whom nobody can give a sample", "{n} whom nobody can give a sample", n)


def _list_of(name: str, filters: Mapping[str, str]) -> str:
    found = address(name)
    return f"{found}?{urlencode(filters)}" if found else ""


urls = [path("way", the_way, name="way")]
