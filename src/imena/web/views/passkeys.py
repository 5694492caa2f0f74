"""Passkeys: added and ended on a page of one’s own, and asked for in place of a one-time code."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from imena.registry.actor import Actor
from imena.registry.queries.passkeys import own_passkeys
from imena.registry.queries.people import gives_codes, username_of
from imena.registry.refusals import TOO_OFTEN, NotYours, Refused
from imena.registry.services import passkeys as service
from imena.web import session, throttle, webauthn
from imena.web.access import next_of, open_to_all, page
from imena.web.request import Request
from imena.web.standing_behind import confirm
from imena.web.views.account import begun


@page(methods="GET POST")
def passkeys(request: Request) -> HttpResponse:
    """One’s own devices; one is ended with the password."""
    error = ""
    if request.method == "POST":
        try:
            confirm(request)
            key, seen = request.POST.get("passkey", ""), request.POST.get("seen", "")
            service.end(request.actor, _key(key), seen=int(seen) if seen.isdecimal() else 0)
            return HttpResponseRedirect(reverse("passkeys"))
        except NotYours:
            raise
        except Refused as refused:
            error = refused.said(request.language)
    given = {
        "error": error,
        "passkeys": own_passkeys(request.actor),
        "codes": gives_codes(request.actor),
    }
    return render(request, "passkeys/passkeys.html", given, status=400 if error else 200)


@page(methods="POST")
def passkey_options(request: Request) -> HttpResponse:
    """What the browser is to ask a new device; with the password, so that a session left open is
    not enough to add one."""
    try:
        confirm(request)
    except Refused as refused:
        return _refused(request, refused)
    known = [one.public_key for one in own_passkeys(request.actor)]
    username = username_of(request.actor)
    return JsonResponse(webauthn.ask_to_add(request, request.actor, username, known))


@page(methods="POST")
def passkey_add(request: Request) -> HttpResponse:
    """The device’s answer."""
    try:
        sent = webauthn.sent(request)
        credential, public_key, count = webauthn.added(request, sent.get("answer", {}))
        service.add(
            request.actor,
            name=str(sent.get("name", ""))[:100],
            credential=credential,
            public_key=public_key,
            sign_count=count,
        )
    except Refused as refused:
        return _refused(request, refused)
    return JsonResponse({"next": reverse("passkeys")})


@open_to_all
@require_http_methods(["POST"])
def passkey_ask(request: HttpRequest) -> HttpResponse:
    """What the browser is to ask a device of whoever gave their password."""
    actor, known = _half(request)
    if actor is None or not known:
        return JsonResponse({"said": ""}, status=403)
    return JsonResponse(webauthn.ask_to_sign_in(request, known))


@open_to_all
@require_http_methods(["POST"])
def passkey_sign_in(request: HttpRequest) -> HttpResponse:
    """The device’s answer: it does in place of the one-time code."""
    actor, known = _half(request)
    if actor is None or not known:
        return JsonResponse({"said": ""}, status=403)
    try:
        if throttle.waits(str(actor.user)):
            raise Refused(TOO_OFTEN)
        sent = webauthn.sent(request)
        credential, count = webauthn.proved(request, sent.get("answer", {}), known)
        service.used(actor, credential=credential, sign_count=count)
    except Refused as refused:
        throttle.failed(str(actor.user))
        return _refused(request, refused)
    throttle.succeeded(str(actor.user))
    signed_in = begun(request, actor)
    answer = JsonResponse({"next": next_of(request)})
    answer.cookies = signed_in.cookies
    return answer


def _half(request: HttpRequest) -> tuple[Actor | None, list[str]]:
    """Whoever’s code is asked for, and the devices that do in place of it."""
    actor = session.half(request)
    return actor, [] if actor is None else [one.public_key for one in own_passkeys(actor)]


def _refused(request: HttpRequest, refused: Refused) -> JsonResponse:
    return JsonResponse({"said": refused.said(getattr(request, "language", "uk"))}, status=400)


def _key(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise NotYours from None


urls = [
    path("passkeys", passkeys, name="passkeys"),
    path("passkeys/options", passkey_options, name="passkey_options"),
    path("passkeys/add", passkey_add, name="passkey_add"),
    path("passkey/ask", passkey_ask, name="passkey_ask"),
    path("passkey", passkey_sign_in, name="passkey_sign_in"),
]
