"""Claims: the list, and one with its words, what they mean, and who passed it on."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from imena.claims.bounds import POLICY
from imena.claims.phrase import Reading, said_of
from imena.language import Words
from imena.registry.permissions import Need, may
from imena.registry.queries.claims import Told, claim_numbered, told, told_in
from imena.registry.services import figures as service
from imena.registry.vocabulary import vocabulary
from imena.registry.words.claim_letters import changes, core, excluded
from imena.registry.words.claims import PARTS, interval
from imena.reports.bulletin import chart as drawing
from imena.reports.bulletin.claimed import charts
from imena.reports.markup import Html, element, joined
from imena.web.access import page
from imena.web.forms.typed import Typed, worded
from imena.web.request import Request
from imena.web.views.figures.overview import found_in, headed
from imena.web.views.figures.pages import paged, whole


@page("claims", place="figures")
def claims(request: Request) -> HttpResponse:
    """Every claim in its own words, the latest first."""
    unit = request.GET.get("unit", "")
    unit = unit if unit in vocabulary("figure_unit") else ""
    found = [one for one in reversed(told(request.actor)) if not unit or one.said.unit == unit]
    shown = paged(found, whole(request.GET.get("after", "")))
    given = {
        "rows": [(one, core(one.said), _meant(request, one)) for one in shown.rows],
        "page": shown,
        "unit": unit,
        "units": worded(request, "figure_unit"),
        "writes": may(request.actor, "claims", Need.WRITE).allowed,
    }
    return render(request, "figures/claims.html", given)


@page("claims", place="figures", methods="GET POST")
def claim(request: Request, number: str) -> HttpResponse:
    """One claim: its words, what each of them says, who passed it on and what that changed."""
    form = Typed(request)
    if request.method == "POST":
        return form.done(
            str, lambda: _done(request, number, form), lambda: _shown(request, number, form)
        )
    return _shown(request, number, form)


def _done(request: Request, number: str, form: Typed) -> str:
    actor, there = request.actor, reverse("claim", args=[number])
    row, _ = claim_numbered(actor, number)
    seen = form.whole("seen") or 0
    if form.text("act") == "check":
        service.check_claim(actor, row, seen=seen)
        return there
    by = form.text("by")
    service.judge_claim(
        actor,
        row,
        seen=seen,
        status=form.text("status"),
        by=claim_numbered(actor, by)[0] if by else None,
        reason=form.text("reason"),
    )
    return there


def _shown(request: Request, number: str, form: Typed) -> HttpResponse:
    found = told_in(request.actor, number)
    words, bulletin = Words("claims", request.language), Words("bulletin", request.language)
    standing = [one for one in told(request.actor) if one.stands]
    about = [letter for letter in found_in(request, standing) if number in letter.claims]
    reading = said_of(found.said.quote, found.said.value, found.said.to, found.said.bound)
    drawn = charts([found], words=bulletin)
    return form.shown(
        "figures/claim.html",
        claim=found,
        core=core(found.said),
        quote=marked(found.said.quote, reading),
        corrected=reading is None,
        hard=interval(words, found.said.hard),
        soft=interval(words, found.said.soft),
        wider=interval(words, found.said.wider) if found.said.scope.excludes else "",
        excludes=excluded(words, sorted(found.said.scope.excludes)),
        lines=[
            (words(PARTS[part]) if part in PARTS else part, n)
            for part, n in found.said.lines.items()
        ],
        policy=POLICY,
        chart=drawing.draw(drawn, bulletin),
        relays=[
            (relay, core(relay.said), changes(words, found.said, relay.said, relay.differences))
            for relay in found.relays
        ],
        letters=headed(request, about),
        statuses=worded(request, "claim_status"),
        others=[(one.number, core(one.said)) for one in standing if one.number != number],
        writes=may(request.actor, "claims", Need.WRITE).allowed,
    )


def marked(quote: str, reading: Reading | None) -> Html:
    """A quote with the words marked that say something of the number; plain without a reading."""
    if reading is None:
        return joined(quote)
    places = sorted((low, high, what) for what, (low, high) in reading.places.items())
    places = sorted([*places, (*reading.at, "number")])
    parts: list[str] = []
    end = 0
    for low, high, what in places:
        if low >= end:
            kind = what if what in ("number", "bound", "unit") else "excludes"
            parts += [quote[end:low], element("mark", quote[low:high], class_=kind)]
            end = high
    return joined(*parts, quote[end:])


def _meant(request: Request, claim: Told) -> str:
    return interval(Words("claims", request.language), claim.said.soft)
