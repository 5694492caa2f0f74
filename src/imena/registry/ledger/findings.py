"""What verification can find, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from imena.language import message
from imena.registry.ledger.chain import Head

#: Kind → what it means, for people. The first eleven are the independent checker's too.
KINDS: Mapping[str, str] = {
    "altered": message("altered: the event is not what was recorded"),
    "spelling": message("the event is not spelled canonically"),
    "removed": message("removed: there is no such event"),
    "doubled": message("doubled: this stands in the ledger a second time"),
    "moved": message("moved: the event does not stand where it was recorded"),
    "cut": message("cut off: the kept head names an event that is not there"),
    "rewritten": message("rewritten: up to here this is not the chain whose head was kept"),
    "value": message("a value is not the one that was committed to"),
    "hidden": message("a value is neither there nor recorded as destroyed"),
    "unplaced": message("the event has no place in any chain, and none awaits it"),
    "stray": message("values belong to no event"),
    "overdue": message("the event has waited for its place for longer than a minute"),
    "row": message("the case file does not say what was recorded"),
    "row removed": message("the record is missing from the case file"),
    "row added": message("the record was never recorded"),
    "version": message("the record’s changes do not follow one another"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: its kind, and its place in a chain or in the case file.

    ``what`` names the part: a column, a field of a record.
    """

    kind: str
    device: str | None = None
    seq: int | None = None
    record: str | None = None
    what: str | None = None


@dataclass(slots=True)
class Verified:
    """What was gone through, how every chain ends, and what was found wrong."""

    events: int = 0
    values: int = 0
    destroyed: int = 0
    waiting: int = 0
    records: int | None = None
    index: int = 0
    heads: dict[str, Head] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
