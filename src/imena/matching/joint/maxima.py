"""Best joint likelihood with each pair, where every family misses one person.

Then a joint assignment is a matching of people to bodies, and the best matching that contains a
given pair differs from the best of all by one cycle: its cost is a shortest path (max-marginals of
the assignment problem). One optimal assignment and one table of shortest paths give all pairs.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from imena.matching.joint.assignment import FamilyRows
from imena.matching.joint.lattice import Floats


def weight_matrix(families: Sequence[FamilyRows], values: Sequence[Floats]) -> Floats:
    """Shape (families, bodies + 1): value of each body for each family's one missing person, the
    last column being nobody; -inf where there is no such row."""
    width = 1 + max((int(family.bodies.max(initial=-1)) for family in families), default=-1)
    matrix = np.full((len(families), width + 1), -np.inf)
    for f, family in enumerate(families):
        matrix[f, family.bodies[:, 0]] = values[f]
    return matrix


def best_matching(matrix: Floats) -> list[int]:
    """Column of each person in a matching of most total value; the last column takes anyone."""
    n, bodies = matrix.shape[0], matrix.shape[1] - 1
    own_nobody = np.full((n, n), -np.inf)
    np.fill_diagonal(own_nobody, matrix[:, -1])
    _, column = linear_sum_assignment(np.hstack([matrix[:, :-1], own_nobody]), maximize=True)
    return [min(int(c), bodies) for c in column]


def best_with(matrix: Floats) -> Floats:
    """Largest total value of a matching that gives each person each column, shape of ``matrix``."""
    n, nobody = matrix.shape[0], matrix.shape[1] - 1
    chosen = np.array(best_matching(matrix), dtype=np.int64)
    here = matrix[np.arange(n), chosen]
    owner = np.full(nobody + 1, n, dtype=np.int64)  # node n stands for all that is free
    placed = chosen < nobody
    owner[chosen[placed]] = np.flatnonzero(placed)
    gain = matrix - here[:, None]  # what moving a person to a column adds, who sits there aside
    gain[np.arange(n), chosen] = -np.inf
    step = np.full((n + 1, n + 1), -np.inf)
    step[:n, np.flatnonzero(placed)] = gain[:, chosen[placed]]
    step[:n, n] = np.where(owner == n, gain, -np.inf).max(axis=1)
    step[n, :] = 0.0  # whatever is given up may stay free
    np.fill_diagonal(step, 0.0)
    for through in range(n + 1):
        np.maximum(step, step[:, through, None] + step[None, through, :], out=step)
    # Person i moves to a column, whoever sat there moves on, until someone takes i's old place.
    cycle = gain + step[owner][:, :n].T
    cycle[np.arange(n), chosen] = 0.0
    return np.asarray(here.sum() + cycle)
