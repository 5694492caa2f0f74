"""Which elements are one person's: the posterior over all ways to divide them among people.

A partition is as probable as the product over its people of how much better their elements go
together than apart (:mod:`imena.osteology.whose`), times a prior on the number of people. Up to
:data:`EXACT_UP_TO` elements every partition is counted, by a sum over subsets; beyond, they are
sampled (:mod:`imena.osteology.sampling`) and the answer says how well that went.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln, logsumexp

from imena.osteology.elements import ElementsError
from imena.osteology.whose import Weighed

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

#: Elements whose partitions are all counted: their subsets are listed.
EXACT_UP_TO = 14


@dataclass(frozen=True)
class Diagnostics:
    """How well a sampled answer can be trusted; an exact one has none.

    ``r_hat`` is the largest over the pairs that are in doubt and the number of people (Gelman and
    Rubin 1992); ``standard_error`` the largest of a pair's probability between chains.
    """

    chains: int
    sweeps: int
    r_hat: float
    standard_error: float

    @property
    def converged(self) -> bool:
        """R-hat at most 1.05 and every pair's probability to about 0.02."""
        return self.r_hat <= 1.05 and self.standard_error <= 0.02


@dataclass(frozen=True, eq=False)
class PartitionPosterior:
    """The posterior over ways to divide the elements among people.

    Parameters
    ----------
    ids
        The elements, in the order of the arrays.
    pair
        P(both are one person's), (elements, elements), 1 on the diagonal.
    people
        P(so many people), (elements + 1,), from none on.
    whole
        P(exactly these elements, of all here, are one person's), by set of ids. Where sampled,
        only sets that were met.
    best
        The most probable partition, or the most probable met.
    diagnostics
        ``None`` for an exact answer.
    """

    ids: tuple[str, ...]
    pair: FloatArray
    people: FloatArray
    whole: Mapping[frozenset[str], float]
    best: tuple[frozenset[str], ...]
    diagnostics: Diagnostics | None


def log_prior_by_people(elements: int, people: int | None) -> FloatArray:
    """Natural log of each partition's prior weight by its number of people, (elements + 1,).

    With ``people`` in the deposit given, each element is as likely anybody's as anybody else's: N
    (N - 1) ... for as many factors as people are met. Without, all partitions weigh the same.

    Raises
    ------
    ElementsError
        For a number of people below 1.
    """
    number = np.arange(elements + 1)
    if people is None:
        return np.zeros(elements + 1)
    if people < 1:
        raise ElementsError(f"{people} people")
    logs = np.full(elements + 1, -math.inf)
    possible = number <= people
    logs[possible] = gammaln(people + 1) - gammaln(people - number[possible] + 1)
    return logs


def exact_partition_posterior(findings: Weighed, people: int | None = None) -> PartitionPosterior:
    """Every partition counted.

    ``people`` is how many are in the deposit, for the prior (:func:`log_prior_by_people`).

    Raises
    ------
    ElementsError
        For more elements than :data:`EXACT_UP_TO`, or where no partition is possible.
    """
    size = len(findings.elements)
    if size > EXACT_UP_TO:
        raise ElementsError(f"{size} elements; at most {EXACT_UP_TO} are counted exactly")
    prior = log_prior_by_people(size, people)
    blocks, weights = _blocks(findings)
    by_lowest = [np.flatnonzero((blocks & -blocks) == 1 << i) for i in range(size)]
    full = (1 << size) - 1
    # log sums over partitions of each subset into each number of blocks, and the largest term.
    total = np.full((full + 1, size + 1), -math.inf)
    largest = np.full((full + 1, size + 1), -math.inf)
    total[0, 0] = largest[0, 0] = 0.0
    chosen = np.zeros((full + 1, size + 1), dtype=np.int64)
    for subset in range(1, full + 1):
        lowest = by_lowest[(subset & -subset).bit_length() - 1]
        inside = lowest[(blocks[lowest] & ~subset) == 0]
        rest = subset ^ blocks[inside]
        terms = weights[inside, None] + largest[rest, :-1]
        at = terms.argmax(axis=0)
        largest[subset, 1:] = terms[at, np.arange(size)]
        chosen[subset, 1:] = blocks[inside][at]
        total[subset, 1:] = np.logaddexp.reduce(weights[inside, None] + total[rest, :-1], axis=0)
    log_by_people = total[full] + prior
    log_all = logsumexp(log_by_people)
    if log_all == -math.inf:
        raise ElementsError("no way to divide these elements among so few people")
    outside = total[full ^ blocks, :-1] + prior[1:]
    probability = np.exp(weights + np.logaddexp.reduce(outside, axis=1) - log_all)
    members = (blocks[:, None] >> np.arange(size)) & 1
    pair = np.einsum("b,bi,bj->ij", probability, members, members)
    ids = tuple(e.id for e in findings.elements)
    return PartitionPosterior(
        ids,
        pair,
        np.exp(log_by_people - log_all),
        {_ids(ids, int(b)): float(p) for b, p in zip(blocks, probability, strict=True)},
        _best(ids, chosen, int(np.argmax(largest[full] + prior))),
        None,
    )


def _blocks(findings: Weighed) -> tuple[IntArray, FloatArray]:
    """All sets of elements that may be one person's, as bits, with their log weight."""
    size = len(findings.elements)
    found: list[tuple[int, float]] = []
    # A set that one person cannot have is not made larger: nor can one have more.
    open_sets: list[tuple[int, tuple[int, ...]]] = [(1 << i, (i,)) for i in range(size)]
    while open_sets:
        bits, members = open_sets.pop()
        if not findings.possible(members):
            continue
        weight = findings.log_weight(members)
        if weight > -math.inf:
            found.append((bits, weight))
        open_sets += [(bits | 1 << j, (*members, j)) for j in range(members[-1] + 1, size)]
    found.sort()
    return np.array([b for b, _ in found], np.int64), np.array([w for _, w in found])


def _best(
    ids: tuple[str, ...], chosen: npt.NDArray[np.int64], people: int
) -> tuple[frozenset[str], ...]:
    found, subset = [], (1 << len(ids)) - 1
    for number in range(people, 0, -1):
        block = int(chosen[subset, number])
        found.append(_ids(ids, block))
        subset ^= block
    return tuple(found)


def _ids(ids: tuple[str, ...], block: int) -> frozenset[str]:
    return frozenset(ids[i] for i in range(len(ids)) if block >> i & 1)
