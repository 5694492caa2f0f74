"""The chain of one device: every event names the hash of the one before it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

#: What the first event of a chain names as the hash before it.
NOTHING = "0" * 64

_DOMAIN = b"imena-event-v1\0"
# The names of an event are sorted, so `prev` and `seq` stand right before `subjects`; and since a
# quotation mark inside text is escaped, these characters can stand in an event only once.
_SUBJECTS = ',"subjects":['


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain: how many events it has, and the hash of the last. Kept outside the
    database, it is what later shows that nothing up to it was rewritten or cut off."""

    seq: int
    hash: str


#: A chain without events.
EMPTY = Head(0, NOTHING)


def line_of(body: str, seq: int, prev: str) -> str:
    """The event at its place: ``body`` with its number and the hash of the event before it.

    Raises
    ------
    ValueError
        For a body that is not an event's.
    """
    before, found, after = body.partition(_SUBJECTS)
    if not found or _SUBJECTS in after:
        raise ValueError("this is not the body of an event")
    return f'{before},"prev":"{prev}","seq":{seq}{found}{after}'


def hash_of(line: str) -> str:
    """SHA-256 of ``imena-event-v1``, a zero byte and the line, in hexadecimal."""
    return hashlib.sha256(_DOMAIN + line.encode()).hexdigest()


def linked(body: str, head: Head) -> tuple[str, Head]:
    """The line that ``body`` becomes after ``head``, and the head it makes."""
    line = line_of(body, head.seq + 1, head.hash)
    return line, Head(head.seq + 1, hash_of(line))
