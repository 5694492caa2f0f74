"""Look up what somebody has before them: a number, a seal, what an earlier list calls it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import QuerySet, Value
from django.db.models.functions import Upper

from imena.numbering.pattern import Kind
from imena.numbering.reading import NumberError, read
from imena.registry.actor import Actor
from imena.registry.models import BurialUnit, Entry, RecoveredUnit, Seal
from imena.registry.queries.finding import NUMBERED
from imena.registry.queries.visible import visible

E = TypeVar("E", bound=Entry)

#: The most things of one kind that one search shows.
MOST = 20


@dataclass(frozen=True, slots=True)
class LookedUp:
    """A thing by its number. ``by``: "number", "seal" or "label" (of an earlier list);
    ``changed`` says that the number was read otherwise than it was written."""

    number: str
    by: str
    changed: bool = False


def look_up(actor: Actor, text: str) -> tuple[LookedUp, ...]:
    """What this is the number, the seal or the earlier label of, as far as the actor may see it.

    Nothing is told but that a visible record has the number: no name.
    """
    text = text.strip()
    if not text:
        return ()
    found = [*_numbered(actor, text)]
    seals = _folded(visible(actor, Seal), "number", text).select_related("unit", "container")
    seals = seals.order_by("number", "applied_at")
    found += [
        LookedUp(on.number, "seal") for seal in seals[:MOST] if (on := seal.unit or seal.container)
    ]
    labelled: tuple[type[RecoveredUnit] | type[BurialUnit], ...] = (RecoveredUnit, BurialUnit)
    for model in labelled:
        rows = _folded(visible(actor, model), "label", text).order_by("number")
        found += [LookedUp(n, "label") for n in rows.values_list("number", flat=True)[:MOST]]
    return tuple(dict.fromkeys(found))


def _folded(rows: QuerySet[E], field: str, text: str) -> QuerySet[Any]:
    """Rows whose ``field`` is ``text`` but for capitals, as the database folds both: an index of
    the folded values answers."""
    return rows.annotate(folded=Upper(field)).filter(folded=Upper(Value(text)))


def _numbered(actor: Actor, text: str) -> tuple[LookedUp, ...]:
    for expected in (Kind.SITE, None):
        try:
            reading = read(text, expected=expected)
        except NumberError:
            continue
        number = str(reading.number)
        model, column = NUMBERED.get(reading.number.kind, (None, ""))
        if model is None:
            continue
        if visible(actor, model).filter(**{column: number}).exists():
            return (LookedUp(number, "number", bool(reading.changes)),)
    return ()
