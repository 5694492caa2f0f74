"""Sum-product by eliminating one variable after another, for many markers and many placements at
once.

A factor is a table over a few variables. Two more axes run through every table: *rows* (ways of
placing bodies in the pedigree; one row when nobody is placed) and *cells* (markers, or quadrature
nodes of a marker). Rows of two factors are joined where no body would stand in two places.
Elimination is exact for any pedigree: loops only make tables larger (Lauritzen & Sheehan 2003,
Graphical models for genetic analyses, Statistical Science 18:489).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import prod
from string import ascii_letters

import numpy as np
import numpy.typing as npt

from imena.kinship.elimination_plan import elimination_order

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int32]

#: Largest number of table entries worked on at once while rows are joined (8 bytes each).
_JOIN_ENTRIES = 4_000_000

NOBODY = np.int32(-1)


@dataclass(frozen=True, eq=False)
class Factor:
    """A table over ``scope``: shape (rows, cells, *domain sizes), times exp(``log_scale``).

    ``log_scale`` has shape (rows, cells). ``who`` are the places in the pedigree that bodies may
    take, and ``rows[i, j]`` is the body that row i puts in place ``who[j]`` (-1 = nobody).
    """

    scope: tuple[int, ...]
    table: FloatArray
    log_scale: FloatArray
    who: tuple[int, ...] = ()
    rows: IntArray | None = None


def factor(scope: tuple[int, ...], table: FloatArray) -> Factor:
    """A factor without rows; ``table`` has shape (cells, *domain sizes)."""
    return Factor(scope, table[np.newaxis], np.zeros((1, table.shape[0])))


def eliminate(
    factors: Sequence[Factor], sizes: dict[int, int], keep: Collection[int] = ()
) -> Factor:
    """Multiply all factors and sum out every variable not in ``keep``.

    ``sizes`` gives each variable's domain. The result's scope is sorted; rows that are impossible
    at any cell are left out when the factors have rows, and have log_scale -inf otherwise.
    """
    choices = {
        w: len(np.unique(f.rows[:, j]))
        for f in factors
        for j, w in enumerate(f.who)
        if f.rows is not None
    }
    shape = tuple((f.scope, f.who) for f in factors)
    order = elimination_order(
        shape, tuple(sorted(sizes.items())), tuple(sorted(choices.items())), tuple(sorted(keep))
    )
    pool = list(factors)
    for variable in order:
        touching = [f for f in pool if variable in f.scope]
        pool = [f for f in pool if variable not in f.scope]
        pool.append(_product(touching, variable))
    result = _product(pool, None)
    wanted = tuple(sorted(result.scope))
    axes = [0, 1, *(2 + result.scope.index(v) for v in wanted)]
    return Factor(wanted, result.table.transpose(axes), result.log_scale, result.who, result.rows)


def log_total(result: Factor) -> FloatArray:
    """Natural log of a factor without variables, shape (rows, cells)."""
    with np.errstate(divide="ignore"):
        total: FloatArray = np.log(result.table) + result.log_scale
    return total


def _product(factors: list[Factor], sum_out: int | None) -> Factor:
    if not factors:
        return Factor((), np.ones((1, 1)), np.zeros((1, 1)))
    # By size without the cells: how many of them stand side by side must not change the order.
    ordered = sorted(factors, key=lambda f: (len(f.who), f.table.size // f.table.shape[1]))
    result = ordered[0]
    for i, other in enumerate(ordered[1:], start=2):
        result = _times(result, other, sum_out if i == len(ordered) else None)
    if len(ordered) == 1 and sum_out is not None:
        axis = 2 + result.scope.index(sum_out)
        scope = tuple(v for v in result.scope if v != sum_out)
        result = _scaled(scope, result.table.sum(axis=axis), result)
    return result


def _times(f: Factor, g: Factor, sum_out: int | None) -> Factor:
    scope = tuple(dict.fromkeys(v for v in (*f.scope, *g.scope) if v != sum_out))
    label = {v: i + 2 for i, v in enumerate(dict.fromkeys((*f.scope, *g.scope)))}
    f_axes = [0, 1, *(label[v] for v in f.scope)]
    g_axes = [0, 1, *(label[v] for v in g.scope)]
    out_axes = [0, 1, *(label[v] for v in scope)]
    if not (f.who and g.who):
        table = _contracted(f.table, f_axes, g.table, g_axes, out_axes)
        rows = f.rows if f.who else g.rows
        whole = Factor(scope, table, f.log_scale + g.log_scale, f.who + g.who, rows)
        return _scaled(scope, table, whole)
    return _joined(f, g, scope, (f_axes, g_axes, out_axes))


def _contracted(
    left: FloatArray, left_axes: list[int], right: FloatArray, right_axes: list[int], out: list[int]
) -> FloatArray:
    spell = ["".join(ascii_letters[axis] for axis in axes) for axes in (left_axes, right_axes, out)]
    product: FloatArray = np.einsum(f"{spell[0]},{spell[1]}->{spell[2]}", left, right)
    return product


def _joined(
    f: Factor, g: Factor, scope: tuple[int, ...], axes: tuple[list[int], list[int], list[int]]
) -> Factor:
    """Product over the pairs of rows that put no body in two places."""
    assert f.rows is not None
    assert g.rows is not None
    free = np.ones((len(f.rows), len(g.rows)), dtype=bool)
    for a in f.rows.T:
        for b in g.rows.T:
            free &= (a[:, None] != b[None, :]) | (a[:, None] == NOBODY)
    left, right = np.nonzero(free)
    lengths = dict(zip(axes[0], f.table.shape, strict=True))
    lengths.update({k: n for k, n in zip(axes[1], g.table.shape, strict=True) if n > 1})
    width = max(1, prod(n for axis, n in lengths.items() if axis != 0))
    step = max(1, _JOIN_ENTRIES // width)
    parts = []
    for start in range(0, len(left), step):
        i, j = left[start : start + step], right[start : start + step]
        table = _contracted(f.table[i], axes[0], g.table[j], axes[1], axes[2])
        rows = np.concatenate([f.rows[i], g.rows[j]], axis=1)
        part = Factor(scope, table, f.log_scale[i] + g.log_scale[j], f.who + g.who, rows)
        parts.append(_scaled(scope, table, part))
    if not parts:
        shape = (0, 1, *(1 for _ in scope))
        nothing = np.empty((0, len(f.who) + len(g.who)), dtype=np.int32)
        return Factor(scope, np.empty(shape), np.empty((0, 1)), f.who + g.who, nothing)
    return Factor(
        scope,
        np.concatenate([p.table for p in parts]),
        np.concatenate([p.log_scale for p in parts]),
        f.who + g.who,
        np.concatenate([p.rows for p in parts if p.rows is not None]),
    )


def _scaled(scope: tuple[int, ...], table: FloatArray, like: Factor) -> Factor:
    """Scale each row and cell to a largest entry of 1; drop rows that have become impossible."""
    log_scale, rows = like.log_scale, like.rows
    top = table.max(axis=tuple(range(2, table.ndim))) if table.ndim > 2 else table
    dead = top <= 0
    if rows is not None and dead.any():
        alive = ~np.broadcast_to(dead, np.broadcast_shapes(dead.shape, log_scale.shape)).any(axis=1)
        table, top, rows = table[alive], top[alive], rows[alive]
        log_scale, dead = log_scale[alive], dead[alive]
    divisor = np.where(dead, 1.0, top)
    with np.errstate(divide="ignore"):
        log_scale = log_scale + np.where(dead, -np.inf, np.log(divisor))
    table = table / divisor.reshape(divisor.shape + (1,) * (table.ndim - 2))
    return Factor(scope, table, log_scale, like.who, rows)
