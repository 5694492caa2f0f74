"""What a search must keep, found by sorting every row and every column of the whole matrix."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt


def kept_pairs(
    log10_lr: npt.NDArray[np.float64], best: int, threshold: float
) -> list[tuple[int, int]]:
    """(body, missing) of the pairs to keep of a matrix of shape (bodies, missing), in order.

    ``-inf`` is never kept. Equal values rank by the other's position.
    """
    bodies, people = log10_lr.shape
    wanted = set()
    for body in range(bodies):
        ranked = sorted(range(people), key=lambda m: (-log10_lr[body, m], m))
        wanted |= {(body, m) for m in ranked[:best]}
    for m in range(people):
        ranked = sorted(range(bodies), key=lambda body: (-log10_lr[body, m], body))
        wanted |= {(body, m) for body in ranked[:best]}
    wanted |= {(int(b), int(m)) for b, m in np.argwhere(log10_lr >= threshold)}
    possible = [pair for pair in wanted if log10_lr[pair] > -math.inf]
    return sorted(possible, key=lambda pair: (pair[0], -log10_lr[pair], pair[1]))
