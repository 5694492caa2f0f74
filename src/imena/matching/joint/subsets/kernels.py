"""Sums and maxima over pairs of a set and a part of it, compiled.

An array of states has shape (rows, sets); the row counts items that stand in no set. A group g
takes the items of ``bits[g]`` and ``others[g]`` that stand in no set: what leads to the state
(row, set), where the set contains the bits, is (row - others[g], the set without the bits). Sets
are worked on in blocks that share all but their lowest bits, so that what is read and written
stays near; this call does the blocks ``offset``, ``offset + stride``, … ``full`` says which blocks
hold anything, ``wanted`` which are asked for.

Sums are of `imena.matching.joint.subsets.scaled.Scaled`. All that is added is positive, so a sum
keeps all but the last digits of a float.

Everything compiled that calls one another stands in this file, for the reason given in
`imena.matching.joint.kernels`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from imena.matching.joint.layout import Flags, Floats, Ints

Exponents = npt.NDArray[np.int32]

#: exponent of zero, far below that of any number and far from overflow when two are added
NO_NUMBER = -(1 << 29)
#: sets of one block
BLOCK = 2048
#: bits of sets so near one another that they are all passed over, those without the bits as zeros
_NEAR = 7
#: a power of two that is no more a float
_VANISHED = np.int64(-1023)
#: sums or maxima that are kept side by side within a run
_LANES = 64


@njit(cache=True, nogil=True)
def _power_of_two(power: np.signedinteger[Any]) -> float:
    """2^power as a float, 0 from 2^-1023 down; not for powers above 1023."""
    exponent = power + 1023 if power > -1023 else 0
    return float(np.int64(exponent << 52).view(np.float64))


@njit(cache=True, nogil=True)
def _run(far: int, low: int) -> int:
    """How many sets that contain ``far`` stand side by side."""
    return far & -far if far else low


@njit(cache=True, nogil=True)
def _before(full: Flags, row: int, first: int, low: int, bits: int, others: int) -> int:
    """Number of the block in ``full`` (rows one after another) that leads to the block of sets
    from ``first`` on, -1 if there is none or nothing in it."""
    high, before = bits & -low, row - others
    if high & ~first or before < 0 or before >= full.shape[0]:
        return -1
    block = (first ^ high) // low
    return before * full.shape[1] + block if full[before, block] else -1


@njit(cache=True, nogil=True)
def _raise_powers(top: Exponents, powers: Exponents, more: np.int32, inside: int) -> None:
    low, near, far = top.size, inside & _NEAR, inside & ~_NEAR
    run, at = _run(far, low), far
    while at < low:
        here, source = top[at + near : at + run], powers[at - far : at - far + run - near]
        for i in range(run - near):
            found = source[i] + more if (i + near) & near == near else NO_NUMBER
            here[i] = max(here[i], found)
        at = (at + run) | far


@njit(cache=True, nogil=True)
def _add(
    total: Floats,
    top: Exponents,
    values: Floats,
    powers: Exponents,
    times: float,
    more: np.int32,
    inside: int,
) -> None:
    low, near, far = top.size, inside & _NEAR, inside & ~_NEAR
    run, at = _run(far, low), far
    while at < low:
        here, summit = total[at + near : at + run], top[at + near : at + run]
        start, stop = at - far, at - far + run - near
        source, raised = values[start:stop], powers[start:stop]
        for i in range(run - near):
            power = raised[i] + more - summit[i] if (i + near) & near == near else _VANISHED
            here[i] += source[i] * times * _power_of_two(power)
        at = (at + run) | far


@njit(cache=True, nogil=True)
def add_up(
    mantissa: Floats,
    exponent: Exponents,
    full: Flags,
    bits: Ints,
    others: Ints,
    weight: Floats,
    weight_exponent: Exponents,
    wanted: Flags,
    out: Floats,
    out_exponent: Exponents,
    offset: int,
    stride: int,
) -> None:
    """Sum over groups of what leads to each state times its weight, into ``out`` (zeros)."""
    n_blocks = full.shape[1]
    low = mantissa.shape[1] // n_blocks
    values, powers = mantissa.reshape(-1, low), exponent.reshape(-1, low)
    totals, tops = out.reshape(-1, low), out_exponent.reshape(-1, low)
    for block in range(offset, totals.shape[0], stride):
        row, first = block // n_blocks, block % n_blocks * low
        if not wanted[row, block % n_blocks]:
            continue
        total, top = totals[block], tops[block]
        for g in range(bits.size):
            b = _before(full, row, first, low, bits[g], others[g])
            if b >= 0:
                _raise_powers(top, powers[b], weight_exponent[g], bits[g] & (low - 1))
        for g in range(bits.size):
            b = _before(full, row, first, low, bits[g], others[g])
            if b >= 0:
                inside, more = bits[g] & (low - 1), weight_exponent[g]
                _add(total, top, values[b], powers[b], weight[g], more, inside)
        for at in range(low):
            total[at], power = math.frexp(total[at])
            top[at] = top[at] + power if total[at] > 0.0 else NO_NUMBER


@njit(cache=True, nogil=True)
def _product(
    values: Floats,
    powers: Exponents,
    beside: Floats,
    beside_powers: Exponents,
    less: np.int64,
    inside: int,
) -> float:
    low, near, far = values.size, inside & _NEAR, inside & ~_NEAR
    run, at = _run(far, low), far
    lanes = min(run, _LANES)
    part = np.zeros(lanes)
    while at < low:
        for first in range(at, at + run, lanes):
            two, two_power = (
                beside[first + near : first + lanes],
                beside_powers[first + near : first + lanes],
            )
            start, stop = first - far, first - far + lanes - near
            one, one_power = values[start:stop], powers[start:stop]
            for i in range(lanes - near):
                power = (
                    one_power[i] + two_power[i] - less if (i + near) & near == near else _VANISHED
                )
                part[i] += one[i] * two[i] * _power_of_two(power)
        at = (at + run) | far
    return float(part.sum())


@njit(cache=True, nogil=True)
def weigh(
    mantissa: Floats,
    exponent: Exponents,
    full: Flags,
    bits: Ints,
    others: Ints,
    reference: Ints,
    beside: Floats,
    beside_exponent: Exponents,
    wanted: Flags,
    out: Floats,
    offset: int,
    stride: int,
) -> None:
    """Into ``out[g]``: the sum, over the states that contain the bits of the group, of ``beside``
    times what leads to the state, over 2^reference[g]; no term may come near 2^1023."""
    n_blocks = full.shape[1]
    low = mantissa.shape[1] // n_blocks
    values, powers = mantissa.reshape(-1, low), exponent.reshape(-1, low)
    near, near_powers = beside.reshape(-1, low), beside_exponent.reshape(-1, low)
    for block in range(offset, near.shape[0], stride):
        row, first = block // n_blocks, block % n_blocks * low
        if not wanted[row, block % n_blocks]:
            continue
        for g in range(bits.size):
            b = _before(full, row, first, low, bits[g], others[g])
            if b >= 0:
                out[g] += _product(
                    values[b],
                    powers[b],
                    near[block],
                    near_powers[block],
                    reference[g],
                    bits[g] & (low - 1),
                )


@njit(cache=True, nogil=True)
def raise_best(
    value: Floats,
    full: Flags,
    bits: Ints,
    others: Ints,
    worth: Floats,
    wanted: Flags,
    out: Floats,
    offset: int,
    stride: int,
) -> None:
    """Most, over groups, of what leads to each state plus its worth, into ``out`` (-inf)."""
    n_blocks = full.shape[1]
    low = value.shape[1] // n_blocks
    values, bests = value.reshape(-1, low), out.reshape(-1, low)
    for block in range(offset, bests.shape[0], stride):
        row, first = block // n_blocks, block % n_blocks * low
        if not wanted[row, block % n_blocks]:
            continue
        best = bests[block]
        for g in range(bits.size):
            b = _before(full, row, first, low, bits[g], others[g])
            if b >= 0:
                _raise_values(best, values[b], worth[g], bits[g] & (low - 1))


@njit(cache=True, nogil=True)
def _raise_values(best: Floats, values: Floats, more: float, inside: int) -> None:
    low, near, far = best.size, inside & _NEAR, inside & ~_NEAR
    run, at = _run(far, low), far
    while at < low:
        here, source = best[at + near : at + run], values[at - far : at - far + run - near]
        for i in range(run - near):
            found = source[i] + more if (i + near) & near == near else -np.inf
            here[i] = found if found > here[i] else here[i]
        at = (at + run) | far


@njit(cache=True, nogil=True)
def _most(values: Floats, beside: Floats, inside: int) -> float:
    low, near, far = values.size, inside & _NEAR, inside & ~_NEAR
    run, at = _run(far, low), far
    lanes = min(run, _LANES)
    part = np.full(lanes, -np.inf)
    while at < low:
        for first in range(at, at + run, lanes):
            start, stop = first - far, first - far + lanes - near
            one, two = values[start:stop], beside[first + near : first + lanes]
            for i in range(lanes - near):
                found = one[i] + two[i] if (i + near) & near == near else -np.inf
                part[i] = found if found > part[i] else part[i]
        at = (at + run) | far
    return float(part.max())


@njit(cache=True, nogil=True)
def best_beside(
    value: Floats,
    full: Flags,
    bits: Ints,
    others: Ints,
    beside: Floats,
    wanted: Flags,
    out: Floats,
    offset: int,
    stride: int,
) -> None:
    """Into ``out[g]`` (-inf): the most, over the states that contain the bits of the group, of
    ``beside`` plus what leads to the state."""
    n_blocks = full.shape[1]
    low = value.shape[1] // n_blocks
    values, near = value.reshape(-1, low), beside.reshape(-1, low)
    for block in range(offset, near.shape[0], stride):
        row, first = block // n_blocks, block % n_blocks * low
        if not wanted[row, block % n_blocks]:
            continue
        for g in range(bits.size):
            b = _before(full, row, first, low, bits[g], others[g])
            if b >= 0:
                found = _most(values[b], near[block], bits[g] & (low - 1))
                out[g] = max(out[g], found)
