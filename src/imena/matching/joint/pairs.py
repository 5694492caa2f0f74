"""From placements of families to pairs: who each body is, who was not found, how far DNA speaks."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from imena.matching.joint.assignment import FamilyRows
from imena.matching.joint.lattice import Floats, Ints, max_by

_LN10 = math.log(10.0)


def pair_marginals(family: FamilyRows, posterior: Floats) -> tuple[Ints, Ints, Floats]:
    """P(body is missing person) for every pair of the family's table.

    ``posterior`` has shape (rows,), the posterior of each possible row. Returns the pairs' bodies
    (indices), their columns, and the probabilities, all of one shape.
    """
    columns, width = len(family.missing), _width(family)
    cell = _cells(family, width)
    mass = np.bincount(cell, np.repeat(posterior, columns), minlength=columns * width)
    bodies, places = listed_pairs(family)
    return bodies, places, np.minimum(1.0, mass[places * width + bodies + 1])


def not_recovered(family: FamilyRows, posterior: Floats) -> Floats:
    """P(not among the bodies) of each missing person of the family, shape (missing,)."""
    absent = np.asarray(((family.bodies < 0) * posterior[:, None]).sum(axis=0))
    return np.asarray(np.minimum(absent, 1.0))


def pair_log10_glr(family: FamilyRows, best_with: Floats) -> dict[tuple[int, int], float | None]:
    """Generalised likelihood ratio of each pair of the family's table, log10.

    ``best_with`` has shape (rows,): natural log of the best joint likelihood with each row. Every
    joint assignment takes one row of the family, so the best without a pair is the best row that
    places the person elsewhere or nowhere. ``None`` where every possible row has the pair.
    """
    columns, width = len(family.missing), _width(family)
    cell = _cells(family, width)
    best = max_by(np.repeat(best_with, columns), cell, columns * width).reshape(columns, width)
    ratios: dict[tuple[int, int], float | None] = {}
    for body, column in zip(*(part.tolist() for part in listed_pairs(family)), strict=True):
        own = best[column, body + 1]
        without = np.delete(best[column], body + 1).max(initial=-np.inf)
        ratios[body, column] = None if without == -np.inf else float((own - without) / _LN10)
    return ratios


def listed_pairs(family: FamilyRows) -> tuple[Ints, Ints]:
    """Body indices and columns of every pair in some row of the table, impossible ones included."""
    columns = [np.unique(column[column >= 0]) for column in family.table.bodies.T]
    places = np.repeat(np.arange(len(columns)), [len(bodies) for bodies in columns])
    return np.concatenate(columns).astype(np.int64), places


def _width(family: FamilyRows) -> int:
    return int(family.table.bodies.max(initial=-1)) + 2


def _cells(family: FamilyRows, width: int) -> npt.NDArray[np.int64]:
    """For each row and column: one cell for each body the person may be, the first for none."""
    columns = np.arange(len(family.missing), dtype=np.int64) * width
    return np.asarray((family.bodies + 1 + columns[None, :]).reshape(-1), dtype=np.int64)
