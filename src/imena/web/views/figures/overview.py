"""Our figure and those of others, each unit on its own scale, and what does not fit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from imena.claims.algebra import Claim
from imena.language import Words
from imena.registry.permissions import Need, may
from imena.registry.queries.claims import Told, told
from imena.registry.queries.figures import statements as statements
from imena.registry.queries.sites import called
from imena.registry.words.claim_letters import HEADINGS, RELAY, Letter, ToWrite, to_write
from imena.reports.bulletin import chart as drawing
from imena.reports.bulletin import ours
from imena.reports.bulletin.claimed import charts
from imena.web.access import page
from imena.web.request import Request
from imena.web.views.figures.pages import paged, whole
from imena.web.views.figures.statements import divided

#: So many claims of one unit are drawn here, the latest; all stand in the list.
_DRAWN = 8
#: So many letters of each sort stand here; all have a page of their own.
_STOPS, _NOTES = 6, 3


@page("claims", "statements", place="figures")
def figures(request: Request) -> HttpResponse:
    """Ours beside theirs."""
    actor, words = request.actor, Words("bulletin", request.language)
    names, claims = called(actor), [claim for claim in told(actor) if claim.stands]
    stated = statements.said(actor)
    latest = ours.latest(stated)
    sent = found_in(request, claims, [ours.as_claim(one, words, names) for one in latest])
    stop, note = _parted(sent)
    said = {claim.said.unit for claim in claims}
    drawn = charts(
        _latest(claims),
        [own for own in ours.numbers(latest, words, names, _statement_page) if own[0] in said],
        wrong=contested(sent),
        words=words,
        href=_claim_page,
    )
    lead = ours.lead(latest)
    given = {
        "figure": ours.figure(lead, words, names) if lead else None,
        "divided": divided(request, lead) if lead else "",
        "others": [
            ours.figure(one, words, names)
            for one in latest
            if one != lead and one.query not in ours.SENSES
        ],
        "drafts": [one.number for one in stated if one.approved_at is None],
        "senses": ours.senses(latest, words, names),
        "chart": drawing.draw(drawn, words) if drawn else "",
        "claims": len(claims),
        "more": len(claims) > len(_latest(claims)),
        "stop": headed(request, stop[:_STOPS]),
        "stops": len(stop),
        "note": headed(request, note[:_NOTES]),
        "notes": len(note),
        "writes": may(actor, "claims", Need.WRITE).allowed,
        "approves": may(actor, "statements", Need.APPROVE).allowed,
    }
    return render(request, "figures/figures.html", given)


@page("claims", "statements", place="figures")
def unfitting(request: Request) -> HttpResponse:
    """All that does not fit and all that only seems so, what cannot stand first."""
    actor, words = request.actor, Words("bulletin", request.language)
    names, claims = called(actor), [claim for claim in told(actor) if claim.stands]
    own = [ours.as_claim(one, words, names) for one in ours.latest(statements.said(actor))]
    sent = found_in(request, claims, own)
    stop, note = _parted(sent)
    shown = paged(sent, whole(request.GET.get("after", "")))
    given = {
        "letters": headed(request, shown.rows),
        "page": shown,
        "stops": len(stop),
        "notes": len(note),
    }
    return render(request, "figures/unfitting.html", given)


def found_in(
    request: Request, claims: Sequence[Told], own: Sequence[Claim] = ()
) -> tuple[ToWrite, ...]:
    """What was found in these claims, and between them and ours, as sentences to send; each is
    written only where it is shown."""
    said = [one for c in claims for one in (c.said, *(relay.said for relay in c.relays))]
    said += own
    return to_write(Words("claims", request.language), said)


def contested(sent: Sequence[ToWrite]) -> frozenset[str]:
    """The claims that cannot all stand; what a relay did to a claim is no fault of the claim."""
    return frozenset(
        number
        for letter in sent
        if letter.stops and letter.kind != RELAY
        for number in letter.claims
    )


def headed(request: Request, sent: Sequence[ToWrite]) -> list[tuple[str, Letter]]:
    """Each letter, written, with its heading."""
    words = Words("claims", request.language)
    return [(words(HEADINGS[letter.kind]), letter.written()) for letter in sent]


def _parted(sent: Sequence[ToWrite]) -> tuple[list[ToWrite], list[ToWrite]]:
    """What does not fit, and what is only to be known."""
    return [one for one in sent if one.stops], [one for one in sent if not one.stops]


def _latest(claims: Sequence[Told]) -> list[Told]:
    """The latest of each unit, in the order in which they were said."""
    taken: Counter[str] = Counter()
    kept = []
    for claim in reversed(claims):
        taken[claim.said.unit] += 1
        if taken[claim.said.unit] <= _DRAWN:
            kept.append(claim)
    return kept[::-1]


def _statement_page(number: str) -> str:
    return reverse("statement", args=[number])


def _claim_page(number: str) -> str:
    return reverse("claim", args=[number])
