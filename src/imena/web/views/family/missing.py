"""Who is looked for: reported, and described as far as the family knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from imena.registry.permissions import Need
from imena.registry.queries import families as query
from imena.registry.services import antemortem as service
from imena.web.access import page
from imena.web.filling.fields import Choice, of
from imena.web.filling.form import Form, Group
from imena.web.request import Request
from imena.web.views.family import asked

#: Documents by the name under which they are kept.
_DOCUMENTS = ("passport", "tax_number", "service")


@page("antemortem", place="families", need=Need.WRITE, methods="GET POST")
def report(request: Request) -> HttpResponse:
    """A family begins to look for somebody."""
    words = asked.say(request)
    form = Form(request, _groups(request), about="report")
    if form.filled() and _named(request, form):
        made: list[Any] = []
        done = form.done(
            lambda: reverse("missing", args=[made[0].number]),
            lambda: made.append(service.report(request.actor, **_told(form.values, {}))),
        )
        if done is not None:
            return done
    return form.page(
        "filling/page.html",
        heading=words("Somebody is looked for"),
        lede=words("What the family says today; nothing has to be complete."),
        record=words("Record"),
        crumbs=[(words("Families"), reverse("families"))],
    )


@page("antemortem", place="families", need=Need.WRITE, methods="GET POST")
def describe_missing(request: Request, number: str) -> HttpResponse:
    """Correct it; where somebody else was first, both are shown, and nothing is chosen for you."""
    file = query.family(request.actor, number)
    words = asked.say(request)
    form = Form(
        request,
        _groups(request),
        about=f"missing {number}",
        start=_known(file.missing),
        seen=file.missing.version,
    )
    if form.filled() and _named(request, form):
        kept = file.missing
        done = form.done(
            reverse("missing", args=[number]),
            lambda: service.describe(
                request.actor,
                kept,
                seen=form.seen,
                **_told(form.values, kept.documents, kept.names),
            ),
            now=lambda: _now(request, number),
        )
        if done is not None:
            return done
    return form.page(
        "filling/page.html",
        heading=words("Who is looked for"),
        lede=words("Leave empty what nobody knows."),
        record=words("Record"),
        crumbs=asked.crumbs(request, file),
    )


def _groups(request: Request) -> tuple[Group, ...]:
    words, language = asked.say(request), request.language
    sex = of("sex_reported", language, only=("male", "female"))
    population = of("population", language, only=("civilian", "military"))
    return (
        Group(
            words("Name, as in documents"),
            (*asked.names(request), Choice(
                name="sex", label=words("Sex"), options=sex, language=language
            )),
        ),
        Group(
            words("Birth and last trace"),
            (
                asked.born(request),
                asked.line(request, "birth_place", words("Born at")),
                asked.line(
                    request, "last_seen", words("Last seen"), words("year, or year-month-day")
                ),
                asked.line(request, "last_seen_place", words("Where")),
            ),
        ),
        Group(
            words("Documents and service"),
            (
                Choice(
                    name="population", label=words("Civilian or military"), options=population,
                    language=language,
                ),
                asked.line(request, "passport", words("Passport")),
                asked.line(request, "tax_number", words("Tax number")),
                asked.line(request, "service", words("Unit and call sign")),
            ),
        ),
    )  # fmt: skip


def _named(request: Request, form: Form) -> bool:
    if form.values["family"] or form.values["given"]:
        return True
    form.wrong("family", asked.say(request)("Write a family name or a given name."))
    return False


def _told(
    values: Mapping[str, Any], documents: Mapping[str, Any], kept: Any = ()
) -> dict[str, Any]:
    papers = {name: told for name, told in documents.items() if name not in _DOCUMENTS}
    return {
        "names": asked.name_of(values, kept),
        "sex": values["sex"] or "unknown",
        "population": values["population"] or "unknown",
        "documents": papers | {name: values[name] for name in _DOCUMENTS if values[name]},
        **{name: values[name] for name in ("born", "birth_place", "last_seen", "last_seen_place")},
    }


def _known(missing: Any) -> dict[str, Any]:
    return {
        **asked.parts_of(missing.names),
        **{name: missing.documents.get(name, "") for name in _DOCUMENTS},
        **{
            name: "" if getattr(missing, name) == "unknown" else getattr(missing, name)
            for name in ("sex", "population", "born", "birth_place", "last_seen", "last_seen_place")
        },
    }


def _now(request: Request, number: str) -> tuple[int, Mapping[str, Any]]:
    missing = query.family(request.actor, number).missing
    return missing.version, _known(missing)
