"""Tokens: what machines sign in with, made by their user, or for one by two people."""

from __future__ import annotations

import uuid
from collections import defaultdict
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.debug import sensitive_post_parameters

from imena.registry.permissions import Need, Reach, may
from imena.registry.queries import tokens as query
from imena.registry.queries.administering import user_record
from imena.registry.refusals import NotYours
from imena.registry.services import tokens
from imena.web.access import page
from imena.web.refusing import SaidInTheForm
from imena.web.request import Request
from imena.web.standing_behind import confirm, second_person

_DAYS = (1, 7, 30, 90, tokens.LONGEST_DAYS)


@page(methods="GET POST")
@sensitive_post_parameters("password", "second_password", "second_code")
def your_tokens(request: Request) -> HttpResponse:
    """One’s own tokens; everybody’s for who administers users. A new one’s text is shown once."""
    error, text, new = "", "", None
    if request.method == "POST":
        with SaidInTheForm(request) as refusal:
            confirm(request)
            if request.POST.get("act") == "end":
                return _ended(request)
            new, text = _made(request)
        error = refusal.said
    manages = may(request.actor, "users", Need.WRITE).allowed
    own = query.own_tokens(request.actor)
    given = {
        "own": own,
        "others": [one for one in query.every_token(request.actor) if one not in own],
        "manages": manages,
        "scopes": _scopes(request, everything=False),
        "every_scope": _scopes(request, everything=True) if manages else {},
        "days": _DAYS,
        "typed": request.POST,
        "chosen": request.POST.getlist("scope"),
        "error": error,
        "text": text,
        "new": new,
    }
    return render(request, "tokens/tokens.html", given, status=400 if error else 200)


def _made(request: Request) -> tuple[Any, str]:
    posted = request.POST
    days = posted.get("days", "")
    name, scopes = posted.get("name", ""), posted.getlist("scope")
    ends = int(days) if days.isascii() and days.isdigit() else 0
    if posted.get("act") != "make_for":
        return tokens.make(request.actor, name=name, scopes=scopes, days=ends)
    return tokens.make_for(
        request.actor,
        user_record(request.actor, posted.get("username", "").strip()),
        name=name,
        scopes=scopes,
        days=ends,
        approvers=[second_person(request)],
    )


def _ended(request: Request) -> HttpResponse:
    posted = request.POST
    try:
        token = query.token_record(request.actor, uuid.UUID(posted.get("token", "")))
        seen = int(posted.get("seen", ""))
    except ValueError:
        raise NotYours from None
    tokens.end(request.actor, token, seen=seen)
    return HttpResponseRedirect(reverse("tokens"))


def _scopes(request: Request, *, everything: bool) -> dict[str, list[str]]:
    """Area → scopes; those that the actor’s own roles reach, or all."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for scope in tokens.SCOPES:
        area, level = scope.split(":")
        answer = may(request.actor, area, Need(level))
        if everything or answer.allowed or (level == "read" and answer.reach is Reach.CODED):
            found[area].append(scope)
    return dict(found)


urls = [path("account/tokens", your_tokens, name="tokens")]
