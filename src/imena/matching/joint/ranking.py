"""The most probable joint assignments, in order, without listing the others.

Any path is extended only along edges whose best completion is known exactly (the maxima of a
lattice, or of the components still to come), so that whole stories come out best first and the
work grows with the number asked for, not with the number there are (the idea of Hoffman & Pavley
1959: each next path deviates once from one already found).
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from imena.matching.joint.lattice import Floats, Ints, Lattice, max_by


@dataclass(frozen=True, slots=True)
class Edge:
    """One step of a path: its own worth, what it is, where it leads, and the best it can become."""

    worth: float
    label: object
    target: Hashable
    best: float


@dataclass(frozen=True, slots=True)
class Story:
    """A row for each family of a component (in the component's order) and its natural log weight.

    The weight counts DNA and other evidence, not the prior.
    """

    rows: tuple[int, ...]
    log_weight: float


#: edges out of a node, best completion first; ``None`` where a path ends
Edges = Callable[[Hashable], "tuple[Edge, ...] | None"]
#: labels of a path, last first: paths that deviate late share all that is before
Trail = tuple["Trail", object] | None


def best_paths(start: Hashable, edges: Edges, limit: int) -> list[tuple[float, list[object]]]:
    """The ``limit`` paths of most worth from ``start``, best first: (worth, labels of the edges).

    ``Edge.best`` must be the worth of the edge plus that of the best path on from its target.
    Paths without worth (-inf) are left out. Equal paths come in a fixed order.
    """
    out = lru_cache(maxsize=None)(edges)
    heap: list[tuple[float, int, Trail, float, Hashable, int]] = []
    order = itertools.count()

    def offer(labels: Trail, worth: float, node: Hashable, rank: int) -> None:
        choices = out(node)
        if choices is not None and rank < len(choices) and choices[rank].best > -np.inf:
            bound = worth + choices[rank].best
            heapq.heappush(heap, (-bound, next(order), labels, worth, node, rank))

    if limit <= 0:
        return []
    if out(start) is None:
        return [(0.0, [])]
    offer(None, 0.0, start, 0)
    found: list[tuple[float, list[object]]] = []
    while heap and len(found) < limit:
        _, _, taken, worth, node, rank = heapq.heappop(heap)
        while (choices := out(node)) is not None:
            offer(taken, worth, node, rank + 1)
            edge = choices[rank]
            taken = (taken, edge.label)
            worth, node, rank = worth + edge.worth, edge.target, 0
        found.append((worth, _labels(taken)))
    return found


def _labels(taken: Trail) -> list[object]:
    labels = []
    while taken is not None:
        taken, label = taken
        labels.append(label)
    return labels[::-1]


def component_stories(
    lattice: Lattice, log_weights: Sequence[Floats], limit: int
) -> list[list[Story]]:
    """For each tally, the ``limit`` assignments of most weight in the component, best first."""
    reached = lattice.forward(log_weights, max_by)
    rows_of_group = [
        _rows_by_group(layer.group_of_row, log_weights[layer.family], layer.n_groups, limit)
        for layer in lattice.layers
    ]
    families = [layer.family for layer in reversed(lattice.layers)]

    def edges(node: Hashable) -> tuple[Edge, ...] | None:
        assert isinstance(node, tuple)
        step, state = node
        if step == 0:
            return None
        layer = lattice.layers[step - 1]
        into = slice(layer.first[state], layer.first[state + 1])
        sources, groups = layer.source[into], layer.group[into]
        rows = np.concatenate([rows_of_group[step - 1][g] for g in groups])
        sources = np.repeat(sources, [rows_of_group[step - 1][g].size for g in groups])
        worth = log_weights[layer.family][rows]
        best = worth + reached[step - 1][sources]
        first = np.argsort(-best, kind="stable")[:limit]
        return tuple(
            Edge(float(worth[i]), int(rows[i]), (step - 1, int(sources[i])), float(best[i]))
            for i in first
        )

    by_tally: list[list[Story]] = []
    for tally in range(lattice.n_tallies):
        ends = np.flatnonzero(lattice.final_tally == tally)
        found = [
            path
            for end in ends.tolist()
            for path in best_paths((len(lattice.layers), end), edges, limit)
        ]
        found.sort(key=lambda path: -path[0])
        by_tally.append([_story(families, labels, worth) for worth, labels in found[:limit]])
    return by_tally


def _rows_by_group(of_row: Ints, values: Floats, n_groups: int, limit: int) -> list[Ints]:
    """The rows of each group, best first, no more of them than can matter."""
    by_value = np.lexsort((-values, of_row))
    starts = np.searchsorted(of_row[by_value], np.arange(n_groups + 1))
    return [by_value[a : min(b, a + limit)] for a, b in itertools.pairwise(starts)]


def _story(families: Sequence[int], labels: Sequence[object], worth: float) -> Story:
    rows = {f: row for f, row in zip(families, labels, strict=True) if isinstance(row, int)}
    return Story(tuple(rows[f] for f in range(len(families))), worth)


def whole_stories(
    parts: Sequence[Sequence[Sequence[Story]]], log_prior: Floats, limit: int
) -> list[tuple[float, list[Story]]]:
    """The ``limit`` best ways to take one story from each component, best first.

    Parameters
    ----------
    parts
        For each component, by number placed: its stories, best first.
    log_prior
        Natural log prior by number placed in all.

    Returns
    -------
    (log weight with prior, one story per component) for each.
    """
    ahead = [log_prior[: 1 + sum(len(part) - 1 for part in parts)]]
    for part in reversed(parts):
        tops = [stories[0].log_weight if stories else -np.inf for stories in part]
        here = np.full(ahead[-1].size - len(part) + 1, -np.inf)
        for placed, top in enumerate(tops):
            here = np.maximum(here, ahead[-1][placed : placed + here.size] + top)
        ahead.append(here)
    ahead.reverse()

    def edges(node: Hashable) -> tuple[Edge, ...] | None:
        assert isinstance(node, tuple)
        step, before = node
        if step > len(parts):
            return None
        if step == len(parts):  # the last edge brings the prior, known once all are placed
            prior = float(log_prior[before])
            return (Edge(prior, None, (step + 1, before), prior),)
        found = [
            Edge(
                story.log_weight,
                story,
                (step + 1, before + placed),
                story.log_weight + float(ahead[step + 1][before + placed]),
            )
            for placed, stories in enumerate(parts[step])
            for story in stories
        ]
        found.sort(key=lambda edge: -edge.best)
        return tuple(found[:limit])

    return [
        (worth, [label for label in labels if isinstance(label, Story)])
        for worth, labels in best_paths((0, 0), edges, limit)
    ]
