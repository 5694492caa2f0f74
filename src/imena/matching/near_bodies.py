"""Which of all pairs of bodies look like one person or close kin: a sieve, then exact sums.

Of many bodies every pair is added up in 32-bit floats by the kernel of the blind search, bodies
streaming past blocks of others, with room for its rounding.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt

from imena.matching.pairwise import LOG10
from imena.matching.relatives import FATHER, MOTHER, SAME, SIBLINGS, BodyTables, FloatArray
from imena.matching.search.numbering import STEP

IntArray = npt.NDArray[np.int64]

#: Bodies up to which every pair is added up exactly, without the sieve.
_FEW = 400
#: Room for the rounding of the sieve: 24 additions of terms of size 100 or less are good to 2e-4.
_ROOM_LOG10 = 0.01
_CAPACITY = 1 << 16


def near_pairs(
    tables: BodyTables, *, same_from: float, kin_from: float
) -> tuple[IntArray, IntArray]:
    """Pairs of bodies, the lower number first, in order.

    Those with log10 LR of "one person" of at least ``same_from``, or of "full siblings" or "parent
    and child", either way round, of at least ``kin_from``.
    """
    bars = {SAME: same_from, SIBLINGS: kin_from, FATHER: kin_from, MOTHER: kin_from}
    n = len(tables.column)
    if n <= _FEW:
        first, second = np.triu_indices(n, 1)
    else:
        first, second = _sieved(tables, bars)
    born = np.maximum(tables.log_parent(first, second), tables.log_parent(second, first))
    near = tables.log_lr(SAME, first, second) >= same_from * LOG10
    near |= tables.log_lr(SIBLINGS, first, second) >= kin_from * LOG10
    near |= born >= kin_from * LOG10
    return first[near], second[near]


def _sieved(tables: BodyTables, bars: Mapping[str, float]) -> tuple[IntArray, IntArray]:
    """Pairs that may reach one of the bars, the lower number first, in order."""
    n = len(tables.column)
    codes = [np.zeros(0, dtype=np.int64)]
    for name, bar in bars.items():
        for first, second in _at_least(tables, name, bar - _ROOM_LOG10):
            apart = first != second
            low, high = np.minimum(first, second)[apart], np.maximum(first, second)[apart]
            codes.append(np.unique(low * n + high))
    return np.divmod(np.unique(np.concatenate(codes)), n)


def _at_least(
    tables: BodyTables, name: str, log10_lr: float
) -> Iterator[tuple[IntArray, IntArray]]:
    """Pairs with a log10 LR of so much, but for rounding."""
    from imena.matching.search.kernels import LANES, screen_bodies

    own = tables.tables[name]
    sizes = [len(table) for table in own]
    starts = 1 + np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)
    n, n_markers = tables.column.shape
    read = np.where(tables.column >= 0, tables.column, np.array(sizes) - 1)
    rows = np.zeros((n, -(-n_markers // STEP) * STEP), dtype=np.int32)
    rows[:, :n_markers] = read + starts
    best = np.full((n, 1), np.inf, dtype=np.float32)
    lane_best = np.full((LANES, 1), np.inf, dtype=np.float32)
    bodies, lanes = np.empty((2, _CAPACITY), dtype=np.int32)
    scores = np.empty(_CAPACITY, dtype=np.float32)
    for start in range(0, n, LANES):
        block = _block(own, read[start : start + LANES], LANES)
        body = 0
        while body < n:
            body, found = screen_bodies(
                block, rows, body, log10_lr, 0.0, best, lane_best, bodies, lanes, scores
            )
            yield bodies[:found].astype(np.int64), start + lanes[:found].astype(np.int64)


def _block(own: tuple[FloatArray, ...], read: IntArray, lanes: int) -> npt.NDArray[np.float32]:
    """Row by row the log10 LRs of each reading with those of a block of bodies; row 0 is zero."""
    block = np.zeros((1 + sum(map(len, own)), lanes), dtype=np.float32)
    block[:, len(read) :] = -np.inf
    start = 1
    for table, column in zip(own, read.T, strict=True):
        block[start : start + len(table), : len(read)] = table[:, column] / LOG10
        start += len(table)
    return block
