"""Everything but the name that two reports say: sex, year and day of birth, place.

Each is a finite set of grades with P(grade | one person) stated and P(grade | two people) counted
in the reports themselves, so that among strangers the LR has mean 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from imena.naming.neighbours import IntArray
from imena.naming.reports import CALENDAR, PLACE_LEVELS, Columns
from imena.naming.vocabulary import FloatArray, LevelArray

#: The grades of each field, best first.
FIELD_GRADES: Mapping[str, tuple[str, ...]] = {
    "sex": ("same", "other"),
    "year": ("same", "next", "digit", "other"),
    "day": ("same", "swapped", "half", "other"),
    "place": ("settlement", "district", "region", "other"),
    "seen_place": ("same", "other"),
    "seen_on": ("same", "week", "month", "other"),
}
#: P(grade | one person), proposals of ours. A grade that cannot happen passes its share on.
SAME_PERSON: Mapping[str, tuple[float, ...]] = {
    "sex": (0.995, 0.005),
    "year": (0.90, 0.04, 0.035, 0.025),
    "day": (0.93, 0.01, 0.045, 0.015),
    "place": (0.65, 0.15, 0.12, 0.08),
    "seen_place": (0.75, 0.25),
    "seen_on": (0.55, 0.25, 0.10, 0.10),
}
#: As how many people a uniform spread over all values counts beside those counted.
_SPREAD = {"sex": 2.0, "year": 20.0, "day": 366.0}
_PLACE_SPREAD = 20.0
#: P(strangers agree at least so deep) before anything is counted: nowhere, region, district,
#: settlement.
_PLACE_STRANGERS = np.array([1.0, 0.10, 0.04, 0.01])


@dataclass(frozen=True, eq=False)
class FieldTable:
    """One field's grades for every pair of its values, and what each says.

    ``grades`` is (values, values), ``log10_lr`` (values, grades); ``codes`` gives each report's
    value, -1 where it is not known.
    """

    name: str
    codes: IntArray
    grades: LevelArray
    log10_lr: FloatArray

    def compared(self, first: IntArray, second: IntArray) -> tuple[LevelArray, FloatArray]:
        """Grade (-1: not known) and log10 LR of the second given the first, report by report."""
        a, b = self.codes[first], self.codes[second]
        known = (a >= 0) & (b >= 0)
        grades = np.where(known, self.grades[a, b], np.int8(-1)).astype(np.int8)
        log10_lr = np.where(known, self.log10_lr[a, grades], 0.0)
        return grades, log10_lr


@dataclass(frozen=True, eq=False)
class PlaceTable:
    """How deep two places agree, compared as deep as both are known.

    ``place`` is that of :class:`Columns`; ``at_least`` (reports, levels + 1) is P(a stranger's
    place agrees at least so deep with this report's).
    """

    place: IntArray
    at_least: FloatArray
    name: str = "place"

    @classmethod
    def of(cls, columns: Columns) -> PlaceTable:
        """The table of these reports."""
        total = float(np.count_nonzero(columns.place[:, 0] >= 0))
        met = [np.full(len(columns.place), total)]
        for level in columns.place.T:
            counts = np.bincount(level[level >= 0], minlength=int(level.max(initial=-1)) + 1)
            met.append(np.where(level >= 0, np.append(counts, 0)[level], 0).astype(float))
        spread = _PLACE_SPREAD * _PLACE_STRANGERS
        return cls(columns.place, (np.stack(met, axis=1) + spread) / (total + _PLACE_SPREAD))

    def compared(self, first: IntArray, second: IntArray) -> tuple[LevelArray, FloatArray]:
        """Grade (-1: not known) and log10 LR of the second given the first, report by report."""
        a, b = self.place[first], self.place[second]
        both = ((a >= 0) & (b >= 0)).sum(axis=1)
        agreed = np.cumprod((a == b) & (a >= 0), axis=1).sum(axis=1)
        same = np.append(_at_least(SAME_PERSON["place"]), 0.0)
        strangers = np.append(self.at_least, np.zeros((len(self.at_least), 1)), axis=1)[first]
        rows = np.arange(len(first))
        # Agreement as deep as both are known may go deeper: nothing is taken off.
        deeper = np.where(agreed < both, agreed + 1, PLACE_LEVELS + 1)
        person = same[agreed] - same[deeper]
        stranger = strangers[rows, agreed] - strangers[rows, deeper]
        log10_lr = np.log10(person) - np.log10(stranger)
        grades = np.where(both > 0, PLACE_LEVELS - agreed, -1).astype(np.int8)
        return grades, np.where(both > 0, log10_lr, 0.0)


def _at_least(by_grade: tuple[float, ...]) -> FloatArray:
    """P(agree at least so deep), from nowhere to the settlement."""
    found: FloatArray = np.cumsum(np.array(by_grade))[::-1]
    return found


def field_tables(columns: Columns) -> tuple[FieldTable, ...]:
    """The tables of sex, year and day of birth, counted in these reports."""
    return _sex(columns), _year(columns), _day(columns)


def _table(name: str, codes: IntArray, grades: LevelArray, spread: FloatArray) -> FieldTable:
    """``spread`` (values, grades) is the share of strangers before anything is counted."""
    size, n_grades = spread.shape
    counts = np.bincount(codes[codes >= 0], minlength=size).astype(float)
    met = np.stack([(grades == g) @ counts for g in range(n_grades)], axis=1)
    weight = _SPREAD[name]
    strangers = (met + weight * spread) / (counts.sum() + weight)
    same = np.where(strangers > 0, np.array(SAME_PERSON[name]), 0.0)
    same /= same.sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        log10_lr = np.log10(same) - np.log10(strangers)
    return FieldTable(name, codes, grades, np.where(strangers > 0, log10_lr, 0.0))


def _uniform(grades: LevelArray, n_grades: int) -> FloatArray:
    return np.stack([(grades == g).mean(axis=1) for g in range(n_grades)], axis=1)


def _sex(columns: Columns) -> FieldTable:
    grades = np.array([[0, 1], [1, 0]], dtype=np.int8)
    return _table("sex", columns.sex, grades, _uniform(grades, 2))


def _year(columns: Columns) -> FieldTable:
    known = columns.year[columns.year >= 0]
    low, high = (int(known.min()), int(known.max())) if len(known) else (0, 0)
    years = range(low, high + 1)
    grades = np.array([[_year_grade(a, b) for b in years] for a in years], dtype=np.int8)
    codes = np.where(columns.year >= 0, columns.year - low, -1)
    return _table("year", codes, grades, _uniform(grades, 4))


def _year_grade(a: int, b: int) -> int:
    if abs(a - b) <= 1:
        return abs(a - b)
    first, second = f"{a:04d}", f"{b:04d}"
    differing = [i for i in range(4) if first[i] != second[i]]
    swapped = (
        len(differing) == 2
        and differing[1] == differing[0] + 1
        and first[differing[0]] == second[differing[1]]
        and first[differing[1]] == second[differing[0]]
    )
    return 2 if len(differing) == 1 or swapped else 3


def _day(columns: Columns) -> FieldTable:
    month, day = np.array(CALENDAR).T
    half = (month[:, None] == month) | (day[:, None] == day)
    swapped = (month[:, None] == day) & (day[:, None] == month)
    grades = np.where(half, 2, 3).astype(np.int8)
    grades[swapped] = 1
    np.fill_diagonal(grades, 0)
    return _table("day", columns.day, grades, _uniform(grades, 4))
