"""Walk the chains: every event where it was put, as it was put there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from imena.registry.ledger.canonical import NotCanonicalError, parsed
from imena.registry.ledger.chain import EMPTY, Head, hash_of, line_of
from imena.registry.ledger.event import VERSION
from imena.registry.ledger.findings import Finding

Tell = Callable[[Finding], None]
Tree = dict[str, Any]


class Placed(NamedTuple):
    """A row of ``Link``, its id as the ledger spells it."""

    number: int
    device: str
    seq: int
    prev: str
    line: str
    hash: str
    event: str


class Recorded(NamedTuple):
    """A row of ``Event``, its ids and its time as the ledger spells them."""

    id: str
    device: str
    type: str
    actor: str | None
    key: str | None
    recorded_at: str
    body: str


@dataclass(slots=True)
class _End:
    """How a chain ends so far: its head by the line's own hash, and the hash that was stored."""

    head: Head
    stored: str


@dataclass(slots=True)
class Walk:
    """The state of a walk: feed it every placed event in the office's order.

    ``tell`` gets what is wrong. ``ends`` are the heads the walk starts from: none, or those of an
    earlier walk that was trusted; ``kept`` are heads from outside that must be met on the way.
    """

    tell: Tell
    ends: Mapping[str, Head] = field(default_factory=dict)
    kept: Mapping[str, Head] = field(default_factory=dict)
    index: int = 0
    _chains: dict[str, _End] = field(default_factory=dict)
    _missing: dict[str, set[int]] = field(default_factory=dict)
    _met: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._chains = {device: _End(head, head.hash) for device, head in self.ends.items()}

    def step(self, at: Placed, event: Recorded | None) -> Tree | None:
        """The next event; what it says, or ``None`` when that cannot be read."""
        if at.number != self.index + 1:
            self._wrong("removed" if at.number > self.index + 1 else "doubled", at, "index")
        self.index = at.number
        digest = hash_of(at.line)
        if digest != at.hash:
            self._wrong("altered", at, "hash")
        self._follow(at, digest)
        kept = self.kept.get(at.device)
        if kept is not None and kept.seq == at.seq:
            self._met.add(at.device)
            if kept.hash != digest:
                self._wrong("rewritten", at)
        if event is None:
            self._wrong("removed", at, "event")
            return None
        return self._said(at, event)

    def close(self) -> None:
        """Say what was missing when all events were fed."""
        for device, seqs in self._missing.items():
            for seq in sorted(seqs):
                self.tell(Finding("removed", device, seq))
        for device, kept in self.kept.items():
            if device not in self._met and kept.seq > self.ends.get(device, EMPTY).seq:
                self.tell(Finding("cut", device, kept.seq))

    @property
    def heads(self) -> dict[str, Head]:
        """How each chain ends."""
        return {device: end.head for device, end in self._chains.items()}

    def _follow(self, at: Placed, digest: str) -> None:
        end = self._chains.get(at.device) or _End(EMPTY, EMPTY.hash)
        missing = self._missing.setdefault(at.device, set())
        if at.seq <= end.head.seq:
            self._wrong("moved" if at.seq in missing else "doubled", at, "seq")
            missing.discard(at.seq)
            return
        # A number far beyond the count of events is a changed number, not a million removed ones.
        if at.seq > at.number:
            self._wrong("altered", at, "seq")
            return
        missing.update(range(end.head.seq + 1, at.seq))
        if at.seq == end.head.seq + 1 and at.prev not in (end.head.hash, end.stored):
            self.tell(Finding("altered", at.device, end.head.seq or at.seq, what="prev"))
        self._chains[at.device] = _End(Head(at.seq, digest), at.hash)

    def _said(self, at: Placed, event: Recorded) -> Tree | None:
        try:
            if line_of(event.body, at.seq, at.prev) != at.line:
                self._wrong("altered", at, "body")
        except ValueError:
            self._wrong("altered", at, "body")
        try:
            tree: Any = parsed(at.line)
            said = (
                *(tree[name] for name in ("id", "device", "type", "actor", "key")),
                tree["at"]["wall"],
            )
            if tree["v"] != VERSION:
                self._wrong("spelling", at)
        except (NotCanonicalError, TypeError, KeyError):
            self._wrong("spelling", at)
            return None
        if said != event[:6] or event.device != at.device:
            self._wrong("altered", at, "columns")
        return dict(tree)

    def _wrong(self, kind: str, at: Placed, what: str | None = None) -> None:
        self.tell(Finding(kind, at.device, at.seq, what=what))
