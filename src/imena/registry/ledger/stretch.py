"""Check a stretch of the ledger by itself: all that can be told of an event without the others."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from imena.registry.ledger import rows
from imena.registry.ledger.canonical import NotCanonicalError, parsed
from imena.registry.ledger.chain import hash_of, line_of
from imena.registry.ledger.event import VERSION
from imena.registry.ledger.findings import Finding
from imena.registry.ledger.opened import Openings, Tree
from imena.registry.ledger.rows import Placed, Recorded, Told
from imena.registry.ledger.walk import Step


@dataclass(slots=True)
class Checked:
    """What a stretch holds: the places of its events for the walk, and what is wrong already.

    ``events`` is how many of the events with a place are there.
    """

    events: int = 0
    steps: list[Step] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    openings: Openings = field(default_factory=Openings)


def check_stretch(start: int, end: int) -> Checked:
    """Check the events with places from ``start``, excluded, to ``end``."""
    out = Checked()
    for told in rows.placed(start, end):
        at = told.at
        digest = hash_of(at.line)
        out.steps.append((at.number, at.device, at.seq, at.prev, digest, at.hash))
        if digest != at.hash:
            _wrong(out, at, "altered", "hash")
        if told.event is None:
            _wrong(out, at, "removed", "event")
            continue
        out.events += 1
        tree = _said(out, at, told.event)
        if tree is not None:
            _open(out, told, tree)
    out.findings += out.openings.findings
    return out


def _said(out: Checked, at: Placed, event: Recorded) -> Tree | None:
    """What the event says, unless it cannot be read."""
    try:
        if line_of(event.body, at.seq, at.prev) != at.line:
            _wrong(out, at, "altered", "body")
    except ValueError:
        _wrong(out, at, "altered", "body")
    try:
        tree: Any = parsed(at.line)
        said = (
            *(tree[name] for name in ("id", "device", "type", "actor", "key")),
            tree["at"]["wall"],
        )
        if tree["v"] != VERSION:
            _wrong(out, at, "spelling")
    except (NotCanonicalError, TypeError, KeyError):
        _wrong(out, at, "spelling")
        return None
    if said != event[:6] or event.device != at.device:
        _wrong(out, at, "altered", "columns")
    return dict(tree)


def _open(out: Checked, told: Told, tree: Tree) -> None:
    try:
        out.openings.step((told.at.device, told.at.seq), tree, told.openings, told.keys)
    except (KeyError, TypeError, AttributeError, ValueError):
        _wrong(out, told.at, "altered", "line")


def _wrong(out: Checked, at: Placed, kind: str, what: str | None = None) -> None:
    out.findings.append(Finding(kind, at.device, at.seq, what=what))
