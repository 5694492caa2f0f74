"""The tables a blind search looks up: readings numbered over all bodies, families in the lanes.

A missing person's tables, one a unit (a marker, or linked markers together), are laid end to end
in one column: a row for each distinct reading. 128 such columns side by side are a block. A pair's
log LR is the sum over the rows the body was read at, in the lane of the missing person.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from imena.kinship.candidate import ImpossibleFamilyError
from imena.kinship.pedigree import Sex
from imena.matching.pairwise import LOG10, Readings, family_tables
from imena.matching.search.kernels import LANES
from imena.matching.search.sieve import Sieve, sieve_of

FloatArray = npt.NDArray[np.float64]
SingleArray = npt.NDArray[np.float32]
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

    def lane(self, missing: str, tables: Sequence[FloatArray]) -> FloatArray:
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


@dataclass(frozen=True, eq=False)
class Block:
    """The tables of up to :data:`LANES` missing persons. Make one with :meth:`of`.

    Parameters
    ----------
    missing
        Shape (lanes,), int32: each lane's position in ``case.missing``, -1 = an empty lane.
    exact
        Shape (rows, lanes), float64, natural log; ``-inf`` where impossible or barred, zeros in
        row 0.
    log10_table
        ``exact`` as it is screened: float32, base 10, of the same shape.
    error
        How far a pair's log10 LR as screened can be from the exact one (:func:`screening_error`).
    sieve
        Tables in 16 bits to look at first, or ``None``.
    """

    missing: IntArray
    exact: FloatArray
    log10_table: SingleArray
    error: float
    sieve: Sieve | None

    @classmethod
    def of(
        cls,
        missing: Sequence[int],
        columns: Sequence[FloatArray],
        starts: npt.NDArray[np.int64],
    ) -> Block:
        """The block of up to :data:`LANES` columns (:meth:`Numbering.lane`).

        ``starts``, shape (units,): the first row of each unit, ascending; a pair looks up one row
        of each. Empty lanes match nobody.
        """
        positions = np.full(LANES, -1, dtype=np.int32)
        positions[: len(missing)] = missing
        exact = np.full((len(columns[0]), LANES), -np.inf)
        exact[0] = 0.0
        exact[:, : len(columns)] = np.stack(columns, axis=1)
        log10 = exact / LOG10
        return cls(
            positions,
            exact,
            log10.astype(np.float32),
            screening_error(log10, starts),
            sieve_of(log10, starts),
        )

    def log10_lr(self, rows: IntArray, lanes: IntArray) -> FloatArray:
        """Exact log10 LR of pairs: ``rows`` of shape (pairs, looked up), ``lanes`` (pairs,).

        Added in float64 unit by unit, as :meth:`imena.matching.pairwise.Pairwise.pair` does.
        """
        total = np.zeros(len(lanes))
        for looked_up in rows.T:
            total += self.exact[looked_up, lanes]
        return total / LOG10


def screening_error(log10: FloatArray, starts: npt.NDArray[np.int64]) -> float:
    """How far the float32 sum of a pair's entries can be from the true one, log10.

    ``log10`` has shape (rows, lanes); ``starts`` is the first row of each unit.

    Notes
    -----
    Let u = 2^-24 and S the sum over units of the largest finite absolute entry of the unit in one
    lane, for the lane where it is largest. Each term of a pair's sum meets at most n roundings, one
    when it becomes float32 and one in each addition, n = number of units; so the two sums differ by
    at most n u / (1 - n u) S, whatever the order (Higham 2002, Accuracy and Stability of Numerical
    Algorithms, 2nd ed., section 4.2). Four more roundings are allowed for: of the float64 sum, of
    the screened value less this bound, and of the cuts that are compared with it. A pair with
    ``-inf`` somewhere is ``-inf`` either way, since no entry is ``+inf``.
    """
    finite = np.where(np.isfinite(log10), np.abs(log10), 0.0)
    largest = np.maximum.reduceat(finite, starts, axis=0).sum(axis=0).max()
    share = (len(starts) + 4) * 2.0**-24
    # A value below the smallest normal float32 may be lost whole.
    return float(share / (1 - share) * largest) + len(starts) * 2.0**-126


@dataclass(eq=False)
class FamilyBlocks:
    """The blocks of a case's families, made one after another as they are asked for.

    ``impossible`` names, by family, the markers its own readings cannot have; it is filled as the
    families pass. Their missing persons are in no block.
    """

    numbering: Numbering
    impossible: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Block]:
        missing: list[int] = []
        columns: list[FloatArray] = []
        for position, column in self._columns():
            missing.append(position)
            columns.append(column)
            if len(columns) == LANES:
                yield Block.of(missing, columns, self.numbering.starts)
                missing, columns = [], []
        if columns:
            yield Block.of(missing, columns, self.numbering.starts)

    def __len__(self) -> int:
        """The number of blocks, if no family is impossible."""
        return math.ceil(len(self.numbering.readings.case.missing) / LANES)

    def _columns(self) -> Iterator[tuple[int, FloatArray]]:
        readings = self.numbering.readings
        position = 0
        for family in readings.case.families:
            try:
                tables = family_tables(readings, family)
            except ImpossibleFamilyError as error:
                self.impossible[family.id] = error.markers
                position += len(family.missing)
                continue
            for missing in family.missing:
                yield position, self.numbering.lane(missing, tables[missing])
                position += 1
