"""How many joint assignments a case has."""

from __future__ import annotations

from math import comb, factorial, lgamma, log

import numpy as np
import numpy.typing as npt

#: Missing people (or bodies) up to which unequal comparabilities are counted one by one.
_MOST_SUBSETS = 16
#: Natural log of what no float holds, whatever the rounding.
_TOO_MANY = 310 * log(10)


def count_assignments(comparable: npt.NDArray[np.bool_]) -> float | None:
    """Number of ways to give each body to at most one missing person and each person at most one.

    ``comparable`` has shape (bodies, missing). Exact (as a float beyond 2^53) where bodies and
    missing fall into blocks within which everybody is comparable (the sexes), or where one side
    has at most 16; ``None`` otherwise: counting is then as hard as a permanent.
    """
    if not comparable.size:
        return 1.0
    blocks = _blocks(comparable)
    if blocks is not None:
        if sum(_log_most(*block) for block in blocks) > _TOO_MANY:
            return float("inf")
        total = 1
        for bodies, missing in blocks:
            total *= sum(
                comb(bodies, k) * comb(missing, k) * factorial(k)
                for k in range(min(bodies, missing) + 1)
            )
        return float(total) if total < 10**300 else float("inf")
    smaller = comparable if comparable.shape[1] <= comparable.shape[0] else comparable.T
    if smaller.shape[1] > _MOST_SUBSETS:
        return None
    ways = np.zeros(1 << smaller.shape[1], dtype=object)
    ways[0] = 1
    subsets = np.arange(len(ways))
    for row in smaller:
        before = ways.copy()
        for j in np.flatnonzero(row):
            free = subsets[(subsets >> j) & 1 == 0]
            ways[free | (1 << int(j))] += before[free]
    return float(ways.sum())


def _blocks(comparable: npt.NDArray[np.bool_]) -> list[tuple[int, int]] | None:
    """Sizes (bodies, missing) of the blocks, or ``None`` where rows overlap without agreeing."""
    patterns, counts = np.unique(comparable, axis=0, return_counts=True)
    if np.any(patterns.sum(axis=0) > 1):
        return None
    return [(int(n), int(p.sum())) for p, n in zip(patterns, counts, strict=True)]


def _log_most(bodies: int, missing: int) -> float:
    """Natural log of the most ways in which any one number of them may be named: a country's whole
    count would have twenty thousand digits."""
    all_of_both = lgamma(bodies + 1) + lgamma(missing + 1)
    return max(
        all_of_both - lgamma(bodies - k + 1) - lgamma(missing - k + 1) - lgamma(k + 1)
        for k in range(min(bodies, missing) + 1)
    )
