"""Families: whom to speak with next, the file of one missing person, one relative."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.timezone import localtime

from imena.language import Words, message
from imena.registry import clock
from imena.registry.permissions import Need, may
from imena.registry.queries import families as query
from imena.registry.queries import telling
from imena.registry.queries.advice import Asked
from imena.registry.queries.families import Family
from imena.registry.queries.persons import compares
from imena.registry.vocabulary import vocabulary
from imena.web import finding_words
from imena.web.access import page
from imena.web.drawings import pedigree, teeth
from imena.web.request import Request
from imena.web.views import family_forms
from imena.web.views.family import tree
from imena.web.views.family.interviewing import sections_said
from imena.web.views.family.known import TITLES

#: State of a search → what may be said aloud. A possible answer is no answer: it is not told.
_WAITS = message(
    "“The samples of your family are here and are enough to compare. The comparison goes on, and "
    "may take long.”"
)
SAYABLE: Mapping[str, str] = {
    "reported": message(
        "“We have written down whom you are looking for. Next we talk about samples and about how "
        "you want to be told.”"
    ),
    "open": message(
        "“The search is open. What you told us is compared with everything that is found.”"
    ),
    "reference_sufficient": _WAITS,
    "candidate": _WAITS,
    "reference_insufficient": message(
        "“The samples we have are not enough yet. We would like to speak about one more.”"
    ),
    "reference_none_available": message(
        "“There is nobody we could ask for a sample. We look for other ways: teeth, X-rays.”"
    ),
    "identified_dead": message(
        "A decision stands. It is told in person, by people trained for it, in the way each of the "
        "family asked for, and with the family’s own paper."
    ),
    "captive_confirmed": message(
        "“Captivity is confirmed, as far as we know today. The search goes on.”"
    ),
    "found_alive": message("“The person is alive, as far as we know today.”"),
}


@page("antemortem", place="families")
def families(request: Request) -> HttpResponse:
    """Those whose family was promised a talk, then everybody looked for, by name."""
    asked = {name: request.GET.get(name, "").strip() for name in ("name", "state", "after")}
    states = vocabulary("missing_state")
    state = asked["state"] if asked["state"] in states else ""
    narrowed = bool(asked["name"] or state or asked["after"])
    given = {
        "promised": () if narrowed else query.promised(request.actor),
        "page": query.families(
            request.actor, name=asked["name"], state=state, after=asked["after"]
        ),
        "name": asked["name"],
        "state": state,
        "states": [(term.code, term.said(request.language)) for term in states.current],
        "today": localtime(clock.now()).date(),
        "may_report": _may_write(request, "antemortem"),
        "speaks": may(request.actor, "families", Need.READ).allowed,
    }
    return render(request, "families/list.html", given)


@page("antemortem", place="families")
def missing(request: Request, number: str) -> HttpResponse:
    """One missing person: the family, what was told, what may be said, what was promised."""
    file = query.family(request.actor, number)
    words = Words("web_families", request.language)
    words_of = Words("web_family", request.language)
    state = file.missing.state
    at = request.GET.get("at", "")
    may_add = _may_write(request, "persons")
    names = _by_code(file)
    given = {
        "file": file,
        "missing": file.missing,
        "sayable": words(SAYABLE[state]) if state in SAYABLE else "",
        "pedigree": pedigree.draw(
            file,
            request.language,
            link=lambda one: tree.address(file, one, adds=may_add),
            chosen=at,
        ),
        "chosen": tree.chosen(file, at, request.language) if may_add else None,
        "asked": _asked(file),
        "told": [
            (one, names.get(one.person, one.person))
            for one in telling.notices(request.actor, file.missing.pk)
        ],
        "wished": [
            (one, names.get(one.person, one.person))
            for one in telling.wishes(request.actor, file.missing.pk)
        ],
        "decided": telling.told_of(request.actor, file.missing.pk) is not None,
        "kinds": [(kind, words_of(title)) for kind, (title, _) in TITLES.items()],
        "interviews": [
            (one, sections_said(request.language, one.sections)) for one in file.interviews
        ],
        **_findings(request, file),
        **_teeth(request, file),
        "compares": compares(request.actor),
        "may_talk": _may_write(request, "families"),
        "may_tell": _may_write(request, "antemortem"),
        "may_add": may_add,
    }
    return render(request, "families/missing.html", given)


@page("persons", place="families")
def person(request: Request, code: str) -> HttpResponse:
    """One relative: whose, what they agreed to, how they want to be spoken to."""
    found = query.member(request.actor, code)
    given = {
        "found": found,
        "shown": found.shown,
        "may_tell": _may_write(request, "antemortem"),
        "may_add": _may_write(request, "persons"),
        "may_sample": _may_write(request, "samples"),
    }
    return render(request, "families/person.html", given)


def _may_write(request: Request, area: str) -> bool:
    return may(request.actor, area, Need.WRITE).allowed


def _asked(file: Family) -> list[tuple[Asked, str]]:
    """Whom the kept plan would ask, with their names where they are recorded."""
    names = {m.code: m.name for m in file.members or ()}
    return [(one, names.get(one.person, "")) for one in file.advice.asks] if file.advice else []


def _findings(request: Request, file: Family) -> dict[str, Any]:
    """What is known from life but for the teeth; what was never there is listed in one line."""
    rows, absent = [], []
    for one in file.findings:
        said = finding_words.row(one, request.language)
        if one.status == "absent" and one.kind != "tooth" and not said.note:
            absent.append(said.heading[:1].lower() + said.heading[1:])
        elif one.kind != "tooth":
            rows.append(said)
    return {"findings": rows, "absent": absent}


def _teeth(request: Request, file: Family) -> dict[str, Any]:
    """The teeth as they were in life, drawn and listed."""
    charted = teeth.charted(file.findings)
    label = Words("web_drawings", request.language)("Teeth in FDI notation; each is listed below")
    return {
        "teeth": teeth.draw(charted, label) if charted else None,
        "charted": sorted(charted.items()),
    }


def _by_code(file: Family) -> dict[str, str]:
    return {m.code: m.name for m in file.members or ()}


urls = [
    path("families", families, name="families"),
    path("families/<str:number>", missing, name="missing"),
    path("families/<str:number>/talk", family_forms.talk, name="talk"),
    path("persons/<str:code>", person, name="person"),
    path("persons/<str:code>/consent", family_forms.consent, name="consent"),
    path("persons/<str:code>/rules", family_forms.rules, name="rules"),
]
