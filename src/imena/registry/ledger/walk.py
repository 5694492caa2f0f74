"""Walk the chains: every event stands where it was put."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from imena.registry.ledger.chain import EMPTY, Head
from imena.registry.ledger.findings import Finding

Tell = Callable[[Finding], None]


#: An event's place: its number in the office's order, its device and number there, the hash it
#: names, the hash its line has, and the hash that was stored beside it. A million of these come
#: from other processes, so they are plain tuples.
Step = tuple[int, str, int, str, str, str]


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

    def follow(self, step: Step) -> None:
        """The next place."""
        number, device, seq, prev, digest, stored = step
        if number != self.number + 1:
            self._wrong("removed" if number > self.number + 1 else "doubled", step, "index")
        self.number = number
        kept = self.kept.get(device)
        if kept is not None and kept.seq == seq:
            self._met.add(device)
            if kept.hash != digest:
                self._wrong("rewritten", step)
        head = self.heads.get(device, EMPTY)
        if seq <= head.seq:
            missing = self._missing.get(device, set())
            self._wrong("moved" if seq in missing else "doubled", step, "seq")
            missing.discard(seq)
            return
        # A number far beyond the count of events is a changed number, not a million removed ones.
        if seq > number:
            self._wrong("altered", step, "seq")
            return
        if seq > head.seq + 1:
            self._missing.setdefault(device, set()).update(range(head.seq + 1, seq))
        # An event whose line and stored hash differ was told of; the next may name either.
        elif prev != head.hash and prev != self._stored.get(device):
            self.tell(Finding("altered", device, head.seq or seq, what="prev"))
        self.heads[device] = Head(seq, digest)
        self._stored[device] = stored

    def close(self) -> None:
        """Say what was missing when all events were fed."""
        for device, seqs in self._missing.items():
            for seq in sorted(seqs):
                self.tell(Finding("removed", device, seq))
        for device, kept in self.kept.items():
            if device not in self._met and kept.seq > self.ends.get(device, EMPTY).seq:
                self.tell(Finding("cut", device, kept.seq))

    def _wrong(self, kind: str, step: Step, what: str | None = None) -> None:
        _, device, seq, *_ = step
        self.tell(Finding(kind, device, seq, what=what))
