"""The devices that do in place of somebody’s one-time code."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from imena.registry.actor import Actor
from imena.registry.models import Passkey


@dataclass(frozen=True, slots=True)
class PasskeyLine:
    """A device of one’s own; ``public_key`` is what its proofs are checked by, in base64url."""

    id: uuid.UUID
    version: int
    name: str
    added_at: datetime
    public_key: str


def own_passkeys(actor: Actor) -> tuple[PasskeyLine, ...]:
    """The actor’s own that stand, the first added first."""
    rows = Passkey.objects.filter(user=actor.user, ended_at=None).order_by("recorded_at", "name")
    return tuple(
        PasskeyLine(row.pk, row.version, row.name, row.recorded_at, row.public_key) for row in rows
    )
