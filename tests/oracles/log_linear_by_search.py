"""A log-linear model fitted by a general optimiser, without knowing that it is a regression."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize


def total_by_search(design: NDArray[np.float64], counts: NDArray[np.float64]) -> float:
    """People seen and, by maximum likelihood, on no list. ``design`` as `Hierarchical.design`,
    ``counts`` its cells."""

    def loss(beta: NDArray[np.float64]) -> float:
        eta = design @ beta
        return float(np.exp(eta).sum() - counts @ eta)

    def slope(beta: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(design.T @ (np.exp(design @ beta) - counts))

    start = np.zeros(design.shape[1])
    start[0] = np.log(counts.mean() + 1)
    found = minimize(loss, start, jac=slope, method="BFGS", options={"gtol": 1e-8, "maxiter": 2000})
    return float(counts.sum() + np.exp(found.x[0]))
