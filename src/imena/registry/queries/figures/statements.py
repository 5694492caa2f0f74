"""Our own statements, whole: everything somebody needs who wants to compute one again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from imena.language import message
from imena.registry.actor import Actor
from imena.registry.ledger.canonical import as_plain
from imena.registry.models import Operation, Statement
from imena.registry.models.ledger import Link
from imena.registry.queries.visible import one, visible
from imena.registry.refusals import Refused


@dataclass(frozen=True, slots=True)
class Said:
    """A statement. ``known_at`` counts the ledger’s events, ``known_on`` is when the last of them
    was recorded and ``known_hash`` its hash, by which the ledger can be held to it.

    ``sites`` are codes, none for the whole operation. ``result``, ``partition`` and ``exclusions``
    have the forms of `imena.registry.figure_form` and `imena.registry.queries.figures.answers`.
    ``approver``, ``approved_at`` and ``digest`` are empty until somebody has approved it.
    """

    number: str
    query: str
    version: int
    unit: str
    as_of: datetime
    known_at: int
    known_on: datetime | None
    known_hash: str
    operation: str
    operation_uk: str
    operation_en: str
    sites: tuple[str, ...]
    closed_because: str
    result: Mapping[str, Any]
    partition_by: str
    partition: tuple[Mapping[str, Any], ...]
    exclusions: tuple[Mapping[str, Any], ...]
    small: int
    author: str
    approver: str
    approved_at: datetime | None
    digest: str
    corrects: str
    corrected_by: tuple[str, ...]

    @property
    def total(self) -> int:
        """What was counted."""
        return int(self.result["value"])

    @property
    def more_may_exist(self) -> bool:
        """Whether there may be more than anybody has found (I28)."""
        return bool(self.result["more_may_exist"])

    def tree(self) -> dict[str, Any]:
        """As plain data; `said_of` reads it again."""
        return {field.name: as_plain(getattr(self, field.name)) for field in fields(self)}


def said_of(tree: Mapping[str, Any]) -> Said:
    """A statement from :meth:`Said.tree`.

    Raises
    ------
    ValueError, KeyError, TypeError
        For data that are none.
    """
    if set(tree) != {field.name for field in fields(Said)}:
        raise ValueError("not the fields of a statement")
    given = dict(tree)
    for name in ("as_of", "known_on", "approved_at"):
        given[name] = None if given[name] is None else datetime.fromisoformat(given[name])
    for name in ("sites", "partition", "exclusions", "corrected_by"):
        given[name] = tuple(given[name])
    said = Said(**given)
    if said.total < 0 or not isinstance(said.more_may_exist, bool):
        raise ValueError("no count")
    return said


def statements(actor: Actor, *, approved: bool | None = None) -> QuerySet[Statement]:
    """Our own figures, drafts too unless only the approved are asked for; the latest first."""
    rows = visible(actor, Statement).select_related("author", "approver", "corrects")
    if approved is not None:
        rows = rows.filter(approved_at__isnull=not approved)
    return rows.order_by("-as_of", "-number")


def statement(actor: Actor, number: str) -> Said:
    """One of them, whole.

    Raises
    ------
    NotYours
        Where there is none that the actor may see.
    """
    (found,) = _said(actor, [one(actor, Statement, number=number)])
    return found


def kept(actor: Actor, number: str) -> Statement:
    """One as it is kept, to act on.

    Raises
    ------
    NotYours
        Where there is none that the actor may see.
    """
    return one(actor, Statement, number=number)


def published(actor: Actor, number: str) -> Said:
    """One that was approved, whole.

    Raises
    ------
    NotYours
        Where there is none that the actor may see.
    Refused
        Where nobody has approved it yet.
    """
    found = statement(actor, number)
    if found.approved_at is None:
        raise Refused(message("Only what was approved is published."))
    return found


def statement_row(actor: Actor, number: str) -> Statement:
    """The record of one of them, to approve or to correct it.

    Raises
    ------
    NotYours
        Where there is none that the actor may see.
    """
    return one(actor, Statement, number=number)


def said(actor: Actor, *, approved: bool | None = None) -> tuple[Said, ...]:
    """All of them, whole, the latest first; drafts too unless only the approved are asked for."""
    return tuple(_said(actor, list(statements(actor, approved=approved))))


def _said(actor: Actor, rows: Sequence[Statement]) -> Iterator[Said]:
    """As many questions however many there are."""
    operation = Operation.objects.get(pk=actor.operation)
    known = {row.known_at for row in rows}
    links = Link.objects.filter(index__in=known).select_related("event")
    places = {place.index: place for place in links}
    approved = visible(actor, Statement).filter(approved_at__isnull=False)
    later = approved.filter(corrects__in=rows).order_by("number")
    corrections: dict[UUID | None, list[str]] = {}
    for of, number in later.values_list("corrects", "number"):
        corrections.setdefault(of, []).append(number)
    for row in rows:
        place = places.get(row.known_at)
        yield Said(
            number=row.number,
            query=row.query,
            version=row.query_version,
            unit=row.unit,
            as_of=row.as_of,
            known_at=row.known_at,
            known_on=None if place is None else place.event.recorded_at,
            known_hash="" if place is None else place.hash,
            operation=operation.code,
            operation_uk=operation.name_uk,
            operation_en=operation.name_en,
            sites=tuple(row.scope.get("sites", ())),
            closed_because=str(row.scope.get("closed_because", "")),
            result=row.result,
            partition_by=row.partition_by,
            partition=tuple(row.partition),
            exclusions=tuple(row.exclusions),
            small=row.small,
            author=row.author.display_name,
            approver="" if row.approver is None else row.approver.display_name,
            approved_at=row.approved_at,
            digest=row.digest,
            corrects="" if row.corrects is None else row.corrects.number,
            corrected_by=tuple(corrections.get(row.pk, ())),
        )
