"""Decisions looked at again: suspended, upheld or reversed, and the way back through what they did.

A suspended decision does not stand; nothing is released or told on it. A reversed one never stands
again, and the individual is compared anew.
"""

from __future__ import annotations

from collections.abc import Sequence

from imena.language import message
from imena.numbering.pattern import Kind
from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.models import (
    Burial,
    Conflict,
    DeathRegistration,
    Decision,
    Individual,
    Release,
    ReviewCase,
)
from imena.registry.permissions import Need
from imena.registry.queries.evidence import naming, standing_exclusions
from imena.registry.queries.standing import units
from imena.registry.queries.touches import touched
from imena.registry.refusals import Refused, breaks
from imena.registry.services import hypotheses
from imena.registry.services.act import Doing, act
from imena.registry.services.acts import declare
from imena.registry.services.antemortem import found
from imena.registry.services.confirmation import (
    OPEN,
    confirm,
    mark_unit,
    stand_down,
)
from imena.registry.services.locks import Held, hold_decision
from imena.registry.services.numbers import issue

SUSPEND = declare(
    "identification.suspend", "identification", message("suspended a decision"), Need.APPROVE
)
UPHOLD = declare(
    "identification.uphold",
    "identification",
    message("let a suspended decision stand again"),
    Need.APPROVE,
    approvers=1,
)
REVERSE = declare(
    "identification.reverse",
    "identification",
    message("reversed a decision"),
    Need.APPROVE,
    approvers=1,
)
CLOSE_REVIEW = declare(
    "identification.close_review", "identification", message("closed a review"), Need.APPROVE
)
SETTLE = declare(
    "identification.settle",
    "identification",
    message("settled a conflict"),
    Need.APPROVE,
    approvers=1,
)

#: States of remains that say the name is known.
_NAMED = frozenset({"identified", "released", "buried_named", "suspended"})


def suspend(actor: Actor, decision: Decision, *, reason: str, grounds: str) -> ReviewCase:
    """The decision does not stand until it was looked at; ``reason`` is a ``review_reason``."""
    with act(actor, SUSPEND, reason=grounds) as doing:
        now, held = hold_decision(doing, decision.id)
        if now.status not in {"proposed", "confirmed"}:
            raise Refused(message("This decision does not stand."))
        return suspend_within(doing, now, held, reason, grounds)


def suspend_within(
    doing: Doing, decision: Decision, held: Held, reason: str, grounds: str
) -> ReviewCase:
    """Inside another act: suspend ``decision``, block what rests on it, and open its review."""
    review = open_review(doing, decision, reason, grounds=grounds)
    walk_back(doing, decision, held, reason, state="suspended")
    hypotheses.follow(doing, decision, "suspended")
    stand_down(doing, decision, status="suspended")
    return review


def uphold(
    actor: Actor, decision: Decision, *, reason: str, approvers: Sequence[Actor]
) -> Decision:
    """The review bears the decision out: it stands again, if everything it needs stands.

    Raises
    ------
    Broken
        The rule that keeps it from standing.
    """
    with act(actor, UPHOLD, reason=reason, approvers=approvers) as doing:
        now, held = hold_decision(doing, decision.id)
        if now.status != "suspended":
            raise Refused(message("This decision is not suspended."))
        if now.confirmed_at is None:
            now = doing.change(now, seen=now.version, status="proposed")
            hypotheses.follow(doing, now, "proposed")
        else:
            now = confirm(doing, now, held)
            _restore(doing, now)
        for review in ReviewCase.objects.filter(decision=now, closed_at=None):
            doing.change(review, seen=review.version, outcome="upheld", closed_at=clock.now())
        return now


def reverse(
    actor: Actor, decision: Decision, *, reason: str, grounds: str, approvers: Sequence[Actor]
) -> ReviewCase:
    """The decision was wrong. Everything it touched is listed and marked, and the individual is
    compared anew; the review stays open until the certificates and graves are put right."""
    with act(actor, REVERSE, reason=grounds, approvers=approvers) as doing:
        now, held = hold_decision(doing, decision.id)
        if now.status not in {"confirmed", "suspended"} or now.confirmed_at is None:
            raise Refused(message("Only a decision that was confirmed is reversed."))
        review = ReviewCase.objects.filter(decision=now, closed_at=None).first()
        if review is None:
            review = open_review(doing, now, reason, grounds=grounds)
        walk_back(doing, now, held, reason, state="under_comparison")
        hypotheses.follow(doing, now, "reversed")
        stand_down(doing, now, status="reversed", reason=grounds)
        return doing.change(review, seen=review.version, outcome="reversed", touches=touched(now))


def open_review(doing: Doing, decision: Decision, reason: str, *, grounds: str) -> ReviewCase:
    """Inside another act: a review of ``decision``, with the list of all that rests on it."""
    return doing.create(
        ReviewCase,
        number=issue(doing, Kind.REVIEW),
        decision=decision,
        reason=reason,
        grounds=grounds,
        touches=touched(decision),
    )


def close_review(actor: Actor, review: ReviewCase, *, seen: int, outcome: str = "") -> ReviewCase:
    """Everything the review found was dealt with.

    Raises
    ------
    Refused
        Where the decision is still suspended, or was reversed while a certificate, a return or a
        grave still says that it stands.
    """
    with act(actor, CLOSE_REVIEW) as doing:
        decision, _ = hold_decision(doing, review.decision_id)
        if decision.status == "suspended":
            raise Refused(message("The decision is still suspended: uphold or reverse it."))
        if decision.status in {"reversed", "superseded"} and _unsettled(decision):
            raise Refused(
                message("A certificate, a return or a grave still rests on this decision.")
            )
        ended = {"reversed": "reversed", "superseded": "superseded"}
        return doing.change(
            review,
            seen=seen,
            outcome=ended.get(decision.status) or outcome or "undecided",
            closed_at=clock.now(),
        )


def settle(
    actor: Actor, conflict: Conflict, *, resolved: str, approvers: Sequence[Actor]
) -> Conflict:
    """Two things no longer contradict each other, and how that was settled (I13).

    Raises
    ------
    Broken
        While they still do: one of the decisions has to be rejected, superseded or reversed, or
        the exclusion withdrawn.
    """
    if not resolved.strip():
        raise breaks("I13", message("Say how the conflict was settled."))
    with act(actor, SETTLE, reason=resolved, approvers=approvers) as doing:
        now = doing.lock(Conflict, conflict.id)
        if now.closed_at is not None:
            raise Refused(message("This conflict was settled before."))
        still = list(Decision.objects.filter(pk__in=now.decisions, status__in=OPEN))
        excluded = now.kind == "exclusion" and any(
            standing_exclusions(naming(d).individuals, naming(d).persons) for d in still
        )
        if excluded or (now.kind != "exclusion" and len(still) > 1):
            raise breaks("I13", message("They still contradict each other."))
        return doing.change(conflict, seen=now.version, resolved=resolved, closed_at=clock.now())


def walk_back(doing: Doing, decision: Decision, held: Held, why: str, *, state: str) -> None:
    """Take back what ``decision`` brought about; what cannot be taken back is marked.

    ``state`` is what becomes of its remains: ``suspended`` or ``under_comparison``.
    """
    held = held.only(naming(decision))
    for release in Release.objects.filter(decision=decision).order_by("id"):
        now = doing.lock(Release, release.id)
        blocked = {"state": "blocked"} if now.state == "authorised" else {}
        doing.change(now, seen=now.version, blocked_reason=why, **blocked)
    for registration in DeathRegistration.objects.filter(decision=decision, state="standing"):
        doing.change(registration, seen=registration.version, state="under_review")
    for individual in held.individuals:
        now_body = doing.lock(Individual, individual.id)
        if now_body.state in _NAMED:
            doing.change(now_body, seen=now_body.version, state=state)
        for unit in units(individual.id):
            if unit.state in _NAMED:
                mark_unit(doing, unit, state)
    found(doing, [m for m in held.missing if m.state == "identified_dead"], "open")


def _restore(doing: Doing, decision: Decision) -> None:
    """What the suspension blocked goes on."""
    for release in Release.objects.filter(decision=decision).order_by("id"):
        now = doing.lock(Release, release.id)
        back = {"state": "authorised"} if now.state == "blocked" else {}
        doing.change(now, seen=now.version, blocked_reason="", **back)
    for registration in DeathRegistration.objects.filter(decision=decision, state="under_review"):
        doing.change(registration, seen=registration.version, state="standing")


def _unsettled(decision: Decision) -> bool:
    named = naming(decision)
    registrations = DeathRegistration.objects.filter(decision=decision)
    return (
        registrations.filter(state__in=("standing", "under_review")).exists()
        or Release.objects.filter(decision=decision, state="released").exists()
        or Burial.objects.filter(
            individual__in=named.individuals,
            named=True,
            release__decision=decision,
            ended_on=None,
        ).exists()
    )
