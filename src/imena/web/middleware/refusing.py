"""A refusal of the case file is a page that says why."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from imena.registry.refusals import Refused
from imena.web.views import errors


class Refusing:
    """Turns :class:`~imena.registry.refusals.Refused` into its page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page of a refusal; other errors are ours, and are not hidden."""
        return errors.refused(request, error) if isinstance(error, Refused) else None
