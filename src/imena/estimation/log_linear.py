"""One log-linear model of some lists: the total it gives, and how well it fits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imena.estimation import poisson
from imena.estimation.existence import Existence, existence, reduced
from imena.estimation.hierarchical import Hierarchical, all_models
from imena.estimation.intervals import Z95, Total
from imena.estimation.lists import Lists


@dataclass(frozen=True)
class Fitted:
    """What a model says. ``total`` is ``None`` unless ``existence`` says that it exists.

    ``coefficients`` are natural logs by interaction (bit mask; 0 is the log of the number on no
    list); those that are minus infinity are left out. ``bic`` is -2 log likelihood + parameters ×
    log(people observed), every parameter counted, also those at minus infinity. ``total``’s
    interval takes the log of the number on no list as normal (Wald).
    """

    model: Hierarchical
    existence: Existence
    total: Total | None
    deviance: float
    degrees: int
    aic: float
    bic: float
    coefficients: dict[int, float]
    z: dict[int, float]


def fitted(model: Hierarchical, lists: Lists) -> Fitted:
    """Fit one model by maximum likelihood (Poisson; Cormack 1989, Biometrics 45:395)."""
    left = reduced(model, lists)
    design, counts = left.design(model), lists.counts[1:][left.cells]
    beta, expected = poisson.fit(design, counts[None])
    found = Existence.EXISTS
    if not (left.unique and poisson.proves(design, counts[None], expected)[0]):
        found = existence(model, lists)
    if found is not Existence.EXISTS:
        nan = math.nan
        return Fitted(model, found, None, nan, 0, nan, nan, {}, {})
    covariance = poisson.covariance(design, expected[0])
    parameters = [model.interactions[i] for i in left.kept]
    spread = np.sqrt(np.diag(covariance))
    unseen = math.exp(beta[0, 0])
    error = math.sqrt(unseen + unseen**2 * covariance[0, 0])
    reach = math.exp(Z95 * spread[0])
    r, p = lists.observed, len(model.interactions)
    said = -2.0 * float(poisson.log_likelihood(counts, expected[0]))
    return Fitted(
        model,
        found,
        Total(r + unseen, (r + unseen / reach, r + unseen * reach), error),
        float(poisson.deviance(counts, expected[0])),
        2**model.k - 1 - p,
        said + 2 * p,
        said + p * math.log(r),
        dict(zip(parameters, beta[0].tolist(), strict=True)),
        dict(zip(parameters, (beta[0] / spread).tolist(), strict=True)),
    )


def expected_counts(model: Hierarchical, lists: Lists) -> NDArray[np.float64]:
    """What the model expects in each cell; shape (2**k,), with the number on no list first. The
    estimate must exist."""
    left = reduced(model, lists)
    beta, expected = poisson.fit(left.design(model), lists.counts[1:][left.cells][None])
    whole = np.zeros(lists.counts.size)
    whole[left.cells + 1] = expected[0]
    whole[0] = math.exp(beta[0, 0])
    return whole


def ranked(lists: Lists, models: Sequence[Hierarchical] | None = None) -> list[Fitted]:
    """All models whose estimate exists, by BIC; among equals the one with the shorter name."""
    found = [fitted(model, lists) for model in models or all_models(lists.k)]
    standing = [one for one in found if one.total is not None]
    return sorted(standing, key=lambda one: (one.bic, len(one.model.name), one.model.name))


def best_totals(
    lists: Lists, draws: NDArray[np.float64], models: Sequence[Hierarchical] | None = None
) -> NDArray[np.float64]:
    """The total by the model of the best BIC, chosen anew in each data set.

    ``draws`` has shape (data sets, 2**k), as `Lists.counts`. NaN where no model's estimate exists.
    The same numbers as `ranked` one data set at a time, much faster.
    """
    chosen = np.full(len(draws), np.nan)
    lowest = np.full(len(draws), np.inf)
    observed = draws.sum(axis=1)
    supports, which = np.unique(draws[:, 1:] > 0, axis=0, return_inverse=True)
    alike = [np.flatnonzero(which.ravel() == i) for i in range(len(supports))]
    tables = [Lists(lists.names, np.concatenate([[0.0], s.astype(np.float64)])) for s in supports]
    for model in models or all_models(lists.k):
        groups: dict[bytes, list[int]] = {}
        for i, table in enumerate(tables):
            groups.setdefault(reduced(model, table).cells.tobytes(), []).append(i)
        for members in groups.values():
            left = reduced(model, tables[members[0]])
            if not left.unique:
                continue
            rows = np.concatenate([alike[i] for i in members])
            design, counts = left.design(model), draws[rows][:, 1:][:, left.cells]
            beta, expected = poisson.fit(design, counts)
            standing = poisson.proves(design, counts, expected)
            for i in {int(which.ravel()[row]) for row in rows[~standing]}:
                if existence(model, tables[i]) is Existence.EXISTS:
                    standing |= np.isin(rows, alike[i])
            p, log_n = len(model.interactions), np.log(observed[rows])
            bic = -2.0 * poisson.log_likelihood(counts, expected) + p * log_n
            better = standing & (bic < lowest[rows] - 1e-9)
            lowest[rows[better]] = bic[better]
            chosen[rows[better]] = observed[rows[better]] + np.exp(beta[better, 0])
    return chosen
