"""What every model of evidence must obey, whatever its parameters."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest
from scipy.integrate import quad

from imena.evidence.densities import Densities

FloatArray = npt.NDArray[np.float64]


def assert_coherent(densities: Densities) -> None:
    """Both densities sum to 1, and the LR has mean 1 among the unlisted."""
    assert densities.person.sum() == pytest.approx(1, abs=1e-12)
    assert densities.unlisted.sum() == pytest.approx(1, abs=1e-12)
    lrs = 10**densities.log10_lrs
    assert float(densities.unlisted @ lrs) == pytest.approx(1, abs=1e-12)


def assert_coherent_over_line(
    person: Callable[[float], float],
    unlisted: Callable[[float], float],
    log10_lr: Callable[[float], float],
    low: float,
    high: float,
    tolerance: float = 1e-6,
) -> None:
    """The same of an outcome that is a number between ``low`` and ``high``."""

    def whole(density: Callable[[float], float]) -> float:
        points = np.linspace(low, high, 40)
        parts = [quad(density, a, b, limit=200, epsabs=1e-11)[0] for a, b in pairwise(points)]
        return float(sum(parts))

    assert whole(person) == pytest.approx(1, abs=tolerance)
    assert whole(unlisted) == pytest.approx(1, abs=tolerance)
    assert whole(lambda x: unlisted(x) * 10 ** log10_lr(x)) == pytest.approx(1, abs=tolerance)
