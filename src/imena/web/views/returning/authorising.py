"""The prosecutor allows that remains go to somebody of the family (I20)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from imena.language import Words
from imena.registry.permissions import Need
from imena.registry.queries import families
from imena.registry.queries.releasing import Releasable, recipients, releasable
from imena.registry.services import returning as service
from imena.web.access import page
from imena.web.filling.fields import Choice, Field, Text
from imena.web.filling.form import Form, Group
from imena.web.request import Request
from imena.web.standing_behind import confirm


@page("release", place="decisions", need=Need.APPROVE, methods="GET POST")
def authorise(request: Request, number: str) -> HttpResponse:
    """To whom, by what right, on what ground; what a release still lacks is said in the form."""
    found = releasable(request.actor, number)
    words = Words("web_returning", request.language)
    people = recipients(request.actor, found.record)
    form = Form(
        request,
        (Group("", _fields(request, found, people)),),
        about=f"release {number}",
        start={"individual": found.individuals[0].number} if len(found.individuals) == 1 else {},
    )
    if form.filled():
        made: list[Any] = []
        done = form.done(
            lambda: reverse("release", args=[made[0].number]),
            lambda: made.append(_authorised(request, found, form)),
        )
        if done is not None:
            return done
    return form.page(
        "filling/page.html",
        heading=words("Let the remains go to the family"),
        lede=words("Everything a release needs is asked now, and again at the door."),
        record=words("Authorise"),
        after="returning/password.html",
        crumbs=[
            (words("Decisions"), reverse("decisions")),
            (number, reverse("decision", args=[number])),
        ],
    )


def _fields(request: Request, found: Releasable, people: dict[str, str]) -> tuple[Field, ...]:
    words = Words("web_returning", request.language)
    return (
        Choice(
            name="individual", label=words("Whose remains"), language=request.language,
            options=[(one.number, one.number) for one in found.individuals],
            needed=words("Choose whose remains."),
        ),
        Choice(
            name="recipient", label=words("Who receives them"), language=request.language,
            options=list(people.items()),
            needed=words("Choose who receives them."),
        ),
        Text(
            name="proof", label=words("What proves their right"), language=request.language,
            needed=words("Name the paper that proves it."),
        ),
        Text(
            name="authorisation", label=words("Authorisation, number and day"), longest=100,
            language=request.language, needed=words("Name the authorisation."),
        ),
    )  # fmt: skip


def _authorised(request: Request, found: Releasable, form: Form) -> object:
    confirm(request)
    values = form.values
    body = next(one for one in found.individuals if one.number == values["individual"])
    return service.authorise(
        request.actor,
        found.record,
        body,
        recipient=families.member(request.actor, values["recipient"]).person,
        recipient_proof=values["proof"],
        authorisation=values["authorisation"],
    )
