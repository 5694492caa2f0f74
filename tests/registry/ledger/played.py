"""A small ledger with the records it tells of: three devices, invented people, some changes."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction

from imena.registry import clock
from imena.registry.ledger import sequencer
from imena.registry.ledger.append import append
from imena.registry.ledger.event import Change, composed
from imena.registry.models import Entry, Operation, Person, Team, User

DEVICES = ("office", "office", "field-1", "field-1", "office/reads")
START = datetime(2026, 4, 2, 8, 0, tzinfo=UTC)
_UNRECORDED = {"id", "version", "password", "last_login"}


class Player:
    """Writes records and their events as the services do, one event an act."""

    def __init__(self, seed: int = 1) -> None:
        self.random = random.Random(seed)
        self.clock = clock.SetClock(START)
        self.actor = UUID(int=7)
        self.made: list[Entry] = []

    def create(self, model: type[Entry], device: str = "office", **fields: Any) -> Entry:
        """A new record, recorded by ``device``."""
        row = model(recorded_at=self.clock.read().wall, **fields)
        values = {
            f.attname: getattr(row, f.attname)
            for f in model._meta.concrete_fields
            if f.attname not in _UNRECORDED and getattr(row, f.attname) not in (None, "", [], {})
        }
        with transaction.atomic():
            row.save(force_insert=True)
            self.record("test.create", device, [self._change(row, 0, values)])
        self.made.append(row)
        return row

    def change(self, row: Entry, device: str = "office", **fields: Any) -> None:
        """New values of some fields."""
        for name, value in fields.items():
            setattr(row, name, value)
        row.version += 1
        with transaction.atomic():
            row.save(update_fields=[*fields, "version"])
            self.record(
                "test.change",
                device,
                [self._change(row, row.version - 1, fields)],
                reason="Уточнення",
            )

    def record(self, act: str, device: str, changes: list[Change], **given: Any) -> UUID:
        """One event."""
        self.clock.advance(timedelta(minutes=self.random.randrange(1, 90)))
        event = composed(
            event=UUID(int=self.random.getrandbits(128)),
            act=act,
            device=device,
            actor=self.actor,
            at=self.clock.read(),
            changes=changes,
            **given,
        )
        append([event])
        return event.id

    def _change(self, row: Entry, seen: int, values: dict[str, Any]) -> Change:
        subject = getattr(row, row.SUBJECT) if row.SUBJECT else None
        personal = frozenset(row.PERSONAL & values.keys())
        kind = type(row).__name__
        return Change(row.id, kind, seen, values, personal=personal, subject=subject)


def played(acts: int = 40, seed: int = 1) -> Player:
    """A ledger of about ``acts`` events."""
    player = Player(seed)
    draw = player.random
    operation = player.create(Operation, code="OP", name_uk="Вигадана", opened_on=START.date())
    for n in range(acts):
        device = draw.choice(DEVICES)
        if device == "office/reads":
            player.record("read.person", device, [], subjects=[draw.choice(player.made).id])
        elif n % 4 == 0:
            player.create(Team, device, operation_id=operation.id, code=f"T{n}", name=f"Загін {n}")
        elif n % 4 == 1:
            player.create(
                Person,
                device,
                operation_id=operation.id,
                code=f"P{n}",
                names=[{"script": "uk", "family": f"Вигадана-{n}", "given": "Дарина"}],
                born="1971",
            )
        elif n % 4 == 2:
            player.create(User, device, username=f"clerk{n}", display_name=f"Писар {n}")
        else:
            _changed(player, device)
    if connection.vendor == "postgresql":
        sequencer.link_waiting()
    return player


def _changed(player: Player, device: str) -> None:
    row = player.random.choice(player.made)
    if isinstance(row, Person):
        player.change(row, device, contact={"phone": str(player.random.random())}, language="en")
    elif isinstance(row, Team):
        player.change(row, device, name=f"Інший загін {player.random.random()}")


def rows(model: type[models.Model]) -> list[Any]:
    """All rows of a table, the oldest first where it has an order."""
    order = {"Link": "index", "Opening": "id"}.get(model.__name__, "pk")
    return list(model._default_manager.order_by(order))
