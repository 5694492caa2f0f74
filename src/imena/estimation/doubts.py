"""What the overlaps themselves say against the assumptions of an estimate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

from imena.estimation import poisson
from imena.estimation.hierarchical import Hierarchical, pair_masks
from imena.estimation.lists import Lists, list_counts

#: Something is doubted that would show itself by chance less often, all that is tried together.
DOUBTED_FROM = 0.01
#: The column of people who differ among those that are tried (`heterogeneity.Difference.DARROCH`).
_DIFFER = 0


@dataclass(frozen=True)
class Doubt:
    """An assumption that does not seem to hold.

    ``code``: "lists_share" (two lists favour the same people: taken as independent they give too
    few), "lists_avoid" (they avoid each other’s people: they give too many), "people_differ" (some
    are recorded more readily than others on every list: nearly everything gives too few).
    ``lists`` are the names of the two lists, none where people differ; ``p`` is how improbable so
    great a deviation would be if the assumption held.
    """

    code: str
    lists: tuple[str, ...]
    p: float


def doubts(lists: Lists) -> tuple[Doubt, ...]:
    """What must be let into a model of independent lists, the most telling first.

    Of three and more lists: every pair and Darroch’s column for people who differ are tried, the
    one that lowers the deviance most comes in, and so on while it does so beyond chance (one degree
    of freedom each, Bonferroni over what is tried). Two lists cannot show anything of it, and what
    acts on all three of three lists at once cannot be told from the number on no list.
    """
    if lists.k < 3:
        return ()
    pairs = pair_masks(lists.k)
    j = list_counts(lists.k)[1:].astype(np.float64)
    cells = np.arange(1, lists.counts.size)
    columns = [j**2 / 2, *(((cells & pair) == pair).astype(np.float64) for pair in pairs)]
    design = Hierarchical.of(lists.k, ()).design
    left = list(range(len(columns)))
    before, found = _deviance(design, lists), []
    while left and design.shape[1] < len(cells):
        fits = [_deviance(np.column_stack([design, columns[i]]), lists) for i in left]
        best = int(np.argmin(fits))
        p = min(float(chdtrc(1, max(before - fits[best], 0.0))) * len(left), 1.0)
        if p >= DOUBTED_FROM:
            break
        chosen = left.pop(best)
        design, before = np.column_stack([design, columns[chosen]]), fits[best]
        found.append((chosen, p))
    beta = poisson.fit(design, lists.counts[None, 1:])[0][0]
    signs = beta[lists.k + 1 :] > 0
    return tuple(
        _doubt(lists, chosen, positive, p, pairs)
        for (chosen, p), positive in zip(found, signs.tolist(), strict=True)
    )


def _doubt(lists: Lists, chosen: int, positive: bool, p: float, pairs: tuple[int, ...]) -> Doubt:
    if chosen == _DIFFER:
        return Doubt("people_differ" if positive else "lists_avoid", (), p)
    mask = pairs[chosen - 1]
    names = tuple(name for i, name in enumerate(lists.names) if mask >> i & 1)
    return Doubt("lists_share" if positive else "lists_avoid", names, p)


def _deviance(design: NDArray[np.float64], lists: Lists) -> float:
    counts = lists.counts[None, 1:]
    _, expected = poisson.fit(design, counts)
    return float(poisson.deviance(counts, expected)[0])
