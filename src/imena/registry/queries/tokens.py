"""Who a token speaks for, and which tokens there are."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet

from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.models import ApiToken
from imena.registry.queries.people import OFFICE, actor_of
from imena.registry.queries.visible import visible
from imena.registry.refusals import NotYours


@dataclass(frozen=True, slots=True)
class TokenLine:
    """A token as it is listed: whose, for what, until when. Its text is nowhere."""

    id: uuid.UUID
    version: int
    username: str
    name: str
    scopes: tuple[str, ...]
    made_at: datetime
    expires_at: datetime
    ended_at: datetime | None

    @property
    def opens(self) -> bool:
        """Whether it still opens anything."""
        return self.ended_at is None and self.expires_at > clock.now()


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whoever came with a token: the actor it speaks for, and which token it was."""

    actor: Actor
    token: TokenLine


def bearer(secret_hash: str, *, purpose: str = "") -> Bearer:
    """Who the token with this hash speaks for, with the rights that hold now, within its scopes.

    What they do stands on a chain of its own in the ledger, named after the token.

    Raises
    ------
    NotYours
        Where there is no such token, it has ended, or its user may not sign in.
    """
    rows = ApiToken.objects.filter(secret_hash=secret_hash).select_related("user")
    row = rows.first()
    if row is None or not (line := _line(row)).opens:
        raise NotYours
    actor = actor_of(row.user_id, row.operation_id, purpose=purpose)
    chain = f"{OFFICE}/api-{row.pk.hex[:12]}"
    return Bearer(replace(actor, device=chain, scopes=frozenset(row.scopes)), line)


def own_tokens(actor: Actor) -> tuple[TokenLine, ...]:
    """The actor’s own, the latest first."""
    rows = ApiToken.objects.filter(operation=actor.operation, user=actor.user)
    return _lines(rows)


def every_token(actor: Actor) -> tuple[TokenLine, ...]:
    """Everybody’s that still open something, the latest first, for who may see users."""
    rows = visible(actor, ApiToken)
    return _lines(rows.filter(ended_at=None, expires_at__gt=clock.now()))


def token_record(actor: Actor, token: uuid.UUID) -> ApiToken:
    """The token to be ended: one’s own, or one of those one may see.

    Raises
    ------
    NotYours
        For any other.
    """
    own = ApiToken.objects.filter(operation=actor.operation, user=actor.user, pk=token).first()
    found = own or visible(actor, ApiToken).filter(pk=token).first()
    if found is None:
        raise NotYours
    return found


def _lines(rows: QuerySet[ApiToken]) -> tuple[TokenLine, ...]:
    return tuple(map(_line, rows.select_related("user").order_by("-recorded_at", "name")))


def _line(row: ApiToken) -> TokenLine:
    return TokenLine(
        row.pk,
        row.version,
        row.user.username,
        row.name,
        tuple(row.scopes),
        row.recorded_at,
        row.expires_at,
        row.ended_at,
    )
