"""Ages at death in whole years, and how they are spread in a population."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from imena.evidence.densities import FloatArray

#: Completed years 0 to 109, each by its middle: the grid of every array by age.
AGES: FloatArray = np.arange(110, dtype=np.float64) + 0.5


class AgeError(ValueError):
    """An age that cannot be: the message says which."""


def age_between(low: float, high: float) -> FloatArray:
    """P(age) of somebody whose age lies between ``low`` and ``high`` years, any as likely.

    Equal ends state one exact age.

    Raises
    ------
    AgeError
        For ends out of order or outside 0 to 110.
    """
    if not 0 <= low <= high <= len(AGES):
        raise AgeError(f"from {low} to {high} years")
    if low == high:
        weights: FloatArray = np.zeros(len(AGES))
        weights[min(int(low), len(AGES) - 1)] = 1.0
        return weights
    starts = AGES - 0.5
    overlap: FloatArray = np.clip(np.minimum(starts + 1, high) - np.maximum(starts, low), 0.0, None)
    overlap /= overlap.sum()
    return overlap


def gompertz_makeham(
    *, makeham: float = 0.01, level: float = 5e-5, ageing: float = 0.09
) -> FloatArray:
    """P(age at death) where the yearly hazard at age a is ``makeham + level·exp(ageing·a)``.

    The defaults, a proposal of ours, are of a population in which violence takes 1 % a year at any
    age. Who outlives the grid is counted in proportion below it.
    """
    edges = np.arange(len(AGES) + 1)
    cumulative = makeham * edges + level / ageing * np.expm1(ageing * edges)
    deaths: FloatArray = -np.diff(np.exp(-cumulative))
    deaths /= deaths.sum()
    return deaths


def smoothed(ages: Sequence[float], *, spread: float = 3.0) -> FloatArray:
    """P(age) as a normal kernel of ``spread`` years over known ``ages``: that of a list.

    Raises
    ------
    AgeError
        Where there is no age to spread.
    """
    if not ages:
        raise AgeError("no ages")
    kernel = np.exp(-0.5 * ((AGES[:, None] - np.asarray(ages)[None, :]) / spread) ** 2)
    density: FloatArray = (kernel / kernel.sum(axis=0)).mean(axis=1)
    return density
