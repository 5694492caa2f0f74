"""A sample for comparison: of somebody who agreed that it serves identification."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse

from imena.registry.permissions import Need
from imena.registry.queries import families as query
from imena.registry.services import samples as service
from imena.registry.vocabulary import vocabulary
from imena.web.access import page
from imena.web.filling.fields import Choice
from imena.web.filling.form import Form, Group
from imena.web.request import Request
from imena.web.views.family import asked


@page("persons", place="families", need=Need.WRITE, methods="GET POST")
def reference(request: Request, code: str) -> HttpResponse:
    """Taken with a consent that stands; the laboratory sees its number and no name."""
    person = query.member(request.actor, code).person
    words = asked.say(request)
    kinds = tuple(
        (term.code, term.said(request.language))
        for term in vocabulary("sample_kind").current
        if term.group in ("person", "direct")
    )
    kind = Choice(
        name="kind", label=words("Of what"), options=kinds, needed=words("Say what was taken."),
        language=request.language,
    )  # fmt: skip
    fields = (
        kind,
        asked.line(request, "seal", words("Seal")),
        asked.line(request, "note", words("Note")),
    )
    form = Form(request, (Group("", fields),), about=f"reference {code}")
    if form.filled():
        values = form.values
        done = form.done(
            reverse("person", args=[code]),
            lambda: service.take_reference(
                request.actor,
                person,
                kind=values["kind"],
                seal=values["seal"],
                note=values["note"],
                key=form.key,
            ),
        )
        if done is not None:
            return done
    return form.page(
        "filling/page.html",
        heading=words("Take a sample"),
        lede=words(
            "It gets a number of its own. The laboratory sees that number and nothing else."
        ),
        record=words("Record the sample"),
        crumbs=[(words("Families"), reverse("families")), (code, reverse("person", args=[code]))],
    )
