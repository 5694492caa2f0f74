"""The page of whatever is done with remains: one form, whichever act it is of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from imena.language import Words
from imena.registry.permissions import Need, may
from imena.registry.queries.custody import free_slots
from imena.registry.queries.recording import samples_at_hand, unit_to_record
from imena.registry.refusals import NotYours
from imena.web.access import page
from imena.web.filling.form import Form
from imena.web.request import Request
from imena.web.views.custody.asked import Asked, Deed
from imena.web.views.custody.deeds import AREAS, DEEDS


@page(*AREAS, place="bodies", need=Need.WRITE, methods="GET POST")
def deed(request: Request, number: str, name: str) -> HttpResponse:
    """Do something with remains; where it cannot be done as things stand, the service says why."""
    if name not in DEEDS or not may(request.actor, DEEDS[name].area, Need.WRITE).allowed:
        raise NotYours
    chosen = DEEDS[name]
    standing = standing_of(request, chosen, number)
    asked = Asked(request, standing)
    unit = standing.unit
    groups = chosen.groups(asked)
    form = Form(
        request,
        groups,
        about=f"bodies/{unit.number}/{name}",
        start=chosen.start(standing) if chosen.start else {},
        seen=unit.version,
        stepwise=_in_field(request) and len(groups) > 1,
        beside=chosen.start is not None,
    )
    made: list[object] = []
    if form.filled():
        done = form.done(
            lambda: _next(chosen, unit.number, made),
            lambda: made.append(chosen.do(asked, form)),
            now=_read_again(request, chosen, number),
        )
        if done is not None:
            return done
    say: Words = asked.say
    given: dict[str, Any] = {
        "heading": f"{say(chosen.label)}: {unit.number}",
        "lede": say(chosen.note) if chosen.note else "",
        "record": say(chosen.record),
        "crumbs": [(say("Bodies"), reverse("bodies")), (unit.number, _page(unit.number))],
        "field_mode": _in_field(request),
        "warnings": _warnings(asked, chosen),
    }
    if chosen.second:
        given |= {
            "after": "filling/second.html",
            "second": say("The other person is here"),
            "second_hint": say(
                "They sign in here, for this act alone, and have received the remains. Leave it "
                "empty where they are received elsewhere."
            ),
            "second_user": request.POST.get("second_user", ""),
        }
    return form.page("filling/page.html", **given)


def standing_of(request: Request, chosen: Deed, number: str) -> Any:
    """The remains, for whoever may do this with them: a sample is taken by some who write nothing
    else about remains."""
    return unit_to_record(request.actor, number, area=chosen.area)


def _next(chosen: Deed, number: str, made: Sequence[object]) -> str:
    if chosen.next is not None and made:
        return chosen.next(made[0])
    return _page(number) + ("#samples" if chosen.area == "samples" else "#line")


def _page(number: str) -> str:
    return reverse("body", args=[number])


def _in_field(request: Request) -> bool:
    """Gloves on, at the graveside: large and one thing after another."""
    return "field_team" in request.actor.roles


def _warnings(asked: Asked, chosen: Deed) -> list[str]:
    others, actor = asked.standing.with_others, asked.request.actor
    if chosen.name in ("hand-over", "receive", "store", "move", "remove") and others:
        return [
            asked.say(
                "In {bag} with them, and going along: {others}.",
                bag=asked.standing.container,
                others=", ".join(others),
            )
        ]
    shelved = chosen.name in ("store", "move")
    if shelved and asked.few_slots and not any(free_slots(actor)):
        return [asked.say("No storage place has room: set one up, or clear one.")]
    if chosen.name == "request" and not samples_at_hand(actor, asked.standing.unit.pk):
        return [asked.say("No sample of these remains is at hand: take one first.")]
    return []


def _read_again(
    request: Request, chosen: Deed, number: str
) -> Callable[[], tuple[int, dict[str, Any]]] | None:
    if chosen.start is None:
        return None
    start = chosen.start

    def again() -> tuple[int, dict[str, Any]]:
        standing = standing_of(request, chosen, number)
        return standing.unit.version, start(standing)

    return again
