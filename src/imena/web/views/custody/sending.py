"""A laboratory request before it leaves: which code goes on which tube, and the seal."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse

from imena.language import Words
from imena.registry.permissions import Need
from imena.registry.queries.laboratory import packing_list
from imena.registry.queries.recording import request_to_send
from imena.registry.services import laboratory
from imena.web.access import page
from imena.web.filling.fields import Text
from imena.web.filling.form import Form, Group
from imena.web.request import Request


@page("samples", place="bodies", need=Need.WRITE, methods="GET POST")
def sending(request: Request, number: str) -> HttpResponse:
    """The list for whoever packs the tubes; once it has left nobody reads it any more."""
    found = request_to_send(request.actor, number)
    say = Words("web_custody", request.language)
    seal = Text(
        name="seal", label=say("Seal of the parcel"), longest=60, language=request.language,
        needed=say("Type the number that stands on the seal."),
    )  # fmt: skip
    form = Form(request, (Group("", (seal,)),), about=f"requests/{number}", seen=found.version)
    if form.filled():
        done = form.done(
            reverse("today"),
            lambda: laboratory.send(request.actor, found, seen=form.seen, seal=form.values["seal"]),
        )
        if done is not None:
            return done
    return form.page(
        "custody/sending.html",
        heading=say("Send to {laboratory}", laboratory=found.laboratory),
        asked=found,
        tubes=packing_list(request.actor, found.pk),
        record=say("Record that it has left"),
        crumbs=[(say("Bodies"), reverse("bodies"))],
    )
