"""What is known from life and can be compared: a mark, a coat, the hair, as examiners write it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse

from imena.language import message
from imena.registry.permissions import Need
from imena.registry.queries import families as query
from imena.registry.services import antemortem as service
from imena.web import finding_words
from imena.web.access import page
from imena.web.forms.findings import asked, read
from imena.web.forms.typed import Typed, codes, worded
from imena.web.request import Request
from imena.web.views.family.asked import say

#: Kind → its heading and the first question.
TITLES: Mapping[str, tuple[str, str]] = {
    "mark": (message("Marks, scars, tattoos, implants"), message("Was there such a mark?")),
    "belonging": (message("Clothes and things"), message("Was there such a thing?")),
    "stature": (message("Height"), message("Is the height known?")),
    "hair": (message("Hair"), message("Was there hair?")),
    "eyes": (message("Eyes"), message("Is the colour known?")),
    "handedness": (message("Hand that was used"), message("Is it known?")),
}


@page("antemortem", place="families", need=Need.WRITE, methods="GET POST")
def known(request: Request, number: str, kind: str) -> HttpResponse:
    """One thing known, from whom and as of when; a correction names what it replaces."""
    if kind not in TITLES:
        raise Http404
    file = query.family(request.actor, number)
    wanted = request.POST.get("replaces") or request.GET.get("correct", "")
    found = [f for f in file.findings if f.kind == kind]
    before = next((f for f in found if str(f.pk) == wanted), None)
    form = Typed(request, f"{kind} {before.pk if before else number}")
    if request.method == "POST":
        status = form.choice("status", read.STATUSES)
        source = form.choice("source", codes("antemortem_source"))
        region = form.choice("region", codes("body_region"), needed=False)
        told = read.data(form, kind)
        if not form.problems:
            more = {"region": region, "as_of": form.text("as_of"), "note": form.text("note")}
            again = "again" in request.POST
            return form.done(
                reverse("known", args=[number, kind])
                if again
                else f"{reverse('missing', args=[number])}#known",
                lambda: service.record_finding(
                    request.actor,
                    file.missing,
                    kind=kind,
                    status=status,
                    source=source,
                    data=told,
                    replaces=before,
                    **more,
                ),
                lambda: _known(request, form, file, kind, before),
            )
    return _known(request, form, file, kind, before)


def _known(
    request: Request, form: Typed, file: query.Family, kind: str, before: Any
) -> HttpResponse:
    words = say(request)
    title, question = TITLES[kind]
    sent = request.method == "POST"
    shown = read.as_shown(request.POST, kind) if sent else (before.data if before else {})

    def stands(field: str, otherwise: str) -> str:
        if sent:
            return str(request.POST.get(field, otherwise))
        return str(getattr(before, field)) if before else otherwise

    return form.shown(
        "family/known.html",
        file=file,
        heading=words(title),
        question=words(question),
        status=stands("status", "present"),
        source=stands("source", "family"),
        sources=worded(request, "antemortem_source"),
        region=stands("region", ""),
        as_of=stands("as_of", ""),
        note=stands("note", ""),
        regions=worded(request, "body_region") if kind == "mark" else (),
        first=asked.first(request.actor, request.language, kind, shown, living=True),
        before=before,
        others=[
            (f, finding_words.row(f, request.language))
            for f in file.findings
            if f.kind == kind and f != before
        ],
    )
