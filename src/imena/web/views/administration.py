"""Administration: who may sign in and as what, ranges of numbers, vocabularies, policies."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from imena.language import Words
from imena.numbering.pattern import PATTERNS, Kind
from imena.registry.permissions import ROLES, Need, may
from imena.registry.policies import shipped
from imena.registry.queries import administering as query
from imena.registry.queries.numbers import receiver
from imena.registry.queries.people import users
from imena.registry.queries.policies import Failing, would_fail
from imena.registry.queries.vocabulary import terms
from imena.registry.refusals import NotYours, Refused
from imena.registry.services import people, policies, ranges, vocabulary
from imena.registry.vocabulary import said
from imena.registry.vocabulary import vocabularies as every_vocabulary
from imena.web.access import page
from imena.web.places import DESK, Place, places_for
from imena.web.refusing import SaidInTheForm
from imena.web.request import Request
from imena.web.standing_behind import confirm, second_person

#: Kinds whose numbers run, so that a team can be given some.
_RUNNING = tuple(kind for kind in Kind if kind in PATTERNS and PATTERNS[kind].serial)


def _answered(
    request: Request, template: str, given: Callable[[], dict[str, Any]], done: Callable[[], str]
) -> HttpResponse:
    """The page; of a form, the way on, or the page again with what was refused and what was typed.

    ``given`` is asked after the act, so that the page shows what stands then.
    """
    error = ""
    if request.method == "POST":
        with SaidInTheForm(request) as refusal:
            confirm(request)
            return HttpResponseRedirect(done())
        error = refusal.said
    shown = {**given(), "error": error, "typed": request.POST, "desk": _desk(request)}
    return render(request, f"administration/{template}.html", shown, status=400 if error else 200)


@page("users", methods="GET POST")
def accounts(request: Request) -> HttpResponse:
    """Everybody who may sign in; a new user is added here."""

    def done() -> str:
        posted = request.POST
        made = people.add_user(
            request.actor,
            username=posted.get("username", "").strip(),
            display_name=posted.get("name", "").strip(),
            password=posted.get("new_password", ""),
            language=posted.get("language", "uk"),
        )
        return reverse("user", args=[made.username])

    return _answered(
        request,
        "users",
        lambda: {"users": users(request.actor), "writes": _writes(request, "users")},
        done,
    )


@page("users", methods="GET POST")
def account(request: Request, username: str) -> HttpResponse:
    """One user: roles given and ended, a new password, access closed."""
    actor, posted = request.actor, request.POST
    user = query.user_record(actor, username)

    def done() -> str:
        act = posted.get("act", "")
        if act == "give":
            team = posted.get("team", "")
            people.give_role(
                actor,
                user,
                posted.get("role", ""),
                approvers=[second_person(request)],
                team=query.team_record(actor, team) if team else None,
            )
        elif act == "end":
            held = query.membership_record(actor, _key(posted.get("held", "")))
            people.end_role(actor, held, seen=_number(posted.get("seen")), reason=_reason(request))
        elif act == "password":
            people.set_password(
                actor,
                user,
                password=posted.get("new_password", ""),
                approvers=[second_person(request)],
            )
        elif act == "suspend":
            seen = _number(posted.get("seen"))
            people.suspend_user(actor, user, seen=seen, reason=_reason(request))
        else:
            raise NotYours
        return reverse("user", args=[username])

    def given() -> dict[str, Any]:
        return {
            "account": query.account(actor, username),
            "offered": ROLES,
            "teams": query.teams(actor),
            "writes": _writes(request, "users"),
        }

    return _answered(request, "user", given, done)


@page("numbers", methods="GET POST")
def number_ranges(request: Request) -> HttpResponse:
    """Ranges of numbers for work without a network: issued by two, closed when all is explained."""
    actor, posted = request.actor, request.POST

    def done() -> str:
        if posted.get("act") == "close":
            held = query.range_record(actor, _key(posted.get("range", "")))
            ranges.close_range(actor, held, seen=_number(posted.get("seen")))
            return reverse("ranges")
        kind = posted.get("kind", "")
        if kind not in _RUNNING:
            raise NotYours
        team, site = receiver(actor, posted.get("team", ""), posted.get("site", ""))
        ranges.issue_range(
            actor,
            kind=Kind(kind),
            size=_number(posted.get("size")),
            team=team,
            site=site,
            approver=second_person(request),
        )
        return reverse("ranges")

    def given() -> dict[str, Any]:
        return {
            "rows": query.range_lines(actor),
            "kinds": [(k.value, said("number_kind", k.value, request.language)) for k in _RUNNING],
            "teams": query.teams(actor),
            "sites": query.site_codes(actor) if _writes(request, "numbers") else (),
            "writes": _writes(request, "numbers"),
        }

    return _answered(request, "ranges", given, done)


@page("vocabulary")
def vocabularies(request: Request) -> HttpResponse:
    """Every list of terms, by what it is called."""
    rows = [
        (one.name, one.uk if request.language == "uk" else one.en, len(one.current), one.extensible)
        for one in every_vocabulary().values()
    ]
    given = {"rows": sorted(rows, key=lambda row: row[1].lower()), "desk": _desk(request)}
    return render(request, "administration/vocabularies.html", given)


@page("vocabulary", methods="GET POST")
def one_vocabulary(request: Request, name: str) -> HttpResponse:
    """The terms of one list; the office’s own are added and retired here."""
    actor, posted = request.actor, request.POST
    if name not in every_vocabulary():
        raise Http404

    def done() -> str:
        if posted.get("act") == "retire":
            term = query.term_record(actor, _key(posted.get("term", "")))
            vocabulary.retire_term(actor, term, seen=_number(posted.get("seen")))
        else:
            vocabulary.add_term(
                actor,
                vocabulary=name,
                code=posted.get("code", "").strip(),
                uk=posted.get("uk", "").strip(),
                en=posted.get("en", "").strip(),
            )
        return reverse("vocabulary", args=[name])

    def given() -> dict[str, Any]:
        found = terms(actor, name)
        own = query.own_terms(actor, name)
        return {
            "list": found,
            "called": found.uk if request.language == "uk" else found.en,
            "rows": [(one, own.get(one.code)) for one in found.terms],
            "writes": _writes(request, "vocabulary") and found.extensible,
        }

    return _answered(request, "vocabulary", given, done)


@page("policy", methods="GET POST")
def every_policy(request: Request) -> HttpResponse:
    """Editions of the policies; which standing decisions another would not carry (I19)."""
    actor, posted = request.actor, request.POST
    known = shipped()
    asked = request.GET.get("code", "") or posted.get("code", "")

    def failing() -> tuple[Failing, ...]:
        sees = may(actor, "identification", Need.READ).allowed
        return would_fail(actor, known[asked].rules) if asked in known and sees else ()

    def done() -> str:
        behind = [second_person(request), second_person(request, "third")]
        if posted.get("act") == "retire":
            row = query.policy_record(actor, _key(posted.get("policy", "")))
            policies.retire(actor, row, reason=_reason(request), approvers=behind)
            return reverse("policies")
        read = set(posted.getlist("read"))
        seen = [one.decision for one in failing() if one.number in read]
        policies.adopt_shipped(actor, asked, approvers=behind, failing_seen=seen)
        return reverse("policies")

    def given() -> dict[str, Any]:
        return {
            "rows": query.policy_lines(actor),
            "shipped": sorted(known),
            "asked": asked if asked in known else "",
            "text": _text(request, known[asked]) if asked in known else "",
            "failing": failing(),
            "proposes": may(actor, "policy", Need.PROPOSE).allowed,
        }

    return _answered(request, "policies", given, done)


def _desk(request: Request) -> list[tuple[Place, str]]:
    """The pages of administration that the actor may open."""
    return places_for(request.actor, DESK)


def _text(request: Request, given: Any) -> str:
    return str(given.text_uk if request.language == "uk" else given.text_en)


def _writes(request: Request, area: str) -> bool:
    return may(request.actor, area, Need.WRITE).allowed


def _reason(request: Request) -> str:
    """Why it is done.

    Raises
    ------
    Refused
        Where none is given.
    """
    reason = request.POST.get("reason", "").strip()
    if not reason:
        raise _Unsaid
    return reason


class _Unsaid(Refused):
    """A form was sent without its reason."""

    def __init__(self) -> None:
        super().__init__("")

    def said(self, language: str) -> str:
        """From the catalogue of this place."""
        return Words("web_administration", language)("Say why.")


def _key(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise NotYours from None


def _number(text: str | None) -> int:
    """A whole number of a form; 0, which no version and no size is, for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() else 0


urls = [
    path("administration", accounts, name="users"),
    path("administration/users/<str:username>", account, name="user"),
    path("administration/ranges", number_ranges, name="ranges"),
    path("administration/vocabularies", vocabularies, name="vocabularies"),
    path("administration/vocabularies/<str:name>", one_vocabulary, name="vocabulary"),
    path("administration/policies", every_policy, name="policies"),
]
