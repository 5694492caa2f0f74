"""Signing in and out, what one reads for, language and theme."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from imena.language import LANGUAGES, Words, message
from imena.registry.queries.people import language_of
from imena.registry.refusals import Refused
from imena.registry.services import signin
from imena.web import session, throttle
from imena.web.access import next_of, open_to_all, page
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
        except Refused as refused:
            throttle.failed(username)
            error = refused.said(language)
        except TooOften:
            say = Words("web_account", language)
            error = say("Too many wrong passwords. Wait a quarter of an hour, then try again.")
    given = {
        "error": error, "username": username, "operation": operation, "next": next_of(request),
    }  # fmt: skip
    return render(request, "account/sign_in.html", given, status=400 if error else 200)


class TooOften(Exception):  # noqa: N818 - says what happened
    """So many wrong passwords that the next has to wait."""


def _signed_in(request: HttpRequest, username: str, operation: str) -> HttpResponse:
    if throttle.waits(username):
        raise TooOften
    actor = signin.sign_in(username, request.POST.get("password", ""), operation=operation)
    throttle.succeeded(username)
    session.begin(request, actor)
    signin.note(actor, signin.SIGN_IN)
    response = HttpResponseRedirect(next_of(request))
    if LANGUAGE_COOKIE not in request.COOKIES:
        _remember(response, LANGUAGE_COOKIE, language_of(actor))
    return response


@page(methods="POST")
def sign_out(request: Request) -> HttpResponse:
    """The session ends here and on the server."""
    signin.note(request.actor, signin.SIGN_OUT)
    session.end(request)
    return HttpResponseRedirect(reverse("sign_in"))


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
    return render(request, "account/account.html", {"languages": LANGUAGES, "themes": THEMES})


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
    path("sign-out", sign_out, name="sign_out"),
    path("purpose", purpose, name="purpose"),
    path("preferences", preferences, name="preferences"),
]
