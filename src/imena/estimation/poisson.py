"""Poisson regression with a log link on a few cells, many data sets at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, xlogy

from imena.estimation.poisson_kernel import fits

Array = NDArray[np.float64]
#: An expected count no larger than this is taken for none.
_EMPTY = 1e-6
#: How far a margin may be off, as a share of the least expected count.
_AMISS = 1e-3


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
    return fits(np.ascontiguousarray(design, np.float64), np.ascontiguousarray(counts, np.float64))


def proves(design: Array, counts: Array, expected: Array) -> NDArray[np.bool_]:
    """Whether each fitted table shows by itself that its estimate exists; shape (data sets,).

    A table with the margins of the data and no empty cell is all that existence asks for
    (`imena.estimation.existence`). ``False`` proves nothing: the fit may not have come so far.
    """
    amiss = np.abs((expected - counts) @ design).max(axis=1)
    least = expected.min(axis=1)
    return np.asarray((least > _EMPTY) & (amiss < _AMISS * least))


def deviance(counts: Array, expected: Array) -> Array:
    """2 × (log likelihood of a perfect fit - of this one) over the last axis."""
    return np.asarray(2.0 * (xlogy(counts, counts / expected) - (counts - expected)).sum(axis=-1))


def log_likelihood(counts: Array, expected: Array) -> Array:
    """Natural log of the Poisson probability of the counts, over the last axis."""
    return np.asarray((xlogy(counts, expected) - expected - gammaln(counts + 1.0)).sum(axis=-1))


def covariance(design: Array, expected: Array) -> Array:
    """Covariance of the coefficients of one data set: the inverse of Fisher's information."""
    return np.asarray(np.linalg.inv(design.T @ (expected[:, None] * design)))
