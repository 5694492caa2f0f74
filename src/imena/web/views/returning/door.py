"""At the door: two people each read every tag; what does not agree stops the release (I20)."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse

from imena.registry.permissions import Need, may
from imena.registry.queries.releasing import AtTheDoor, at_the_door
from imena.registry.services import returning as service
from imena.web.access import page
from imena.web.forms.typed import Typed
from imena.web.request import Request
from imena.web.standing_behind import second_person


@page("release", place="decisions", methods="GET POST")
def release(request: Request, number: str) -> HttpResponse:
    """What was authorised, and the form for whoever hands over."""
    found = at_the_door(request.actor, number)
    form = Typed(request)
    if request.method == "POST":
        return form.done(
            reverse("release", args=[number]),
            lambda: _handed_over(request, form, found),
            lambda: _release(request, form, at_the_door(request.actor, number)),
        )
    return _release(request, form, found)


def _handed_over(request: Request, form: Typed, found: AtTheDoor) -> object:
    witness = second_person(request)
    return service.hand_over(
        request.actor,
        found.record,
        tags=form.text("tags").split(),
        witness=witness,
        witness_tags=form.text("second_tags").split(),
    )


def _release(request: Request, form: Typed, found: AtTheDoor) -> HttpResponse:
    def opens(area: str) -> bool:
        return may(request.actor, area, Need.READ).allowed

    hands_over = may(request.actor, "release", Need.WRITE).allowed
    return form.shown(
        "returning/release.html",
        found=found,
        hands_over=hands_over and found.state == "authorised",
        opens_decision=opens("identification"),
        opens_remains=opens("custody"),
        opens_person=opens("persons"),
    )
