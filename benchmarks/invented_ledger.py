"""A large invented ledger in the case file that is open, with the records it tells of.

Of ten events two make a record (one in five of these of a living person, so encrypted), four change
one, four are readings for a stated purpose: about two values an event, 650 bytes a line.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from uuid import UUID

from imena.registry.clock import Moment
from imena.registry.ledger.event import Change, Composed, composed

_START = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
_BATCH = 2_000


def write(events: int, devices: int = 8, seed: int = 1) -> None:
    """Write that many events. `imena.registry.start` must have been called."""
    from django.db import transaction

    from imena.registry.ledger import sequencer
    from imena.registry.ledger.append import append

    player = _Player(devices, seed)
    source = player.events(events)
    while batch := list(islice(source, _BATCH)):
        with transaction.atomic():
            append(batch)
    player.save()
    sequencer.link_waiting()


class _Player:
    """Remembers every record so that the case file can be filled with how they ended."""

    def __init__(self, devices: int, seed: int) -> None:
        self.draw = random.Random(seed)
        self.devices = [f"field-{n}" for n in range(devices)]
        self.operation = self._id()
        self.rows: list[tuple[str, dict[str, object]]] = []

    def events(self, count: int) -> Iterator[Composed]:
        """The events, the operation's first."""
        for n in range(count):
            wall = _START + timedelta(seconds=5 * n)
            device = self.draw.choice(self.devices)
            reading = n % 5 in (1, 3)
            yield composed(
                event=self._id(),
                act="read.named" if reading else "people.record",
                device=f"{device}/reads" if reading else device,
                actor=UUID(int=1),
                at=Moment(wall, "boot-1", n),
                reason="Звірка" if reading else "",
                subjects=[self.draw.choice(self.rows)[1]["id"]] if reading else [],  # type: ignore[list-item]
                changes=[] if reading else [self._change(n, wall)],
            )

    def _change(self, n: int, wall: datetime) -> Change:
        if n == 0:
            fields = {"code": "OP", "name_uk": "Вигадана", "opened_on": wall.date()}
            return self._made("Operation", self.operation, wall, fields)
        if n % 5 == 0:
            about = {"operation_id": self.operation, "code": f"N{n}"}
            if n % 25:
                return self._made("Team", self._id(), wall, {**about, "name": f"Загін {n}"})
            names = [{"script": "uk", "family": f"Вигадана-{n}", "given": "Дарина"}]
            return self._made(
                "Person", self._id(), wall, {**about, "names": names, "language": "uk"}
            )
        kind, row = self.draw.choice(self.rows)
        field = {"Team": "name", "Person": "born", "Operation": "name_en"}[kind]
        row[field] = f"{1900 + n % 90}"
        version = row["version"] = int(str(row["version"])) + 1
        personal = frozenset({field}) if kind == "Person" else frozenset()
        record = row["id"]
        assert isinstance(record, UUID)
        return Change(
            record, kind, version - 1, {field: row[field]}, personal=personal, subject=record
        )

    def _made(self, kind: str, record: UUID, wall: datetime, fields: dict[str, object]) -> Change:
        fields["recorded_at"] = wall
        self.rows.append((kind, {**fields, "id": record, "version": 1}))
        personal = frozenset({"names"}) if kind == "Person" else frozenset()
        return Change(record, kind, 0, fields, personal=personal, subject=record)

    def save(self) -> None:
        """Fill the tables."""
        from django.db import transaction

        from imena.registry import models
        from imena.registry.engine.insert import insert_made

        for name in ("Operation", "Team", "Person"):
            model = getattr(models, name)
            rows = (model(**row) for kind, row in self.rows if kind == name)
            with transaction.atomic():
                while batch := list(islice(rows, _BATCH)):
                    insert_made(batch)

    def _id(self) -> UUID:
        return UUID(int=self.draw.getrandbits(128))
