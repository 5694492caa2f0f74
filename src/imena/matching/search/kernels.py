"""The tile kernel of the blind search, compiled: bodies stream past a block of missing persons.

Compiled code is cached on disk where Numba keeps it (``NUMBA_CACHE_DIR`` if set, else
``__pycache__`` beside this file, else a folder of the user's).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

Singles = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
Shorts = npt.NDArray[np.int16]

#: Missing persons in a block. Compiled in, so it must stand in this file: a compiled kernel is
#: made anew when its own file changes, not when another does.
LANES = 256
#: Below every possible log10 LR and above "impossible".
LOWEST = np.float32(-3.0e38)


@njit(cache=True, nogil=True)
def add_up(table: Singles, rows: Ints, body: int, total: Singles) -> None:
    """The log10 LRs of one body with a whole block, into ``total``, shape (lanes,)."""
    width = rows.shape[1]
    for l in range(LANES):
        total[l] = 0
    eights = width // 8 * 8
    for i in range(0, eights, 8):
        a, b, c, d = rows[body, i], rows[body, i + 1], rows[body, i + 2], rows[body, i + 3]
        e, f, g, h = rows[body, i + 4], rows[body, i + 5], rows[body, i + 6], rows[body, i + 7]
        for l in range(LANES):
            total[l] += ((table[a, l] + table[b, l]) + (table[c, l] + table[d, l])) + (
                (table[e, l] + table[f, l]) + (table[g, l] + table[h, l])
            )
    for i in range(eights, width, 4):
        a, b, c, d = rows[body, i], rows[body, i + 1], rows[body, i + 2], rows[body, i + 3]
        for l in range(LANES):
            total[l] += (table[a, l] + table[b, l]) + (table[c, l] + table[d, l])


@njit(cache=True, nogil=True)
def _raise_best(best: Singles, who: int, value: np.float32) -> None:
    """Put ``value`` among the best of ``who``, largest first, if it is one of them."""
    k = best.shape[1]
    if value <= best[who, k - 1]:
        return
    place = k - 1
    while place > 0 and best[who, place - 1] < value:
        best[who, place] = best[who, place - 1]
        place -= 1
    best[who, place] = value


@njit(cache=True, nogil=True)
def screen_bodies(
    table: Singles,
    rows: Ints,
    first: int,
    threshold: float,
    error: float,
    body_best: Singles,
    lane_best: Singles,
    body_out: Ints,
    lane_out: Ints,
    score_out: Singles,
) -> tuple[int, int]:
    """Compare bodies from number ``first`` on with a block, until done or the output is full.

    Parameters
    ----------
    table
        Shape (rows, LANES), float32, log10 LR, C-contiguous.
    rows
        Shape (bodies, looked up), int32, a multiple of four looked up.
    threshold, error
        Pairs at or above ``threshold`` are wanted; ``error`` bounds the screened value's error.
    body_best, lane_best
        Shapes (bodies, k) and (LANES, k): the largest lower bounds of log10 LR seen of each, the
        largest first; they are brought up to date. All ``+inf`` where no best are wanted.
    body_out, lane_out, score_out
        Shape (capacity,), capacity at least LANES: the pairs that may be wanted.

    Returns
    -------
    The first body not yet compared and the number of pairs put out. Every pair whose true log10 LR
    is at or above the threshold, or among the k largest of its body or its lane so far, is put out.
    """
    capacity = len(body_out)
    last = body_best.shape[1] - 1
    total = np.empty(LANES, dtype=np.float32)
    lane_cut = np.empty(LANES, dtype=np.float32)
    margin = np.float32(error)
    wanted = np.float32(threshold) if threshold > LOWEST else LOWEST
    for l in range(LANES):
        lane_cut[l] = min(wanted, lane_best[l, last]) - margin
    found = 0
    next_body = first
    for body in range(first, len(rows)):
        if found + LANES > capacity:
            break
        add_up(table, rows, body, total)
        body_cut = body_best[body, last] - margin
        any_lane = False
        for l in range(LANES):
            any_lane |= total[l] >= min(body_cut, lane_cut[l])
        next_body = body + 1
        if not any_lane:
            continue
        for l in range(LANES):
            if total[l] >= min(body_cut, lane_cut[l]):
                body_out[found], lane_out[found], score_out[found] = body, l, total[l]
                found += 1
                at_least = total[l] - margin
                _raise_best(body_best, body, at_least)
                _raise_best(lane_best, l, at_least)
                lane_cut[l] = min(wanted, lane_best[l, last]) - margin
                body_cut = body_best[body, last] - margin
    return next_body, _still_wanted(
        body_best, lane_cut, margin, found, body_out, lane_out, score_out
    )


@njit(cache=True, nogil=True)
def sieve_bodies(
    steps: Shorts,
    scale: float,
    table: Singles,
    rows: Ints,
    first: int,
    threshold: float,
    error: float,
    body_best: Singles,
    lane_best: Singles,
    body_out: Ints,
    lane_out: Ints,
    score_out: Singles,
) -> tuple[int, int]:
    """As :func:`screen_bodies`, looking in ``table`` only at what passes the sieve.

    ``steps`` and ``scale`` are those of :class:`imena.matching.search.sieve.Sieve`. The same pairs
    are put out, the float32 sums perhaps added in another order.
    """
    capacity = len(body_out)
    last = body_best.shape[1] - 1
    total = np.empty(LANES, dtype=np.int16)
    lane_cut = np.empty(LANES, dtype=np.float32)
    lane_steps = np.empty(LANES, dtype=np.int16)
    margin = np.float32(error)
    wanted = np.float32(threshold) if threshold > LOWEST else LOWEST
    for l in range(LANES):
        lane_cut[l] = min(wanted, lane_best[l, last]) - margin
        lane_steps[l] = _whole_steps(lane_cut[l], scale)
    found = 0
    next_body = first
    for body in range(first, len(rows)):
        if found + LANES > capacity:
            break
        next_body = body + 1
        _add_up_steps(steps, rows, body, total)
        body_cut = body_best[body, last] - margin
        body_steps = _whole_steps(body_cut, scale)
        any_lane = False
        for l in range(LANES):
            any_lane |= total[l] >= min(body_steps, lane_steps[l])
        if not any_lane:
            continue
        for l in range(LANES):
            if total[l] < min(body_steps, lane_steps[l]):
                continue
            score = np.float32(0)
            for i in range(rows.shape[1]):
                score += table[rows[body, i], l]
            if score >= min(body_cut, lane_cut[l]):
                body_out[found], lane_out[found], score_out[found] = body, l, score
                found += 1
                at_least = score - margin
                _raise_best(body_best, body, at_least)
                _raise_best(lane_best, l, at_least)
                lane_cut[l] = min(wanted, lane_best[l, last]) - margin
                lane_steps[l] = _whole_steps(lane_cut[l], scale)
                body_cut = body_best[body, last] - margin
                body_steps = _whole_steps(body_cut, scale)
    return next_body, _still_wanted(
        body_best, lane_cut, margin, found, body_out, lane_out, score_out
    )


@njit(cache=True, nogil=True)
def _add_up_steps(steps: Shorts, rows: Ints, body: int, total: Shorts) -> None:
    width = rows.shape[1]
    for l in range(LANES):
        total[l] = 0
    eights = width // 8 * 8
    for i in range(0, eights, 8):
        a, b, c, d = rows[body, i], rows[body, i + 1], rows[body, i + 2], rows[body, i + 3]
        e, f, g, h = rows[body, i + 4], rows[body, i + 5], rows[body, i + 6], rows[body, i + 7]
        for l in range(LANES):
            total[l] += ((steps[a, l] + steps[b, l]) + (steps[c, l] + steps[d, l])) + (
                (steps[e, l] + steps[f, l]) + (steps[g, l] + steps[h, l])
            )
    for i in range(eights, width, 4):
        a, b, c, d = rows[body, i], rows[body, i + 1], rows[body, i + 2], rows[body, i + 3]
        for l in range(LANES):
            total[l] += (steps[a, l] + steps[b, l]) + (steps[c, l] + steps[d, l])


@njit(cache=True, nogil=True)
def _whole_steps(cut: np.float32, scale: float) -> np.int16:
    """The whole steps not above a cut; what 16 bits cannot hold is the nearest they can."""
    return np.int16(min(max(np.floor(np.float64(cut) * scale), -32768.0), 32767.0))


@njit(cache=True, nogil=True)
def _still_wanted(
    body_best: Singles,
    lane_cut: Singles,
    margin: np.float32,
    found: int,
    body_out: Ints,
    lane_out: Ints,
    score_out: Singles,
) -> int:
    """Close up the output over pairs that later ones have pushed from both places; their number.

    Most of what was put out early is pushed out again while the best rise.
    """
    left = 0
    last = body_best.shape[1] - 1
    for i in range(found):
        body, lane, score = body_out[i], lane_out[i], score_out[i]
        if score >= min(body_best[body, last] - margin, lane_cut[lane]):
            body_out[left], lane_out[left], score_out[left] = body, lane, score
            left += 1
    return left
