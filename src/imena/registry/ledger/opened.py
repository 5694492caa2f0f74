"""Whether every value is the one that was committed to, and none is missing but the destroyed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from imena.registry.ledger.commitment import opens
from imena.registry.ledger.event import EVENT, Salted, named
from imena.registry.ledger.findings import Finding
from imena.registry.ledger.sealing import DamagedError, DestroyedError, unsealed

#: What the line of an event says.
Tree = dict[str, Any]

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
    """Checks the openings of one event after another; several can be put together.

    ``closed`` are the commitments that nothing opened, with their places and names; ``erased``
    those that some event says were destroyed.
    """

    findings: list[Finding] = field(default_factory=list)
    rows: int = 0
    values: int = 0
    closed: dict[str, tuple[Place, str]] = field(default_factory=dict)
    erased: set[str] = field(default_factory=set)

    def step(
        self, place: Place, tree: Tree, rows: Sequence[Kept], keys: Mapping[str, bytes]
    ) -> None:
        """The openings of one event; ``keys`` are the data keys by person."""
        self.rows += len(rows)
        self.erased.update(tree["erased"])
        commitments: Mapping[str, str] = tree["fields"]
        found: set[str] = set()
        for row in rows:
            if not _belongs(row, tree):
                self._wrong("value", place, row, "version")
            for name, (salt, value) in named(row.record, self._unsealed(place, row, keys)):
                if name in found:
                    self._wrong("doubled", place, row, name)
                elif not opens(commitments.get(name, ""), name, value, salt):
                    self._wrong("value", place, row, name)
                found.add(name)
        for name in commitments.keys() - found:
            self.closed[commitments[name]] = (place, name)
        self.values += len(found)

    def add(self, other: Openings) -> None:
        """Take over what another stretch had."""
        self.rows += other.rows
        self.values += other.values
        self.closed.update(other.closed)
        self.erased |= other.erased

    def close(self) -> list[Finding]:
        """The values that are missing without having been destroyed."""
        return [
            Finding("hidden", device, seq, name.partition("/")[0], name)
            for commitment, ((device, seq), name) in self.closed.items()
            if commitment not in self.erased
        ]

    @property
    def destroyed(self) -> int:
        """How many values were."""
        return len(self.closed.keys() & self.erased)

    def _unsealed(self, place: Place, row: Kept, keys: Mapping[str, bytes]) -> Mapping[str, Salted]:
        key = None if row.subject is None else keys.get(row.subject)
        try:
            return unsealed(row.sealed, event=row.event, record=row.record, key=key)
        except DestroyedError:
            return {}
        except DamagedError:
            self._wrong("value", place, row, "sealed")
            return {}

    def _wrong(self, kind: str, place: Place, row: Kept, what: str) -> None:
        self.findings.append(Finding(kind, *place, row.record, what))


def _belongs(row: Kept, tree: Tree) -> bool:
    """Whether kind, version and time of the row are the event's own."""
    if row.valid_from != tree["from"]:
        return False
    if row.kind == EVENT:
        return bool(row.record == tree["id"]) and row.version == 1
    return bool(tree["base"].get(row.record) == [row.kind, row.version - 1])
