"""The tables a blind search looks up: the columns of many missing persons side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from imena.matching.pairwise import LOG10
from imena.matching.search.kernels import LANES
from imena.matching.search.sieve import Sieve, sieve_of

FloatArray = npt.NDArray[np.float64]
SingleArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int32]


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
        """The block of up to :data:`LANES` columns
        (:meth:`imena.matching.search.numbering.Numbering.column`).

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


def blocks_of(
    columns: Iterable[tuple[int, FloatArray]], starts: npt.NDArray[np.int64]
) -> Iterator[Block]:
    """Blocks of missing persons' positions and columns, made as they are asked for."""
    missing: list[int] = []
    side_by_side: list[FloatArray] = []
    for position, column in columns:
        missing.append(position)
        side_by_side.append(column)
        if len(missing) == LANES:
            yield Block.of(missing, side_by_side, starts)
            missing, side_by_side = [], []
    if missing:
        yield Block.of(missing, side_by_side, starts)
