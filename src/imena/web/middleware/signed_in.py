"""Who asks: ``request.actor``, or nobody."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from imena.web import session


class SignedIn:
    """Finds out who is signed in; whether they have to be is for the page to say."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set ``request.actor``, then pass on."""
        setattr(request, "actor", session.actor(request))  # noqa: B010
        return self._get_response(request)
