"""What no browser of ours sends is refused before anything reads it.

A name of the host that is not ours is a page elsewhere that points at this machine. A NUL sign is a
probe: PostgreSQL keeps no such text and SQLite cuts it off there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse


class Readable:
    """Refuses with 400."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look at host and address, then pass on: Django looks at a host only when asked for it."""
        request.get_host()
        if not _of_machines(request) and "%00" in request.META.get("QUERY_STRING", ""):
            raise SuspiciousOperation
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, given: object, named: dict[str, Any]
    ) -> None:
        """Look at what stands in the path and in a form."""
        del view, given
        if _of_machines(request):
            return
        texts = [*named.values(), *(one for _, some in request.POST.lists() for one in some)]
        if any("\x00" in one for one in texts if isinstance(one, str)):
            raise SuspiciousOperation


def _of_machines(request: HttpRequest) -> bool:
    """Whether it is the API’s, which says in its own form what it cannot take."""
    return request.path_info.startswith("/api/v1/")
