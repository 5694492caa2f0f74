"""Who acts: a person, in an operation, at a device, for a purpose."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Grant:
    """Access beyond a role: one area, "read" or "write", at ``sites`` (none = everywhere)."""

    area: str
    level: str
    sites: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Actor:
    """A person as the services and queries know them. Make one with
    :func:`imena.registry.queries.people.actor_of`.

    ``sites`` are those of their teams: what "own" means at a scene. ``purpose`` is why they read
    about named people, and stands in the log beside every such reading. ``scopes`` narrow what the
    roles allow to "area:read" and "area:write", whoever holds a token; ``None`` narrows nothing.
    """

    user: UUID
    name: str
    operation: UUID
    roles: frozenset[str] = frozenset()
    teams: frozenset[UUID] = frozenset()
    sites: frozenset[UUID] = frozenset()
    grants: tuple[Grant, ...] = field(default=())
    device: str = "office"
    purpose: str = ""
    scopes: frozenset[str] | None = None

    def reading_for(self, purpose: str) -> Actor:
        """The same person with a stated purpose."""
        return replace(self, purpose=purpose)
