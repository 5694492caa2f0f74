"""Record a grave, open it, describe it, finish it: what the team does at its site."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from imena.language import Words, message
from imena.numbering.pattern import Kind
from imena.registry import clock
from imena.registry.permissions import Need
from imena.registry.queries.recording import grave_to_record, site_to_record
from imena.registry.refusals import NotYours
from imena.registry.services import beside, scene
from imena.web.access import page
from imena.web.filling.fields import Choice, Moment, of
from imena.web.filling.form import Form, Group
from imena.web.request import Request
from imena.web.views.field.questions import (
    as_described,
    described,
    found_group,
    kind_field,
    marker_group,
    number_field,
    placed,
    position_group,
)


@page("sites", place="sites", need=Need.WRITE, methods="GET POST")
def record_grave(request: Request, code: str) -> HttpResponse:
    """A grave under a number of its own for ever, with the marker that stood on it."""
    site = site_to_record(request.actor, code)
    say = Words("web_field", request.language)
    language = request.language
    label = say("Number of the grave")
    groups = (
        Group(
            say("The grave"),
            (
                number_field(request.actor, Kind.BURIAL_UNIT, site.code, language, label),
                kind_field(language),
            ),
        ),
        marker_group(language),
        position_group(language),
        found_group(language),
    )
    form = Form(
        request,
        groups,
        about=f"sites/{site.code}/record-grave",
        stepwise=True,
    )
    made: list[str] = []

    def record() -> None:
        values = form.values
        with transaction.atomic():
            grave = scene.record_grave(
                request.actor,
                site,
                number=values["number"] or None,
                key=form.key,
                **described(values),
            )
            if values["marker_number"] or values["marker_text"]:
                scene.record_marker(
                    request.actor,
                    site,
                    text_verbatim=values["marker_text"],
                    number=values["marker_number"],
                    burial_unit=grave,
                    seen_on=clock.now().date(),
                )
        made.append(grave.number)

    def address() -> str:
        # Sent twice, it was recorded the first time: the site lists it.
        return _grave_page(made[0]) if made else reverse("site", args=[site.code])

    if form.filled() and placed(form) and (done := form.done(address, record)):
        return done
    return form.page(
        "filling/page.html",
        heading=say("Record a grave"),
        lede=f"{site.name_uk}, {site.code}",
        record=say("Record the grave"),
        crumbs=[
            (say("Sites"), reverse("sites")),
            (site.code, reverse("site", args=[site.code])),
        ],
        field_mode=True,
    )


@dataclass(frozen=True)
class GraveDeed:
    """Something that is done with a grave while it is in one of ``states``; in any where none are
    named."""

    name: str
    label: str
    record: str
    states: frozenset[str]
    groups: Callable[[str], tuple[Group, ...]]
    do: Callable[[Request, Any, Form], object]
    changes: bool = False


@page("sites", place="sites", need=Need.WRITE, methods="GET POST")
def grave_deed(request: Request, number: str, name: str) -> HttpResponse:
    """Do something with a grave; what cannot be done as it stands, the service refuses."""
    if name not in DEEDS:
        raise NotYours
    deed, grave = DEEDS[name], grave_to_record(request.actor, number)
    say = Words("web_field", request.language)
    groups = DEEDS[name].groups(request.language)
    form = Form(
        request,
        groups,
        about=f"graves/{grave.number}/{name}",
        start=as_described(grave) if deed.changes else {},
        seen=grave.version,
        stepwise=len(groups) > 1,
        beside=deed.changes,
    )

    def now() -> tuple[int, dict[str, Any]]:
        again = grave_to_record(request.actor, number)
        return again.version, as_described(again)

    if form.filled() and (not deed.changes or placed(form)):
        act = lambda: deed.do(request, grave, form)  # noqa: E731
        done = form.done(_grave_page(grave.number), act, now=now if deed.changes else None)
        if done is not None:
            return done
    return form.page(
        "filling/page.html",
        heading=f"{say(deed.label)}: {grave.number}",
        record=say(deed.record),
        crumbs=[
            (say("Sites"), reverse("sites")),
            (grave.site.code, reverse("site", args=[grave.site.code])),
            (grave.number, _grave_page(grave.number)),
        ],
        field_mode=True,
    )


def offered(state: str) -> list[GraveDeed]:
    """What can be done with a grave in this state."""
    return [deed for deed in DEEDS.values() if not deed.states or state in deed.states]


def _grave_page(number: str) -> str:
    return reverse("grave", args=[number]) + "#grave"


def _describe_groups(language: str) -> tuple[Group, ...]:
    say = Words("web_field", language)
    return (
        Group(say("The grave"), (kind_field(language),)),
        position_group(language),
        found_group(language),
    )


def _describe(request: Request, grave: Any, form: Form) -> object:
    with transaction.atomic():
        scene.describe_grave(request.actor, grave, seen=form.seen, **described(form.values))
        for name, (field, said) in form.beside.items():
            told = f"{field.label}: {said}"
            beside.keep_beside(request.actor, grave, field=name, said=told)
    return None


def _open_groups(language: str) -> tuple[Group, ...]:
    say = Words("web_field", language)
    opened = Moment(
        name="at", label=say("When"), hint=say("empty: now"), language=language
    )  # fmt: skip
    return (Group("", (opened,)),)


def _open(request: Request, grave: Any, form: Form) -> object:
    return scene.open_grave(request.actor, grave, seen=form.seen, at=form.values["at"])


def _finish_groups(language: str) -> tuple[Group, ...]:
    say = Words("web_field", language)
    return (
        Group(
            "",
            (
                Choice(
                    name="state", label=say("The grave is"), language=language,
                    needed=say("Choose how the grave ended."),
                    options=of(
                        "burial_state", language, only=("exhumed", "empty", "partially_recovered")
                    ),
                ),
                Moment(
                    name="floor_reached_at", label=say("Floor reached"), language=language,
                    hint=say("empty: it was not reached"),
                ),
                Choice(
                    name="empty_reason", label=say("Why it is empty"), language=language,
                    hint=say("of an empty grave alone"), options=of("empty_reason", language),
                ),
                Choice(
                    name="integrity", label=say("Disturbed"), language=language,
                    options=of("burial_integrity", language),
                ),
            ),
        ),
    )  # fmt: skip


def _finish(request: Request, grave: Any, form: Form) -> object:
    values = form.values
    return scene.close_grave(
        request.actor,
        grave,
        seen=form.seen,
        state=values["state"],
        floor_reached_at=values["floor_reached_at"],
        empty_reason=values["empty_reason"] if values["state"] == "empty" else "",
        integrity=values["integrity"],
    )


def _marker(request: Request, grave: Any, form: Form) -> object:
    return scene.record_marker(
        request.actor,
        grave.site,
        text_verbatim=form.values["marker_text"],
        number=form.values["marker_number"],
        burial_unit=grave,
        seen_on=clock.now().date(),
    )


DEEDS = {
    deed.name: deed
    for deed in (
        GraveDeed(
            "open",
            message("Open the grave"),
            message("Record that it was opened"),
            frozenset({"unopened"}),
            _open_groups,
            _open,
        ),
        GraveDeed(
            "finish",
            message("Finish the grave"),
            message("Record that it is finished"),
            frozenset({"being_exhumed"}),
            _finish_groups,
            _finish,
        ),
        GraveDeed(
            "describe",
            message("Describe the grave"),
            message("Record the description"),
            frozenset(),
            _describe_groups,
            _describe,
            changes=True,
        ),
        GraveDeed(
            "marker",
            message("Record a marker"),
            message("Record the marker"),
            frozenset(),
            lambda language: (marker_group(language, needed=True),),
            _marker,
        ),
    )
}
