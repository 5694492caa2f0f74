"""Signing in and out, what one reads for, language and theme."""

from __future__ import annotations

from urllib.parse import urlencode

import segno
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from imena.language import LANGUAGES, Words, message
from imena.registry import one_time_code
from imena.registry.actor import Actor
from imena.registry.queries.passkeys import own_passkeys
from imena.registry.queries.people import gives_codes, language_of, username_of
from imena.registry.refusals import Refused
from imena.registry.services import second_factor as second_factor_service
from imena.registry.services import signin
from imena.reports.markup import Html
from imena.web import session, throttle
from imena.web.access import next_of, open_to_all, page
from imena.web.places import DESK, first_page, places_for
from imena.web.preferences import LANGUAGE_COOKIE, THEME_COOKIE, THEMES
from imena.web.request import Request

_A_YEAR = 365 * 24 * 60 * 60
#: What people read about named people for, offered so that nobody has to invent words.
PURPOSES = (
    message("to find the name of remains"),
    message("to speak with a family"),
    message("to prepare or sign a decision"),
    message("to return remains to a family"),
    message("to check the record"),
)


@open_to_all
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """User name and password. Who is wrong is told once for both, and waits after five times."""
    language = getattr(request, "language", "uk")
    username, operation = request.POST.get("username", ""), request.POST.get("operation", "")
    error = ""
    if request.method == "POST":
        try:
            return _signed_in(request, username, operation)
        except signin.CodeNeeded as needed:
            session.begin_half(request, needed.actor)
            return HttpResponseRedirect(
                f"{reverse('code')}?{urlencode({'next': next_of(request)})}"
            )
        except Refused as refused:
            throttle.failed(username)
            error = refused.said(language)
        except TooOften:
            error = _too_often(language)
    given = {
        "error": error, "username": username, "operation": operation, "next": next_of(request),
    }  # fmt: skip
    return render(request, "account/sign_in.html", given, status=400 if error else 200)


@open_to_all
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The one-time code, for whom it is asked of; within five minutes of the password."""
    actor = session.half(request)
    if actor is None:
        return HttpResponseRedirect(reverse("sign_in"))
    error = ""
    language = getattr(request, "language", "uk")
    if request.method == "POST":
        try:
            if throttle.waits(str(actor.user)):
                raise TooOften
            signin.with_code(actor, request.POST.get("code", ""))
            throttle.succeeded(str(actor.user))
            return begun(request, actor)
        except Refused as refused:
            throttle.failed(str(actor.user))
            error = refused.said(language)
        except TooOften:
            error = _too_often(language)
    given = {"error": error, "next": next_of(request), "devices": bool(own_passkeys(actor))}
    return render(request, "account/code.html", given, status=400 if error else 200)


@page(methods="GET POST")
def second_factor(request: Request) -> HttpResponse:
    """Take on one-time codes: the square for the telephone, and a code to show that it works."""
    taken = gives_codes(request.actor)
    error = ""
    secret = request.session.get("new_secret") or one_time_code.new_secret()
    if request.method == "POST" and not taken:
        try:
            given = request.POST.get("code", "")
            second_factor_service.take_on(request.actor, secret=secret, code=given)
            request.session.pop("new_secret", None)
            return HttpResponseRedirect(reverse("account"))
        except Refused as refused:
            error = refused.said(request.language)
    request.session["new_secret"] = secret
    square = segno.make(one_time_code.address(secret, username_of(request.actor)))
    shown = {
        "taken": taken,
        "error": error,
        "secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        "square": Html(square.svg_inline(scale=5, border=4, dark="#000", light="#fff")),
    }
    return render(request, "account/second_factor.html", shown, status=400 if error else 200)


class TooOften(Exception):  # noqa: N818 - says what happened
    """So many wrong passwords that the next has to wait."""


def _signed_in(request: HttpRequest, username: str, operation: str) -> HttpResponse:
    if throttle.waits(username):
        raise TooOften
    actor = signin.sign_in(username, request.POST.get("password", ""), operation=operation)
    throttle.succeeded(username)
    return begun(request, actor)


def _too_often(language: str) -> str:
    say = Words("web_account", language)
    return say("Too many wrong passwords or codes. Wait a quarter of an hour, then try again.")


def begun(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Signed in: the session begins, and goes on to where was asked for."""
    session.begin(request, actor)
    signin.note(actor, signin.SIGN_IN)
    where = next_of(request)
    response = HttpResponseRedirect(first_page(actor) if where == "/" else where)
    if LANGUAGE_COOKIE not in request.COOKIES:
        _remember(response, LANGUAGE_COOKIE, language_of(actor))
    return response


@page(methods="POST")
def sign_out(request: Request) -> HttpResponse:
    """The session ends here and on the server."""
    signin.note(request.actor, signin.SIGN_OUT)
    session.end(request)
    # Drafts of forms lie there; scripts clear them too, where they run.
    return HttpResponseRedirect(reverse("sign_in"), headers={"Clear-Site-Data": '"storage"'})


@page(methods="GET POST")
def purpose(request: Request) -> HttpResponse:
    """What named people are read about for; it stands in the log beside every reading (I32)."""
    stated = request.POST.get("purpose", "").strip() or request.POST.get("own", "").strip()
    if request.method == "POST" and stated:
        session.state_purpose(request, stated[:200])
        return HttpResponseRedirect(next_of(request))
    say = Words("web_account", request.language)
    given = {
        "purposes": [say(offered) for offered in PURPOSES],
        "problems": [("own", say("Choose a purpose or write your own."))]
        if request.method == "POST"
        else [],
        "next": next_of(request),
    }
    return render(
        request, "account/purpose.html", given, status=400 if request.method == "POST" else 200
    )


@page()
def account(request: Request) -> HttpResponse:
    """Who one is here: roles, purpose, language, theme."""
    given = {
        "languages": LANGUAGES,
        "themes": THEMES,
        "codes": gives_codes(request.actor),
        "desk": places_for(request.actor, DESK),
    }
    return render(request, "account/account.html", given)


@open_to_all
@require_http_methods(["POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Language and theme, kept in this browser."""
    response = HttpResponseRedirect(next_of(request))
    language, theme = request.POST.get("language"), request.POST.get("theme")
    if language in LANGUAGES:
        _remember(response, LANGUAGE_COOKIE, language)
    if theme in THEMES:
        _remember(response, THEME_COOKIE, theme)
    elif theme == "":
        response.delete_cookie(THEME_COOKIE)
    return response


def _remember(response: HttpResponse, cookie: str, value: str) -> None:
    response.set_cookie(cookie, value, max_age=_A_YEAR, httponly=True, samesite="Lax")


urls = [
    path("", account, name="account"),
    path("sign-in", sign_in, name="sign_in"),
    path("code", code, name="code"),
    path("second-factor", second_factor, name="second_factor"),
    path("sign-out", sign_out, name="sign_out"),
    path("purpose", purpose, name="purpose"),
    path("preferences", preferences, name="preferences"),
]
