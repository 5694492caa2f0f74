"""How soon are lists that overlap asked by every model, with intervals that choose it anew?"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from scipy.optimize import linprog
from scipy.special import gammaln, logsumexp

from benchmarks.timing import Timing, measure
from imena.estimation.bootstrap import bootstrapped, by_best_bic
from imena.estimation.decomposable import averaged, decomposable_graphs
from imena.estimation.hierarchical import Hierarchical, all_models
from imena.estimation.lists import Lists
from imena.estimation.log_linear import ranked
from imena.estimation.side_by_side import side_by_side

#: Of the plain way only so many models, replicates or graphs are gone through.
SAMPLED = 40
REPLICATES = 1000


def invented(total: int, rates: Sequence[float], seed: int = 1) -> Lists:
    """People of two kinds, one recorded half as readily; the first two lists share people."""
    draw = np.random.default_rng(seed)
    readily = np.where(draw.random(total) < 0.5, 1.0, 0.5)
    on = draw.random((total, len(rates))) < np.outer(readily, rates)
    on[:, 1] |= on[:, 0] & (draw.random(total) < 0.2)
    masks = (on * (1 << np.arange(len(rates)))).sum(axis=1)
    counts = np.bincount(masks, minlength=2 ** len(rates)).astype(np.float64)
    counts[0] = 0
    return Lists(tuple(f"L{i + 1}" for i in range(len(rates))), counts)


def timings() -> Iterator[Timing]:
    """Four and five lists; each beside one model, one data set, one graph at a time."""
    four = invented(9_000, [0.4, 0.25, 0.2, 0.15])
    five = invented(9_000, [0.3, 0.2, 0.15, 0.1, 0.08], 2)
    for lists, bound in ((four, 0.3), (five, 4.0)):
        models = all_models(lists.k)
        timing = measure(
            f"{len(models):,} log-linear models on {lists.k} lists",
            _forgetting(lambda lists=lists: ranked(lists)),  # type: ignore[misc]
            bound=bound,
        )
        some = _sampled(models)
        plain = _seconds(lambda lists=lists, some=some: [_plain(m, lists) for m in some])  # type: ignore[misc]
        yield timing.against(
            f"one model at a time ({len(some)} of them)", plain * len(models) / len(some)
        )
    models = all_models(4)
    timing = measure(
        f"{REPLICATES:,} bootstrap replicates, each choosing among {len(models)} models",
        lambda: bootstrapped(four, by_best_bic, replicates=REPLICATES),
        bound=30.0,
    )
    plain = _seconds(lambda: [_plain(m, four) for m in models])
    yield timing.against("one model at a time (one replicate)", plain * REPLICATES)
    graphs = decomposable_graphs(5)
    timing = measure("averaging over five lists", lambda: averaged(five), bound=2.0)
    largest = len(averaged(five).posterior) - 1
    some_graphs = range(0, len(graphs), len(graphs) // SAMPLED)
    plain = _seconds(lambda: [_plain_graph(five, i, largest) for i in some_graphs])
    yield timing.against(
        f"one graph at a time ({len(some_graphs)} of them)",
        plain * len(graphs) / len(some_graphs),
    )
    yield measure("every method side by side, five lists", lambda: side_by_side(five), most=1)


def _forgetting(call: Callable[[], object]) -> Callable[[], object]:
    """The call with nothing remembered of what exists."""
    from imena.estimation import existence

    def again() -> object:
        existence._reduced.cache_clear()
        existence._existence.cache_clear()
        return call()

    return again


def _sampled(models: Sequence[Hierarchical]) -> Sequence[Hierarchical]:
    return models[:: max(len(models) // SAMPLED, 1)]


def _seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _plain(model: Hierarchical, lists: Lists) -> float:
    """Existence by linear programming, then iterated weighted least squares, with NumPy alone."""
    design, counts = model.design, lists.counts[1:]
    n = len(counts)
    found = linprog(
        np.append(np.zeros(n), -1.0),
        A_ub=np.hstack([-np.eye(n), np.ones((n, 1))]),
        b_ub=np.zeros(n),
        A_eq=np.hstack([design.T, np.zeros((design.shape[1], 1))]),
        b_eq=design.T @ counts,
        bounds=[(0, None)] * n + [(None, 1.0)],
    )
    if not found.success or float(found.fun or 0.0) > -1e-7:
        return float("nan")
    mu = counts + 0.1
    eta = np.log(mu)
    for _ in range(25):
        weighted = design * mu[:, None]
        beta = np.linalg.solve(
            design.T @ weighted + 1e-10 * np.eye(design.shape[1]),
            weighted.T @ (eta + (counts - mu) / mu),
        )
        eta = np.clip(design @ beta, -700, 700)
        mu = np.exp(eta)
    return float(np.exp(beta[0]))


def _plain_graph(lists: Lists, number: int, largest: int) -> float:
    """One graph's evidence over the whole grid, each of its tables summed for itself."""
    graph = decomposable_graphs(lists.k)[number]
    unseen = np.arange(largest + 1.0)
    total = lists.observed + unseen
    delta = 2.0**-lists.k
    joint = gammaln(total + 1) - gammaln(unseen + 1) - np.log(total)
    cells = np.arange(lists.counts.size)
    for sign, masks in ((1, graph.cliques), (-1, graph.separators)):
        for mask in masks:
            weight = delta * 2.0 ** (lists.k - mask.bit_count())
            for cell in range(lists.counts.size):
                if cell & mask == cell:
                    here = lists.counts[(cells & mask) == cell].sum() + (cell == 0) * unseen
                    joint = joint + sign * (gammaln(here + weight) - gammaln(weight))
            joint = joint + sign * (gammaln(1.0) - gammaln(total + 1.0))
    return float(logsumexp(joint))
