"""Looking for the best story and weighing it, compiled: what the sampler does beside sampling."""

from __future__ import annotations

import numpy as np
from numba import njit

from imena.matching.joint.kernels import (
    Block,
    Floats,
    Ints,
    Scratch,
    free_for,
    move,
    owners,
    redraw,
    resplit,
    scratch_for,
    size_of,
)

#: sweeps that show a family certain of its row, and the conditional probability that counts so
_PROBE = 4
_CERTAIN = 1 - 1e-6


@njit(cache=True, nogil=True)
def climb(block: Block, row: Ints, passes: int) -> None:
    """Best row of each family and best re-split of each pair, until nothing changes."""
    scratch = scratch_for(block)
    out = scratch.conditional
    owner, placed = owners(block, row)
    for _ in range(passes):
        before = row.copy()
        for f in range(row.size):
            placed = redraw(block, row, owner, placed, f, out, -1.0)
            for i in range(block.near_start[f], block.near_start[f + 1]):
                resplit(block, row, owner, (f, block.near[i], -1), scratch, -1.0)
        if (before == row).all():
            break


@njit(cache=True, nogil=True)
def _always_there(
    block: Block, target: Ints, row: Ints, owner: Ints, placed: int, first: int, scratch: Scratch
) -> bool:
    """Whether a few sweeps find family ``first`` all but certain in its row of ``target``."""
    out = scratch.conditional
    for _ in range(_PROBE):
        for f in range(first, row.size):
            placed = redraw(block, row, owner, placed, f, out, np.random.random())
            if f == first and out[target[f] - block.row_start[f]] < _CERTAIN:
                return False
    return True


@njit(cache=True, nogil=True)
def log_ordinate(block: Block, target: Ints, seed: int, sweeps: int) -> float:
    """Natural log of the posterior of state ``target`` (Chib 1995).

    The product of P(row of family f | those before it stand as in ``target``), each factor the
    mean conditional probability over a run with the families before f held fast. A factor never
    seen open counts as half a sweep; one that stays all but 1 in a few sweeps counts as 1.
    """
    np.random.seed(seed)
    scratch = scratch_for(block)
    out = scratch.conditional
    total = 0.0
    for first in range(target.size):
        row = target.copy()
        owner, placed = owners(block, row)
        if _always_there(block, target, row, owner, placed, first, scratch):
            continue
        owner, placed = owners(block, row)
        mean = 0.0
        for sweep in range(-(sweeps // 4), sweeps):
            for f in range(first, row.size):
                placed = redraw(block, row, owner, placed, f, out, np.random.random())
                if f == first and sweep >= 0:
                    mean += out[target[f] - block.row_start[f]] / sweeps
            placed = move(block, row, owner, placed, first, scratch)
        total += np.log(max(mean, 0.5 / sweeps))
    return total


@njit(cache=True, nogil=True)
def single_changes(block: Block, row: Ints) -> Floats:
    """Log weight, tilt included, of every state that differs from ``row`` in one family.

    Shape (rows,); -inf where another family holds a body the row would need, and for the rows of
    the state itself.
    """
    owner, placed = owners(block, row)
    base = 0.0
    for f in range(row.size):
        base += block.log_weight[row[f]]
    value = np.full(block.log_weight.size, -np.inf)
    for f in range(row.size):
        others = placed - size_of(block, row[f])
        for r in range(block.row_start[f], block.row_start[f + 1]):
            if r != row[f] and free_for(block, owner, r, f):
                value[r] = base - block.log_weight[row[f]] + block.log_weight[r]
                value[r] += block.log_tilt[others + size_of(block, r)]
    return value
