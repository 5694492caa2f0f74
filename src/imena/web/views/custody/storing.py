"""The store: its places, what lies in each, and how a new one is set up."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse

from imena.language import Words
from imena.registry.permissions import Need, may
from imena.registry.queries.storage import storage
from imena.registry.refusals import NotAllowed
from imena.registry.services import custody
from imena.web.access import page
from imena.web.filling.fields import Text, Whole
from imena.web.filling.form import Form, Group
from imena.web.request import Request


@page("custody", place="bodies", methods="GET POST")
def store(request: Request) -> HttpResponse:
    """Which places there are, what lies there; whoever keeps the store sets up more."""
    say = Words("web_custody", request.language)
    answer = may(request.actor, "custody", Need.WRITE)
    fields = (
        Text(
            name="code", label=say("Code of the place"), longest=40, language=request.language,
            needed=say("Write what stands on the shelf."),
        ),
        Text(
            name="facility", label=say("Where it is"), language=request.language,
            needed=say("Write in which building or room it is."),
        ),
        Whole(
            name="capacity", label=say("Bags, boxes or bodies it takes"), least=1, most=500,
            hint=say("empty: one"), language=request.language,
        ),
    )  # fmt: skip
    form = Form(request, (Group("", fields),), about="store")
    if form.sent and not answer.allowed:
        raise NotAllowed(answer, custody.OPEN_SLOT.sentence)
    if form.filled():
        done = form.done(
            reverse("store"),
            lambda: custody.open_slot(
                request.actor,
                code=form.values["code"],
                facility=form.values["facility"],
                capacity=form.values["capacity"] or 1,
            ),
        )
        if done is not None:
            return done
    found = storage(request.actor, after=request.GET.get("after", ""))
    return form.page("custody/store.html", page=found, rows=found.rows, may_add=answer.allowed)
