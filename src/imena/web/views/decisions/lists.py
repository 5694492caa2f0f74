"""What waits for signatures and what was decided; the minutes of a day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from imena.registry import clock
from imena.registry.permissions import Need, may
from imena.registry.queries import decided
from imena.registry.vocabulary import said
from imena.web.access import page
from imena.web.request import Request
from imena.web.views.way import STATIONS


@page("identification", place="decisions")
def decisions(request: Request) -> HttpResponse:
    """This sitting: what is to be signed, settled and reviewed; or a list by state."""
    asked = request.GET.get("standing", "")
    words = {state: said("decision_status", state, request.language) for state in decided.STATES}
    stations = STATIONS["named"]
    known = {*words, *stations}
    given = {
        "filters": list(words.items()),
        "standing": asked if asked in known else "",
        "station": asked in stations,
        "may_propose": may(request.actor, "identification", Need.PROPOSE).allowed,
    }
    if given["standing"]:
        found = decided.decided(request.actor, standing=asked, after=request.GET.get("after", ""))
        return render(request, "decisions/list.html", {**given, "page": found})
    today = timezone.localtime(clock.now()).date()
    sitting = {
        "open": decided.open_proposals(request.actor),
        "today": decided.of_day(request.actor, *_day(today)),
        "reviews": decided.open_reviews(request.actor),
        "contradictions": decided.contradictions(request.actor),
        "on": today.isoformat(),
    }
    return render(request, "decisions/sitting.html", {**given, **sitting})


@page("identification", place="decisions")
def minutes(request: Request) -> HttpResponse:
    """What was proposed, signed, confirmed and ended on one day, to be printed and kept."""
    try:
        on = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        on = timezone.localtime(clock.now()).date()
    begin, end = _day(on)
    given = {
        "on": on,
        "page": decided.of_day(request.actor, begin, end),
        "begin": begin,
        "end": end,
    }
    return render(request, "decisions/minutes.html", given)


def _day(on: date) -> tuple[datetime, datetime]:
    """When a day of the office begins and ends."""
    return (
        timezone.make_aware(datetime.combine(on, time.min)),
        timezone.make_aware(datetime.combine(on + timedelta(days=1), time.min)),
    )
