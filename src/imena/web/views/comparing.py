"""Comparing everybody with everybody: begun, watched, stopped, gone on with, and what it found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from imena.exchange.casefile.problems import CaseFileError
from imena.language import Words, message
from imena.language.numbers import stated_percent
from imena.reconciliation.apart import launch
from imena.reconciliation.apart.asked import Asked
from imena.reconciliation.apart.told import STEPS, Told
from imena.reconciliation.marker_set import marker_set_from
from imena.registry import clock
from imena.registry.permissions import Need, Reach, may
from imena.registry.queries.marker_sets import marker_set_of, marker_sets
from imena.registry.queries.reconciliation import changes
from imena.registry.queries.runs import likeliest, run_lines, run_numbered
from imena.registry.refusals import NotYours
from imena.registry.services import marker_sets as keeping
from imena.registry.words.left_out import why_left_out
from imena.web.access import page
from imena.web.forms.assumed import Assumed
from imena.web.forms.typed import Typed
from imena.web.request import Request

_SAID = {
    "freezing": message("Read the case file as it is now"),
    "pairwise": message("Compare each family with all remains"),
    "placements": message("Place families with several missing together"),
    "joint": message("Decide everybody together"),
    "checks": message("Check the quality"),
    "recording": message("Record the result"),
}
_ACTS: Mapping[str, Callable[[Request, Typed], None]] = {
    "stop": lambda request, _: launch.stop(request.actor),
    "go_on": lambda request, _: launch.go_on(request.actor),
    "give_up": lambda request, form: launch.give_up(request.actor, _why(request, form)),
}
#: Changes shown of a run; all are counted.
_SHOWN = 50


@dataclass(frozen=True, slots=True)
class _Step:
    """A step: ``stands`` is "done", "now" or "later"."""

    said: str
    stands: str


@page("comparison", place="decisions", methods="GET POST")
def comparisons(request: Request) -> HttpResponse:
    """How it stands, and all runs, the latest first."""
    _check(request)
    form = Typed(request)
    if request.method == "POST":
        return form.done(
            reverse("comparisons"),
            lambda: _pressed(request, form),
            lambda: _standing(request, form),
        )
    return _standing(request, form)


@page("comparison", place="decisions")
def comparison(request: Request, number: int) -> HttpResponse:
    """One run: on what, by what, what it found and what it sees otherwise than the one before."""
    _check(request)
    run = run_numbered(request.actor, number)
    found = changes(request.actor, run) if run.state == "done" else ()
    given = {
        "run": run,
        "markers": marker_set_of(request.actor, run.markers),
        "found": likeliest(request.actor, run),
        "first": found is None,
        "changes": (found or ())[:_SHOWN],
        "changed": len(found or ()),
        "left_out": list(_left_out(request, run.left_out)),
        "prior": _prior(request, run.parameters.get("prior", "")),
        "threshold": _share(request, run.parameters.get("threshold", "")),
    }
    return render(request, "comparing/run.html", given)


@page("comparison", place="decisions", need=Need.WRITE, methods="GET POST")
def compare(request: Request) -> HttpResponse:
    """By which markers and assumptions, and what for; then it is begun."""
    _check(request)
    form = Assumed(request)
    if request.method == "POST":
        markers, asked = _markers(request, form), form.asked()
        if not form.problems:
            return form.done(
                reverse("comparisons"),
                lambda: _begun(request, markers, asked),
                lambda: _form(request, form),
            )
    return _form(request, form)


def _pressed(request: Request, form: Typed) -> None:
    act = form.text("act")
    if act in _ACTS:
        _ACTS[act](request, form)


def _form(request: Request, form: Assumed) -> HttpResponse:
    kept = marker_sets(request.actor)
    chosen = form.text("markers") or (kept[0].sha256 if kept else "")
    return form.shown("comparing/compare.html", kept=kept, chosen=chosen, defaults=form.defaults())


def _standing(request: Request, form: Typed) -> HttpResponse:
    stands = launch.stands(request.actor)
    before = request.GET.get("after", "")
    told = stands.told
    given: dict[str, Any] = {
        "stands": stands,
        "told": told,
        "may": may(request.actor, "comparison", Need.WRITE).reach is Reach.ALL,
        "page": run_lines(
            request.actor, before=int(before) if before.isdecimal() and len(before) < 10 else None
        ),
        "why_not": told.why.get(request.language, "") if told else "",
    }
    if told and stands.working:
        left, families = told.left(clock.now()), told.left_of_families()
        given |= {
            "steps": list(_steps(request, told)),
            "left": None if left is None else timedelta(seconds=left),
            "families": None if families is None else timedelta(seconds=families),
        }
    return form.shown("comparing/runs.html", **given)


def _steps(request: Request, told: Told) -> Iterator[_Step]:
    say = Words("web_comparing", request.language)
    now = STEPS.index(told.step)
    for i, step in enumerate(STEPS):
        yield _Step(say(_SAID[step]), "done" if i < now else "now" if i == now else "later")


def _markers(request: Request, form: Typed) -> tuple[str, bytes] | str:
    """A marker set that was brought, as its name and bytes, or the digest of one that is kept."""
    say = Words("web_comparing", request.language)
    file = request.FILES.get("file")
    if file is None:
        chosen = form.text("markers")
        if marker_set_of(request.actor, chosen) is None:
            form.wrong("file", say("Choose a marker set that is kept, or bring its file."))
        return chosen
    data = file.read(keeping.MOST_BYTES + 1)
    name = (file.name or "markers.json")[:200]
    try:
        marker_set_from(data, name)
    except CaseFileError as error:
        words = Words("casefile", request.language)
        for problem in error.problems[:10]:
            form.wrong("file", problem.said(words))
    return name, data


def _begun(request: Request, markers: tuple[str, bytes] | str, asked: Asked) -> None:
    if not isinstance(markers, str):
        name, data = markers
        markers = keeping.keep(request.actor, name=name, content=data).sha256
    launch.begin(request.actor, asked.by(markers))


def _why(request: Request, form: Typed) -> str:
    say = Words("web_comparing", request.language)
    return form.text("why") or say("given up on the page")


def _left_out(
    request: Request, listed: list[dict[str, str]]
) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """What was not used, by why."""
    by_reason: dict[str, list[dict[str, str]]] = {}
    for one in listed:
        by_reason.setdefault(one["why"], []).append(one)
    for why in sorted(by_reason):
        yield why_left_out(request.language, why), by_reason[why]


def _prior(request: Request, said: str) -> str:
    """The prior of a run, for a person; as the run keeps it where that is something else."""
    say = Words("web_comparing", request.language)
    name, _, share = said.partition("=")
    if name == "flat":
        return say("every joint assignment is equally likely")
    if name == "recovered":
        return say("each missing person is here with {share}", share=_share(request, share))
    return said or "—"


def _share(request: Request, said: str) -> str:
    try:
        return stated_percent(request.language, float(said))
    except ValueError:
        return said or "—"


def _check(request: Request) -> None:
    """Who compares what is theirs alone sees no run over everybody (I31)."""
    if may(request.actor, "comparison", Need.READ).reach is not Reach.ALL:
        raise NotYours


urls = [
    path("comparisons", comparisons, name="comparisons"),
    path("comparisons/new", compare, name="compare"),
    path("comparisons/<int:number>", comparison, name="comparison"),
]
