"""One chain of the latent-class sampler, compiled."""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray


@njit(cache=True)
def chain(
    masks: NDArray[np.int64],
    counts: NDArray[np.int64],
    lists: int,
    classes: int,
    prior: tuple[float, float],
    sweeps: tuple[int, int, int],
    seed: int,
) -> NDArray[np.int64]:
    """Totals drawn by Gibbs sampling (Manrique-Vallier 2016, Biometrics 72:1246).

    ``masks`` and ``counts`` are the filled cells, shape (cells,); ``prior`` shape and rate of the
    gamma prior of the concentration; ``sweeps`` those thrown away first, draws kept, and sweeps
    between them. Shape (draws,).
    """
    np.random.seed(seed)
    burn, draws, apart = sweeps
    observed = counts.sum()
    rate = np.empty((classes, lists))
    share = np.empty(classes)
    for c in range(classes):
        share[c] = 1.0 / classes
        for j in range(lists):
            rate[c, j] = np.random.random()
    alpha = 1.0
    kept = np.empty(draws, np.int64)
    weight = np.empty(classes)
    members = np.empty(classes, np.int64)
    standing = np.empty((classes, lists), np.int64)
    for sweep in range(burn + draws * apart):
        members[:] = 0
        standing[:] = 0
        for cell in range(len(masks)):
            for c in range(classes):
                w = share[c]
                for j in range(lists):
                    w *= rate[c, j] if masks[cell] >> j & 1 else 1.0 - rate[c, j]
                weight[c] = w
            left = counts[cell]
            rest = weight.sum()
            for c in range(classes):
                if left == 0:
                    break
                if c == classes - 1 or weight[c] >= rest:
                    here = left
                elif rest > 0.0:
                    here = np.random.binomial(left, min(weight[c] / rest, 1.0))
                else:
                    here = 0
                members[c] += here
                for j in range(lists):
                    if masks[cell] >> j & 1:
                        standing[c, j] += here
                left -= here
                rest -= weight[c]
        # People on no list: negative binomial, and which class they are of.
        none = 0.0
        for c in range(classes):
            w = share[c]
            for j in range(lists):
                w *= 1.0 - rate[c, j]
            weight[c] = w
            none += w
        none = min(none, 1.0 - 1e-12)
        unseen = np.random.poisson(np.random.gamma(observed) * none / (1.0 - none))
        left, rest = unseen, none
        for c in range(classes):
            if left == 0:
                break
            if c == classes - 1 or weight[c] >= rest:
                here = left
            else:
                here = np.random.binomial(left, min(weight[c] / rest, 1.0))
            members[c] += here
            left -= here
            rest -= weight[c]
        for c in range(classes):
            for j in range(lists):
                rate[c, j] = np.random.beta(1.0 + standing[c, j], 1.0 + members[c] - standing[c, j])
        behind = members.sum()
        log_stick = 0.0
        for c in range(classes - 1):
            behind -= members[c]
            taken = np.random.beta(1.0 + members[c], alpha + behind)
            taken = min(max(taken, 1e-300), 1.0 - 1e-15)
            share[c] = math.exp(log_stick) * taken
            log_stick += math.log1p(-taken)
        share[classes - 1] = math.exp(log_stick)
        alpha = np.random.gamma(prior[0] + classes - 1.0) / (prior[1] - log_stick)
        if sweep >= burn and (sweep - burn + 1) % apart == 0:
            kept[(sweep - burn) // apart] = observed + unseen
    return kept
