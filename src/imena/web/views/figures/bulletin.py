"""The bulletin as everybody would see it, and as files."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render

from imena.reports.bulletin import files
from imena.reports.bulletin.content import gathered
from imena.reports.bulletin.telling import told
from imena.reports.dossier.page import plain
from imena.web.access import page
from imena.web.request import Request

_TYPES = {"html": "text/html; charset=utf-8", "pdf": "application/pdf"}


@page("statements", place="figures")
def bulletin(request: Request) -> HttpResponse:
    """What a bulletin made now would say."""
    found = gathered(request.actor)
    shown = told(found, request.language)
    given = {
        "heading": plain(shown.heading),
        "under": shown.under,
        "body": files.body(shown),
        "digest": found.digest,
        "approved": len(found.statements),
    }
    return render(request, "figures/bulletin.html", given)


@page("statements", place="figures")
def bulletin_file(request: Request, form: str) -> HttpResponse:
    """The bulletin as a file, in the reader’s language."""
    if form not in _TYPES:
        raise Http404
    found = gathered(request.actor)
    made: str | bytes
    if form == "pdf":
        made = files.typeset(found, request.language)
    else:
        made = files.render(found, request.language)
    name = f"bulletin-{found.operation}-{found.made:%Y%m%d}.{request.language}.{form}"
    return HttpResponse(
        made,
        content_type=_TYPES[form],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
