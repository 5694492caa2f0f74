"""Photographs of remains and graves: brought, shown blurred, opened one by one for a minute."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from imena.language import Words
from imena.registry.permissions import Need, may
from imena.registry.pictures.examining import MOST_BYTES, examined
from imena.registry.queries import photographs as query
from imena.registry.queries.graves import grave
from imena.registry.queries.photographs import OPEN_FOR, Pictured, Pictures
from imena.registry.queries.recording import grave_to_record, unit_to_record
from imena.registry.queries.remains import unit
from imena.registry.refusals import NotAllowed, NotYours, Refused
from imena.registry.services import photographs as service
from imena.web.access import page
from imena.web.filling.fields import Choice, Verbatim, of
from imena.web.filling.form import Form, Group
from imena.web.filling.upload import Upload
from imena.web.request import Request


@dataclass(frozen=True)
class _About:
    """Whose photographs they are: of remains or of a grave."""

    number: str
    back: str
    gallery: str
    found: Pictures
    row: Callable[[], Any]
    # The areas in which whoever adds one must be allowed to write.
    areas: tuple[str, ...]


@page("custody", place="bodies", methods="GET POST")
def of_remains(request: Request, number: str) -> HttpResponse:
    """The photographs of remains, and the form that adds one."""
    known = unit(request.actor, number)
    about = _About(
        known.line.number,
        reverse("body", args=[known.line.number]),
        reverse("photographs", args=[known.line.number]),
        query.photographs_of_unit(request.actor, known.id, after=request.GET.get("after", "")),
        lambda: unit_to_record(request.actor, number).unit,
        ("custody",),
    )
    return _gallery(request, about)


@page("custody", place="sites", methods="GET POST")
def of_grave(request: Request, number: str) -> HttpResponse:
    """The photographs of a grave, and the form that adds one."""
    known = grave(request.actor, number)
    about = _About(
        known.line.number,
        reverse("grave", args=[known.line.number]),
        reverse("grave_photographs", args=[known.line.number]),
        query.photographs_of_grave(request.actor, known.id, after=request.GET.get("after", "")),
        lambda: grave_to_record(request.actor, number),
        ("custody", "sites"),
    )
    return _gallery(request, about)


def _gallery(request: Request, about: _About) -> HttpResponse:
    answers = [may(request.actor, area, Need.WRITE) for area in about.areas]
    refused = next((answer for answer in answers if not answer.allowed), None)
    form = _form(request, about)
    if form.sent and refused is not None:
        raise NotAllowed(refused, service.KEEP.sentence)
    file = request.FILES.get("file")
    say = Words("web_photographs", request.language)
    if form.filled():
        if file is None:
            large = int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES
            form.wrong(
                "file",
                say("The file is too large: a photograph has up to 15 MB.")
                if large
                else say("Choose the file of the photograph."),
            )
        else:
            done = form.done(about.gallery, lambda: _keep(request, about, form, file))
            if done is not None:
                return done
            if form.error:
                form.wrong("file", form.error)
                form.error = ""
    return form.page(
        "photographs/gallery.html",
        number=about.number,
        back=about.back,
        page=about.found,
        pictures=about.found.rows,
        may_add=refused is None,
        field_mode="field_team" in request.actor.roles,
        purpose=request.actor.purpose,
    )


def _form(request: Request, about: _About) -> Form:
    say = Words("web_photographs", request.language)
    language = request.language
    fields = (
        Upload(
            name="file", label=say("Photograph"), language=language,
            hint=say("JPEG, PNG or WebP, up to 15 MB"),
        ),
        Choice(
            name="shows", label=say("What it shows"), language=language,
            needed=say("Choose what it shows."), options=of("photograph_of", language),
        ),
        Verbatim(
            name="said", label=say("In words"), language=language,
            hint=say("read by whoever should not have to look"),
            needed=say("Say in words what is in the photograph."),
        ),
    )  # fmt: skip
    return Form(request, (Group("", fields),), about=f"photographs/{about.number}")


def _keep(request: Request, about: _About, form: Form, file: Any) -> object:
    return service.keep(
        request.actor,
        about.row(),
        examined(file.read()),
        shows=form.values["shows"],
        said=form.values["said"],
        original_name=str(file.name),
        key=form.key,
    )


@page("custody", place="bodies", methods="GET POST")
def photograph(request: Request, pictured: uuid.UUID) -> HttpResponse:
    """One photograph: in words and blurred; clear for a minute once it was asked for."""
    found = query.photograph(request.actor, pictured)
    error = ""
    if request.method == "POST":
        if not request.actor.purpose.strip():
            back = urlencode({"next": reverse("photograph", args=[pictured])})
            return HttpResponseRedirect(f"{reverse('purpose')}?{back}")
        try:
            row = query.photograph_row(request.actor, pictured)
            service.look(request.actor, row, why_more=request.POST.get("why_more", ""))
            return HttpResponseRedirect(reverse("photograph", args=[pictured]))
        except (NotAllowed, NotYours):
            raise
        except Refused as refused:
            error = refused.said(request.language)
    seen = query.looked_at_today(request.actor)
    given = {
        "one": found,
        "open": query.is_open(request.actor, pictured),
        "seconds": int(OPEN_FOR.total_seconds()),
        "back": _page_of(found),
        "seen": seen,
        "many": seen >= service.USUAL,
        "purpose": request.actor.purpose,
        "error": error,
    }
    return render(request, "photographs/photograph.html", given, status=400 if error else 200)


@page("custody", place="bodies")
def picture(request: Request, pictured: uuid.UUID, copy: str) -> HttpResponse:
    """The bytes of a copy: the blurred one, or the clear one while it is open."""
    if copy == "blurred":
        data = query.blurred(request.actor, pictured)
    elif copy == "clear":
        data = query.clear(request.actor, pictured)
    else:
        raise NotYours
    return HttpResponse(data, content_type="image/jpeg")


@page("custody", place="bodies", methods="POST")
def original(request: Request, pictured: uuid.UUID) -> HttpResponse:
    """The file as it came, to be kept and never shown, while the photograph is open."""
    data = query.original(request.actor, pictured)
    return HttpResponse(
        data,
        content_type="application/octet-stream",
        headers={
            "Content-Disposition": f'attachment; filename="{pictured}.original"',
        },
    )


def _page_of(found: Pictured) -> str:
    return reverse("grave_photographs" if found.of_grave else "photographs", args=[found.about])


urls = [
    path("bodies/<str:number>/photographs", of_remains, name="photographs"),
    path("graves/<str:number>/photographs", of_grave, name="grave_photographs"),
    path("photographs/<uuid:pictured>", photograph, name="photograph"),
    path("photographs/<uuid:pictured>/original", original, name="original"),
    path("photographs/<uuid:pictured>/<slug:copy>.jpg", picture, name="picture"),
]
