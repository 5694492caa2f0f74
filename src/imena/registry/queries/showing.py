"""A record in words: its fields, and what belongs to it, as far as the actor may see them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import models

from imena.language import message
from imena.numbering.pattern import Kind
from imena.registry.actor import Actor
from imena.registry.ledger.canonical import Plain, as_plain
from imena.registry.ledger.history import Step
from imena.registry.models import (
    Burial,
    Coded,
    Entry,
    MissingPerson,
    Person,
    Policy,
    RecoveredUnit,
    Sample,
    StorageSlot,
    Team,
    User,
)
from imena.registry.permissions import Reach, reach
from imena.registry.queries.finding import NUMBERED, by_number, numbered
from imena.registry.queries.history import history_of, recorded, state_of
from imena.registry.queries.shown_parts import Part, parts_of
from imena.registry.queries.visible import visible
from imena.registry.queries.words import Word, moment, remark, term
from imena.registry.queries.words import text as plain
from imena.registry.refusals import Refused

#: Fields that say nothing to a person, or that the heading of a record says.
UNSAID = frozenset(
    {"id", "operation", "version", "number", "code", "name_sort", "name_keys", "touches"}
)


@dataclass(frozen=True, slots=True)
class Line:
    """One field that is not empty; `imena.registry.words.records.FIELDS` says what it is called."""

    field: str
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A record as it is, or was.

    ``kind`` is a term of "number_kind". ``withheld`` are the areas (terms of "area") of which the
    actor is shown nothing; ``erased`` says that there was more, which was erased.
    """

    kind: str
    number: str
    lines: tuple[Line, ...]
    parts: tuple[Part, ...] = ()
    withheld: tuple[str, ...] = ()
    erased: bool = False


@dataclass(frozen=True, slots=True)
class Changed:
    """One change of a record: the step, and the fields it set, in words."""

    step: Step
    lines: tuple[Line, ...]


def shown(
    actor: Actor,
    text: str,
    *,
    as_of: datetime | None = None,
    known_at: datetime | None = None,
) -> Shown:
    """The record under ``text``, as it is; or as it was at ``as_of``, as known at ``known_at``.
    What belongs to a record is told only of how it is.

    Raises
    ------
    NotYours
        Where there is no such record that the actor may see.
    Refused
        Where nothing of it was known then.
    Broken
        I32, where it names somebody and no purpose was stated.
    """
    if as_of is None and known_at is None:
        record = by_number(actor, text)
        parts, asked = parts_of(actor, record)
        return Shown(
            _kind(record),
            _number(record),
            tuple(_lines(actor, type(record), _fields(record))),
            parts,
            tuple(area for area in asked if reach(actor, area) not in (Reach.OWN, Reach.ALL)),
        )
    record = numbered(actor, text)
    then = state_of(actor, record, as_of=as_of, known_at=known_at)
    if then is None:
        raise Refused(message("Nothing was known of {number} then."), number=text)
    said = str(then.fields.get("number", then.fields.get("code", text)))
    lines = tuple(_lines(actor, type(record), then.fields))
    return Shown(_kind(record), said, lines, erased=then.destroyed)


def changes(actor: Actor, text: str) -> list[Changed]:
    """Every change of the record under ``text``, oldest first; raises as :func:`shown`."""
    record = numbered(actor, text)
    steps = history_of(actor, record)
    return [Changed(step, tuple(_lines(actor, type(record), step.fields))) for step in steps]


def as_known(actor: Actor, record: uuid.UUID, known_at: datetime) -> tuple[Line, ...]:
    """What a record said, numbered or not, as it was known at a time: to see it beside the act.

    Raises
    ------
    NotYours
        Where there is none that the actor may see.
    Broken
        I32, where it names somebody and no purpose was stated.
    """
    found = recorded(actor, record)
    then = state_of(actor, found, known_at=known_at)
    return () if then is None else tuple(_lines(actor, type(found), then.fields))


def _kind(record: Entry) -> str:
    kinds = [kind for kind, (model, _) in NUMBERED.items() if model is type(record)]
    if len(kinds) > 1 and getattr(record, "donor_id", None) is not None:
        return Kind.REFERENCE_SAMPLE.value
    return kinds[0].value


def _number(record: Entry) -> str:
    column = next(column for model, column in NUMBERED.values() if model is type(record))
    return str(getattr(record, column))


def _fields(record: Entry) -> dict[str, Plain]:
    """The row as its openings in the ledger have it."""
    fields = record._meta.concrete_fields
    return {f.attname: as_plain(getattr(record, f.attname)) for f in fields}


def _lines(actor: Actor, model: type[Entry], fields: Mapping[str, Plain]) -> Iterator[Line]:
    for field in model._meta.concrete_fields:
        value = fields.get(field.attname)
        if field.name in UNSAID or value is None or value in ("", [], {}):
            continue
        yield Line(field.name, tuple(_words(actor, field, value)))


def _words(actor: Actor, field: models.Field[object, object], value: Plain) -> Iterator[Word]:
    if isinstance(field, models.ForeignKey):
        yield _reference(actor, field.related_model, uuid.UUID(str(value)))
    elif isinstance(field, Coded):
        yield term(field.vocabulary, str(value))
    elif isinstance(field, models.DateTimeField):
        yield moment(datetime.fromisoformat(str(value)))
    elif isinstance(field, models.BooleanField):
        yield remark("yes" if value else "no")
    elif field.name == "names" and isinstance(value, list):
        yield from (plain(_name(name)) for name in value if isinstance(name, dict))
    elif field.name in _LISTED and isinstance(value, list):
        yield from (_reference(actor, _LISTED[field.name], uuid.UUID(str(one))) for one in value)
    else:
        yield from _plain(value)


def _plain(value: Plain) -> Iterator[Word]:
    if isinstance(value, list):
        for one in value:
            yield from _plain(one)
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield plain(f"{name}: {'; '.join(word.said for word in _plain(inner))}")
    else:
        yield plain("—" if value is None else str(value))


def _name(name: Mapping[str, Plain]) -> str:
    parts = (str(name[part]) for part in ("family", "given", "patronymic") if name.get(part))
    return " ".join(parts)


#: How records without a number of their own are called; whoever sees one that refers to them may
#: read this of them. Staff stand with their names under what they did.
_CALLED: Mapping[type[models.Model], str] = {
    User: "display_name",
    Team: "name",
    StorageSlot: "code",
    Policy: "code",
}

_COLUMNS: Mapping[type[Entry], str] = {Burial: "plot", **dict(NUMBERED.values())}

#: Lists that hold ids, and of what.
_LISTED: Mapping[str, type[Entry]] = {
    "among": MissingPerson,
    "checked_by": User,
    "donors": Person,
    "samples": Sample,
    "units": RecoveredUnit,
}


def _reference(actor: Actor, model: type[models.Model], pk: uuid.UUID) -> Word:
    """What another record is called: by its number, never by a name of the missing or theirs."""
    if model in _CALLED:
        called = model._default_manager.filter(pk=pk).values_list(_CALLED[model], flat=True)
        return plain(str(called.first() or "—"))
    assert issubclass(model, Entry)
    column = _COLUMNS[model]
    found = visible(actor, model).filter(pk=pk).values_list(column, flat=True).first()
    return remark("hidden") if found is None else plain(str(found))
