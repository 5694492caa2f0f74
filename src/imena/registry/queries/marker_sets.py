"""The marker sets that the office keeps."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from imena.registry.actor import Actor
from imena.registry.models import MarkerSet
from imena.registry.queries.visible import visible


@dataclass(frozen=True, slots=True)
class Kept:
    """A marker set as the file that was brought: ``content`` is its text."""

    id: uuid.UUID
    name: str
    sha256: str
    content: str


def marker_sets(actor: Actor) -> tuple[Kept, ...]:
    """All that are kept, the latest first."""
    rows = visible(actor, MarkerSet).order_by("-recorded_at", "sha256")
    return tuple(Kept(one.pk, one.name, one.sha256, one.content) for one in rows)


def marker_set_of(actor: Actor, sha256: str) -> Kept | None:
    """The one with these bytes; ``None`` where it is not kept here."""
    return next((one for one in marker_sets(actor) if one.sha256 == sha256), None)
