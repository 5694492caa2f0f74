"""What every page has around it: places, search, language, theme, account."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, resolve, reverse
from django.urls.exceptions import Resolver404

from imena import __version__
from imena.registry import clock
from imena.registry.queries.people import operation_name
from imena.web.access import access_of
from imena.web.places import places_for


def frame(request: HttpRequest) -> dict[str, Any]:
    """The variables of ``base.html``."""
    actor = getattr(request, "actor", None)
    language = getattr(request, "language", "uk")
    return {
        "language": language,
        "theme": getattr(request, "theme", ""),
        "actor": actor,
        "places": places_for(actor) if actor else [],
        "place": _place(request),
        "roles": sorted(actor.roles) if actor else [],
        "search_address": _address("search") if actor else "",
        "operation": operation_name(actor, language) if actor else "",
        "invented": _invented(),
        "version": __version__,
        "now": clock.now(),
        "query": _query(request),
        "later": "after" in request.GET,
        "here": request.get_full_path() if request.method == "GET" else "/",
    }


@cache
def _invented() -> bool:
    """Whether this is the demonstration’s case file, which says so in a file of its own."""
    return bool((settings.HOME / "INVENTED.txt").exists())


def _query(request: HttpRequest) -> str:
    """The filters of a list as its next page asks for them again."""
    asked = request.GET.copy()
    asked.pop("after", None)
    return f"{asked.urlencode()}&" if asked else ""


def _place(request: HttpRequest) -> str:
    try:
        access = access_of(resolve(request.path_info).func)
    except Resolver404:
        return ""
    return access.place if access else ""


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
