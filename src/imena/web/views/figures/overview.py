"""Our figure and those of others, each unit on its own scale, and what does not fit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from imena.language import Words
from imena.registry.claim_letters import HEADINGS, RELAY, Letter, letters
from imena.registry.permissions import Need, may
from imena.registry.queries.claims import Told, told
from imena.reports.bulletin import chart as drawing
from imena.reports.bulletin.claimed import charts
from imena.web.access import page
from imena.web.request import Request

#: So many claims of one unit are drawn here, the latest; all stand in the list.
_DRAWN = 8


@page("claims", "statements", place="figures")
def figures(request: Request) -> HttpResponse:
    """Ours beside theirs."""
    found = [claim for claim in told(request.actor) if claim.stands]
    sent = written(request, found)
    wrong = contested(sent)
    words = Words("bulletin", request.language)
    drawn = charts(_latest(found), wrong=wrong, words=words, href=_claim_page)
    given = {
        "chart": drawing.draw(drawn, words) if drawn else "",
        "claims": len(found),
        "more": len(found) > sum(len(one.numbers) for one in drawn),
        "stop": headed(request, [letter for letter in sent if letter.stops]),
        "note": headed(request, [letter for letter in sent if not letter.stops]),
        "writes": may(request.actor, "claims", Need.WRITE).allowed,
    }
    return render(request, "figures/figures.html", given)


def written(request: Request, claims: Sequence[Told]) -> tuple[Letter, ...]:
    """What was found in these claims, as sentences to send."""
    said = [one for c in claims for one in (c.said, *(relay.said for relay in c.relays))]
    return letters(Words("claims", request.language), said)


def contested(sent: Sequence[Letter]) -> frozenset[str]:
    """The claims that cannot all stand; what a relay did to a claim is no fault of the claim."""
    return frozenset(
        number
        for letter in sent
        if letter.stops and letter.kind != RELAY
        for number in letter.claims
    )


def headed(request: Request, sent: Sequence[Letter]) -> list[tuple[str, Letter]]:
    """Each letter with its heading."""
    words = Words("claims", request.language)
    return [(words(HEADINGS[letter.kind]), letter) for letter in sent]


def _latest(claims: Sequence[Told]) -> list[Told]:
    """The latest of each unit, in the order in which they were said."""
    taken: Counter[str] = Counter()
    kept = []
    for claim in reversed(claims):
        taken[claim.said.unit] += 1
        if taken[claim.said.unit] <= _DRAWN:
            kept.append(claim)
    return kept[::-1]


def _claim_page(number: str) -> str:
    return reverse("claim", args=[number])
