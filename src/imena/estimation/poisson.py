"""Poisson regression with a log link on a few cells, many data sets at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, xlogy

Array = NDArray[np.float64]
#: Newton's steps at most; data on which the estimate exists need fewer than 15.
_STEPS = 60
#: Change of the deviance, as a share of it, at which the fit stands.
_SETTLED = 1e-12


def fit(design: Array, counts: Array) -> tuple[Array, Array]:
    """Maximum-likelihood coefficients for each data set.

    Parameters
    ----------
    design
        Shape (cells, parameters), of full rank.
    counts
        Shape (data sets, cells). The estimate of each must exist (`imena.estimation.existence`);
        what comes of others is not defined.

    Returns
    -------
    tuple
        Coefficients (natural log), shape (data sets, parameters), and expected counts, shape
        (data sets, cells).
    """
    expected = counts + 0.1
    eta = np.log(expected)
    before = np.full(len(counts), np.inf)
    beta = np.zeros((len(counts), design.shape[1]))
    running = np.arange(len(counts))
    for _ in range(_STEPS):
        mu, n = expected[running], counts[running]
        working = eta[running] + (n - mu) / mu
        normal = np.einsum("dc,ci,cj->dij", mu, design, design, optimize=True)
        right = (mu * working) @ design
        beta[running] = np.linalg.solve(normal, right[:, :, None])[:, :, 0]
        eta[running] = np.clip(beta[running] @ design.T, -700.0, 700.0)
        expected[running] = np.exp(eta[running])
        now = deviance(n, expected[running])
        moving = np.abs(before[running] - now) > _SETTLED * (np.abs(now) + 0.1)
        before[running] = now
        running = running[moving]
        if not len(running):
            break
    return beta, expected


def deviance(counts: Array, expected: Array) -> Array:
    """2 × (log likelihood of a perfect fit - of this one) over the last axis."""
    return np.asarray(2.0 * (xlogy(counts, counts / expected) - (counts - expected)).sum(axis=-1))


def log_likelihood(counts: Array, expected: Array) -> Array:
    """Natural log of the Poisson probability of the counts, over the last axis."""
    return np.asarray((xlogy(counts, expected) - expected - gammaln(counts + 1.0)).sum(axis=-1))


def covariance(design: Array, expected: Array) -> Array:
    """Covariance of the coefficients of one data set: the inverse of Fisher's information."""
    return np.asarray(np.linalg.inv(design.T @ (expected[:, None] * design)))
