"""Readings numbered over all bodies: which rows of a family's table each body looks up.

A missing person's tables, one a unit (a marker, or linked markers together), are laid end to end
in one column: a row for each distinct reading. A pair's log LR is the sum over the rows the body
was read at, in the column of the missing person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from imena.kinship.pedigree import Sex
from imena.matching.case import Case, Family
from imena.matching.pairwise import Readings

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int32]

#: The number of rows a body looks up is a multiple of this; the row of zeros fills it up.
STEP = 4

#: Whom a body may be: of which sex, or which missing persons.
_Bar = tuple[Sex, frozenset[str] | None]


@dataclass(frozen=True, eq=False)
class Numbering:
    """Rows of the family tables, numbered over all bodies of a case.

    Parameters
    ----------
    rows
        Shape (bodies, looked up), int32: the rows each body looks up, unit by unit, filled up with
        row 0.
    starts
        Shape (units,): the first row of each unit. Row 0 belongs to none and says nothing.
    carrier
        The unit whose rows also say whether the body may be the missing person at all (sex,
        pairings), so that barring a pair costs no look-up of its own.
    carried, bars
        For each row of the carrier: the reading (-1 = not read), and the number of its bar among
        ``bars``.
    """

    readings: Readings
    rows: IntArray
    starts: npt.NDArray[np.int64]
    size: int
    carrier: int
    carried: npt.NDArray[np.int64]
    carried_bar: npt.NDArray[np.int64]
    bars: tuple[_Bar, ...]

    @classmethod
    def of(cls, readings: Readings) -> Numbering:
        """Number the rows that the bodies of ``readings`` look up."""
        column = readings.column.astype(np.int64)
        if not readings.units:
            column = np.full((len(column), 1), -1, dtype=np.int64)
        sizes = [len(samples) for samples in readings.samples] or [0]
        carrier = int(np.argmin(sizes))
        bars, bar_of = _bars(readings)
        both = np.stack([column[:, carrier], bar_of], axis=1)
        pairs, carried_row = np.unique(both, axis=0, return_inverse=True)
        heights = [size + 1 for size in sizes]
        heights[carrier] = len(pairs)
        starts = 1 + np.concatenate([[0], np.cumsum(heights)[:-1]]).astype(np.int64)
        rows = starts[None, :] + column + 1
        rows[:, carrier] = starts[carrier] + carried_row.reshape(-1)
        return cls(
            readings,
            _filled(rows),
            starts,
            1 + sum(heights),
            carrier,
            pairs[:, 0],
            pairs[:, 1],
            bars,
        )

    def column(self, missing: str, tables: Sequence[FloatArray]) -> FloatArray:
        """One missing person's column, shape (rows,), natural log LR; ``-inf`` where barred.

        ``tables`` has the natural log LR of each distinct reading, unit by unit
        (:func:`imena.matching.pairwise.family_tables`).
        """
        parts = [np.zeros(1)]
        for unit, table in enumerate(tables or [np.zeros(0)]):
            read = np.concatenate([np.zeros(1), table])
            if unit == self.carrier:
                barred = np.array([self._barred(bar, missing) for bar in self.bars], dtype=bool)
                read = np.where(barred[self.carried_bar], -np.inf, read[self.carried + 1])
            parts.append(read)
        return np.concatenate(parts)

    def of_families(self, families: tuple[Family, ...]) -> Numbering:
        """The same rows for other families."""
        return self._of(replace(self.readings.case, families=families), self.readings.column)

    def without_people(self) -> Numbering:
        """The same rows without families and without what was read of each body: all that columns
        are made from, once :meth:`of_families` has put families in."""
        case = self.readings.case
        bare = Case(case.name, case.markers, (), (), theta=case.theta, linkage=case.linkage)
        return self._of(bare, self.readings.column[:0])

    def _of(self, case: Case, column: IntArray) -> Numbering:
        return replace(self, readings=replace(self.readings, case=case, column=column))

    def _barred(self, bar: _Bar, missing: str) -> bool:
        sex, allowed = bar
        if allowed is not None:
            return missing not in allowed
        return {sex, self.readings.case.sex_of(missing)} == {Sex.MALE, Sex.FEMALE}


def _bars(readings: Readings) -> tuple[tuple[_Bar, ...], npt.NDArray[np.int64]]:
    """The distinct rules of whom a body may be, and each body's."""
    case = readings.case
    numbers: dict[_Bar, int] = {}
    own = []
    for body in case.bodies:
        if case.pairings is None:
            bar: _Bar = (body.sex, None)
        else:
            bar = (Sex.UNKNOWN, frozenset(case.pairings.get(body.id, ())))
        own.append(numbers.setdefault(bar, len(numbers)))
    return tuple(numbers), np.array(own, dtype=np.int64)


def _filled(rows: npt.NDArray[np.int64]) -> IntArray:
    width = -(-rows.shape[1] // STEP) * STEP
    filled = np.zeros((len(rows), width), dtype=np.int32)
    filled[:, : rows.shape[1]] = rows
    return filled
