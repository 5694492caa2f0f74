"""Guessing passwords is made slow: so many wrong ones, then a wait.

Counted in this process: an office with several workers allows as many times more.
"""

from __future__ import annotations

import hashlib

from django.core.cache import cache

#: Wrong passwords of one user name that are taken before a wait.
MOST = 5
WAIT_SECONDS = 15 * 60


def waits(username: str) -> bool:
    """Whether this user name has to wait."""
    return int(cache.get(_key(username), 0)) >= MOST


def failed(username: str) -> None:
    """One more wrong password."""
    cache.add(_key(username), 0, WAIT_SECONDS)
    cache.incr(_key(username))


def succeeded(username: str) -> None:
    """The password was right: begin anew."""
    cache.delete(_key(username))


def _key(username: str) -> str:
    return "signin-" + hashlib.sha256(username.strip().lower().encode()).hexdigest()
