"""Families: whom to speak with next, the file of one missing person, one relative."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.timezone import localtime

from imena import __version__
from imena.language import Words, message
from imena.registry import clock
from imena.registry.permissions import Need, may
from imena.registry.queries import families as query
from imena.registry.queries.dossier_content import Kin, Made, blank
from imena.registry.queries.dossier_people import told
from imena.registry.queries.families import Family
from imena.registry.queries.persons import compares
from imena.registry.vocabulary import vocabulary
from imena.reports.dossier.family_tree import pictures
from imena.reports.markup import Html
from imena.web import finding_words
from imena.web.access import page
from imena.web.by_name import ByName
from imena.web.request import Request
from imena.web.views import family_forms

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
        "speaks": may(request.actor, "families", Need.READ).allowed,
    }
    return render(request, "families/list.html", given)


@page("antemortem", place="families")
def missing(request: Request, number: str) -> HttpResponse:
    """One missing person: the family, what was told, what may be said, what was promised."""
    file = query.family(request.actor, number)
    words = Words("web_families", request.language)
    state = file.missing.state
    given = {
        "file": file,
        "missing": file.missing,
        "sayable": words(SAYABLE[state]) if state in SAYABLE else "",
        "pedigree": _pedigree(request, file),
        "interviews": [
            (one, family_forms.sections_said(request.language, one.sections))
            for one in file.interviews
        ],
        "findings": [
            finding_words.row(one, request.language) for one in file.findings if one.kind != "tooth"
        ],
        "teeth": sum(1 for one in file.findings if one.kind == "tooth"),
        "compares": compares(request.actor),
        "may_talk": _may_write(request, "families"),
        "may_tell": _may_write(request, "antemortem"),
        "may_add": _may_write(request, "persons"),
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
    }
    return render(request, "families/person.html", given)


def _may_write(request: Request, area: str) -> bool:
    return may(request.actor, area, Need.WRITE).allowed


def _pedigree(request: Request, file: Family) -> Html | None:
    """The family as it says it is: what genetics found of a kinship is not in it."""
    if not file.members:
        return None
    number = file.missing.number
    content = blank("board", Made(__version__, "", "", 0, 0))
    kin = tuple(Kin(m.code, number, m.relationship, "", m.sampled) for m in file.members)
    names = {m.code: m.name for m in file.members} | {number: file.name}
    dossier = replace(content, people=(told(file.missing),), kin=kin)
    teller = ByName(dossier, request.language, names)
    drawn = pictures(teller)
    return Html("".join(one.svg for one in drawn)) if drawn else None


urls = [
    path("families", families, name="families"),
    path("families/<str:number>", missing, name="missing"),
    path("families/<str:number>/talk", family_forms.talk, name="talk"),
    path("families/<str:number>/relative", family_forms.relative, name="relative"),
    path("families/<str:number>/interview", family_forms.interview, name="interview"),
    path("persons/<str:code>", person, name="person"),
    path("persons/<str:code>/consent", family_forms.consent, name="consent"),
    path("persons/<str:code>/rules", family_forms.rules, name="rules"),
]
