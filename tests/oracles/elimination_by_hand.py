"""Eliminating variables without any cleverness: one value after another, one pair after another."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence

import numpy as np

from imena.kinship.elimination import Factor

Scope = tuple[int, ...]


def value(
    factors: Sequence[Factor],
    sizes: Mapping[int, int],
    cell: int,
    placed: Mapping[int, int],
    kept: Mapping[int, int],
) -> float:
    """The sum over all variables but those ``kept``, with the bodies ``placed`` by place."""
    free = [v for v in sizes if v not in kept]
    total = 0.0
    for chosen in itertools.product(*(range(sizes[v]) for v in free)):
        at = dict(zip(free, chosen, strict=True)) | dict(kept)
        total += math.prod(_entry(f, cell, placed, at) for f in factors)
    return total


def _entry(f: Factor, cell: int, placed: Mapping[int, int], at: Mapping[int, int]) -> float:
    row = 0
    if f.rows is not None:
        wanted = [placed[w] for w in f.who]
        row = f.rows.tolist().index(wanted)
    cell = min(cell, f.table.shape[1] - 1)
    return float(f.table[(row, cell, *(at[v] for v in f.scope))])


def greedy_plans(
    shape: Sequence[tuple[Scope, Scope]],
    sizes: Mapping[int, int],
    choices: Mapping[int, int],
    keep: Sequence[int],
) -> list[tuple[int, Scope]]:
    """(table entries made, order) of always the smallest table, and of always the fewest links."""
    plans = []
    for fewest_links in (False, True):
        scopes = [(set(scope), set(who)) for scope, who in shape]
        left = sorted({v for scope, _ in scopes for v in scope} - set(keep))
        order, made = [], 0
        while left:
            prices = []
            for v in left:
                together, places = _together(scopes, v)
                entries = math.prod(sizes[u] for u in together)
                entries *= math.prod(choices[w] for w in places)
                prices.append((_new_links(scopes, v) if fewest_links else 0, entries, v))
            _, entries, chosen = min(prices)
            together, places = _together(scopes, chosen)
            scopes = [s for s in scopes if chosen not in s[0]] + [(together - {chosen}, places)]
            left.remove(chosen)
            order.append(chosen)
            made += entries
        plans.append((made, tuple(order)))
    return plans


def _together(scopes: Sequence[tuple[set[int], set[int]]], v: int) -> tuple[set[int], set[int]]:
    touching = [s for s in scopes if v in s[0]]
    return set().union(*(s for s, _ in touching)), set().union(*(w for _, w in touching))


def _new_links(scopes: Sequence[tuple[set[int], set[int]]], v: int) -> int:
    together, _ = _together(scopes, v)
    pairs = itertools.combinations(sorted(together - {v}), 2)
    return sum(1 for a, b in pairs if not any(a in s and b in s for s, _ in scopes))


def bodies_differ(placed: Sequence[int]) -> bool:
    """Nobody stands in two places."""
    named = [b for b in placed if b >= 0]
    return len(set(named)) == len(named)


def random_factor(
    random: np.random.Generator, scope: Scope, sizes: Mapping[int, int], cells: int
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """A table with some zeros, shape (cells, *sizes)."""
    shape = (cells, *(sizes[v] for v in scope))
    return np.asarray(random.random(shape) * (random.random(shape) > 0.25))
