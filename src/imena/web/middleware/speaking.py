"""In which language and theme a page is shown: as this browser chose; else in Ukrainian."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from imena.language import LANGUAGES
from imena.web.preferences import LANGUAGE_COOKIE, THEME_COOKIE, THEMES


class Speaking:
    """Sets ``request.language`` and ``request.theme``, and what Django itself says."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Choose, then pass on."""
        language = request.COOKIES.get(LANGUAGE_COOKIE, "")
        theme = request.COOKIES.get(THEME_COOKIE, "")
        setattr(request, "language", language if language in LANGUAGES else "uk")  # noqa: B010
        setattr(request, "theme", theme if theme in THEMES else "")  # noqa: B010
        with translation.override(request.language):  # type: ignore[attr-defined]
            response = self._get_response(request)
        response.setdefault("Content-Language", request.language)  # type: ignore[attr-defined]
        return response
