"""Whether a model's estimate of the total exists at all.

Where too many combinations of lists are empty, the likelihood grows for ever as the number of
people on no list does: programs that do not look print an arbitrary large number.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from imena.estimation.hierarchical import Hierarchical
from imena.estimation.lists import Lists

#: A cell whose expected number can be no larger than this, beside counts from 1, must be 0.
_ZERO = 1e-7


class Existence(Enum):
    """What becomes of a model on some data."""

    EXISTS = "exists"
    #: The number on no list grows without bound.
    INFINITE = "infinite"
    #: Several sets of parameters say the same of the data and differ in the total.
    NOT_IDENTIFIABLE = "not_identifiable"
    BOTH = "both"


@dataclass(frozen=True, eq=False)
class Reduced:
    """A model without the parameters that are minus infinity on the data.

    An interaction of lists on all of which nobody stands has no finite estimate; it explains all
    cells that hold it, which are left out with it. ``kept`` are the numbers of the parameters that
    stay, ``cells`` the rows of the design that stay; ``unique`` says that they determine the
    parameters.
    """

    kept: NDArray[np.int64]
    cells: NDArray[np.int64]
    unique: bool

    def design(self, model: Hierarchical) -> NDArray[np.float64]:
        """The design of what stays."""
        return model.design[np.ix_(self.cells, self.kept)]


def reduced(model: Hierarchical, lists: Lists) -> Reduced:
    """Leave out what is minus infinity (Chan, Silverman & Vincent 2021, JASA 116:1297)."""
    return _reduced(model, _support(lists.counts))


def existence(model: Hierarchical, lists: Lists) -> Existence:
    """Whether the extended maximum-likelihood estimate of the total exists and is one.

    It depends on the data only by which cells are empty (Fienberg & Rinaldo 2012, Ann Stat 40:996):
    the estimate exists when some table with the same margins has no empty cell.
    """
    return _existence(model, _support(lists.counts))


def _support(counts: NDArray[np.float64]) -> bytes:
    return np.packbits(counts[1:] > 0).tobytes()


def _filled(model: Hierarchical, support: bytes) -> NDArray[np.bool_]:
    n = 2**model.k - 1
    return np.unpackbits(np.frombuffer(support, dtype=np.uint8), count=n).astype(bool)


@lru_cache(maxsize=200_000)
def _reduced(model: Hierarchical, support: bytes) -> Reduced:
    design, filled = model.design, _filled(model, support)
    empty = design[filled].sum(axis=0) == 0
    kept = np.flatnonzero(~empty)
    cells = np.flatnonzero(~(design[:, empty] > 0).any(axis=1))
    unique = bool(np.linalg.matrix_rank(design[np.ix_(cells, kept)]) == len(kept))
    return Reduced(kept, cells, unique)


@lru_cache(maxsize=200_000)
def _existence(model: Hierarchical, support: bytes) -> Existence:
    left = _reduced(model, support)
    design = left.design(model)
    filled = _filled(model, support)[left.cells].astype(np.float64)
    finite = inside(design, filled)
    if left.unique:
        return Existence.EXISTS if finite else Existence.INFINITE
    return Existence.NOT_IDENTIFIABLE if finite else Existence.BOTH


def inside(design: NDArray[np.float64], filled: NDArray[np.float64]) -> bool:
    """Whether some table with the same margins as ``filled`` has no empty cell.

    ``design`` has shape (cells, parameters); ``filled``, shape (cells,), is 1 where somebody stands
    and else 0: any positive counts on the same cells give the same answer.
    """
    n = len(filled)
    if filled.all():
        return True
    # Variables: the table's cells, then the least of them, which is made as large as can be.
    found = linprog(
        np.append(np.zeros(n), -1.0),
        A_ub=np.hstack([-np.eye(n), np.ones((n, 1))]),
        b_ub=np.zeros(n),
        A_eq=np.hstack([design.T, np.zeros((design.shape[1], 1))]),
        b_eq=design.T @ filled,
        bounds=[(0, None)] * n + [(None, 1.0)],
        method="highs",
    )
    return bool(found.success and -float(found.fun or 0.0) > _ZERO)
