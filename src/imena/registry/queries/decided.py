"""Decisions as lists, and one as its page opens: numbers, and who proposed and signed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from imena.registry.actor import Actor
from imena.registry.models import (
    Conflict,
    Decision,
    DecisionIndividual,
    DecisionPerson,
    Notification,
    ReviewCase,
    Signature,
    User,
)
from imena.registry.policies import read
from imena.registry.queries.visible import one, visible

#: The states of a decision by which lists are asked for.
STATES = ("proposed", "confirmed", "suspended", "superseded", "reversed", "rejected")
#: Where the remains of a standing decision are, as the way counts them: state of the individual.
RETURNED = {"released": "released", "buried": "buried_named"}


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision in a list; ``signers`` are the names of those who have signed, in order."""

    number: str
    status: str
    individuals: tuple[str, ...]
    persons: tuple[str, ...]
    proposed_by: str
    proposed_at: datetime
    confirmed_at: datetime | None
    signers: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of decisions; ``after`` asks for the next one."""

    rows: tuple[DecisionLine, ...]
    total: int
    after: str


@dataclass(frozen=True, slots=True)
class Review:
    """A decision looked at again; ``outcome`` and ``closed_at`` are empty while it is open."""

    number: str
    version: int
    decision: str
    reason: str
    grounds: str
    outcome: str
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two decisions, or a decision and a fact, that cannot both hold."""

    id: uuid.UUID
    kind: str
    decisions: tuple[str, ...]
    since: datetime


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature."""

    name: str
    role: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Opened:
    """A decision as its page begins. ``roles`` are those of whom its policy takes a signature,
    ``wanted`` how many signatures, ``mine`` whether the actor has signed."""

    id: uuid.UUID
    line: DecisionLine
    policy: str
    roles: frozenset[str]
    wanted: int
    mine: bool
    signatures: tuple[Signed, ...]
    reviews: tuple[Review, ...]
    contradictions: tuple[Contradiction, ...]


def decided(actor: Actor, *, standing: str = "", after: str = "", size: int = 50) -> Listed:
    """A page of the decisions in a state of :data:`STATES`, or whose dead the way counts as
    ``not_told``, ``told``, ``released``, ``buried`` or ``otherwise``; the latest first."""
    rows = _standing(visible(actor, Decision), standing)
    total = _total(actor, rows, standing)
    if after:
        last = visible(actor, Decision).filter(number=after).first()
        if last is not None:
            rows = rows.filter(
                Q(recorded_at__lt=last.recorded_at)
                | Q(recorded_at=last.recorded_at, number__lt=after)
            )
    found = list(rows.order_by("-recorded_at", "-number")[: size + 1])
    lines = _lines(found[:size])
    return Listed(lines, total, lines[-1].number if len(found) > size else "")


def open_proposals(actor: Actor, size: int = 50) -> Listed:
    """What waits for signatures, the oldest first."""
    rows = visible(actor, Decision).filter(status="proposed")
    found = list(rows.order_by("recorded_at", "number")[:size])
    return Listed(_lines(found), rows.count(), "")


def of_day(actor: Actor, begin: datetime, end: datetime, size: int = 500) -> Listed:
    """What was proposed, signed, confirmed or ended between two times, in the order of numbers."""
    signed = Signature.objects.filter(signed_at__gte=begin, signed_at__lt=end)
    proposed = Decision.objects.filter(recorded_at__gte=begin, recorded_at__lt=end)
    ended = Decision.objects.filter(ended_at__gte=begin, ended_at__lt=end)
    # Three indexes and their union: with OR every decision is looked at.
    of_that_day = signed.values("decision").union(proposed.values("pk"), ended.values("pk"))
    rows = visible(actor, Decision).filter(pk__in=of_that_day)
    found = list(rows.order_by("number")[:size])
    return Listed(_lines(found), rows.count(), "")


def open_reviews(actor: Actor) -> tuple[Review, ...]:
    """Decisions being looked at again, the oldest first."""
    rows = visible(actor, ReviewCase).filter(closed_at=None).select_related("decision")
    return tuple(map(_review, rows.order_by("recorded_at", "number")[:50]))


def contradictions(actor: Actor) -> tuple[Contradiction, ...]:
    """What waits for people to settle it, the oldest first."""
    rows = (
        visible(actor, Conflict)
        .filter(closed_at=None)
        .order_by("recorded_at", "kind", "description")
    )
    return _contradictions(list(rows[:50]))


def opened(actor: Actor, number: str) -> Opened:
    """One decision by its number.

    Raises
    ------
    NotYours
        Where there is none that the actor may see.
    """
    row = one(actor, Decision, number=number)
    rules = read(row.policy.rules)
    conflicts = [
        c
        for c in visible(actor, Conflict)
        .filter(closed_at=None)
        .order_by("recorded_at", "kind", "description")
        if str(row.pk) in c.decisions
    ]
    reviews = ReviewCase.objects.filter(decision=row).select_related("decision")
    signatures = Signature.objects.filter(decision=row).select_related("signer")
    signed = list(signatures.order_by("signed_at", "signer__display_name"))
    return Opened(
        row.pk,
        _lines([row])[0],
        f"{row.policy.code}/{row.policy.edition}",
        rules.roles,
        rules.signatures,
        any(one.signer_id == actor.user for one in signed),
        tuple(Signed(one.signer.display_name, one.role, one.signed_at) for one in signed),
        tuple(map(_review, reviews.order_by("recorded_at", "number"))),
        _contradictions(conflicts),
    )


def decision_numbered(actor: Actor, number: str) -> Decision:
    """The decision to be acted on; raises as :func:`opened`."""
    return one(actor, Decision, number=number)


def review_numbered(actor: Actor, number: str) -> ReviewCase:
    """The review to be acted on; raises as :func:`opened`."""
    return one(actor, ReviewCase, number=number)


def conflict_of(actor: Actor, key: uuid.UUID) -> Conflict:
    """The contradiction to be settled; raises as :func:`opened`."""
    return one(actor, Conflict, pk=key)


def _total(actor: Actor, rows: QuerySet[Decision], standing: str) -> int:
    """How many there are: by the state of the dead, which an index answers, where they are asked
    for by that; else every decision would be looked at."""
    states = {"not_told": "identified", "told": "identified", **RETURNED}
    if standing not in states:
        return rows.count()
    of = visible(actor, DecisionIndividual).filter(standing=True)
    of = of.filter(individual__state=states[standing])
    told = Exists(Notification.objects.filter(decision=OuterRef("decision")))
    if standing in ("told", "not_told"):
        of = of.filter(told if standing == "told" else ~told)
    return of.order_by().values("decision").distinct().count()


def _standing(rows: QuerySet[Decision], standing: str) -> QuerySet[Decision]:
    if standing in STATES:
        return rows.filter(status=standing)
    told = Notification.objects.filter(decision=OuterRef("pk"))
    of = DecisionIndividual.objects.filter(decision=OuterRef("pk"), standing=True)
    if standing in RETURNED:
        return rows.filter(Exists(of.filter(individual__state=RETURNED[standing])))
    here = Exists(of.filter(individual__state="identified"))
    if standing == "not_told":
        return rows.filter(here).exclude(Exists(told))
    if standing == "told":
        return rows.filter(here, Exists(told))
    if standing == "otherwise":
        known = ("identified", *RETURNED.values())
        return rows.filter(Exists(of.exclude(individual__state__in=known)))
    return rows


def _lines(rows: list[Decision]) -> tuple[DecisionLine, ...]:
    ids = [row.pk for row in rows]
    bodies = DecisionIndividual.objects.filter(decision__in=ids)
    listed = DecisionPerson.objects.filter(decision__in=ids, unlisted=None)
    others = DecisionPerson.objects.filter(decision__in=ids, missing=None)
    signed = Signature.objects.filter(decision__in=ids).order_by(
        "signed_at", "signer__display_name"
    )
    individuals = _by(bodies.values_list("decision", "individual__number"))
    persons = _by(
        [
            *listed.values_list("decision", "missing__number"),
            *others.values_list("decision", "unlisted__code"),
        ]
    )
    signers = _by(signed.values_list("decision", "signer__display_name"), in_order=True)
    names = dict(
        User.objects.filter(pk__in={row.proposed_by_id for row in rows}).values_list(
            "pk", "display_name"
        )
    )
    return tuple(
        DecisionLine(
            row.number,
            row.status,
            individuals.get(row.pk, ()),
            persons.get(row.pk, ()),
            names[row.proposed_by_id],
            row.recorded_at,
            row.confirmed_at,
            signers.get(row.pk, ()),
            row.ended_reason,
        )
        for row in rows
    )


def _by(
    pairs: Iterable[tuple[uuid.UUID, str | None]], *, in_order: bool = False
) -> Mapping[uuid.UUID, tuple[str, ...]]:
    found: dict[uuid.UUID, list[str]] = {}
    for key, said in pairs:
        found.setdefault(key, []).append(said or "")
    return {key: tuple(said if in_order else sorted(said)) for key, said in found.items()}


def _review(row: ReviewCase) -> Review:
    return Review(
        row.number, row.version, row.decision.number, row.reason, row.grounds, row.outcome,
        row.recorded_at, row.closed_at,
    )  # fmt: skip


def _contradictions(rows: list[Conflict]) -> tuple[Contradiction, ...]:
    ids = {pk for row in rows for pk in row.decisions}
    numbers = {str(d.pk): d.number for d in Decision.objects.filter(pk__in=ids)}
    return tuple(
        Contradiction(
            row.pk, row.kind, tuple(sorted(numbers[pk] for pk in row.decisions)), row.recorded_at
        )
        for row in rows
    )
