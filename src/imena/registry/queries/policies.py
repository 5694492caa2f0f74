"""Policies in force, and the decisions that would not stand under one (I19)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from imena.registry.actor import Actor
from imena.registry.models import Decision, Policy
from imena.registry.policies import read
from imena.registry.queries.evidence import judged
from imena.registry.queries.visible import visible


@dataclass(frozen=True, slots=True)
class Failing:
    """A standing decision whose evidence does not meet a policy.

    ``made_under`` is the policy it was made under ("UA-2026-02/1"); ``lacking`` are the ids of the
    individuals and persons for whom the evidence does not suffice.
    """

    decision: uuid.UUID
    number: str
    made_under: str
    lacking: tuple[uuid.UUID, ...]


def in_force(actor: Actor) -> QuerySet[Policy]:
    """The policies a decision may be made under today."""
    return visible(actor, Policy).filter(retired_on=None).order_by("code", "edition")


def failing(actor: Actor, policy: Policy) -> tuple[Failing, ...]:
    """The standing decisions of the actor's operation that ``policy`` would not carry, by number.

    The evidence is taken as it stands now. Decisions that are suspended stand no more and are not
    listed.
    """
    return would_fail(actor, policy.rules)


def would_fail(actor: Actor, tree: Mapping[str, Any]) -> tuple[Failing, ...]:
    """As :func:`failing`, of rules that nobody has adopted yet.

    Raises
    ------
    PolicyError
        For rules that are none.
    """
    rules = read(tree)
    standing = visible(actor, Decision).filter(status="confirmed").select_related("policy")
    found = []
    for decision in standing.order_by("number"):
        judgement = judged(decision, rules)
        if not judgement.met:
            found.append(
                Failing(
                    decision.id,
                    decision.number,
                    f"{decision.policy.code}/{decision.policy.edition}",
                    judgement.lacking,
                )
            )
    return tuple(found)
