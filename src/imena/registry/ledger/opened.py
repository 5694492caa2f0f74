"""Whether every value is the one that was committed to, and none is missing but the destroyed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from imena.registry.ledger.commitment import opens
from imena.registry.ledger.event import EVENT, Salted, named
from imena.registry.ledger.findings import Finding
from imena.registry.ledger.sealing import DamagedError, DestroyedError, unsealed
from imena.registry.ledger.walk import Tell, Tree

#: Where an event stands: device and number.
Place = tuple[str, int]


class Kept(NamedTuple):
    """A row of ``Opening``, its ids and its time as the ledger spells them."""

    event: str
    record: str
    kind: str
    version: int
    valid_from: str
    subject: str | None
    sealed: str


@dataclass(slots=True)
class Openings:
    """Checks the openings of one event after another; ``keys`` are the data keys by person."""

    tell: Tell
    keys: Mapping[str, bytes]
    values: int = 0
    rows: int = 0
    _closed: dict[str, tuple[Place, str]] = field(default_factory=dict)
    _erased: set[str] = field(default_factory=set)

    def step(self, place: Place, tree: Tree, rows: Sequence[Kept]) -> dict[str, Salted]:
        """The openings of one event, by the names of its commitments, as far as they are right."""
        self._erased.update(tree["erased"])
        self.rows += len(rows)
        found: dict[str, Salted] = {}
        commitments: Mapping[str, str] = tree["fields"]
        for row in rows:
            if not _belongs(row, tree):
                self._wrong("value", place, row, "version")
            for name, (salt, value) in named(row.record, self._unsealed(place, row)):
                if name in found:
                    self._wrong("doubled", place, row, name)
                elif not opens(commitments.get(name, ""), name, value, salt):
                    self._wrong("value", place, row, name)
                found[name] = (salt, value)
        for name in commitments.keys() - found.keys():
            self._closed[commitments[name]] = (place, name)
        self.values += len(found)
        return found

    def close(self) -> int:
        """Say which values are missing without having been destroyed; returns how many were."""
        for commitment, ((device, seq), name) in self._closed.items():
            if commitment not in self._erased:
                record = name.partition("/")[0]
                self.tell(Finding("hidden", device, seq, record, name))
        return len(self._closed.keys() & self._erased)

    def _unsealed(self, place: Place, row: Kept) -> dict[str, Salted]:
        key = None if row.subject is None else self.keys.get(row.subject)
        try:
            return unsealed(row.sealed, event=row.event, record=row.record, key=key)
        except DestroyedError:
            return {}
        except DamagedError:
            self._wrong("value", place, row, "sealed")
            return {}

    def _wrong(self, kind: str, place: Place, row: Kept, what: str) -> None:
        self.tell(Finding(kind, *place, row.record, what))


def _belongs(row: Kept, tree: Tree) -> bool:
    """Whether kind, version and time of the row are the event's own."""
    if row.valid_from != tree["from"]:
        return False
    if row.kind == EVENT:
        return row.record == tree["id"] and row.version == 1
    return bool(tree["base"].get(row.record) == [row.kind, row.version - 1])
