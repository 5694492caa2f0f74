"""Put an act into words of the ledger: the body of its event, and the openings of its values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from imena.registry.clock import Moment
from imena.registry.ledger.canonical import Plain, as_plain, canonical, instant
from imena.registry.ledger.commitment import commitment, new_salt

VERSION = 1

#: The kind under which an event's own reason is opened.
EVENT = "event"

#: What a field holds that holds nothing.
EMPTY: tuple[Plain, ...] = (None, "", [], {})

#: A salt in hexadecimal, and the value.
Salted = tuple[str, Plain]


@dataclass(frozen=True, slots=True)
class Change:
    """New values of some fields of one record.

    ``kind`` is the model's name, ``seen`` the version that was changed, 0 for a new record; the
    record has version ``seen + 1`` afterwards. A reference to another record is its id. ``files``
    names the fields that hold the SHA-256 of a file, ``personal`` those to be kept under the key
    of ``subject``.
    """

    record: UUID
    kind: str
    seen: int
    fields: Mapping[str, object]
    files: frozenset[str] = frozenset()
    personal: frozenset[str] = frozenset()
    subject: UUID | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """What commitments to fields of one record open to; ``subject`` says under whose key, if any,
    it is kept. A record whose fields are only partly personal has two."""

    record: UUID
    kind: str
    version: int
    subject: UUID | None
    fields: Mapping[str, Salted]


@dataclass(frozen=True, slots=True)
class Composed:
    """An event before it has a place in a chain: its canonical body, which holds commitments
    only, with the openings; the rest repeats what the body says, as it is looked up by."""

    id: UUID
    device: str
    act: str
    actor: UUID | None
    key: str | None
    recorded_at: datetime
    valid_from: datetime
    body: str
    openings: tuple[Opened, ...]


def composed(
    *,
    event: UUID,
    act: str,
    device: str,
    actor: UUID | None,
    at: Moment,
    valid_from: datetime | None = None,
    changes: Iterable[Change] = (),
    subjects: Iterable[UUID] = (),
    approvers: Iterable[UUID] = (),
    reason: str = "",
    policy: str | None = None,
    key: str | None = None,
    erased: Iterable[str] = (),
) -> Composed:
    """The event of one act, ``act`` being its registered name; draws a fresh salt for every value.

    ``valid_from`` is since when it has been so, the moment of recording unless stated. ``subjects``
    are further records the act is about; every changed record is one anyway. ``erased`` are the
    commitments whose openings the act destroys. ``act``, ``device``, ``policy`` and ``key`` may
    hold nothing about a person: they stand in clear and can never be destroyed. The reason is
    committed to like any value.

    Raises
    ------
    ValueError
        When a record is changed twice, a field named as a file or as personal is not among the
        changed ones, or personal fields have no subject.
    NotCanonicalError
        For a value that has no place in the ledger, such as a floating-point number.
    """
    changes = tuple(changes)
    if len({change.record for change in changes}) != len(changes):
        raise ValueError("a record is changed twice by one event")
    openings = tuple(opened for change in changes for opened in _opened(change))
    if reason:
        openings += (Opened(event, EVENT, 1, None, {"reason": _salted(reason)}),)
    since = at.wall if valid_from is None else valid_from
    body: dict[str, Plain] = {
        "v": VERSION,
        "id": str(event),
        "device": device,
        "type": act,
        "subjects": sorted({str(s) for s in subjects} | {str(c.record) for c in changes}),
        "actor": None if actor is None else str(actor),
        "approvers": sorted({str(approver) for approver in approvers}),
        "policy": policy,
        "key": key,
        "at": {"wall": instant(at.wall), "boot": at.boot, "tick": str(at.tick)},
        "from": instant(since),
        "base": {str(c.record): [c.kind, c.seen] for c in changes},
        "fields": {
            name: commitment(name, value, bytes.fromhex(salt))
            for opened in openings
            for name, (salt, value) in named(opened.record, opened.fields)
        },
        "files": sorted(f"{c.record}/{field}" for c in changes for field in c.files),
        "erased": sorted(set(erased)),
    }
    text = canonical(body).decode()
    return Composed(event, device, act, actor, key, at.wall, since, text, openings)


def named(record: UUID | str, fields: Mapping[str, Salted]) -> Iterator[tuple[str, Salted]]:
    """Each opening under the name that its commitment has in the event."""
    beginning = f"{record}/"
    return ((beginning + field, salted) for field, salted in fields.items())


def _opened(change: Change) -> Iterator[Opened]:
    if not change.files | change.personal <= change.fields.keys():
        raise ValueError("a file's or a personal field is not among the changed ones")
    if change.personal and change.subject is None:
        raise ValueError("personal fields need the person whose they are")
    values = {field: as_plain(value) for field, value in change.fields.items()}
    # An empty value is nobody's: that a field was emptied can be told when its values are erased.
    personal = {field for field in change.personal if values[field] not in EMPTY}
    for subject, fields in ((None, values.keys() - personal), (change.subject, personal)):
        if fields:
            opened = {field: _salted(values[field]) for field in sorted(fields)}
            yield Opened(change.record, change.kind, change.seen + 1, subject, opened)


def _salted(value: Plain) -> Salted:
    return new_salt().hex(), value
