"""What became of a record: who changed what."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from django.apps import apps

from imena.registry.actor import Actor
from imena.registry.ledger.canonical import Plain
from imena.registry.ledger.history import State, Step, history, state
from imena.registry.models import Entry, Kinship, User
from imena.registry.models.ledger import Opening
from imena.registry.queries import reading
from imena.registry.queries.persons import compares
from imena.registry.queries.visible import one
from imena.registry.refusals import NotYours

#: Shown by :func:`imena.registry.queries.persons.restricted_note` alone, to those who may see it.
_RESTRICTED = frozenset({"restricted_note"})

#: Acts that say what genetics found of a family. Whoever speaks with it is told what they did to
#: other records, not why; and of a kinship, neither that they were done nor how far it holds.
_OF_GENETICS = frozenset({"persons.verify_kinship", "persons.contradict_kinship"})
_UNSAID = "—"


def history_of(actor: Actor, record: Entry) -> list[Step]:
    """Every change of a record the actor may see, oldest first.

    Raises
    ------
    NotYours
        Where the actor may not see it.
    Broken
        I32, where it names a person and no purpose was stated.
    """
    _seen(actor, record)
    return _told(actor, record, history(record.id))


def state_of(
    actor: Actor,
    record: Entry,
    *,
    as_of: datetime | None = None,
    known_at: datetime | None = None,
) -> State | None:
    """What a record was at one time, as it was known at another; raises as `history_of`."""
    _seen(actor, record)
    found = state(record.id, as_of=as_of, known_at=known_at)
    return found and replace(found, fields=_shown(found.fields, _hidden(actor, record)))


def recorded(actor: Actor, record: uuid.UUID) -> Entry:
    """Of which kind the record with this id is: one of that kind with the id and nothing else. What
    it says is read by what comes after.

    Raises
    ------
    NotYours
        Where there is none, or none this actor may see.
    """
    kind = Opening.objects.filter(record_id=record).values_list("kind", flat=True).first()
    model = next((model for model in apps.get_models() if model.__name__ == kind), None)
    if model is None or not issubclass(model, Entry):
        raise NotYours
    return model(id=one(actor, model, pk=record).id)


def names_of(steps: Iterable[Step]) -> Mapping[uuid.UUID, str]:
    """The names of those who did the steps and stood behind them."""
    people: set[uuid.UUID] = set()
    for step in steps:
        people |= {*step.approvers} if step.actor is None else {step.actor, *step.approvers}
    return dict(User.objects.filter(pk__in=people).values_list("pk", "display_name"))


def _told(actor: Actor, record: Entry, steps: Iterable[Step]) -> list[Step]:
    hidden = _hidden(actor, record)
    unsaid = frozenset() if compares(actor) else _OF_GENETICS
    return [
        replace(
            step,
            fields=_shown(step.fields, hidden),
            act=_UNSAID if step.act in unsaid else step.act,
        )
        for step in steps
        if not (isinstance(record, Kinship) and step.act in unsaid)
    ]


def _hidden(actor: Actor, record: Entry) -> frozenset[str]:
    if isinstance(record, Kinship) and not compares(actor):
        return _RESTRICTED | {"standing"}
    return _RESTRICTED


def _shown(fields: Mapping[str, Plain], hidden: frozenset[str]) -> dict[str, Plain]:
    return {name: value for name, value in fields.items() if name not in hidden}


def _seen(actor: Actor, record: Entry) -> None:
    reading.held_by(actor, [one(actor, type(record), pk=record.pk)])


def changed_since(record: uuid.UUID, version: int) -> tuple[uuid.UUID | None, tuple[str, ...]]:
    """Who last changed a record after ``version``, and which fields changed in all.

    Of what is personal only that it changed is said, not which field.
    """
    rows = Opening.objects.filter(record_id=record, version__gt=version)
    fields: set[str] = set()
    by: uuid.UUID | None = None
    for opening in rows.select_related("event").order_by("version"):
        by = opening.event.actor
        if opening.subject is None:
            fields |= json.loads(opening.sealed).keys()
    return by, tuple(sorted(fields))
