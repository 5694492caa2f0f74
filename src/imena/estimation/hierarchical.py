"""Log-linear models of lists: which interactions are in them, and how they are called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

#: All hierarchical models are tried up to so many lists (8 and 113 models), above it all models
#: with pairs alone (1,024 of five lists).
MOST_FOR_ALL = 4


@dataclass(frozen=True)
class Hierarchical:
    """A hierarchical model: with an interaction, all interactions inside it are in the model.

    ``generators`` are the largest interactions as bit masks of lists; none lies inside another,
    every list is in one, and the interaction of all lists is never in.
    """

    k: int
    generators: tuple[int, ...]

    @classmethod
    def of(cls, k: int, interactions: Iterable[int]) -> Hierarchical:
        """The smallest model with these interactions and all lists alone."""
        wanted = {*interactions, *(1 << i for i in range(k))}
        largest = [one for one in wanted if not any(one != o and one & o == one for o in wanted)]
        return cls(k, tuple(sorted(largest, key=_place)))

    @cached_property
    def interactions(self) -> tuple[int, ...]:
        """All parameters: the constant (0), every list, every interaction; small ones first."""
        inside = {sub for top in self.generators for sub in range(2**self.k) if sub & top == sub}
        return tuple(sorted(inside, key=lambda one: (one.bit_count(), _lists(one))))

    @cached_property
    def design(self) -> NDArray[np.float64]:
        """1 where a parameter acts on a cell; shape (2**k - 1, parameters). Cell ``x`` (a mask from
        1) is row ``x - 1``; column 0 is the constant: the log of the expected number on no list."""
        return _design(self.k, self.interactions)

    @property
    def name(self) -> str:
        """The generators by positions of lists from 1: “[123,14]”."""
        return "[" + ",".join(map(_name, self.generators)) + "]"

    def __str__(self) -> str:
        return self.name


def _design(k: int, interactions: tuple[int, ...]) -> NDArray[np.float64]:
    cells = np.arange(1, 2**k)[:, None]
    sets = np.array(interactions)[None, :]
    return np.asarray((cells & sets) == sets, dtype=np.float64)


def _lists(mask: int) -> tuple[int, ...]:
    return tuple(i for i in range(mask.bit_length()) if mask >> i & 1)


def _name(mask: int) -> str:
    return "".join(str(i + 1) for i in _lists(mask))


def _place(mask: int) -> tuple[int, tuple[int, ...]]:
    return -mask.bit_count(), _lists(mask)


@cache
def all_models(k: int) -> tuple[Hierarchical, ...]:
    """Every hierarchical model without the interaction of all lists, up to four lists; of more
    lists every model with pairs alone. 1, 8, 113, 1,024 models of 2, 3, 4, 5 lists."""
    if k > MOST_FOR_ALL:
        return tuple(pairwise_models(k))
    full = 2**k - 1
    candidates = [mask for mask in range(1, full) if mask.bit_count() > 1]
    return tuple(
        Hierarchical.of(k, chosen)
        for size in range(len(candidates) + 1)
        for chosen in combinations(candidates, size)
        if not any(a & b in (a, b) for a, b in combinations(chosen, 2))
    )


def pairwise_models(k: int) -> Iterator[Hierarchical]:
    """Every model with pairs alone: 2**(k(k-1)/2) of them."""
    pairs = pair_masks(k)
    for size in range(len(pairs) + 1):
        for chosen in combinations(pairs, size):
            yield Hierarchical.of(k, chosen)


def pair_masks(k: int) -> tuple[int, ...]:
    """Pairs of lists as bit masks, in order."""
    return tuple((1 << i) | (1 << j) for i, j in combinations(range(k), 2))
