"""What machines sign in with: a token in its user’s name, for a few areas, until it ends.

A token never says more than its user may at that moment; it proposes, signs and approves nothing.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from imena.language import message
from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.models import ApiToken, User
from imena.registry.permissions import AREAS, Need
from imena.registry.refusals import NotYours, Refused
from imena.registry.services.act import Doing, act
from imena.registry.services.acts import declare

# Every role reads the operation: whoever has one may let a machine of theirs work for them.
MAKE = declare("tokens.make", "operation", message("made a token of one’s own"), Need.READ)
MAKE_FOR = declare("tokens.make_for", "users", message("made a token for a user"), approvers=1)
END = declare("tokens.end", "operation", message("ended a token of one’s own"), Need.READ)
END_FOR = declare("tokens.end_for", "users", message("ended a user’s token"))

LONGEST_DAYS = 180
#: What only people do who sign in: no token reaches there.
_NOT_BY_TOKEN = frozenset({"users", "policy", "operation", "export", "audit"})
#: Every scope that a token can have.
SCOPES: tuple[str, ...] = tuple(
    f"{area}:{level}" for area in AREAS if area not in _NOT_BY_TOKEN for level in ("read", "write")
)
#: How a token begins, so that one left in a file is found by looking for it.
BEGINS = "imena_"


def make(actor: Actor, *, name: str, scopes: Collection[str], days: int) -> tuple[ApiToken, str]:
    """A token in the actor’s own name, and its text, which is shown once and kept nowhere.

    Raises
    ------
    Refused
        Without a name or scopes, for a scope there is not, or for longer than
        :data:`LONGEST_DAYS`.
    """
    return _made(actor, actor.user, name, scopes, days)


def make_for(
    actor: Actor,
    user: User,
    *,
    name: str,
    scopes: Collection[str],
    days: int,
    approvers: Sequence[Actor],
) -> tuple[ApiToken, str]:
    """A token in the name of another user, a laboratory’s machine perhaps; raises as :func:`make`.

    A second person stands behind it: whoever holds it works in that user’s name.
    """
    if user.id in {actor.user, *(approver.user for approver in approvers)}:
        raise Refused(message("Nobody gives themselves access, or stands behind their own."))
    return _made(actor, user.id, name, scopes, days, approvers)


def end(actor: Actor, token: ApiToken, *, seen: int) -> ApiToken:
    """The token opens nothing from now on: one’s own, or anybody’s for who administers users.

    Raises
    ------
    NotAllowed
        For somebody else’s, where the actor does not administer users.
    """
    own = token.user_id == actor.user
    with act(actor, END if own else END_FOR) as doing:
        now = doing.lock(ApiToken, token.pk)
        if own != (now.user_id == actor.user):
            raise NotYours
        return doing.change(now, seen=seen, ended_at=clock.now())


def hashed(text: str) -> str:
    """What is kept of a token. It is long and drawn by chance: no slow hash is needed."""
    return hashlib.sha256(text.encode()).hexdigest()


def _made(
    actor: Actor,
    user: uuid.UUID,
    name: str,
    scopes: Collection[str],
    days: int,
    approvers: Sequence[Actor] = (),
) -> tuple[ApiToken, str]:
    if not name.strip() or not scopes:
        raise Refused(message("Say what the token is for and what it may do."))
    if wrong := sorted(set(scopes) - set(SCOPES)):
        raise Refused(message("No token is made for this: {scopes}."), scopes=", ".join(wrong))
    if not 0 < days <= LONGEST_DAYS:
        raise Refused(message("A token ends within {n} days."), n=LONGEST_DAYS)
    text = BEGINS + secrets.token_urlsafe(32)
    what = MAKE if user == actor.user else MAKE_FOR
    with act(actor, what, approvers=approvers) as doing:
        made = doing.create(
            ApiToken,
            user_id=_active(doing, user),
            name=name.strip(),
            scopes=sorted(set(scopes)),
            secret_hash=hashed(text),
            expires_at=_ends(days),
        )
    return made, text


def _active(doing: Doing, user: uuid.UUID) -> uuid.UUID:
    found = User.objects.filter(pk=user, is_active=True).first()
    if found is None:
        raise NotYours
    return doing.lock(User, found.pk).pk


def _ends(days: int) -> datetime:
    return clock.now() + timedelta(days=days)
