"""Somebody types a command; that they have signed in is taken for granted.

How a password and a one-time code are asked for has tests of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from imena.cli.signing_in import Caller
from imena.registry.actor import Actor


def signed_in(patch: pytest.MonkeyPatch, known: Callable[[str], Actor]) -> None:
    """Whoever types a command, or stands behind it, is the actor known by that user name."""

    def caller(asked: Caller) -> Actor:
        return known(asked.username).reading_for(asked.purpose)

    def behind(asked: Caller, usernames: Sequence[str]) -> list[Actor]:
        return [known(username) for username in usernames]

    patch.setattr(Caller, "signed_in", caller)
    patch.setattr(Caller, "approvers", behind)
