"""What the middleware adds to a request, for views to name in their signatures."""

from __future__ import annotations

from django.http import HttpRequest

from imena.registry.actor import Actor


class Request(HttpRequest):
    """A request of somebody signed in: views behind :func:`imena.web.access.page` get one.

    ``language`` is "uk" or "en", ``theme`` "light", "dark" or "" for what the machine prefers.
    """

    actor: Actor
    language: str
    theme: str
