"""What every section of an examination has in common: whose it is, and where to go on."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from imena.registry.permissions import Need
from imena.registry.queries.examinations import Worked, worked
from imena.registry.services import postmortem
from imena.registry.services.postmortem import Stated
from imena.web.access import page
from imena.web.request import Request

P = ParamSpec("P")
Section = Callable[Concatenate[Request, Worked, P], HttpResponse]


def section(view: Section[P]) -> Callable[..., HttpResponse]:
    """A section of an examination at ``<uuid:key>``, for its examiner while it is open; everybody
    else is led to what it says."""

    @page("postmortem", place="bodies", need=Need.WRITE, methods="GET POST")
    @wraps(view)
    def asked(
        request: Request, /, key: uuid.UUID, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        at_work = worked(request.actor, key)
        if not at_work.mine:
            return HttpResponseRedirect(address(at_work))
        return view(request, at_work, *args, **kwargs)

    return asked


def address(at_work: Worked, name: str = "examination", *rest: str) -> str:
    """The address of the examination, or of a section of it."""
    return reverse(name, args=[at_work.record.pk, *rest])


def go_on(request: HttpRequest, at_work: Worked, name: str, *rest: str) -> str:
    """Where a form leads: back to all sections, or to the same one again where that was asked."""
    again = "again" in request.POST
    return address(at_work, name, *rest) if again else address(at_work)


def recorded(request: Request, at_work: Worked, stated: Sequence[Stated]) -> None:
    """Record these findings; where there are none, nothing is done."""
    if stated:
        postmortem.record_findings(request.actor, at_work.record, stated)
