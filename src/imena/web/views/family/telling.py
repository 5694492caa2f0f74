"""The family is told, in the way they asked for, and asked what they wish (I21, I22)."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from imena.registry import clock
from imena.registry.permissions import Need
from imena.registry.queries import families as query
from imena.registry.queries.telling import told_of
from imena.registry.services import families as service
from imena.web.access import page
from imena.web.filling.fields import Choice, of
from imena.web.filling.form import Form, Group
from imena.web.request import Request
from imena.web.views.family import asked


@page("families", place="families", need=Need.WRITE, methods="GET POST")
def notify(request: Request, number: str) -> HttpResponse:
    """Record that somebody of the family was told of a decision that stands."""
    file = query.family(request.actor, number)
    words = asked.say(request)
    decision = told_of(request.actor, file.missing.pk)
    people = tuple((one.code, one.name) for one in file.members or () if not one.erased)
    fields = (
        asked.who(request, file, words("Who was told")),
        Choice(
            name="manner", label=words("How"), needed=words("Say how they were told."),
            options=of("notification_manner", request.language), language=request.language,
        ),
        asked.day(request, "told_on", words("Day")),
        Choice(
            name="together_with", label=words("Together with"), options=people,
            hint=words("where they asked for it"), language=request.language,
        ),
        asked.told(request, "note", words("What they asked, and what matters for the next talk")),
    )  # fmt: skip
    start = {"told_on": asked.today()}
    form = Form(request, (Group("", fields),), about=f"notify {number}", start=start)
    if decision is not None and form.filled():
        done = form.done(
            reverse("missing", args=[number]),
            lambda: _notified(request, decision, form),
        )
        if done is not None:
            return done
    return form.page(
        "family/notify.html" if decision is None else "filling/page.html",
        heading=words("Tell the family"),
        lede=words("Told in person first, by people trained for it, with the family’s own paper.")
        if decision is not None
        else words("No decision stands yet: there is nothing to tell."),
        record=words("Record that they were told"),
        crumbs=asked.crumbs(request, file),
    )


@page("families", place="families", need=Need.WRITE, methods="GET POST")
def wishes(request: Request, number: str) -> HttpResponse:
    """What the family wants done with partial and with later-found remains."""
    file = query.family(request.actor, number)
    words = asked.say(request)
    fields = (
        asked.who(request, file, words("Who was asked")),
        Choice(
            name="partial_remains", label=words("If not everything is found"),
            options=of("wish_partial", request.language), language=request.language,
            needed=words("Choose, or “not asked yet”."),
        ),
        Choice(
            name="later_found", label=words("If more is found later"),
            options=of("wish_later", request.language), language=request.language,
            needed=words("Choose, or “not asked yet”."),
        ),
        asked.day(request, "asked_on", words("Day")),
    )  # fmt: skip
    start = {"asked_on": asked.today()}
    form = Form(request, (Group("", fields),), about=f"wishes {number}", start=start)
    if form.filled():
        values = form.values
        done = form.done(
            reverse("missing", args=[number]),
            lambda: service.ask_wishes(
                request.actor,
                query.member(request.actor, values["person"]).person,
                missing=file.missing,
                partial_remains=values["partial_remains"],
                later_found=values["later_found"],
                asked_on=values["asked_on"] or asked.today(),
            ),
        )
        if done is not None:
            return done
    return form.page(
        "filling/page.html",
        heading=words("What the family wishes"),
        lede=words("Asked before anything leaves, and again whenever more is found."),
        record=words("Record"),
        crumbs=asked.crumbs(request, file),
    )


def _notified(request: Request, decision: Any, form: Form) -> object:
    values = form.values
    noon = timezone.make_aware(datetime.combine(values["told_on"] or asked.today(), time(12)))
    with_whom = values["together_with"]
    return service.notify(
        request.actor,
        decision,
        query.member(request.actor, values["person"]).person,
        manner=values["manner"],
        told_at=min(noon, clock.now()),
        together_with=query.member(request.actor, with_whom).person if with_whom else None,
        note=values["note"],
    )
