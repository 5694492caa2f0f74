"""What a page asks of whoever opens it, said beside the page so that a test can walk them all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from imena.registry.actor import Actor
from imena.registry.permissions import Need, may
from imena.registry.refusals import OPEN_PAGE, NotAllowed
from imena.web.request import Request

P = ParamSpec("P")
V = TypeVar("V", bound=Callable[..., HttpResponse])


@dataclass(frozen=True, slots=True)
class Access:
    """Who may open a page: everybody (``signed_in`` false), whoever is signed in (no ``areas``),
    or who may ``need`` in at least one of ``areas``. ``place`` is the place of the seven it is in.
    """

    signed_in: bool = True
    areas: tuple[str, ...] = ()
    need: Need = Need.READ
    place: str = ""

    def open_to(self, actor: Actor | None) -> bool:
        """Whether ``actor`` may open the page. What it then shows is for its queries to say."""
        if actor is None:
            return not self.signed_in
        return not self.areas or any(may(actor, area, self.need).allowed for area in self.areas)


def page(
    *areas: str, place: str = "", need: Need = Need.READ, methods: str = "GET"
) -> Callable[
    [Callable[Concatenate[Request, P], HttpResponse]],
    Callable[Concatenate[HttpRequest, P], HttpResponse],
]:
    """A view for who is signed in and may ``need`` in one of ``areas``.

    ``methods`` are those it answers, with spaces between.

    Raises
    ------
    NotAllowed
        From the view, for everybody else; its page says which role would be needed.
    """
    access = Access(areas=areas, place=place, need=need)

    def made(
        view: Callable[Concatenate[Request, P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def asked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            signed_in = cast(Request, request)
            actor: Actor | None = signed_in.actor
            if actor is None:
                return to_sign_in(request)
            if not access.open_to(actor):
                raise NotAllowed(may(actor, areas[0], need), OPEN_PAGE)
            return view(signed_in, *args, **kwargs)

        return _declared(require_http_methods([*methods.split(), "HEAD"])(asked), access)

    return made


def open_to_all(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view that nobody has to sign in for: it shows nothing of the case."""
    return _declared(view, Access(signed_in=False))


def access_of(view: Callable[..., Any]) -> Access | None:
    """What was declared of a view; ``None`` where nothing was."""
    found = getattr(view, "access", None)
    return found if isinstance(found, Access) else None


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in first, then come back here."""
    back = request.get_full_path() if request.method == "GET" else "/"
    address = f"{reverse('sign_in')}?{urlencode({'next': back})}"
    if request.headers.get("HX-Request"):
        # A piece of a page cannot hold the sign-in; the whole page goes there.
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def next_of(request: HttpRequest, otherwise: str = "/") -> str:
    """Where to go on to: an address of ours that was asked for, never one elsewhere."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if asked.startswith("/") and ours else otherwise


def _declared(view: V, access: Access) -> V:
    setattr(view, "access", access)  # noqa: B010
    return view
