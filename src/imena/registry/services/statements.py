"""Our own figures: computed, drafted by one person and approved by another, never changed.

Nobody types the number of a figure. Its author says what is asked and of when; the case file
answers, and answers the same when whoever approves it asks again, and ever after (I25).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from imena.language import message
from imena.numbering.pattern import Kind
from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.figure_form import SMALL, check_publishable
from imena.registry.ledger.canonical import as_plain, canonical
from imena.registry.ledger.sequencer import link_waiting
from imena.registry.models import NumberCounter, Statement
from imena.registry.permissions import Need
from imena.registry.queries.counts.catalogue import figure_of
from imena.registry.queries.figures.answers import (
    LEAST_SMALL,
    Answer,
    Asked,
    answered_later,
    asked_by,
    computed,
    known_now,
    past_of,
    rerun,
    scope_of,
)
from imena.registry.queries.visible import one
from imena.registry.refusals import Refused, breaks
from imena.registry.services.act import act
from imena.registry.services.acts import Act, declare
from imena.registry.services.numbers import issue_stated

MAKE = declare("statements.make", "statements", message("drafted a figure"))
CORRECT = declare("statements.correct", "statements", message("drafted the correction of a figure"))
APPROVE = declare("statements.approve", "statements", message("approved a figure"), Need.APPROVE)

#: What a figure's digest covers: everything it says.
SAID = (
    "number", "query", "query_version", "as_of", "known_at", "unit", "scope", "exclusions",
    "result", "partition", "partition_by", "small",
)  # fmt: skip


def make(
    actor: Actor,
    *,
    query: str,
    as_of: datetime | None = None,
    sites: Sequence[str] = (),
    partition_by: str = "",
    small: int = SMALL,
    closed_because: str = "",
) -> Statement:
    """A figure of ours, computed now and not yet said to anybody.

    Parameters
    ----------
    as_of
        Of when it is; of now unless given.
    sites
        Codes of the sites it is about; the whole operation where none is named.
    small
        Counts of people below this are withheld.
    closed_because
        From what it is known that there are no more than are counted.

    Raises
    ------
    Refused
        For a query, a partition or a site there is not; for a time to come.
    Broken
        I28, as `imena.registry.queries.figures.answers.computed`; I30, for a ``small`` under which
        somebody could be named.
    """
    now = clock.now()
    if as_of is not None and as_of > now:
        raise Refused(message("Nothing is known yet of that time."))
    if small < LEAST_SMALL:
        raise breaks("I30", message("Counts below {n} are always withheld."), n=LEAST_SMALL)
    # What is done and has no place in the ledger yet is known too.
    link_waiting()
    asked = Asked(
        query,
        figure_of(query).version,
        as_of or now,
        known_now(actor),
        tuple(sorted(set(sites))),
        partition_by,
        small,
        closed_because.strip(),
    )
    return _drafted(actor, MAKE, asked, computed(actor, asked))


def correct(actor: Actor, statement: Statement) -> Statement:
    """The figure that takes the place of ``statement``: the same question, as it is known now.

    The statement stays as it was said, and the correction names it (I29).

    Raises
    ------
    Refused
        Where it was never approved, another correction names it, or nothing is known otherwise.
    """
    before = one(actor, Statement, pk=statement.pk)
    if before.approved_at is None:
        raise Refused(message("This figure was never approved: make another."))
    if Statement.objects.filter(corrects=before).exists():
        raise Refused(message("Another figure corrects this one already."))
    link_waiting()
    asked = replace(asked_by(before), known_at=known_now(actor))
    found = answered_later(past_of(actor, asked.known_at), asked)
    if found.result["more_may_exist"] != before.result["more_may_exist"]:
        asked = replace(asked, closed_because="")
    if (dict(found.result), list(found.partition)) == (before.result, before.partition):
        raise Refused(message("Nothing is known otherwise: there is nothing to correct."))
    return _drafted(actor, CORRECT, asked, found, corrects=before)


def approve(actor: Actor, statement: Statement, *, seen: int) -> Statement:
    """Somebody other than its author approves the figure; from then on it never changes (I29).

    It is computed again first.

    Raises
    ------
    Broken
        I25, where that comes out otherwise; I29, where it was approved before; I30, where it could
        name somebody.
    """
    with act(actor, APPROVE) as doing:
        now = doing.lock(Statement, statement.id)
        check_publishable(now.partition, total=now.result.get("value"), small=now.small)
        if now.approved_at is not None:
            raise breaks("I29", message("This figure was approved before: correct it by another."))
        if now.author_id == actor.user:
            raise Refused(message("A figure is approved by somebody else."))
        if not rerun(actor, now.number).same:
            raise breaks("I25", message("Computed again, this figure comes out otherwise."))
        return doing.change(
            statement,
            seen=seen,
            approver_id=actor.user,
            approved_at=clock.now(),
            digest=digest(now),
        )


def digest(statement: Statement) -> str:
    """SHA-256 of the canonical JSON of everything the figure says."""
    said = {name: as_plain(getattr(statement, name)) for name in SAID}
    corrects = statement.corrects
    said["corrects"] = None if corrects is None else corrects.number
    return hashlib.sha256(canonical(said)).hexdigest()


def _drafted(
    actor: Actor, what: Act, asked: Asked, found: Answer, corrects: Statement | None = None
) -> Statement:
    with act(actor, what) as doing:
        return doing.create(
            Statement,
            number=_number(),
            query=asked.query,
            query_version=asked.version,
            as_of=asked.as_of,
            known_at=asked.known_at,
            unit=found.unit,
            scope=scope_of(actor, asked),
            exclusions=[dict(left) for left in found.exclusions],
            result=dict(found.result),
            partition=[dict(line) for line in found.partition],
            partition_by=asked.partition_by,
            small=asked.small,
            author_id=actor.user,
            corrects=corrects,
        )


def _number() -> str:
    """The day, and which figure of that day: whoever drafts another waits."""
    day = int(clock.now().strftime("%Y%m%d"))
    key = {"kind": Kind.FIGURE.value, "prefix": str(day)}
    NumberCounter.objects.bulk_create([NumberCounter(**key)], ignore_conflicts=True)
    counter = NumberCounter.objects.select_for_update().get(**key)
    counter.next += 1
    counter.save(update_fields=["next"])
    return issue_stated(Kind.FIGURE, day, counter.next - 1)
