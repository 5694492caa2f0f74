"""All decomposable models of dependence between lists, each with its weight.

Madigan & York 1997, Biometrika 84:19. A decomposable graph's likelihood is a product over its
cliques divided by one over its separators, so every model and every total is summed exactly.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, logsumexp

from imena.estimation.lists import Lists

Array = NDArray[np.float64]
#: All graphs of more lists are too many to be gone through: 18,154 of six.
MOST_LISTS = 5
#: Posterior mass allowed in the last hundredth of the grid before the grid is made larger.
_TAIL = 1e-4
_MOST_ON_GRID = 2_000_000
#: So many numbers on no list are weighed at once.
_PIECE = 2_000


@dataclass(frozen=True)
class Graph:
    """A decomposable graph by its cliques and separators (bit masks of lists)."""

    cliques: tuple[int, ...]
    separators: tuple[int, ...]

    @property
    def name(self) -> str:
        """Cliques by positions of lists from 1: “123,34”."""
        said = ["".join(str(i + 1) for i in range(c.bit_length()) if c >> i & 1)
                for c in self.cliques]  # fmt: skip
        return ",".join(sorted(said))


@dataclass(frozen=True, eq=False)
class Averaged:
    """The posterior of the total, all models together.

    ``unseen`` are the numbers on no list that were weighed (0, 1, …), ``posterior`` their
    probabilities; ``graphs`` and ``weights`` the models. ``beyond`` is the probability in the last
    hundredth of the grid: where it is not tiny the answer depends on where the grid ends.
    ``saturated`` is the weight of the graph that links all lists, in which the data say nothing of
    the number on no list: the prior speaks there.
    """

    observed: int
    delta: float
    posterior: Array
    graphs: tuple[Graph, ...]
    weights: Array
    means: Array
    beyond: float

    @property
    def mean(self) -> float:
        """The posterior mean of the total."""
        return self.observed + float(self.posterior @ np.arange(len(self.posterior)))

    @property
    def saturated(self) -> float:
        """The weight of the graph with one clique."""
        return float(sum(w for g, w in zip(self.graphs, self.weights, strict=True)
                         if len(g.cliques) == 1))  # fmt: skip

    def quantile(self, probability: float) -> int:
        """The least total with at least this probability at or below it."""
        return self.observed + int(np.searchsorted(np.cumsum(self.posterior), probability))

    @property
    def interval(self) -> tuple[int, int]:
        """From the 2.5 % to the 97.5 % quantile."""
        return self.quantile(0.025), self.quantile(0.975)

    def draw(self, many: int, seed: int) -> NDArray[np.int64]:
        """Totals drawn from the posterior; shape (many,)."""
        drawn = np.random.default_rng(seed).random(many) * self.posterior.sum()
        return np.asarray(self.observed + np.searchsorted(np.cumsum(self.posterior), drawn))


class TooManyListsError(ValueError):
    """More lists than all graphs of which can be weighed."""


def averaged(
    lists: Lists,
    *,
    delta: float | None = None,
    most_unseen: int | None = None,
    without_saturated: bool = False,
) -> Averaged:
    """Weigh every decomposable graph and every number on no list.

    Parameters
    ----------
    delta
        Hyper-Dirichlet weight of each cell of the full table; 2**-k by default. Larger ones pull
        the total to what was seen (`sensitivity` shows it).
    most_unseen
        The largest number on no list that is weighed; by default as many as are needed for the end
        not to matter. The prior is 1 / N over that range and uniform over graphs.
    without_saturated
        Leave out the graph that links all lists.

    Raises
    ------
    TooManyListsError
        From six lists on.
    """
    if lists.k > MOST_LISTS:
        raise TooManyListsError(f"{lists.k} lists: {MOST_LISTS} at most are averaged over")
    weight = 2.0**-lists.k if delta is None else delta
    graphs = tuple(
        g for g in decomposable_graphs(lists.k) if not (without_saturated and len(g.cliques) == 1)
    )
    weighed = _Weighed.of(lists, weight, graphs)
    if most_unseen is not None:
        weighed.reach(most_unseen)
        return weighed.averaged()
    size = max(1_000, 4 * lists.observed)
    while True:
        weighed.reach(size)
        found = weighed.averaged()
        if found.beyond < _TAIL or size >= _MOST_ON_GRID:
            return found
        size = min(2 * size, _MOST_ON_GRID)


@dataclass(frozen=True, eq=False)
class _Weighed:
    """Every graph beside every number on no list, as far as the grid reaches by now.

    Piece by piece of the grid: ``tops`` and ``masses`` (log and share) and ``moments`` of each
    graph, shape (graphs,), and the posterior of the piece beside its greatest term, in ``kept``.
    ``ways``, shape (graphs, tables), is 1 for a clique, -1 for a separator, counted.
    """

    lists: Lists
    delta: float
    graphs: tuple[Graph, ...]
    masks: tuple[int, ...]
    ways: Array
    tops: list[Array] = field(default_factory=list)
    masses: list[Array] = field(default_factory=list)
    moments: list[Array] = field(default_factory=list)
    kept: list[Array] = field(default_factory=list)

    @classmethod
    def of(cls, lists: Lists, delta: float, graphs: tuple[Graph, ...]) -> _Weighed:
        masks = tuple(sorted({m for g in graphs for m in (*g.cliques, *g.separators)}))
        place = {mask: i for i, mask in enumerate(masks)}
        ways = np.zeros((len(graphs), len(masks)))
        for row, graph in zip(ways, graphs, strict=True):
            for clique in graph.cliques:
                row[place[clique]] += 1
            for separator in graph.separators:
                row[place[separator]] -= 1
        return cls(lists, delta, graphs, masks, ways)

    def reach(self, largest: int) -> None:
        """Weigh further, up to this number on no list."""
        for start in range(sum(map(len, self.kept)), largest + 1, _PIECE):
            unseen = np.arange(start, min(start + _PIECE, largest + 1), dtype=np.float64)
            total = self.lists.observed + unseen
            base = gammaln(total + 1) - gammaln(unseen + 1) - np.log(np.maximum(total, 1.0))
            terms = [_term(self.lists, mask, self.delta, unseen) for mask in self.masks]
            joint = self.ways @ np.array(terms) + base
            top = joint.max(axis=1)
            shares = np.exp(joint - top[:, None], out=joint)
            self.tops.append(top)
            self.masses.append(shares.sum(axis=1))
            self.moments.append(shares @ unseen)
            self.kept.append(np.exp(top - top.max()) @ shares)

    def averaged(self) -> Averaged:
        """What the grid says as far as it reaches."""
        tops = np.array(self.tops)
        scale = np.exp(tops - tops.max(axis=0))
        mass = (scale * np.array(self.masses)).sum(axis=0)
        first = (scale * np.array(self.moments)).sum(axis=0)
        evidence = tops.max(axis=0) + np.log(mass)
        highest = tops.max(axis=1)
        kept = [
            piece * np.exp(top - highest.max())
            for piece, top in zip(self.kept, highest, strict=True)
        ]
        posterior = np.concatenate(kept)
        posterior /= posterior.sum()
        tail = max(1, round(len(posterior) / 100))
        return Averaged(
            self.lists.observed,
            self.delta,
            posterior,
            self.graphs,
            np.exp(evidence - logsumexp(evidence)),
            self.lists.observed + first / mass,
            float(posterior[-tail:].sum()),
        )


def _term(lists: Lists, mask: int, delta: float, unseen: Array) -> Array:
    """log marginal likelihood of the table of some lists, for each number on no list."""
    cells = np.arange(lists.counts.size)
    margin = np.bincount(cells & mask, weights=lists.counts, minlength=lists.counts.size)
    inside = [cell for cell in range(lists.counts.size) if cell & mask == cell and cell]
    weight = delta * 2.0 ** (lists.k - mask.bit_count())
    everything = delta * 2.0**lists.k
    fixed = float((gammaln(margin[inside] + weight) - gammaln(weight)).sum())
    none = gammaln(margin[0] + unseen + weight) - gammaln(weight)
    whole = gammaln(everything) - gammaln(lists.observed + unseen + everything)
    return np.asarray(whole + none + fixed)


def sensitivity(lists: Lists) -> tuple[Averaged, ...]:
    """The average under three weights of a cell: 2**-k, one half and 1."""
    return tuple(averaged(lists, delta=delta) for delta in (2.0**-lists.k, 0.5, 1.0))


@cache
def decomposable_graphs(k: int) -> tuple[Graph, ...]:
    """All decomposable graphs on k lists: 2, 8, 61, 822 of 2, 3, 4, 5."""
    pairs = list(combinations(range(k), 2))
    found = []
    for chosen in range(2 ** len(pairs)):
        near = [0] * k
        for number, (i, j) in enumerate(pairs):
            if chosen >> number & 1:
                near[i] |= 1 << j
                near[j] |= 1 << i
        graph = _decomposed(k, near)
        if graph is not None:
            found.append(graph)
    return tuple(found)


def _decomposed(k: int, near: list[int]) -> Graph | None:
    """Cliques and separators by maximum cardinality search; ``None`` when not decomposable."""
    numbered, order = 0, []
    for _ in range(k):
        left = [v for v in range(k) if not numbered >> v & 1]
        best = max(left, key=lambda v: (near[v] & numbered).bit_count())
        order.append((best, near[best] & numbered))
        numbered |= 1 << best
    cliques: list[int] = []
    separators: list[int] = []
    for vertex, earlier in order:
        if any(earlier & ~(near[v] | 1 << v) for v in range(k) if earlier >> v & 1):
            return None
        if cliques and earlier == cliques[-1]:
            cliques[-1] |= 1 << vertex
            continue
        if order[0][0] != vertex:
            separators.append(earlier)
        cliques.append(earlier | 1 << vertex)
    return Graph(tuple(cliques), tuple(separators))
