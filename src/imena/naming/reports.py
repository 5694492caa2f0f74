"""What a report of a missing person says of who it is: the columns that duplicates are told by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

import numpy as np

from imena.naming.full_name import FullName, arranged
from imena.naming.neighbours import IntArray
from imena.naming.spelling import is_cyrillic, plain, spelling_key

_Key = TypeVar("_Key")
#: How many levels of a place are compared, the widest first (oblast, district, settlement).
PLACE_LEVELS = 3


class ReportError(ValueError):
    """A report with an impossible date, an unknown sex or a place too deep."""


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of birth as far as it is known: the year, and the day of that year or not.

    Raises
    ------
    ReportError
        For a month without a day, a day without a month, or numbers no calendar has.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if (self.month is None) != (self.day is None):
            raise ReportError("a month and a day are known together or not at all")
        if self.month is not None and self.day is not None and not _is_day(self.month, self.day):
            raise ReportError(f"there is no day {self.day} in month {self.month}")


@dataclass(frozen=True, slots=True)
class PersonReport:
    """One report of a missing person. What it does not say is empty or ``None``.

    ``sex`` is ``"M"`` or ``"F"``; ``place`` goes from the widest to the narrowest. ``others`` are
    further names the report gives the person (a maiden name, a name in a passport); ``seen_on`` and
    ``seen_place`` are when and where they were last seen.
    """

    name: FullName
    sex: str | None = None
    birth: PartialDate = field(default_factory=PartialDate)
    place: tuple[str, ...] = ()
    others: tuple[FullName, ...] = ()
    seen_on: date | None = None
    seen_place: str = ""

    def __post_init__(self) -> None:
        if self.sex not in (None, "M", "F"):
            raise ReportError(f"{self.sex} is neither M nor F")
        if len(self.place) > PLACE_LEVELS:
            raise ReportError(f"{len(self.place)} levels of place, at most {PLACE_LEVELS}")


@dataclass(frozen=True, eq=False)
class Columns:
    """Reports as arrays, one row a report; -1 wherever a report says nothing.

    Attributes
    ----------
    names
        Each report's name in order; ``written`` (reports, 3) tells equal writings of a part apart
        from others, ``cyrillic`` (reports, 3) tells its alphabet.
    sex
        0 woman, 1 man.
    year, day
        Year of birth; day of a leap year from 0.
    place
        (reports, levels): the place down to each level, as a number.
    seen_on, seen_place
        The day, counted from the year 1, and the place of being last seen, as a number.
    """

    names: tuple[FullName, ...]
    written: IntArray
    cyrillic: IntArray
    sex: IntArray
    year: IntArray
    day: IntArray
    place: IntArray
    seen_on: IntArray
    seen_place: IntArray

    @classmethod
    def of(cls, reports: Sequence[PersonReport]) -> Columns:
        """The columns of these reports, in their order."""
        names = tuple(arranged(report.name) for report in reports)
        writings: dict[str, int] = {}
        places: dict[tuple[str, ...], int] = {}
        seen: dict[str, int] = {}
        written = [[_number(writings, plain(p)) for p in name.parts] for name in names]
        place = [
            [
                _number(places, tuple(map(place_key, r.place[: depth + 1])))
                if depth < len(r.place)
                else -1
                for depth in range(PLACE_LEVELS)
            ]
            for r in reports
        ]
        return cls(
            names,
            _column(written, 3),
            _column([[int(is_cyrillic(p)) for p in name.parts] for name in names], 3),
            np.array([-1 if r.sex is None else "FM".index(r.sex) for r in reports], np.int64),
            np.array([-1 if r.birth.year is None else r.birth.year for r in reports], np.int64),
            np.array([_day_of_year(r.birth) for r in reports], np.int64),
            _column(place, PLACE_LEVELS),
            np.array(
                [-1 if r.seen_on is None else r.seen_on.toordinal() for r in reports], np.int64
            ),
            np.array([_place_number(seen, r.seen_place) for r in reports], np.int64),
        )


_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
#: Month and day of each day of a leap year.
CALENDAR = tuple((m + 1, d + 1) for m, days in enumerate(_MONTHS) for d in range(days))
_DAY_OF = {date: i for i, date in enumerate(CALENDAR)}


def _is_day(month: int, day: int) -> bool:
    return (month, day) in _DAY_OF


def _day_of_year(date: PartialDate) -> int:
    if date.month is None or date.day is None:
        return -1
    return _DAY_OF[date.month, date.day]


def _number(known: dict[_Key, int], key: _Key) -> int:
    return known.setdefault(key, len(known))


def place_key(place: str) -> str:
    """The same for all spellings of a place; a number in its name tells it from others."""
    parts = plain(place).split("-")
    return "-".join(key for part in parts if (key := spelling_key(part) or part))


def _place_number(known: dict[str, int], place: str) -> int:
    key = place_key(place)
    return _number(known, key) if key else -1


def _column(rows: list[list[int]], width: int) -> IntArray:
    return np.array(rows, dtype=np.int64).reshape(-1, width)
