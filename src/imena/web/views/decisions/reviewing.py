"""A decision looked at again: first what rests on it, then it is suspended, upheld or reversed."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from imena.language import Words, message
from imena.registry.permissions import Need, may
from imena.registry.queries.decided import (
    Opened,
    conflict_of,
    contradictions,
    decision_numbered,
    opened,
    review_numbered,
)
from imena.registry.queries.deciding import touches_of
from imena.registry.refusals import NotYours
from imena.registry.services import reviews as service
from imena.registry.vocabulary import vocabulary
from imena.web.access import page
from imena.web.refusing import SaidInTheForm
from imena.web.request import Request
from imena.web.standing_behind import confirm, second_person

#: What each act asks for beside the password: field and what is said where it is empty.
_ASKED = {
    "suspend": ("grounds", message("Say what it is looked at again for.")),
    "uphold": ("grounds", message("Say what the review found.")),
    "reverse": ("grounds", message("Say what shows that it was wrong.")),
    "close": ("", ""),
}


@page("identification", place="decisions", methods="GET POST")
def review(request: Request, number: str) -> HttpResponse:
    """All that rests on a decision, and the acts that move it."""
    found = opened(request.actor, number)
    error, problems = "", []
    act = request.POST.get("act", "")
    if request.method == "POST":
        problems = _problems(request, act, number)
        with SaidInTheForm(request) as refusal:
            if not problems:
                _act(request, act, found)
                return HttpResponseRedirect(reverse("review", args=[number]))
        error = refusal.said
    given = {
        "found": found,
        "line": found.line,
        "touches": touches_of(request.actor, decision_numbered(request.actor, number)),
        "open_reviews": [one for one in found.reviews if one.closed_at is None],
        "reasons": _terms(request, "review_reason"),
        "outcomes": _terms(request, "review_outcome"),
        "approves": may(request.actor, "identification", Need.APPROVE).allowed,
        "error": error,
        "problems": problems,
        "typed": request.POST,
        "act": act,
    }
    status = 400 if error or problems else 200
    return render(request, "decisions/review.html", given, status=status)


@page("identification", place="decisions", methods="GET POST")
def settle(request: Request, key: uuid.UUID) -> HttpResponse:
    """Two decisions contradicted each other and do no more, and how that was settled."""
    conflict = conflict_of(request.actor, key)
    error = ""
    if request.method == "POST":
        with SaidInTheForm(request) as refusal:
            confirm(request)
            service.settle(
                request.actor,
                conflict,
                resolved=request.POST.get("resolved", ""),
                approvers=[second_person(request)],
            )
            return HttpResponseRedirect(reverse("decisions"))
        error = refusal.said
    shown = [one for one in contradictions(request.actor) if one.id == key]
    given = {
        "conflict": shown[0] if shown else None,
        "approves": may(request.actor, "identification", Need.APPROVE).allowed,
        "error": error,
        "typed": request.POST,
    }
    return render(request, "decisions/settle.html", given, status=400 if error else 200)


def _problems(request: Request, act: str, number: str) -> list[tuple[str, str]]:
    say = Words("web_decisions", request.language)
    field, sentence = _ASKED.get(act, ("", ""))
    found = []
    if field and not request.POST.get(field, "").strip():
        found.append((f"{act}_{field}", say(sentence)))
    if act == "reverse" and request.POST.get("typed_number", "").strip().upper() != number:
        found.append(("typed_number", say("Type the number of this decision: {n}.", n=number)))
    return found


def _act(request: Request, act: str, found: Opened) -> None:
    actor = request.actor
    decision = decision_numbered(actor, found.line.number)
    reason, grounds = request.POST.get("reason", ""), request.POST.get("grounds", "")
    confirm(request)
    if act == "suspend":
        service.suspend(actor, decision, reason=reason, grounds=grounds)
    elif act == "uphold":
        service.uphold(actor, decision, reason=grounds, approvers=[second_person(request)])
    elif act == "reverse":
        service.reverse(
            actor, decision, reason=reason, grounds=grounds, approvers=[second_person(request)]
        )
    elif act == "close":
        row = review_numbered(actor, request.POST.get("review", ""))
        service.close_review(
            actor,
            row,
            seen=int(request.POST.get("seen", "0")),
            outcome=request.POST.get("outcome", ""),
        )
    else:
        raise NotYours


def _terms(request: Request, name: str) -> list[tuple[str, Any]]:
    return [(term.code, term.said(request.language)) for term in vocabulary(name).current]
