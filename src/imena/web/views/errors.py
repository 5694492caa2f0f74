"""What is shown instead of a page, and why: nothing was saved, nothing is hidden by a blank."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from imena.registry.permissions import roles_for
from imena.registry.refusals import NotAllowed, NotYours, Refused, Stale


def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """The page of a refusal that no form has shown beside its field."""
    actor = getattr(request, "actor", None)
    if error.invariant == "I32" and actor is not None and not actor.purpose:
        back = request.get_full_path() if request.method == "GET" else "/"
        return HttpResponseRedirect(f"{reverse('purpose')}?{urlencode({'next': back})}")
    if isinstance(error, NotAllowed):
        return _shown(request, "not_for_you", 403, allowed=_allowed(error))
    if isinstance(error, NotYours):
        return _shown(request, "not_here", 404)
    said = error.said(getattr(request, "language", "uk"))
    if isinstance(error, Stale):
        return _shown(request, "changed_meanwhile", 409, said=said)
    return _shown(request, "refused", 422, said=said, invariant=error.invariant)


def not_here(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """No page has this address."""
    return _shown(request, "not_here", 404)


def broken(request: HttpRequest) -> HttpResponse:
    """An error of ours."""
    return _shown(request, "broken", 500)


def not_from_here(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """A form that did not come from a page of ours, or from one too old."""
    return _shown(request, "not_from_here", 403)


def _allowed(error: NotAllowed) -> list[str]:
    """The roles that would be allowed."""
    return list(roles_for(error.answer.area, error.answer.need))


def _shown(request: HttpRequest, template: str, status: int, **given: object) -> HttpResponse:
    return render(request, f"errors/{template}.html", given, status=status)
