"""Numbers that others say, with their relays; and our own, drafted and approved by another.

Figures of ours have the form of `imena.registry.figure_form`; what others' words mean in numbers is
not decided here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from imena.language import message
from imena.numbering.pattern import Kind
from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.figure_form import check_publishable, checked_partition, checked_result
from imena.registry.ledger.canonical import as_plain, canonical
from imena.registry.models import Claim, ClaimRelay, NumberCounter, Statement
from imena.registry.permissions import Need
from imena.registry.refusals import Refused, breaks
from imena.registry.services.act import act
from imena.registry.services.acts import declare
from imena.registry.services.numbers import issue, issue_stated
from imena.registry.vocabulary import knows

RECORD_CLAIM = declare("figures.record_claim", "claims", message("recorded a number others said"))
CHECK_CLAIM = declare("figures.check_claim", "claims", message("checked a claim’s transcription"))
JUDGE_CLAIM = declare("figures.judge_claim", "claims", message("recorded what became of a claim"))
RECORD_RELAY = declare("figures.record_relay", "claims", message("recorded who passed a claim on"))
DRAFT = declare("figures.draft", "statements", message("drafted a figure"))
APPROVE = declare("figures.approve", "statements", message("approved a figure"), Need.APPROVE)


def record_claim(
    actor: Actor,
    *,
    text_verbatim: str,
    language: str,
    unit: str,
    bound: str,
    value: Mapping[str, Any],
    scope: Mapping[str, Any],
    **told: Any,
) -> Claim:
    """Somebody’s number in their own words; the word beside it is kept with it."""
    with act(actor, RECORD_CLAIM) as doing:
        return doing.create(
            Claim,
            number=issue(doing, Kind.CLAIM),
            text_verbatim=text_verbatim,
            language=language,
            unit=unit,
            bound=bound,
            value=dict(value),
            scope=dict(scope),
            **told,
        )


def check_claim(actor: Actor, claim: Claim, *, seen: int) -> Claim:
    """The actor read it against the source."""
    with act(actor, CHECK_CLAIM) as doing:
        return doing.change(claim, seen=seen, checked_by_id=actor.user)


def judge_claim(
    actor: Actor,
    claim: Claim,
    *,
    seen: int,
    status: str,
    by: Claim | None = None,
    reason: str = "",
) -> Claim:
    """A later value, a withdrawal or a contradiction; the claim stays as it was said."""
    if (status == "superseded") != (by is not None):
        raise Refused(message("Say which claim takes the place of this one."))
    with act(actor, JUDGE_CLAIM, reason=reason) as doing:
        return doing.change(claim, seen=seen, status=status, superseded_by=by)


def record_relay(
    actor: Actor,
    claim: Claim,
    *,
    outlet: str,
    text_verbatim: str,
    bound: str,
    value: Mapping[str, Any],
    differences: Sequence[str] = (),
    **told: Any,
) -> ClaimRelay:
    """Who passed the claim on, and what they changed, as terms of ``relay_difference``."""
    for difference in differences:
        if not knows("relay_difference", difference):
            raise Refused(message("“{value}” is not a difference of a relay."), value=difference)
    with act(actor, RECORD_RELAY) as doing:
        return doing.create(
            ClaimRelay,
            claim=claim,
            outlet=outlet,
            text_verbatim=text_verbatim,
            bound=bound,
            value=dict(value),
            differences=list(differences),
            **told,
        )


def draft(
    actor: Actor,
    *,
    query: str,
    query_version: int,
    as_of: datetime,
    known_at: int,
    unit: str,
    scope: Mapping[str, Any],
    exclusions: Sequence[Any],
    result: Mapping[str, Any],
    partition: Sequence[Any] = (),
    corrects: Statement | None = None,
) -> Statement:
    """A figure of ours, not yet said to anybody. ``known_at`` counts the ledger’s events.

    Raises
    ------
    Broken
        I25, without a scope: a number without one is none. I26 to I28, as
        `imena.registry.figure_form`.
    """
    if not scope:
        raise breaks("I25", message("Say what the figure is about."))
    said = checked_result(unit, scope, result)
    lines = checked_partition(unit, said, partition)
    with act(actor, DRAFT) as doing:
        return doing.create(
            Statement,
            number=_number(),
            query=query,
            query_version=query_version,
            as_of=as_of,
            known_at=known_at,
            unit=unit,
            scope=dict(scope),
            exclusions=list(exclusions),
            result=said,
            partition=lines,
            author_id=actor.user,
            corrects=corrects,
        )


def approve(actor: Actor, statement: Statement, *, seen: int) -> Statement:
    """Somebody other than its author approves the figure; from then on it never changes (I29).

    Raises
    ------
    Broken
        I29, where it was approved before; I30, where it could name somebody.
    """
    with act(actor, APPROVE) as doing:
        now = doing.lock(Statement, statement.id)
        check_publishable(now.partition)
        if now.approved_at is not None:
            raise breaks("I29", message("This figure was approved before: correct it by another."))
        if now.author_id == actor.user:
            raise Refused(message("A figure is approved by somebody else."))
        return doing.change(
            statement,
            seen=seen,
            approver_id=actor.user,
            approved_at=clock.now(),
            digest=_digest(now),
        )


def _digest(statement: Statement) -> str:
    """SHA-256 of the canonical JSON of everything the figure says."""
    said = {
        name: as_plain(getattr(statement, name))
        for name in (
            "number", "query", "query_version", "as_of", "known_at", "unit", "scope",
            "exclusions", "result", "partition",
        )
    }  # fmt: skip
    return hashlib.sha256(canonical(said)).hexdigest()


def _number() -> str:
    """The day, and which figure of that day: whoever drafts another waits."""
    day = int(clock.now().strftime("%Y%m%d"))
    key = {"kind": Kind.FIGURE.value, "prefix": str(day)}
    NumberCounter.objects.bulk_create([NumberCounter(**key)], ignore_conflicts=True)
    counter = NumberCounter.objects.select_for_update().get(**key)
    counter.next += 1
    counter.save(update_fields=["next"])
    return issue_stated(Kind.FIGURE, day, counter.next - 1)
