"""Remains of a grave that may be one person's: weighed by the program, put together by an examiner.

Where somebody among them has a name already, that is said before anything is added to them.
"""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpResponse
from django.urls import reverse

from imena.registry.permissions import Need, may
from imena.registry.queries.reassociation import Suggested, place_of, suggested, suggestion
from imena.registry.services import association_suggestions as service
from imena.web.access import page
from imena.web.forms.typed import Typed
from imena.web.request import Request


@page("postmortem", place="bodies", methods="GET POST")
def together(request: Request, number: str) -> HttpResponse:
    """What was suggested of one grave, the most probable first; each is accepted or refused."""
    where = place_of(request.actor, number)
    form = Typed(request)
    if request.method == "POST":
        about = request.POST.get("about", "").split()
        return form.done(
            reverse("together", args=[number]),
            lambda: _answered(request, form, about),
            lambda: _together(request, form, number, suggested(request.actor, where)),
        )
    return _together(request, form, number, suggested(request.actor, where))


def _answered(request: Request, form: Typed, about: list[str]) -> object:
    row = suggestion(request.actor, about)
    seen = int(request.POST.get("seen") or 0)
    words = form.text("grounds")
    if request.POST.get("act") == "refuse":
        return service.refuse(request.actor, row, seen=seen, reason=words)
    return service.accept(request.actor, row, seen=seen, grounds=words)


def _together(request: Request, form: Typed, number: str, found: list[Suggested]) -> HttpResponse:
    rows = [
        (
            one,
            Decimal(one.together),
            " ".join((*one.units, *one.individuals)),
            [(service.EVIDENCE[kind], lr) for kind, lr in one.log10_lrs.items() if Decimal(lr)],
        )
        for one in found
    ]
    return form.shown(
        "examination/together.html",
        number=number,
        rows=rows,
        answers=may(request.actor, "postmortem", Need.WRITE).allowed,
    )
