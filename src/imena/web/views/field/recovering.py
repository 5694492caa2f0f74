"""Recover remains from an open grave: number, kind and condition, one screen after another."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse

from imena.language import Words
from imena.numbering.pattern import Kind
from imena.registry.permissions import Need
from imena.registry.queries.recording import grave_to_record
from imena.registry.services import units
from imena.registry.services.handling import Told
from imena.web.access import page
from imena.web.filling.fields import Moment, Verbatim, Whole
from imena.web.filling.form import Form, Group
from imena.web.request import Request
from imena.web.views.custody.packing import condition_fields, kind_fields
from imena.web.views.field.questions import number_field

_SEEN = ("human", "stage", "modifiers", "completeness_percent", "depth_cm", "note")


@page("custody", place="sites", need=Need.WRITE, methods="GET POST")
def recover(request: Request, number: str) -> HttpResponse:
    """Remains or a thing come out of the ground, under a number on a tag of their own."""
    grave = grave_to_record(request.actor, number)
    say = Words("web_field", request.language)
    language = request.language
    of_kinds = Words("web_custody", language)
    groups = (
        Group(
            say("Number and kind"),
            (
                number_field(
                    request.actor, Kind.RECOVERED_UNIT, grave.site.code, language,
                    say("Number on the tag"),
                ),
                *kind_fields(language, of_kinds),
            ),
        ),
        Group(say("Condition"), condition_fields(language, of_kinds)),
        Group(
            say("In the ground"),
            (
                Whole(
                    name="depth_cm", label=say("Depth"), unit=say("cm"), most=2_000,
                    language=language,
                ),
                Moment(name="at", label=say("When"), hint=say("empty: now"), language=language),
                Verbatim(
                    name="note", label=say("Note"), language=language,
                    hint=say("how they lay, what lay with them"),
                ),
            ),
        ),
    )  # fmt: skip
    form = Form(
        request, groups, about=f"graves/{grave.number}/recover", stepwise=True
    )  # fmt: skip
    made: list[str] = []

    def record() -> None:
        values = form.values
        told = Told(key=form.key)
        if values["at"]:
            told["happened_at"] = values["at"]
        seen = {name: values[name] for name in _SEEN} | {"human": values["human"] or "undetermined"}
        unit = units.recover(
            request.actor,
            grave,
            kind=values["kind"],
            number=values["number"] or None,
            told=told,
            **seen,
        )
        made.append(unit.number)

    def address() -> str:
        # Sent twice, it was recorded the first time: the grave lists it.
        return reverse("body", args=made) if made else reverse("grave", args=[grave.number])

    if form.filled() and (done := form.done(address, record)):
        return done
    return form.page(
        "filling/page.html",
        heading=say("Recover remains"),
        lede=say("From the grave {number}.", number=grave.number),
        record=say("Record the remains"),
        crumbs=[
            (say("Sites"), reverse("sites")),
            (grave.site.code, reverse("site", args=[grave.site.code])),
            (grave.number, reverse("grave", args=[grave.number])),
        ],
        field_mode=True,
    )
