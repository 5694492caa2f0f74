"""The way as it was last counted: a country’s takes long enough to be shown to several people."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache

from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.queries.way import Lane, Stuck, stuck, way

#: What is counted faster is counted for every page anew.
SLOW_SECONDS = 0.5
KEPT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Counted:
    """The lanes and what stands still, at one moment."""

    lanes: tuple[Lane, ...]
    stuck: tuple[Stuck, ...]
    at: datetime


def counted(actor: Actor) -> Counted:
    """The way as ``actor`` may know it, not older than a minute; the page says from when."""
    key = _key(actor)
    kept = cache.get(key)
    if isinstance(kept, Counted):
        return kept
    began = time.perf_counter()
    found = Counted(way(actor), stuck(actor), clock.now())
    if time.perf_counter() - began > SLOW_SECONDS:
        cache.set(key, found, KEPT_SECONDS)
    return found


def _key(actor: Actor) -> str:
    """Whatever decides what somebody may know: the same person’s rights, as they are now."""
    rights = (
        actor.user,
        actor.operation,
        sorted(actor.roles),
        sorted(map(str, actor.sites)),
        sorted((g.area, g.level, sorted(map(str, g.sites))) for g in actor.grants),
    )
    return "way-" + hashlib.sha256(repr(rights).encode()).hexdigest()
