"""The way as it was last counted: at a country’s size nobody waits for it but the very first.

What was counted a minute ago is shown, with its time, while it is counted anew behind it; on the
page and by the API alike.
"""

from __future__ import annotations

import hashlib
import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import connections

from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.permissions import AREAS, Reach, reach
from imena.registry.queries.way import Lane, Stuck, stuck, way

#: What is counted faster is counted for every page anew.
SLOW_SECONDS = 0.1
#: Older than this it is counted anew, behind the page.
FRESH = timedelta(minutes=1)
#: Older than this it is not shown: somebody waits.
KEPT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Counted:
    """The lanes and what stands still, at one moment."""

    lanes: tuple[Lane, ...]
    stuck: tuple[Stuck, ...]
    at: datetime


def counted(actor: Actor) -> Counted:
    """The way as ``actor`` may know it; the page says from when."""
    key = _key(actor)
    kept = cache.get(key)
    if not isinstance(kept, Counted):
        return _anew(actor, key)
    if clock.now() - kept.at > FRESH and cache.add(f"{key}-under-way", True, FRESH.seconds):
        threading.Thread(target=_behind, args=(actor, key), daemon=True).start()
    return kept


def _anew(actor: Actor, key: str) -> Counted:
    began = time.perf_counter()
    found = Counted(way(actor), stuck(actor), clock.now())
    if time.perf_counter() - began > SLOW_SECONDS:
        cache.set(key, found, KEPT.seconds)
    return found


def _behind(actor: Actor, key: str) -> None:
    """Count on a connection of this thread's own."""
    try:
        _anew(actor, key)
    finally:
        cache.delete(f"{key}-under-way")
        connections.close_all()


def _key(actor: Actor) -> str:
    """Whatever decides what somebody may know: those who may know the same share it, and whoever
    sees only what is their own shares it with nobody."""
    own = any(reach(actor, area) is Reach.OWN for area in AREAS)
    rights = (
        actor.operation,
        actor.user if own else None,
        sorted(actor.roles),
        None if actor.scopes is None else sorted(actor.scopes),
        sorted(map(str, actor.sites)),
        sorted((g.area, g.level, sorted(map(str, g.sites))) for g in actor.grants),
    )
    return "way-" + hashlib.sha256(repr(rights).encode()).hexdigest()
