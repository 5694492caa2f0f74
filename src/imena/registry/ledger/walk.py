"""Walk the chains: every event stands where it was put."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from imena.registry.ledger.chain import EMPTY, Head
from imena.registry.ledger.findings import Finding

Tell = Callable[[Finding], None]


class Step(NamedTuple):
    """An event's place: its number in the office's order, its device and number there, the hash it
    names, the hash its line has, and the hash that was stored beside it."""

    number: int
    device: str
    seq: int
    prev: str
    digest: str
    stored: str


@dataclass(slots=True)
class Walk:
    """The state of a walk: feed it every place in the office's order, then close it.

    ``tell`` gets what is wrong. ``ends`` are the heads that the walk starts from: none, or those of
    an earlier walk that is trusted, which ended at ``number``. ``kept`` are heads from outside that
    must be met on the way.
    """

    tell: Tell
    ends: Mapping[str, Head] = field(default_factory=dict)
    kept: Mapping[str, Head] = field(default_factory=dict)
    number: int = 0
    #: How each chain ends, by the lines' own hashes.
    heads: dict[str, Head] = field(default_factory=dict)
    _stored: dict[str, str] = field(default_factory=dict)
    _missing: dict[str, set[int]] = field(default_factory=dict)
    _met: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.heads = dict(self.ends)

    def follow(self, at: Step) -> None:
        """The next place."""
        if at.number != self.number + 1:
            self._wrong("removed" if at.number > self.number + 1 else "doubled", at, "index")
        self.number = at.number
        kept = self.kept.get(at.device)
        if kept is not None and kept.seq == at.seq:
            self._met.add(at.device)
            if kept.hash != at.digest:
                self._wrong("rewritten", at)
        head = self.heads.get(at.device, EMPTY)
        missing = self._missing.setdefault(at.device, set())
        if at.seq <= head.seq:
            self._wrong("moved" if at.seq in missing else "doubled", at, "seq")
            missing.discard(at.seq)
            return
        # A number far beyond the count of events is a changed number, not a million removed ones.
        if at.seq > at.number:
            self._wrong("altered", at, "seq")
            return
        missing.update(range(head.seq + 1, at.seq))
        # An event whose line and stored hash differ was told of; the next may name either.
        if at.seq == head.seq + 1 and at.prev not in (head.hash, self._stored.get(at.device)):
            self.tell(Finding("altered", at.device, head.seq or at.seq, what="prev"))
        self.heads[at.device] = Head(at.seq, at.digest)
        self._stored[at.device] = at.stored

    def close(self) -> None:
        """Say what was missing when all events were fed."""
        for device, seqs in self._missing.items():
            for seq in sorted(seqs):
                self.tell(Finding("removed", device, seq))
        for device, kept in self.kept.items():
            if device not in self._met and kept.seq > self.ends.get(device, EMPTY).seq:
                self.tell(Finding("cut", device, kept.seq))

    def _wrong(self, kind: str, at: Step, what: str | None = None) -> None:
        self.tell(Finding(kind, at.device, at.seq, what=what))
