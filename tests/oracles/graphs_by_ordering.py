"""Decomposable graphs by trying every order, and the average by one term at a time."""

from __future__ import annotations

import math
from itertools import combinations, permutations


def decomposable(k: int, edges: frozenset[tuple[int, int]]) -> bool:
    """Whether some order of taking vertices away always takes one whose neighbours all know each
    other."""

    def near(v: int, left: tuple[int, ...]) -> list[int]:
        return [u for u in left if (min(u, v), max(u, v)) in edges]

    return any(
        all(
            pair in edges
            for place, v in enumerate(order)
            for pair in combinations(sorted(near(v, order[place + 1 :])), 2)
        )
        for order in permutations(range(k))
    )


def log_marginal(table: list[float], weight: float) -> float:
    """log of the Dirichlet-multinomial probability of one ordered table of counts, by products."""
    total = 0.0
    seen = 0
    for count in table:
        for i in range(int(count)):
            total += math.log(weight + i) - math.log(weight * len(table) + seen)
            seen += 1
    return total
