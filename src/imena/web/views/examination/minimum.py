"""How many people the remains of a grave at least were: the count, and what is made of it."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse

from imena.registry.permissions import Need
from imena.registry.queries.examinations import Counted, counted_in
from imena.registry.services import postmortem
from imena.web.access import page
from imena.web.forms.typed import Typed, codes, worded
from imena.web.request import Request


@page("postmortem", place="bodies", need=Need.WRITE, methods="GET POST")
def minimum(request: Request, number: str) -> HttpResponse:
    """Record an interval with its method; below what the bones show nothing is taken (I11)."""
    counted = counted_in(request.actor, number)
    form = Typed(request, f"minimum {counted.grave.pk}")
    if request.method == "POST":
        method = form.choice("method", codes("mni_method"))
        lowest, highest = form.whole("lowest"), form.whole("highest")
        if lowest is None and not form.problems:
            lowest = counted.least
        if not form.problems and lowest is not None:
            return form.done(
                reverse("grave", args=[counted.grave.number]),
                lambda: postmortem.record_minimum_number(
                    request.actor, counted.grave, method=method, lowest=lowest, highest=highest
                ),
                lambda: _minimum(request, form, counted),
            )
    return _minimum(request, form, counted)


def _minimum(request: Request, form: Typed, counted: Counted) -> HttpResponse:
    return form.shown(
        "examination/minimum.html",
        counted=counted,
        number=counted.grave.number,
        methods=worded(request, "mni_method"),
    )
