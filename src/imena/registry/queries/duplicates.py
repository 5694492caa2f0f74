"""Reports that may be of one missing person: weighed, and what people made of them."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from imena.language import message
from imena.naming.full_name import FullName
from imena.naming.linkage import Duplicate, duplicates
from imena.naming.reports import CALENDAR, PartialDate, PersonReport
from imena.naming.settlement import settlement
from imena.registry.actor import Actor
from imena.registry.decimals import cut, exact
from imena.registry.models import DuplicatePair, MissingPerson
from imena.registry.permissions import Need, Reach, may
from imena.registry.queries.finding import by_number
from imena.registry.queries.reading import named
from imena.registry.queries.same import full_name
from imena.registry.queries.visible import visible
from imena.registry.refusals import NotAllowed, NotYours, Refused

_SEX = {"male": "M", "female": "F"}


@dataclass(frozen=True, slots=True)
class Weighed:
    """Two records that may be of one person, by id, the lower first.

    ``figures`` and ``reasons`` are as `imena.registry.models.DuplicatePair` keeps them;
    ``compared`` is a digest of what both say.
    """

    first: uuid.UUID
    second: uuid.UUID
    figures: Mapping[str, str]
    reasons: tuple[Mapping[str, str], ...]
    compared: str


@dataclass(frozen=True, slots=True)
class Reported:
    """A missing person as a pair shows them: enough to tell one from another."""

    id: uuid.UUID
    number: str
    version: int
    state: str
    names: tuple[str, ...]
    sex: str
    born: str
    last_seen: str
    last_seen_place: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records side by side with what was made of them; figures are decimals as text."""

    id: uuid.UUID
    version: int
    state: str
    first: Reported
    second: Reported
    figures: Mapping[str, str]
    reasons: tuple[Mapping[str, str], ...]
    copy: str


def weighed(actor: Actor, *, least: float = 0.5) -> list[Weighed]:
    """Every pair of reports of the operation that is of one person with probability ``least`` or
    more, the likeliest first. Records linked to another are part of that one: their names count
    among its names.

    Raises
    ------
    NotAllowed
        For whoever does not record the missing of the whole operation.
    Broken
        I32, without a purpose.
    """
    answer = may(actor, "antemortem", Need.WRITE)
    if answer.reach is not Reach.ALL:
        raise NotAllowed(answer, message("compare all reports of the missing"))
    rows, reports = _reports(actor)
    found = duplicates(reports, least=least).proposed
    ids = {rows[i].id for pair in found for i in (pair.first, pair.second)}
    named(actor, ids, what="read.duplicates")
    return [_weighed(rows, reports, pair) for pair in found]


def digest_of(first: MissingPerson, second: MissingPerson) -> str:
    """SHA-256 of everything that two records are compared by, whichever comes first."""
    copies = linked_copies([first.id, second.id])
    return _digest([as_report(one, copies.get(one.id, ())) for one in (first, second)])


def pairs(actor: Actor, *, state: str = "proposed", most: int | None = None) -> list[Pair]:
    """Pairs in this state, at most so many, the likeliest first; of those proposed, whose records
    both still stand for themselves. It is logged as a reading about everybody shown (I32)."""
    rows = visible(actor, DuplicatePair).filter(state=state)
    if state == "proposed":
        rows = rows.filter(first__duplicate_of=None, second__duplicate_of=None)
    # Put in order by their figures alone: whole records are read of those shown and no others.
    ranked = sorted(rows.values_list("pk", "figures", "first__number", "second__number"), key=_rank)
    ids = [pk for pk, *_ in ranked[:most]]
    whole = rows.select_related("first", "second", "copy").in_bulk(ids)
    found = [whole[pk] for pk in ids]
    named(actor, {pk for row in found for pk in (row.first_id, row.second_id)})
    return [_pair(row) for row in found]


def record(actor: Actor, number: str) -> MissingPerson:
    """The missing person under a number, however it was typed.

    Raises
    ------
    NotYours
        Where it is another kind of number, or nobody’s whom the actor may see.
    Broken
        I32, without a purpose.
    """
    found = by_number(actor, number)
    if not isinstance(found, MissingPerson):
        raise NotYours
    return found


def between(actor: Actor, first: str, second: str) -> DuplicatePair:
    """The pair of two records by their numbers, in any order.

    Raises
    ------
    NotYours, Broken
        As :func:`record`.
    Refused
        Where nobody and nothing has put the two side by side.
    """
    ids = sorted(record(actor, number).id for number in (first, second))
    found = visible(actor, DuplicatePair).filter(first=ids[0], second=ids[1]).first()
    if found is None:
        raise Refused(message("These two records were not proposed as one person."))
    return found


def _reports(actor: Actor) -> tuple[list[MissingPerson], list[PersonReport]]:
    rows = list(
        visible(actor, MissingPerson)
        .filter(duplicate_of=None)
        .exclude(state="withdrawn")
        .only("id", "names", "sex", "born", "last_seen", "last_seen_place")
        .order_by("number")
    )
    copies = linked_copies(None, operation=actor.operation)
    return rows, [as_report(row, copies.get(row.id, ())) for row in rows]


def linked_copies(
    of: Sequence[uuid.UUID] | None, *, operation: uuid.UUID | None = None
) -> dict[uuid.UUID, list[MissingPerson]]:
    """Records linked to another as the same person, by that one: to these, or to any of an
    operation."""
    linked = MissingPerson.objects.filter(duplicate_of__isnull=False).only("names", "duplicate_of")
    linked = (
        linked.filter(operation=operation) if of is None else linked.filter(duplicate_of__in=of)
    )
    found: dict[uuid.UUID, list[MissingPerson]] = {}
    for row in linked.order_by("number"):
        assert row.duplicate_of_id is not None
        found.setdefault(row.duplicate_of_id, []).append(row)
    return found


def as_report(row: MissingPerson, copies: Iterable[MissingPerson]) -> PersonReport:
    """What a record says of who it is, with the names of the records linked to it."""
    names: list[FullName] = [full_name(name) for one in (row, *copies) for name in one.names]
    return PersonReport(
        names[0] if names else FullName(),
        _SEX.get(row.sex),
        _born(row.born),
        others=tuple(names[1:]),
        seen_on=date.fromisoformat(row.last_seen) if len(row.last_seen) == 10 else None,
        seen_place=settlement(row.last_seen_place),
    )


def _born(written: str) -> PartialDate:
    """A date of birth as far as it can be compared: the year, with a day and a month or neither."""
    parts = [int(part) for part in written.split("-") if part]
    if len(parts) == 3 and (parts[1], parts[2]) in CALENDAR:
        return PartialDate(parts[0], parts[1], parts[2])
    return PartialDate(parts[0]) if parts else PartialDate()


def _digest(reports: Iterable[PersonReport]) -> str:
    said = sorted(
        json.dumps(asdict(report), default=str, sort_keys=True, ensure_ascii=False)
        for report in reports
    )
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def _weighed(
    rows: Sequence[MissingPerson], reports: Sequence[PersonReport], pair: Duplicate
) -> Weighed:
    low, high = sorted((pair.first, pair.second), key=lambda i: rows[i].id)
    return Weighed(
        rows[low].id,
        rows[high].id,
        {
            "log10_lr": exact(pair.log10_lr),
            "probability": cut(pair.probability),
            "relatives": cut(pair.relatives),
        },
        tuple(
            {"field": said.field, "grade": said.grade, "log10_lr": exact(said.log10_lr)}
            for said in pair.contributions
            if said.grade != "not_known"
        ),
        _digest((reports[low], reports[high])),
    )


def _rank(row: tuple[uuid.UUID, Mapping[str, Any], str, str]) -> tuple[float, str, str]:
    _, figures, first, second = row
    return -float(figures.get("probability", 0)), first, second


def _pair(row: DuplicatePair) -> Pair:
    low, high = sorted((row.first, row.second), key=lambda m: m.number)
    return Pair(
        row.id,
        row.version,
        row.state,
        _reported(low),
        _reported(high),
        row.figures,
        tuple(row.reasons),
        row.copy.number if row.copy else "",
    )


def _reported(row: MissingPerson) -> Reported:
    return Reported(
        row.id,
        row.number,
        row.version,
        row.state,
        tuple(str(full_name(name)) for name in row.names),
        row.sex,
        row.born,
        row.last_seen,
        row.last_seen_place,
    )
