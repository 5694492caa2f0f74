"""Newton's method for Poisson regression on a few cells, compiled."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

#: Newton's steps at most; data on which the estimate exists need fewer than 15.
_STEPS = 60
#: Change of the deviance, as a share of it, at which the fit stands.
_SETTLED = 1e-12
#: A pivot below this share of its diagonal: the data say nothing of the direction.
_FLAT = 1e-13
_FARTHEST = 700.0


@njit(cache=True)
def fits(
    design: NDArray[np.float64], counts: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Coefficients, shape (data sets, parameters), and expected counts, as ``counts``.

    ``design`` has shape (cells, parameters), ``counts`` (data sets, cells).
    """
    many, cells = counts.shape
    p = design.shape[1]
    beta, expected = np.zeros((many, p)), np.empty((many, cells))
    curve, step = np.empty((p, p)), np.empty(p)
    for d in range(many):
        n, mu, b = counts[d], expected[d], beta[d]
        for c in range(cells):
            mu[c] = n[c] + 0.1
        # The first step is a weighted least-squares fit to the logs of the counts.
        step[:] = 0.0
        for c in range(cells):
            worked = mu[c] * math.log(mu[c]) + n[c] - mu[c]
            for i in range(p):
                step[i] += design[c, i] * worked
        _curvature(design, mu, curve)
        _solve(curve, step)
        for i in range(p):
            b[i] = step[i]
        now = _deviance(design, n, b, mu)
        for _ in range(_STEPS):
            step[:] = 0.0
            for c in range(cells):
                for i in range(p):
                    step[i] += design[c, i] * (n[c] - mu[c])
            _curvature(design, mu, curve)
            _solve(curve, step)
            before = now
            for i in range(p):
                b[i] += step[i]
            now = _deviance(design, n, b, mu)
            # A step that went too far is taken back by halves.
            for _half in range(30):
                if now <= before + _SETTLED * (abs(before) + 0.1):
                    break
                for i in range(p):
                    step[i] *= 0.5
                    b[i] -= step[i]
                now = _deviance(design, n, b, mu)
            if abs(before - now) <= _SETTLED * (abs(now) + 0.1):
                break
    return beta, expected


@njit(cache=True)
def _deviance(
    design: NDArray[np.float64],
    n: NDArray[np.float64],
    b: NDArray[np.float64],
    mu: NDArray[np.float64],
) -> float:
    """Fill ``mu`` with what ``b`` expects; the deviance."""
    total = 0.0
    for c in range(len(n)):
        at = 0.0
        for i in range(len(b)):
            at += design[c, i] * b[i]
        at = min(max(at, -_FARTHEST), _FARTHEST)
        mu[c] = math.exp(at)
        if n[c] > 0.0:
            total += n[c] * (math.log(n[c]) - at)
        total += mu[c] - n[c]
    return 2.0 * total


@njit(cache=True)
def _curvature(
    design: NDArray[np.float64], mu: NDArray[np.float64], curve: NDArray[np.float64]
) -> None:
    """Fisher's information, its lower half."""
    curve[:] = 0.0
    for c in range(len(mu)):
        for i in range(curve.shape[0]):
            weight = design[c, i] * mu[c]
            if weight != 0.0:
                for j in range(i + 1):
                    curve[i, j] += weight * design[c, j]


@njit(cache=True)
def _solve(curve: NDArray[np.float64], step: NDArray[np.float64]) -> None:
    """Solve in place by Cholesky’s method; along directions without curvature nothing moves."""
    p = len(step)
    for j in range(p):
        whole = curve[j, j]
        for i in range(j):
            curve[j, j] -= curve[j, i] * curve[j, i]
        curve[j, j] = math.sqrt(curve[j, j]) if curve[j, j] > _FLAT * whole else 1e150
        for i in range(j + 1, p):
            for k in range(j):
                curve[i, j] -= curve[i, k] * curve[j, k]
            curve[i, j] /= curve[j, j]
    for i in range(p):
        for k in range(i):
            step[i] -= curve[i, k] * step[k]
        step[i] /= curve[i, i]
    for i in range(p - 1, -1, -1):
        for k in range(i + 1, p):
            step[i] -= curve[k, i] * step[k]
        step[i] /= curve[i, i]
