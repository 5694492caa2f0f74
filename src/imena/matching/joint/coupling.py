"""Components know of each other only through how many bodies are placed in all.

With log Z_c(k), the natural log weight of all assignments of component c that place k bodies, the
weight of everything is  sum over k_1, k_2, ...  of  prior(k_1 + k_2 + ...) prod_c Z_c(k_c):
a convolution, done here in logs from the left and, with the prior, from the right, so that what
the rest of the case says to one component is exact whatever the prior.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from imena.matching.joint.lattice import Floats, log_sum


def log_convolve(left: Floats, right: Floats) -> Floats:
    """Natural log of the convolution of exp(left) and exp(right)."""
    long, short = (left, right) if left.size >= right.size else (right, left)
    joined = np.full(left.size + right.size - 1, -np.inf)
    for shift, value in enumerate(short):
        part = slice(shift, shift + long.size)
        joined[part] = np.logaddexp(joined[part], long + value)
    return joined


def log_correlate(weights: Floats, ahead: Floats) -> Floats:
    """log of sum over j of exp(weights[j] + ahead[k + j]), for each k with room for all j."""
    seen = np.full(ahead.size - weights.size + 1, -np.inf)
    for shift, value in enumerate(weights):
        seen = np.logaddexp(seen, ahead[shift : shift + seen.size] + value)
    return seen


def log_rests(by_placed: Sequence[Floats], log_prior: Floats) -> tuple[list[Floats], float]:
    """What the rest of the case makes of each number placed in one component.

    Parameters
    ----------
    by_placed
        For each component, natural log weight by number placed.
    log_prior
        Natural log prior by number placed in all; at least as long as all may place together.

    Returns
    -------
    rests
        For each component, shape as its own: log of the sum, over all other components, of their
        weights times the prior of the total.
    log_total
        Natural log of the weight of everything.
    """
    most = sum(weights.size - 1 for weights in by_placed)
    ahead = [log_prior[: most + 1]]
    for weights in reversed(by_placed):
        ahead.append(log_correlate(weights, ahead[-1]))
    ahead.reverse()
    rests: list[Floats] = []
    behind = np.zeros(1)
    for weights, after in zip(by_placed, ahead[1:], strict=True):
        rests.append(
            np.array([log_sum(behind + after[k : k + behind.size]) for k in range(weights.size)])
        )
        behind = log_convolve(behind, weights)
    return rests, float(ahead[0][0])
