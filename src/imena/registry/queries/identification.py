"""What an actor sees of hypotheses, comparisons and decisions: numbers and ids, never names."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from imena.registry.actor import Actor
from imena.registry.models import Comparison, Conflict, Decision, Hypothesis, ReviewCase
from imena.registry.policies.rules import SPEAKING
from imena.registry.queries.evidence import about, standing_exclusions
from imena.registry.queries.same import same_people
from imena.registry.queries.visible import one, visible


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A standing exclusion: ``individual`` is none of ``persons``, says ``method``."""

    comparison: uuid.UUID
    number: str
    method: str
    individual: uuid.UUID
    persons: frozenset[uuid.UUID]


def exclusions(
    actor: Actor, individuals: Sequence[uuid.UUID], persons: Sequence[uuid.UUID]
) -> tuple[Exclusion, ...]:
    """The standing exclusions between them, to be read before anything is proposed (I18).

    Ids and numbers only: who examines reads no name here (I31).
    """
    standing = standing_exclusions(individuals, persons)
    rows = visible(actor, Comparison).filter(pk__in=[c.id for c in standing])
    shown = set(rows.values_list("pk", flat=True))
    return tuple(
        Exclusion(c.id, c.number, c.method, c.individual_id, about(c))
        for c in standing
        if c.id in shown
    )


def comparison_numbered(actor: Actor, number: str) -> Comparison:
    """The comparison with this number.

    Raises
    ------
    NotYours
        Where there is none that the actor may see.
    """
    return one(actor, Comparison, number=number)


def comparisons(
    actor: Actor, individuals: Sequence[uuid.UUID], persons: Sequence[uuid.UUID]
) -> list[Comparison]:
    """Comparisons that stand and speak for a name, of these individuals with these people or their
    linked records, by number: what a proposal may rest on."""
    same = same_people(persons)
    rows = visible(actor, Comparison).filter(
        individual__in=individuals, outcome__in=SPEAKING, withdrawn_at=None
    )
    return [c for c in rows.order_by("number") if about(c) <= same]


def hypotheses(actor: Actor, individual: uuid.UUID) -> QuerySet[Hypothesis]:
    """Who the individual may be, excluded names among them: they are shown, not hidden."""
    rows = visible(actor, Hypothesis).filter(individual=individual)
    return rows.order_by("state", "recorded_at", "missing__number")


def decisions(actor: Actor, *, status: str | None = None) -> QuerySet[Decision]:
    """Decisions, the latest first."""
    rows = visible(actor, Decision)
    return (rows if status is None else rows.filter(status=status)).order_by(
        "-recorded_at", "-number"
    )


def to_be_sampled(actor: Actor) -> QuerySet[Decision]:
    """Who is named by recognition alone: a sample is still to be taken (I16)."""
    return visible(actor, Decision).filter(status="confirmed", later_sampling=True)


def conflicts(actor: Actor) -> QuerySet[Conflict]:
    """What contradicts something and waits for people, the oldest first."""
    return (
        visible(actor, Conflict)
        .filter(closed_at=None)
        .order_by("recorded_at", "kind", "description")
    )


def reviews(actor: Actor) -> QuerySet[ReviewCase]:
    """Decisions being looked at again, the oldest first."""
    return visible(actor, ReviewCase).filter(closed_at=None).order_by("recorded_at", "number")
