"""A proposal tried before it is made: what would refuse it, and what would keep it from standing.

It is made as it would be and taken back whole, so that trying says what doing would.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from imena.registry.actor import Actor
from imena.registry.queries.policy_lines import PolicyLine, policy_lines
from imena.registry.queries.standing import lacking
from imena.registry.refusals import Broken, Refused
from imena.registry.services import decisions


@dataclass(frozen=True, slots=True)
class Tried:
    """``refused`` is why it cannot be proposed; ``lacking`` the first thing that would keep it from
    standing if two had signed it now. ``lines`` are empty where it was refused."""

    refused: Refused | None
    lacking: Broken | None
    lines: Sequence[PolicyLine]


def tried(actor: Actor, **proposal: Any) -> Tried:
    """What `imena.registry.services.decisions.propose` would do with this; nothing is written."""
    try:
        with transaction.atomic():
            decision = decisions.propose(actor, **proposal)
            found = Tried(None, lacking(decision), policy_lines(decision))
            transaction.set_rollback(True)
            return found
    except Refused as refused:
        return Tried(refused, None, ())
