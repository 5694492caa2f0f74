"""Who is signed in, in the session kept on the server: no name, no role, only whose session it is.

Roles are read anew for every request, so that one that ends is gone at once. The ways a session
ends: signing out, twelve hours, a time without a request, a changed password, a suspended user.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.http import HttpRequest

from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.queries.people import actor_of, mark_of
from imena.registry.refusals import NotYours

#: Longest time without a request: shorter where several people use one machine.
IDLE = timedelta(minutes=30)
IDLE_SHARED = timedelta(minutes=15)
_SHARED_ROLES = frozenset({"field_team", "mortuary"})
ABSOLUTE = timedelta(hours=12)
#: Between the password and the code.
HALF = timedelta(minutes=5)
#: In the address that a page asks by itself, to show how far something is: nobody sits there.
BY_ITSELF = "itself"
#: The session is written again only when it was last written so long ago.
_NOTED_EVERY = timedelta(minutes=1)


def begin(request: HttpRequest, actor: Actor) -> None:
    """Sign ``actor`` in under a new session key, so that one known before is worth nothing."""
    kept = request.session.get("purpose", "") if _is_of(request, actor) else ""
    request.session.flush()
    now = clock.now().isoformat()
    request.session.update(
        {
            "user": str(actor.user),
            "operation": str(actor.operation),
            "mark": mark_of(actor.user),
            "purpose": actor.purpose or kept,
            "began": now,
            "seen": now,
        }
    )


def begin_half(request: HttpRequest, actor: Actor) -> None:
    """The password was right, the code is still asked for: remember whose, and nothing more."""
    request.session.flush()
    request.session["half"] = [str(actor.user), str(actor.operation), clock.now().isoformat()]


def half(request: HttpRequest) -> Actor | None:
    """Whose code is asked for; ``None`` where no password was given, or too long ago."""
    if "half" not in request.session:
        return None
    user, operation, since = request.session["half"]
    if clock.now() - datetime.fromisoformat(since) > HALF:
        return None
    return actor_of(uuid.UUID(user), uuid.UUID(operation))


def end(request: HttpRequest) -> None:
    """Sign out: the session is gone on the server."""
    request.session.flush()


def actor(request: HttpRequest) -> Actor | None:
    """Whoever is signed in, with the roles they hold now; ``None`` where nobody is."""
    session = request.session
    if "user" not in session:
        return None
    now = clock.now()
    try:
        found = actor_of(
            uuid.UUID(session["user"]), uuid.UUID(session["operation"]), purpose=session["purpose"]
        )
    except NotYours:
        end(request)
        return None
    idle = IDLE_SHARED if found.roles & _SHARED_ROLES else IDLE
    seen = datetime.fromisoformat(session["seen"])
    began = datetime.fromisoformat(session["began"])
    if now - seen > idle or now - began > ABSOLUTE or session["mark"] != mark_of(found.user):
        end(request)
        return None
    if now - seen > _NOTED_EVERY and BY_ITSELF not in request.GET:
        session["seen"] = now.isoformat()
    return found


def state_purpose(request: HttpRequest, purpose: str) -> None:
    """What the session reads about named people for; stands in the log beside every reading."""
    request.session["purpose"] = purpose.strip()


def _is_of(request: HttpRequest, actor: Actor) -> bool:
    return request.session.get("user") == str(actor.user)
