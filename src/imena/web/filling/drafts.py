"""What is typed is kept on the device until it is saved, so that a power cut loses nothing.

The browser keeps it (``static/drafts.js``), encrypted under a key that only whoever signs in as the
same person gets; under a name that says neither who nor which record. It goes when the form was
saved, at the sign-out, with a new password, and after a week. Without JavaScript nothing is kept.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from django.conf import settings
from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from imena.language import Words
from imena.registry.actor import Actor
from imena.registry.queries.people import mark_of
from imena.web.request import Request

#: Tells the next page which draft was saved; it holds a draft’s name and nothing else.
SAVED_COOKIE = "imena_saved"
#: Long enough for the next page to be shown.
_SAVED_SECONDS = 120


def name(actor: Actor, about: str) -> str:
    """What the device calls the draft of ``actor`` about this form and record."""
    return _digest("name", f"{actor.user} {actor.operation} {about}").hex()[:32]


def attributes(request: Request, about: str, *, fresh: bool) -> SafeString:
    """What a form says in its tag for its draft to be kept; ``fresh`` where nothing was sent yet,
    so that what is kept is put back."""
    say = Words("web_filling", request.language)
    user = request.actor.user
    key = _digest("key", f"{user} {mark_of(user)}")
    return format_html(
        ' data-draft="{}" data-draft-key="{}" data-draft-fresh="{}" data-draft-kept="{}"'
        ' data-draft-back="{}" data-draft-drop="{}" data-draft-none="{}"',
        name(request.actor, about),
        base64.b64encode(key).decode(),
        "yes" if fresh else "no",
        say("Kept on this device at {time}; not saved yet."),
        say("What you had typed by {time} is here again; it is not saved yet."),
        say("Begin anew"),
        say("This browser keeps no drafts here: save before you leave the page."),
    )


def saved(response: HttpResponse, draft: str) -> HttpResponse:
    """``response`` also tells the device that this draft is not needed any more."""
    response.set_cookie(SAVED_COOKIE, draft, max_age=_SAVED_SECONDS, samesite="Strict")
    return response


def _digest(use: str, text: str) -> bytes:
    secret = settings.SECRET_KEY.encode()
    return hmac.new(secret, f"imena-draft-{use}\0{text}".encode(), hashlib.sha256).digest()
