"""Sixteen-bit tables that never make a pair look worse than it is.

Twice as many lanes fit a vector and half the memory is read; what passes is screened in float32.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

#: Steps to one unit of log10 LR, where the range allows.
FINEST = 256.0
#: With more units than this, the steps left to each are too coarse to keep anybody out.
MOST_UNITS = 512
_LARGEST, _SMALLEST = 32767, -32768


@dataclass(frozen=True, eq=False)
class Sieve:
    """A block's tables in whole steps of 1 / ``scale`` log10 LR: int16, shape (rows, lanes)."""

    table: npt.NDArray[np.int16]
    scale: float


def sieve_of(
    log10: npt.NDArray[np.float64], starts: npt.NDArray[np.int64], *, finest: float = FINEST
) -> Sieve | None:
    """The sieve of a block, or ``None`` where 16 bits are too few for its units.

    ``log10`` has shape (rows, lanes), row 0 all zero; ``starts`` is the first row of each of the n
    units; a pair looks up one row of each unit.

    Notes
    -----
    Every entry T becomes q = max(ceil(T s), -floor(2^15 / n)), s = scale. So q >= T s, and the sum
    of q over any pair is at least s times its log10 LR: a pair at or above a cut c has a sum at or
    above floor(c s), and comparing with that loses nothing. No sum leaves 16 bits: below, since n
    times the smallest entry is at least -2^15; above, since q < T s + 1 where T is positive and s
    is at most (2^15 - 1 - n) / P, with P the sum over units of the largest positive entry in one
    lane, for the lane where that is largest. (The float64 product T s may be rounded down across
    a whole number, by far less than the error allowed for in the cut,
    :func:`imena.matching.search.tables.screening_error`.)
    """
    units = len(starts)
    if units > MOST_UNITS:
        return None
    largest = np.maximum.reduceat(log10, starts, axis=0)
    positive = float(np.maximum(largest, 0.0).sum(axis=0).max())
    scale = min(finest, (_LARGEST - units) / max(positive, 1e-6))
    lowest = -(-_SMALLEST // units)
    steps = np.maximum(np.ceil(log10 * scale), lowest)
    return Sieve(steps.astype(np.int16), scale)
