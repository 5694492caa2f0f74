"""In which order to eliminate: two greedy plans on the graph of variables that share a table.

Planning is worth nothing if it takes longer than what it plans: all that a step changes is kept up
to date, nothing is counted anew (200 children of one couple are 800 variables).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from heapq import heapify, heappop, heappush
from math import log

import numpy as np

Shape = tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]

#: Decimals of a log table size that count in a comparison; sums in another order differ beyond.
_DECIMALS = 9


@lru_cache(maxsize=4096)
def elimination_order(
    shape: Shape,
    sizes: tuple[tuple[int, int], ...],
    choices: tuple[tuple[int, int], ...],
    keep: tuple[int, ...],
) -> tuple[int, ...]:
    """A cheap elimination order: the better of greedy smallest table and greedy fewest fill-ins.

    Parameters
    ----------
    shape
        For each factor, its variables and the places in the pedigree that bodies may take in it.
    sizes, choices
        The domain size of each variable, and for each place the number of ways to fill it.
    keep
        Variables that are not eliminated.

    Returns
    -------
    Every other variable of the factors, once. The plan with the smaller sum of table entries is
    taken, the first of the two where they are equal (Koller & Friedman 2009, Probabilistic
    graphical models, section 9.4.3.2).
    """
    log_size, log_choice = (
        {key: log(number) for key, number in numbers} for numbers in (sizes, choices)
    )
    plans = []
    for fewest_fill_ins in (False, True):
        graph = _Graph(shape, log_size, log_choice)
        plans.append(_greedy(graph, keep, fewest_fill_ins=fewest_fill_ins))
    return min(plans, key=lambda plan: plan[0])[1]


def _greedy(
    graph: _Graph, keep: Iterable[int], *, fewest_fill_ins: bool
) -> tuple[float, tuple[int, ...]]:
    """Natural log of the table entries made, and the order. Ties go to the earlier variable."""

    def price(v: int) -> tuple[int, float]:
        return graph.fill[v] if fewest_fill_ins else 0, graph.log_entries(v)

    left = set(graph.near).difference(keep)
    cost = {v: price(v) for v in left}
    heap = [(cost[v], v) for v in left]
    heapify(heap)
    order: list[int] = []
    spent: list[float] = []
    while left:
        found, chosen = heappop(heap)
        if chosen not in left or found != cost[chosen]:
            continue  # an earlier price of a variable that has been priced again since
        left.remove(chosen)
        order.append(chosen)
        spent.append(graph.log_entries(chosen))
        for v in graph.eliminate(chosen) & left:
            cost[v] = price(v)
            heappush(heap, (cost[v], v))
    return float(np.logaddexp.reduce(spent)) if spent else 0.0, tuple(order)


class _Graph:
    """Variables, which of them share a table (``near``), and what each elimination would cost.

    ``fill[v]`` counts the pairs among the neighbours of v that do not share a table yet.
    """

    def __init__(
        self,
        shape: Shape,
        log_size: dict[int, float],
        log_choice: dict[int, float],
    ) -> None:
        self._log_size, self._log_choice = log_size, log_choice
        self.near: dict[int, set[int]] = {}
        self._places: dict[int, set[int]] = {}
        for scope, who in shape:
            for v in scope:
                self.near.setdefault(v, set()).update(scope)
                self._places.setdefault(v, set()).update(who)
        for v, neighbours in self.near.items():
            neighbours.discard(v)
        self.fill = {
            v: sum(len(neighbours - self.near[u]) - 1 for u in neighbours) // 2
            for v, neighbours in self.near.items()
        }

    def log_entries(self, v: int) -> float:
        """Natural log of the number of entries of the table that eliminating ``v`` makes."""
        sizes = sum(self._log_size[u] for u in self.near[v]) + self._log_size[v]
        return round(sizes + sum(self._log_choice[w] for w in self._places[v]), _DECIMALS)

    def eliminate(self, v: int) -> set[int]:
        """Take ``v`` out and join its neighbours; returns those whose cost may have changed."""
        neighbours = self.near[v]
        changed = neighbours | self._join(neighbours)
        for u in neighbours:
            self.fill[u] -= len(self.near[u] - neighbours) - 1
        for u in neighbours:
            self.near[u].remove(v)
            self._places[u] |= self._places[v]
        del self.near[v]
        return changed

    def _join(self, clique: set[int]) -> set[int]:
        """Link all of ``clique``, keeping ``fill``; returns everyone beside a new link."""
        beside: set[int] = set()
        waiting = sorted(clique)
        for i, a in enumerate(waiting):
            for b in waiting[i + 1 :]:
                if b in self.near[a]:
                    continue
                shared = self.near[a] & self.near[b]
                for u in shared:
                    self.fill[u] -= 1
                self.fill[a] += len(self.near[a]) - len(shared)
                self.fill[b] += len(self.near[b]) - len(shared)
                self.near[a].add(b)
                self.near[b].add(a)
                beside |= shared
        return beside
