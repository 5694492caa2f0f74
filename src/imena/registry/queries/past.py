"""What became of a record: each change of it, and its state at any time as known at any other."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.apps import apps

from imena.registry.actor import Actor
from imena.registry.ledger import history as ledger
from imena.registry.ledger.canonical import Plain
from imena.registry.ledger.history import State, Step
from imena.registry.models import Entry, Opening, User
from imena.registry.queries.reading import named
from imena.registry.queries.visible import one
from imena.registry.refusals import NotYours

#: Shown by :func:`imena.registry.queries.persons.restricted_note` alone, to those who may see it.
_RESTRICTED = frozenset({"restricted_note"})


def history(actor: Actor, record: uuid.UUID) -> list[Step]:
    """Every change of a visible record in the order in which they were made.

    Raises
    ------
    NotYours
        Where there is no such record, or none this actor may see.
    Refused
        Where it tells of a named person and no purpose is stated (I32).
    """
    _check(actor, record)
    return [replace(step, fields=_shown(step.fields)) for step in ledger.history(record)]


def state(
    actor: Actor,
    record: uuid.UUID,
    *,
    as_of: datetime | None = None,
    known_at: datetime | None = None,
) -> State | None:
    """What a visible record was; see :func:`imena.registry.ledger.history.state`.

    Raises
    ------
    NotYours
        Where there is no such record, or none this actor may see.
    Refused
        Where it tells of a named person and no purpose is stated (I32).
    """
    _check(actor, record)
    found = ledger.state(record, as_of=as_of, known_at=known_at)
    return found and replace(found, fields=_shown(found.fields))


def names_of(steps: list[Step]) -> Mapping[uuid.UUID, str]:
    """The names of those who did the steps and stood behind them."""
    people = {step.actor for step in steps} | {a for step in steps for a in step.approvers}
    rows = User.objects.filter(pk__in=[person for person in people if person is not None])
    return dict(rows.values_list("pk", "display_name"))


def _check(actor: Actor, record: uuid.UUID) -> None:
    kind = Opening.objects.filter(record_id=record).values_list("kind", flat=True).first()
    model = kind and next((m for m in apps.get_models() if m.__name__ == kind), None)
    if not model or not issubclass(model, Entry):
        raise NotYours
    found = one(actor, model, pk=record)
    if model.SUBJECT is not None:
        subject = getattr(found, model.SUBJECT)
        named(actor, [] if subject is None else [subject])


def _shown(fields: Mapping[str, Plain]) -> dict[str, Plain]:
    return {name: value for name, value in fields.items() if name not in _RESTRICTED}
