"""What is signed: everything a decision says, as text that has one digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from imena.registry.actor import Actor
from imena.registry.ledger.canonical import canonical
from imena.registry.models import Decision, DecisionIndividual, DecisionPerson, RecoveredUnit
from imena.registry.queries.visible import one


def dossier(actor: Actor, decision: Decision) -> tuple[dict[str, Any], str]:
    """What ``decision`` says, by numbers and without names, and the digest to sign.

    Raises
    ------
    NotYours
        Where the actor may not see decisions.
    """
    now = one(actor, Decision, pk=decision.pk)
    return content(now), digest_of(now)


def content(decision: Decision) -> dict[str, Any]:
    """The whole of what a signature covers; nothing in it changes once it is proposed."""
    rows = DecisionIndividual.objects.filter(decision=decision).select_related("individual")
    bodies = list(rows)
    numbers = _numbers(unit for row in bodies for unit in row.units)
    people = DecisionPerson.objects.filter(decision=decision).select_related("missing", "unlisted")
    return {
        "decision": decision.number,
        "policy": f"{decision.policy.code}/{decision.policy.edition}",
        "individuals": sorted(
            [row.individual.number, *sorted(numbers[one] for one in row.units if one in numbers)]
            for row in bodies
        ),
        "persons": sorted(
            row.missing.number if row.missing else row.unlisted.code
            for row in people
            if row.missing or row.unlisted
        ),
        "grounds": decision.grounds,
        "statement": decision.statement,
        "supersedes": decision.supersedes.number if decision.supersedes else None,
    }


def digest_of(decision: Decision) -> str:
    """SHA-256, in hexadecimal, of the canonical JSON of :func:`content`."""
    return hashlib.sha256(canonical(content(decision))).hexdigest()


def _numbers(units: Iterable[str]) -> dict[str, str]:
    rows = RecoveredUnit.objects.filter(pk__in=set(units)).values_list("pk", "number")
    return {str(pk): number for pk, number in rows}
