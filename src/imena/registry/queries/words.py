"""Values on their way to a person: said in their language and at their clock at the very end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Word:
    """One value. ``said`` stands as it is, unless it is the code of a term of ``vocabulary``, a key
    of `imena.registry.words.records.REMARKS`, or a moment."""

    said: str
    vocabulary: str = ""
    remark: bool = False
    moment: datetime | None = None


def text(said: str) -> Word:
    """What stands as it is."""
    return Word(said)


def term(vocabulary: str, code: str) -> Word:
    """A term of a vocabulary."""
    return Word(code, vocabulary=vocabulary)


def remark(key: str) -> Word:
    """Words of ours."""
    return Word(key, remark=True)


def moment(at: datetime) -> Word:
    """An instant."""
    return Word(at.isoformat(), moment=at)


def day(on: date | None) -> Word:
    """A day, or a dash for none."""
    return Word("—" if on is None else on.isoformat())
