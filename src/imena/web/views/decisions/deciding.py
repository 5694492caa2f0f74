"""One decision: what speaks against it first, its policy line by line, the signatures."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from imena.registry.permissions import Need, may
from imena.registry.queries.decided import Opened, decision_numbered, opened
from imena.registry.queries.dossier.content import Named
from imena.registry.queries.dossier.gathered import gathered
from imena.registry.queries.may_sign import keeps_from_signing
from imena.registry.queries.persons import compares
from imena.registry.services import decisions as service
from imena.reports.dossier.html import block_html, section_html
from imena.reports.dossier.html import render as dossier_html
from imena.reports.dossier.making import comparisons_section
from imena.reports.dossier.opening import answer, exclusions, policy_section
from imena.reports.dossier.page import Text, text
from imena.reports.dossier.teller import Teller
from imena.reports.dossier.typeset import typeset
from imena.reports.dossier.uncertain import uncertain_section
from imena.reports.dossier.weighing import ruler_section
from imena.web.access import page
from imena.web.refusing import SaidInTheForm
from imena.web.request import Request
from imena.web.standing_behind import confirm

_FORMS = {"html": "text/html; charset=utf-8", "pdf": "application/pdf"}


class _ByName(Teller):
    """Tells of whoever is proposed as of a person: what is open is whose remains these are."""

    def name(self, one: Named) -> Text:
        """A person's own name, set apart as every name on the pages is."""
        return text(one.names[0], "name") if one.names else text(one.number, "code")


@page("identification", place="decisions", methods="GET POST")
def decision(request: Request, number: str) -> HttpResponse:
    """Read, then sign or reject: the password is asked in the form itself."""
    found = opened(request.actor, number)
    error = ""
    if request.method == "POST":
        with SaidInTheForm(request) as refusal:
            _act(request, found)
            return HttpResponseRedirect(reverse("decision", args=[number]))
        error = refusal.said
    given = {
        "found": found,
        "line": found.line,
        "error": error,
        "typed": request.POST,
        "releases": found.line.status == "confirmed"
        and may(request.actor, "release", Need.APPROVE).allowed,
        **_told(request, found),
        **_signing(request, found),
    }
    return render(request, "decisions/decision.html", given, status=400 if error else 200)


@page("identification", place="decisions")
def dossier_file(request: Request, number: str, form: str) -> HttpResponse:
    """The dossier as a file to keep: one that carries its own style, or one to print."""
    if form not in _FORMS:
        raise Http404
    dossier = gathered(request.actor, number, _reader(request))
    made: str | bytes = (
        typeset(dossier, request.language)
        if form == "pdf"
        else dossier_html(dossier, request.language)
    )
    # Its style is inside, which no page here may have: it is kept as a file, and opened as one.
    kept = f'attachment; filename="{number}.{form}"'
    return HttpResponse(made, content_type=_FORMS[form], headers={"Content-Disposition": kept})


def _act(request: Request, found: Opened) -> None:
    decision = decision_numbered(request.actor, found.line.number)
    confirm(request)
    if request.POST.get("act") == "reject":
        service.reject(request.actor, decision, reason=request.POST.get("reason", ""))
    else:
        service.sign(
            request.actor,
            decision,
            role=request.POST.get("role", ""),
            digest=request.POST.get("digest", ""),
        )


def _told(request: Request, found: Opened) -> dict[str, Any]:
    """The dossier’s first page and what it rests on, for who sees both sides."""
    if not compares(request.actor):
        return {"sections": (), "dossier": None}
    dossier = gathered(request.actor, found.line.number, _reader(request))
    teller = _ByName(dossier, request.language)
    sections = (
        policy_section(teller),
        comparisons_section(teller),
        ruler_section(teller),
        uncertain_section(teller),
    )
    return {
        "dossier": dossier,
        "exclusions": block_html(exclusions(teller)),
        "answer": block_html(answer(teller)),
        "sections": [section_html(one, request.language) for one in sections if one is not None],
    }


def _signing(request: Request, found: Opened) -> dict[str, Any]:
    """What the actor can do now: the roles they may sign in, or why they may not."""
    approves = may(request.actor, "identification", Need.APPROVE).allowed
    if found.line.status != "proposed" or found.mine or not approves:
        return {"approves": approves, "roles_to_sign": (), "kept_from": ""}
    decision = decision_numbered(request.actor, found.line.number)
    roles = sorted(request.actor.roles & found.roles) or sorted(request.actor.roles)
    wrong = keeps_from_signing(request.actor, decision, roles[0])
    return {
        "approves": True,
        "roles_to_sign": () if wrong else roles,
        "kept_from": wrong.said(request.language) if wrong else "",
    }


def _reader(request: Request) -> str:
    """A prosecutor is not shown genotypes of relatives; the board and who compares are."""
    return "board" if request.actor.roles - {"prosecutor"} else "prosecutor"
