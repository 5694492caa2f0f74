"""Search: a number, a seal, an earlier label, or a name in any alphabet and spelling."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from imena.registry.permissions import Reach, reach
from imena.registry.queries.by_name import MOST, FoundPerson, find
from imena.registry.queries.looking_up import LookedUp, look_up
from imena.registry.refusals import Refused
from imena.web.access import page
from imena.web.request import Request
from imena.web.targets import address_of


@page(place="")
def search(request: Request) -> HttpResponse:
    """Everything the reader may see that these words may mean; one number opens its page."""
    words = request.GET.get("q", "").strip()[:200]
    things = look_up(request.actor, words)
    if len(things) == 1 and things[0].by == "number" and (where := _page_of(things[0])):
        return HttpResponseRedirect(where)
    # Whoever searches for a number that nobody has is not looking for a name.
    names = _reads_names(request) and any(sign.isalpha() for sign in words) and not things
    people: list[FoundPerson] = []
    unasked = names and not request.actor.purpose.strip()
    error = ""
    if names and not unasked:
        try:
            people = find(request.actor, words, limit=MOST)
        except Refused as refused:
            error = refused.said(request.language)
    given = {
        "words": words,
        "things": things,
        "people": people,
        "reads_names": _reads_names(request),
        "unasked": unasked,
        "error": error,
    }
    return render(request, "search/search.html", given)


def _page_of(thing: LookedUp) -> str:
    return address_of(thing.number) or (
        reverse("site", args=[thing.number]) if "-" not in thing.number else ""
    )


def _reads_names(request: Request) -> bool:
    return any(
        reach(request.actor, area) in (Reach.OWN, Reach.ALL) for area in ("antemortem", "persons")
    )


urls = [path("search", search, name="search")]
