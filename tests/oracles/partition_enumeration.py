"""Every partition of a few elements, one after another."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

Partition = tuple[tuple[int, ...], ...]


def partitions(elements: Sequence[int]) -> Iterator[Partition]:
    """All ways to divide ``elements`` into sets; as many as Bell's number."""
    if not elements:
        yield ()
        return
    first, rest = elements[0], elements[1:]
    for smaller in partitions(rest):
        yield ((first,), *smaller)
        for i, some in enumerate(smaller):
            yield (*smaller[:i], (first, *some), *smaller[i + 1 :])


def posterior(
    size: int, log_weight: Callable[[Sequence[int]], float], people: int | None
) -> dict[frozenset[frozenset[int]], float]:
    """The probability of each partition that is possible."""
    weights = {}
    for partition in partitions(range(size)):
        number = len(partition)
        if people is not None and number > people:
            continue
        log = sum(log_weight(sorted(some)) for some in partition)
        ways = math.perm(people, number) if people is not None else 1
        if log > -math.inf:
            weights[frozenset(map(frozenset, partition))] = math.exp(log) * ways
    total = sum(weights.values())
    return {partition: weight / total for partition, weight in weights.items()}
