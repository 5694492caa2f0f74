"""Corrections that write themselves: what was said, what is known of the same time now, and why.

A statement stays as it was said. But a name that is reversed in May was never right in April, and a
report found in June to repeat another was never a second person: whoever said the number of April
is told so, with the kinds of acts that changed what is known, how many, and no names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from imena.registry.actor import Actor
from imena.registry.ledger.past import Past, Version
from imena.registry.ledger.rows import last
from imena.registry.models import Statement
from imena.registry.queries.counts.members import Members
from imena.registry.queries.figures.answers import (
    Answer,
    Asked,
    answered,
    answered_later,
    asked_by,
    members_of,
    past_of,
)
from imena.registry.queries.visible import one, visible


@dataclass(frozen=True, slots=True)
class Notice:
    """What is known otherwise of what a statement said.

    ``said`` and ``known`` are answers to the same question, known at two places of the ledger.
    ``more`` and ``fewer`` count what is counted now and was not, and the other way round;
    ``elsewhere`` what stands in another line. ``acts`` are the names of the acts that changed it,
    each with how many there were. ``repeated_in`` are other approved statements that rest on the
    same records, are known otherwise too and are not corrected yet; ``corrected_by`` is the
    approved statement that corrects this one, empty while none does.
    """

    number: str
    said: Answer
    known: Answer
    known_at: int
    more: int
    fewer: int
    elsewhere: int
    acts: Mapping[str, int]
    repeated_in: tuple[str, ...]
    corrected_by: str

    @property
    def changed(self) -> bool:
        """Whether anything that was said would be said otherwise."""
        return (self.said.result, self.said.partition) != (self.known.result, self.known.partition)


def notice(actor: Actor, number: str) -> Notice | None:
    """The notice about a statement, ``None`` where nothing it says is known otherwise.

    Of one that was corrected: what was known when that was drafted.

    Raises
    ------
    NotYours
        Where there is no such statement that the actor may see.
    """
    statement = one(actor, Statement, number=number)
    return next(_notices(actor, [statement]), None)


def notices(actor: Actor) -> tuple[Notice, ...]:
    """The notices about all approved statements that nothing corrects yet, the latest first."""
    rows = visible(actor, Statement).filter(approved_at__isnull=False)
    return tuple(_notices(actor, _uncorrected(rows).order_by("-as_of", "-number")))


def _uncorrected(rows: QuerySet[Statement]) -> QuerySet[Statement]:
    """Those that no approved statement corrects."""
    corrections = Statement.objects.filter(approved_at__isnull=False, corrects__isnull=False)
    return rows.exclude(pk__in=corrections.values("corrects"))


def _notices(actor: Actor, statements: Iterable[Statement]) -> Iterator[Notice]:
    wanted = list(statements)
    if not wanted:
        return
    now = last()
    history = past_of(actor, now)
    approved = _uncorrected(visible(actor, Statement).filter(approved_at__isnull=False))
    others = [
        _Seen(history, asked_by(other), now, other.number) for other in approved.order_by("number")
    ]
    for statement in wanted:
        corrections = Statement.objects.filter(corrects=statement, approved_at__isnull=False)
        corrected = corrections.order_by("number").first()
        known_at = now if corrected is None else corrected.known_at
        seen = _Seen(history, asked_by(statement), known_at, statement.number)
        if seen.changed:
            yield _told(seen, others, "" if corrected is None else corrected.number)


class _Seen:
    """One question, as it was known then and as it is known later."""

    def __init__(self, history: Past, asked: Asked, known_at: int, number: str) -> None:
        self.history, self.asked, self.number = history, asked, number
        self.later = replace(asked, known_at=max(known_at, asked.known_at))
        self.before = members_of(history, asked)
        self.after = members_of(history, self.later)

    @property
    def said(self) -> Answer:
        """What was answered."""
        return answered(self.history, self.asked)

    @property
    def known(self) -> Answer:
        """What the same question is answered now."""
        return answered_later(self.history, self.later)

    @property
    def changed(self) -> frozenset[str]:
        """Whoever or whatever is counted otherwise."""
        return _otherwise(self.before, self.after, self.asked.partition_by)

    @property
    def rests_on(self) -> frozenset[str]:
        """The records that make it so."""
        return frozenset(
            record
            for member in self.changed
            for members in (self.before, self.after)
            if member in members
            for record in members[member].rests_on
        )


def _told(seen: _Seen, others: Iterable[_Seen], corrected_by: str) -> Notice:
    before, after = seen.before.keys(), seen.after.keys()
    records = seen.rests_on
    return Notice(
        number=seen.number,
        said=seen.said,
        known=seen.known,
        known_at=seen.later.known_at,
        more=len(after - before),
        fewer=len(before - after),
        elsewhere=len(seen.changed & before & after),
        acts=_causes(seen, records),
        repeated_in=tuple(
            other.number
            for other in others
            if other.number != seen.number and other.rests_on & records
        ),
        corrected_by=corrected_by,
    )


def _otherwise(before: Members, after: Members, partition: str) -> frozenset[str]:
    def line(members: Members, member: str) -> Any:
        found = members.get(member)
        return None if found is None else found.lines.get(partition, "counted")

    return frozenset(
        member
        for member in before.keys() | after.keys()
        if line(before, member) != line(after, member)
    )


def _causes(seen: _Seen, records: Iterable[str]) -> Mapping[str, int]:
    """The kinds of acts without which something would still be as it was said, with how many.

    Every act since that touched one of ``records`` may be one. Where each would have done by itself
    none is missed when it is left out; all are named then.
    """
    span = (seen.asked.known_at, seen.later.known_at)
    versions: list[Version] = [
        version for record in records for version in seen.history.between(record, *span)
    ]
    events: dict[str, set[UUID]] = {}
    for version in versions:
        events.setdefault(version.act, set()).add(version.event)
    found = {
        act: len(of_act)
        for act, of_act in events.items()
        if _otherwise(
            seen.after,
            members_of(seen.history.without(of_act), seen.later),
            seen.asked.partition_by,
        )
    }
    causes = found or {act: len(of_act) for act, of_act in events.items()}
    return dict(sorted(Counter(causes).items()))
