"""A dentist’s chart as it was in life, tapped in the same chart as after death."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from imena.registry.permissions import Need
from imena.registry.queries import families as query
from imena.registry.services import antemortem as service
from imena.web.access import page
from imena.web.forms.typed import Typed, codes, worded
from imena.web.request import Request
from imena.web.views.examination.teeth import asked_of, chosen


@page("antemortem", place="families", need=Need.WRITE, methods="GET POST")
def chart(request: Request, number: str) -> HttpResponse:
    """The teeth that are alike, from which record and of which day; nobody spoke of the rest."""
    file = query.family(request.actor, number)
    found = [f for f in file.findings if f.kind == "tooth"]
    form = Typed(request)
    if request.method == "POST":
        source = form.choice("source", codes("antemortem_source"))
        told = chosen(form, {f.data.get("tooth", ""): f for f in found})
        if not form.problems:
            return form.done(
                reverse("chart", args=[number]),
                lambda: _recorded(request, file, told, source, form.text("as_of")),
                lambda: _chart(request, form, file),
            )
    return _chart(request, form, file)


def _recorded(
    request: Request, file: query.Family, told: list[dict[str, object]], source: str, as_of: str
) -> None:
    """All of them or none."""
    with transaction.atomic():
        for one in told:
            service.record_finding(
                request.actor,
                file.missing,
                source=source,
                as_of=as_of,
                **one,  # type: ignore[arg-type]
            )


def _chart(request: Request, form: Typed, file: query.Family) -> HttpResponse:
    found = [f for f in file.findings if f.kind == "tooth"]
    post = request.POST
    return form.shown(
        "family/chart.html",
        file=file,
        sources=worded(request, "antemortem_source"),
        source=post.get("source", "dental_record"),
        as_of=post.get("as_of", ""),
        **asked_of(request, found),
    )
