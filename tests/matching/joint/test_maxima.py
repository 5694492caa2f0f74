"""Best matching with each pair: the shortest cycle equals solving each constrained problem."""

from __future__ import annotations

import itertools
import math

import numpy as np
import numpy.typing as npt
import pytest

from imena.matching.joint.maxima import best_matching, best_with


def value(matrix: npt.NDArray[np.float64], columns: tuple[int, ...]) -> float:
    nobody = matrix.shape[1] - 1
    placed = [c for c in columns if c < nobody]
    if len(set(placed)) < len(placed):
        return -math.inf
    return float(matrix[np.arange(len(columns)), list(columns)].sum())


@pytest.mark.parametrize("seed", range(30))
def test_every_constrained_optimum_equals_enumeration(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n, bodies = int(rng.integers(1, 5)), int(rng.integers(1, 5))
    matrix = rng.normal(0.5, 3.0, (n, bodies + 1))
    matrix[rng.random(matrix.shape) < 0.25] = -np.inf
    matrix[:, -1] = 0.0
    values = {c: value(matrix, c) for c in itertools.product(range(bodies + 1), repeat=n)}
    assert value(matrix, tuple(best_matching(matrix))) == pytest.approx(max(values.values()))
    found = best_with(matrix)
    for person, column in itertools.product(range(n), range(bodies + 1)):
        expected = max(v for c, v in values.items() if c[person] == column)
        assert found[person, column] == pytest.approx(expected, abs=1e-10)
