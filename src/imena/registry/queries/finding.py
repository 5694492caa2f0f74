"""Find a record by its number, and lists of records a page at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from imena.numbering.pattern import Kind
from imena.numbering.reading import NumberError, read
from imena.registry.actor import Actor
from imena.registry.models import (
    BurialUnit,
    Comparison,
    Container,
    CustodyEvent,
    Decision,
    Entry,
    Individual,
    Kinship,
    LabRequest,
    MissingPerson,
    Notification,
    Person,
    RecoveredUnit,
    Release,
    ReviewCase,
    Sample,
    Site,
)
from imena.registry.permissions import Reach, reach
from imena.registry.queries import reading
from imena.registry.queries.persons import check_compares
from imena.registry.queries.visible import one, visible
from imena.registry.refusals import NotYours

E = TypeVar("E", bound=Entry)

#: What may be asked of a column besides its value.
_ASKED = frozenset({"in", "gt", "gte", "lt", "lte", "isnull", "startswith"})

#: The model a kind of number belongs to, and the column that holds it.
NUMBERED: Mapping[Kind, tuple[type[Entry], str]] = {
    Kind.SITE: (Site, "code"),
    Kind.BURIAL_UNIT: (BurialUnit, "number"),
    Kind.RECOVERED_UNIT: (RecoveredUnit, "number"),
    Kind.CUSTODY_EVENT: (CustodyEvent, "number"),
    Kind.INDIVIDUAL: (Individual, "number"),
    Kind.MISSING_PERSON: (MissingPerson, "number"),
    Kind.PERSON: (Person, "code"),
    Kind.POSTMORTEM_SAMPLE: (Sample, "number"),
    Kind.REFERENCE_SAMPLE: (Sample, "number"),
    Kind.CONTAINER: (Container, "number"),
    Kind.LABORATORY_REQUEST: (LabRequest, "number"),
    Kind.COMPARISON: (Comparison, "number"),
    Kind.DECISION: (Decision, "number"),
    Kind.REVIEW: (ReviewCase, "number"),
    Kind.NOTIFICATION: (Notification, "number"),
    Kind.RELEASE: (Release, "number"),
}


@dataclass(frozen=True, slots=True)
class Page(Generic[E]):
    """Some rows in the order of their numbers; ``after`` asks for the next page, empty at the end.

    What comes between two pages while somebody reads neither repeats a row nor leaves one out.
    """

    rows: tuple[E, ...]
    after: str


def by_number(actor: Actor, text: str) -> Entry:
    """The visible record under a number, or a site by its code, however it was typed.

    Raises
    ------
    NotYours
        Where it is no number, or there is no such record that the actor may see.
    Broken
        I32, where it is a named person's and no purpose was stated.
    """
    record = _found(actor, text)
    reading.held_by(actor, [record])
    return record


def numbered(actor: Actor, text: str) -> Entry:
    """Which record is under a number: one of its kind with the id and nothing else. What it says
    is read by what comes after.

    Raises
    ------
    NotYours
        As :func:`by_number`.
    """
    found = _found(actor, text)
    return type(found)(id=found.id)


def _found(actor: Actor, text: str) -> Entry:
    try:
        said = read(text, expected=Kind.SITE).number
    except NumberError:
        try:
            said = read(text).number
        except NumberError as error:
            raise NotYours from error
    if said.kind not in NUMBERED:
        raise NotYours
    model, column = NUMBERED[said.kind]
    return one(actor, model, **{column: str(said)})


def page(
    actor: Actor,
    model: type[E],
    *,
    column: str = "number",
    after: str = "",
    size: int = 50,
    with_: Iterable[str] = (),
    **wanted: Any,
) -> Page[E]:
    """One page of the visible rows that are as ``wanted``; ``with_`` names what is read along.

    Nothing is asked of other records by way of these: neither whether a hidden one is so, nor its
    values.

    Raises
    ------
    NotYours
        For kinships, where the actor does not compare; for a column of another record, or another
        record read along that the actor may not see or that names people.
    Broken
        I32, where rows name people and no purpose was stated.
    """
    if model is Kinship:
        check_compares(actor)
    _check_own_columns(actor, model, [column, *wanted], with_ := tuple(with_))
    rows = visible(actor, model).filter(**wanted, **{f"{column}__gt": after}).order_by(column)
    found = tuple(rows.select_related(*with_)[: size + 1]) if with_ else tuple(rows[: size + 1])
    shown = found[:size]
    reading.held_by(actor, shown)
    return Page(shown, str(getattr(shown[-1], column)) if len(found) > size else "")


def _check_own_columns(
    actor: Actor, model: type[Entry], columns: Iterable[str], along: Iterable[str]
) -> None:
    own = {name for field in model._meta.concrete_fields for name in (field.name, field.attname)}
    for column in columns:
        name, _, rest = column.partition("__")
        if name not in {*own, "pk"} or (rest and rest not in _ASKED):
            raise NotYours
    for name in along:
        other = model._meta.get_field(name).related_model if name in own else None
        if not (isinstance(other, type) and issubclass(other, Entry)):
            raise NotYours
        if other.PERSONAL or reach(actor, other.AREA) is not Reach.ALL:
            raise NotYours
