"""Partitions of many elements, sampled.

Three moves, each keeping the posterior as it is: an element goes to a person, or to a new one,
drawn with the probabilities it has given all the others; two elements of two people change places;
two elements are drawn, and all that is theirs is divided again between them, or becomes one
person's, drawn with the probabilities of all ways to do so. Of many elements one way is proposed
instead, by a coin for each (Jain and Neal 2004, without their intermediate scans). While a chain
finds its way, evidence counts for little at first and then for more, until it counts in full.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np

from imena.osteology.partition import (
    EXACT_UP_TO,
    Diagnostics,
    FloatArray,
    PartitionPosterior,
    exact_partition_posterior,
    log_prior_by_people,
)
from imena.osteology.whose import Weighed

_CHAINS, _SWEEPS = 4, 1500
#: The share of each chain that is thrown away while it finds its way.
_BURNED = 0.25
#: So many elements beside the two drawn have all their ways to be divided listed.
_DIVIDED_EXACTLY = 8
#: What each person too many costs, in natural logs: never met again once left.
_TOO_MANY = 60.0
#: Pairs between these probabilities are in doubt: what convergence is judged by.
_DOUBT = (0.01, 0.99)


def partition_posterior(
    findings: Weighed,
    people: int | None = None,
    seed: int = 0,
    sweeps: int = _SWEEPS,
) -> PartitionPosterior:
    """The posterior over partitions: exact for few elements, sampled for many.

    ``people`` is how many are in the deposit, for the prior; ``sweeps`` how long each chain runs.

    Raises
    ------
    ElementsError
        Where no partition is possible.
    """
    if len(findings.elements) <= EXACT_UP_TO:
        return exact_partition_posterior(findings, people)
    return sampled_partition_posterior(findings, people, seed, sweeps)


def sampled_partition_posterior(
    findings: Weighed,
    people: int | None = None,
    seed: int = 0,
    sweeps: int = _SWEEPS,
) -> PartitionPosterior:
    """The same, sampled whatever the number of elements.

    Four chains, half of them from everybody apart and half from whoever fits together. The
    ``diagnostics`` of the answer must be looked at: what did not converge is not an answer.
    """
    size = len(findings.elements)
    prior, weights = log_prior_by_people(size, people), dict[int, float]()
    chains = [
        _Chain(findings, weights, prior, np.random.default_rng([seed, chain]))
        for chain in range(_CHAINS)
    ]
    for number, chain in enumerate(chains):
        chain.start(together=bool(number % 2))
        for sweep in range(sweeps):
            burned = _BURNED * sweeps
            chain.heat = min(1.0, (sweep + 1) / burned)
            chain.sweep(kept=sweep >= burned)
    ids = tuple(e.id for e in findings.elements)
    kept = sum(chain.kept for chain in chains)
    whole = sum((chain.met for chain in chains), Counter[int]())
    best = max(chains, key=lambda chain: chain.best_log).best
    return PartitionPosterior(
        ids,
        np.mean([chain.pair / chain.kept for chain in chains], axis=0),
        np.sum([chain.people for chain in chains], axis=0) / kept,
        {_named(ids, block): n / kept for block, n in whole.items()},
        tuple(_named(ids, block) for block in best),
        _diagnosed(chains, sweeps),
    )


class _Chain:
    """One chain; a block is a number whose bits are its elements."""

    def __init__(
        self,
        findings: Weighed,
        weights: dict[int, float],
        prior: FloatArray,
        rng: np.random.Generator,
    ) -> None:
        size = len(findings.elements)
        self.findings, self.rng, self.size = findings, rng, size
        self.prior = _passable(prior)
        # What a block weighs is the same to all chains.
        self.weights = weights
        self.blocks: list[int] = []
        self.heat = 1.0
        self.kept = 0
        self.pair = np.zeros((size, size))
        self.people = np.zeros(size + 1)
        self.met: Counter[int] = Counter()
        self.trace: list[tuple[FloatArray, int]] = []
        self.best_log, self.best = -math.inf, list[int]()

    def weight(self, block: int) -> float:
        if block not in self.weights:
            members = [i for i in range(self.size) if block >> i & 1]
            self.weights[block] = self.findings.log_weight(members)
        return self.weights[block]

    def start(self, together: bool) -> None:
        """Everybody apart, or each element where it fits best among those before it."""
        self.blocks = []
        for i in range(self.size):
            fits = [self.weight(b | 1 << i) - self.weight(b) for b in self.blocks]
            if together and fits and max(fits) > -math.inf:
                self.blocks[int(np.argmax(fits))] |= 1 << i
            else:
                self.blocks.append(1 << i)

    def sweep(self, kept: bool) -> None:
        for i in range(self.size):
            self._place_again(i)
        for _ in range(self.size):
            self._divide_again()
            self._exchange()
        log = sum(map(self.weight, self.blocks)) + float(self.prior[len(self.blocks)])
        if log > self.best_log:
            self.best_log, self.best = log, list(self.blocks)
        if kept:
            self._keep()

    def _place_again(self, i: int) -> None:
        bit = 1 << i
        others = [rest for b in self.blocks if (rest := b & ~bit)]
        number = len(others)
        logs = np.array(
            [
                self.heat * (self.weight(b | bit) - self.weight(b)) + self.prior[number]
                for b in others
            ]
            + [self.heat * self.weight(bit) + self.prior[number + 1]]
        )
        at = self._drawn(logs)
        if at < number:
            others[at] |= bit
        else:
            others.append(bit)
        self.blocks = others

    def _divide_again(self) -> None:
        i, j = (int(x) for x in self.rng.choice(self.size, 2, replace=False))
        of_i = next(b for b in self.blocks if b >> i & 1)
        of_j = next(b for b in self.blocks if b >> j & 1)
        both = of_i | of_j
        free = [k for k in range(self.size) if both >> k & 1 and k not in (i, j)]
        others = [b for b in self.blocks if b not in (of_i, of_j)]
        if len(free) > _DIVIDED_EXACTLY:
            self._merge_or_split(i, of_i, of_j, free)
            return
        ones = [1 << i]
        for k in free:
            ones += [one | 1 << k for one in ones]
        divided = [self.weight(one) + self.weight(both ^ one) for one in ones]
        logs = self.heat * np.array([self.weight(both), *divided])
        logs += self.prior[len(others) + 2]
        logs[0] += self.prior[len(others) + 1] - self.prior[len(others) + 2]
        at = self._drawn(logs)
        self.blocks = others + ([both] if at == 0 else [ones[at - 1], both ^ ones[at - 1]])

    def _merge_or_split(self, i: int, of_i: int, of_j: int, free: list[int]) -> None:
        number, both = len(self.blocks), of_i | of_j
        others = [b for b in self.blocks if b not in (of_i, of_j)]
        coins = len(free) * math.log(2)
        if of_i != of_j:
            change = self.weight(both) - self.weight(of_i) - self.weight(of_j)
            if self._accepts(self.heat * change - coins, number, number - 1):
                self.blocks = [*others, both]
            return
        heads = self.rng.random(len(free)) < 0.5
        one = 1 << i | sum(1 << k for k, head in zip(free, heads, strict=True) if head)
        change = self.weight(one) + self.weight(both ^ one) - self.weight(both)
        if self._accepts(self.heat * change + coins, number, number + 1):
            self.blocks = [*others, one, both ^ one]

    def _exchange(self) -> None:
        i, j = (int(x) for x in self.rng.choice(self.size, 2, replace=False))
        of_i = next(b for b in self.blocks if b >> i & 1)
        of_j = next(b for b in self.blocks if b >> j & 1)
        if of_i == of_j:
            return
        both = 1 << i | 1 << j
        change = self.weight(of_i ^ both) + self.weight(of_j ^ both)
        change -= self.weight(of_i) + self.weight(of_j)
        if self._accepts(self.heat * change, len(self.blocks), len(self.blocks)):
            self.blocks = [b for b in self.blocks if b not in (of_i, of_j)]
            self.blocks += [of_i ^ both, of_j ^ both]

    def _drawn(self, logs: FloatArray) -> int:
        odds = np.cumsum(np.exp(logs - logs.max()))
        return int(np.searchsorted(odds, self.rng.random() * odds[-1], side="right"))

    def _accepts(self, change: float, before: int, after: int) -> bool:
        log = change + float(self.prior[after]) - float(self.prior[before])
        return bool(math.log(1 - self.rng.random()) < log)

    def _keep(self) -> None:
        self.kept += 1
        together = np.zeros((self.size, self.size))
        for block in self.blocks:
            members = [i for i in range(self.size) if block >> i & 1]
            together[np.ix_(members, members)] = 1
        self.pair += together
        self.people[len(self.blocks)] += 1
        self.met.update(self.blocks)
        self.trace.append((together[np.triu_indices(self.size, 1)], len(self.blocks)))


def _passable(prior: FloatArray) -> FloatArray:
    """The prior with too many people made all but impossible, so that a start may have them."""
    allowed = np.flatnonzero(prior > -math.inf)
    beyond = np.arange(len(prior)) - allowed[-1]
    return np.where(beyond > 0, prior[allowed[-1]] - _TOO_MANY * beyond, prior)


def _diagnosed(chains: Sequence[_Chain], sweeps: int) -> Diagnostics:
    pairs = np.array([[p for p, _ in chain.trace] for chain in chains])
    people = np.array([[n for _, n in chain.trace] for chain in chains], dtype=float)
    mean = pairs.mean(axis=(0, 1))
    doubtful = pairs[:, :, (mean > _DOUBT[0]) & (mean < _DOUBT[1])]
    traces = np.concatenate([doubtful, people[:, :, None]], axis=2)
    of_chains = doubtful.mean(axis=1)
    error = of_chains.std(axis=0, ddof=1) / math.sqrt(len(chains))
    return Diagnostics(len(chains), sweeps, _r_hat(traces), float(error.max(initial=0.0)))


def _r_hat(traces: FloatArray) -> float:
    """The largest over the last axis; ``traces`` is (chains, draws, quantities)."""
    draws = traces.shape[1]
    within = traces.var(axis=1, ddof=1).mean(axis=0)
    between = draws * traces.mean(axis=1).var(axis=0, ddof=1)
    constant = (within == 0) & (between == 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.sqrt((draws - 1) / draws + between / (draws * within))
    return float(np.where(constant, 1.0, found).max())


def _named(ids: Sequence[str], block: int) -> frozenset[str]:
    return frozenset(ids[i] for i in range(len(ids)) if block >> i & 1)
