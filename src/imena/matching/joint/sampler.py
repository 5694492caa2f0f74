"""Components too wide to be summed: blocked Gibbs sampling of whole placements of families.

One sweep draws every family's whole row given the rest of the block, and then re-splits, as many
times as there are families, exactly the bodies that two or three neighbouring families hold among
them. Both are draws from exact conditional distributions, so the posterior is stationary; from
"nobody placed" every assignment can be reached and left again, so it is the only one. Several
chains start far apart, and what they do not agree on is refused.
"""

from __future__ import annotations

import heapq
import math
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import sparse

from imena.matching.joint import kernels
from imena.matching.joint.assignment import FamilyRows, components
from imena.matching.joint.convergence import Summary, halved, summarise
from imena.matching.joint.lattice import Floats, Ints
from imena.matching.joint.layout import Block
from imena.matching.joint.maxima import best_matching, best_with, weight_matrix
from imena.matching.joint.ranking import Story
from imena.matching.joint.symmetry import OpenSet

_BATCHES = 40
_WARM = 8  # batches of each chain that are forgotten, an even fifth
_DRAWS = 200


class SamplerDidNotConverge(Exception):  # noqa: N818 - says what happened
    """The chains do not agree within the effort allowed, so there is no answer.

    ``diagnostics`` holds what was reached.
    """

    def __init__(self, diagnostics: dict[str, float]) -> None:
        reached = ", ".join(f"{name} {value:.4g}" for name, value in diagnostics.items())
        super().__init__(f"the sampled component did not converge ({reached})")
        self.diagnostics = diagnostics


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard the sampler tries: ``sweeps`` of each chain at first, doubled up to
    ``max_sweeps`` until split-R-hat is at most ``r_hat`` and the Monte Carlo standard error of
    every marginal above 0.01 at most ``mcse``."""

    chains: int = 4
    sweeps: int = 2000
    max_sweeps: int = 64_000
    r_hat: float = 1.01
    mcse: float = 0.005


class SampledBlock:
    """The posterior of ``families`` given the exact weight of all other components.

    Parameters
    ----------
    families
        Families of all components that are sampled.
    log_tilt
        Natural log weight, by number placed in the block, of everything outside it.
    effort, seed
        See `Effort`; equal seeds give equal answers.

    Raises
    ------
    SamplerDidNotConverge
        If the chains do not agree when ``effort.max_sweeps`` are done.
    """

    def __init__(
        self, families: Sequence[FamilyRows], log_tilt: Floats, effort: Effort, seed: int
    ) -> None:
        self.families = families
        self._effort = effort
        self._block = flatten(families, log_tilt)
        self._pairs = pair_incidence(families)
        self._seeds = np.random.default_rng(seed)
        self._best = self._climb(self._first_guess())
        chains = [_Chain(self._block, start) for start in self._starts(effort.chains)]
        self._sample(chains)
        self._draws = np.concatenate([chain.draws[_DRAWS // 5 :] for chain in chains])
        self._best = self._best_met(chains)
        self.by_placed = self._weight_by_placed()

    method = "sampled"
    count = math.inf

    def row_posteriors(self, rest: Floats) -> list[Floats]:
        """For each family, the posterior of each row, against the ``rest`` it was sampled for."""
        assert np.allclose(rest, self._block.log_tilt), "sampled against another rest"
        return np.split(self._summary.mean, self._block.row_start[1:-1])

    def best_with(self) -> list[Floats | None]:
        """As `ExactComponent.best_with`; ``None`` for families that compete, directly or through
        others, with one that misses several people."""
        found: list[Floats | None] = [None] * len(self.families)
        for group in components(self.families):
            rows = [self.families[f] for f in group]
            if all(len(family.missing) == 1 for family in rows):
                best = best_with(weight_matrix(rows, [family.log_lr for family in rows]))
                for f, family, values in zip(group, rows, best, strict=True):
                    found[f] = values[family.bodies[:, 0]]
        return found

    def stories(self, limit: int) -> list[list[Story]]:
        """By number placed, the best stories found, at most ``limit`` each."""
        block = self._block
        by_placed: list[list[Story]] = [[] for _ in range(block.log_tilt.size)]
        for state, weight in sorted(self._found(limit).items(), key=lambda item: -item[1]):
            rows = np.array(state)
            placed = int((block.body_start[rows + 1] - block.body_start[rows]).sum())
            if len(by_placed[placed]) < limit:
                local = tuple((rows - block.row_start[:-1]).tolist())
                by_placed[placed].append(Story(local, weight - float(block.log_tilt[placed])))
        return by_placed

    def open_set_posterior(self, found: OpenSet) -> float:
        """Share of the states drawn in which the bodies of the set are its people."""
        matched = np.zeros(len(self._draws), dtype=np.int64)
        for f in {family for family, _ in found.people}:
            rows = self._draws[:, f] - self._block.row_start[f]
            matched += found.matched(f, self.families[f].bodies[rows])
        return float((matched == found.full).mean())

    def _first_guess(self) -> npt.NDArray[np.int64]:
        block, families = self._block, self.families
        if all(len(family.missing) == 1 for family in families):
            slope = np.diff(block.log_tilt).mean() if block.log_tilt.size > 1 else 0.0
            values = [family.log_weight + slope * family.placed for family in families]
            columns = best_matching(weight_matrix(families, values))
            nobody = max(int(family.bodies.max()) for family in families) + 1
            rows = [
                int(np.flatnonzero(family.bodies[:, 0] == (-1 if c == nobody else c))[0])
                for family, c in zip(families, columns, strict=True)
            ]
            return np.asarray(block.row_start[:-1] + rows)
        return self._greedy(np.argsort(-block.log_weight, kind="stable"))

    def _greedy(self, order: Ints) -> npt.NDArray[np.int64]:
        """Take rows in this order where the family is still unplaced and the bodies are free."""
        block = self._block
        state = block.row_start[:-1].copy()
        family_of = np.repeat(np.arange(state.size), np.diff(block.row_start))
        taken: set[int] = set()
        for r in order.tolist():
            f = family_of[r]
            bodies = block.bodies[block.body_start[r] : block.body_start[r + 1]].tolist()
            free = state[f] == block.row_start[f] and taken.isdisjoint(bodies)
            if free and bodies and block.log_weight[r] > -np.inf:
                state[f] = r
                taken.update(bodies)
        return np.asarray(state)

    def _climb(self, state: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        better = state.copy()
        kernels.climb(self._block, better, 50)
        return max((state, better), key=self._log_weight)

    def _log_weight(self, state: npt.NDArray[np.int64]) -> float:
        block = self._block
        placed = int((block.body_start[state + 1] - block.body_start[state]).sum())
        return float(block.log_weight[state].sum() + block.log_tilt[placed])

    def _starts(self, n: int) -> list[npt.NDArray[np.int64]]:
        """The best story found, nobody placed, and as many placed as come in a random order."""
        n_rows = self._block.log_weight.size
        at_random = [self._greedy(self._seeds.permutation(n_rows)) for _ in range(max(0, n - 2))]
        return [self._best, self._block.row_start[:-1].copy(), *at_random][:n]

    def _sample(self, chains: Sequence[_Chain]) -> None:
        effort, sweeps, done = self._effort, self._effort.sweeps, 0
        with ThreadPoolExecutor(max_workers=os.cpu_count()) as threads:
            while True:
                seeds = self._seeds.integers(2**31, size=len(chains)).tolist()
                list(threads.map(_Chain.extend, chains, [sweeps] * len(chains), seeds))
                done += sweeps
                self._summary = self._summarised(chains)
                if self._summary.converged(effort.r_hat, effort.mcse):
                    break
                if 2 * done > effort.max_sweeps:
                    raise SamplerDidNotConverge(self._summary.diagnostics)
                sweeps = done
        self.size = done * len(chains)
        counts = np.sum([chain.placed[_WARM:].sum(axis=0) for chain in chains], axis=0)
        self._placed_share = counts / counts.sum()

    def _summarised(self, chains: Sequence[_Chain]) -> Summary:
        return summarise(
            np.stack([chain.sums[_WARM:] for chain in chains]),
            np.stack([chain.squares[_WARM:] for chain in chains]),
            chains[0].length,
            self._pairs,
            self._effort.mcse / 10,
        )

    @cached_property
    def diagnostics(self) -> dict[str, float]:
        """Largest split-R-hat and Monte Carlo error, smallest effective sample size."""
        return {**self._summary.diagnostics, "chains": float(self._effort.chains)}

    def _best_met(self, chains: Sequence[_Chain]) -> npt.NDArray[np.int64]:
        """The best of the first guess and the states drawn, from which one can climb no further."""
        best_drawn = max(
            (max(chain.draws, key=self._log_weight) for chain in chains), key=self._log_weight
        )
        return max(self._best, self._climb(best_drawn), key=self._log_weight)

    def _found(self, limit: int) -> dict[tuple[int, ...], float]:
        """Log weights, tilt included, of the best stories drawn or reached from those.

        Best first, each story is opened to those that differ from it in one family, until
        ``limit`` are opened.
        """
        family_of = np.repeat(np.arange(self._best.size), np.diff(self._block.row_start))
        found = {
            tuple(state.tolist()): self._log_weight(state)
            for state in (self._best, *np.unique(self._draws, axis=0))
        }
        waiting = [(-weight, state) for state, weight in found.items()]
        heapq.heapify(waiting)
        for _ in range(limit):
            if not waiting:
                break
            _, state = heapq.heappop(waiting)
            values = kernels.single_changes(self._block, np.array(state))
            for r in np.argsort(-values, kind="stable")[:limit].tolist():
                f = family_of[r]
                changed = (*state[:f], r, *state[f + 1 :])
                if values[r] > -np.inf and changed not in found:
                    found[changed] = float(values[r])
                    heapq.heappush(waiting, (-found[changed], changed))
        return found

    def _weight_by_placed(self) -> Floats:
        """Log weight by number placed, so scaled that the best story has its posterior."""
        seed = int(self._seeds.integers(2**31))
        # A fraction of the work of the chains: each sweep moves half of the families on average.
        sweeps = max(64, self.size // (8 * len(self.families)))
        log_posterior = kernels.log_ordinate(self._block, self._best, seed, sweeps)
        log_total = self._log_weight(self._best) - min(0.0, log_posterior)
        with np.errstate(divide="ignore"):
            return np.asarray(np.log(self._placed_share) + log_total - self._block.log_tilt)


class _Chain:
    """One chain: its state, and what it has counted, in batches whose length grows with it."""

    def __init__(self, block: Block, start: npt.NDArray[np.int64]) -> None:
        self._block = block
        self._row = start.copy()
        self.length = 0
        self.sums = np.zeros((_BATCHES, block.log_weight.size))
        self.squares = np.zeros_like(self.sums)
        self.placed = np.zeros((_BATCHES, block.log_tilt.size), dtype=np.int64)
        self.draws = np.zeros((_DRAWS, start.size), dtype=np.int64)

    def extend(self, sweeps: int, seed: int) -> None:
        """Run on: the first time by ``sweeps``, later by as many as were made before."""
        first = 0
        if self.length:
            first = _BATCHES // 2
            for counted in (self.sums, self.squares, self.placed):
                counted[:first] = halved(counted)
                counted[first:] = 0
        self.length = sweeps // (_BATCHES - first)
        new = (self.sums[first:], self.squares[first:], self.placed[first:])
        kernels.run(self._block, self._row, seed, sweeps, *new, self.draws)


def flatten(families: Sequence[FamilyRows], log_tilt: Floats) -> Block:
    """The layout the kernels work on: see `imena.matching.joint.kernels`."""
    sizes = [family.log_lr.size for family in families]
    n_bodies = 1 + max((int(family.bodies.max(initial=-1)) for family in families), default=-1)
    scaled = [np.exp(family.log_weight - family.log_weight.max()) for family in families]
    # Sorting each row puts the bodies it uses last, the lowest of them first.
    used = [np.sort(family.bodies, axis=1) for family in families]
    lowest = np.concatenate(
        [
            f * n_bodies + np.where(rows < 0, n_bodies, rows).min(axis=1)
            for f, rows in enumerate(used)
        ]
    )
    placed = np.concatenate([family.placed for family in families])
    placing = np.flatnonzero(placed)
    near = [
        [g for g, other in enumerate(families) if g != f and family.body_set & other.body_set]
        for f, family in enumerate(families)
    ]
    return Block(
        row_start=_starts_of(sizes),
        body_start=_starts_of(placed),
        bodies=np.concatenate([rows[rows >= 0] for rows in used]).astype(np.int64),
        log_weight=np.concatenate([family.log_weight for family in families]),
        log_tilt=np.ascontiguousarray(log_tilt),
        weight=np.concatenate(scaled),
        cumulative=np.concatenate([np.cumsum(part) / part.sum() for part in scaled]),
        near_start=_starts_of([len(others) for others in near]),
        near=np.array([g for others in near for g in others], dtype=np.int64),
        single=np.array([len(family.missing) == 1 for family in families]),
        by_lowest=placing[np.argsort(lowest[placing], kind="stable")],
        lowest_start=_starts_of(np.bincount(lowest[placing], minlength=len(families) * n_bodies)),
    )


def pair_incidence(families: Sequence[FamilyRows]) -> sparse.csr_array:
    """Shape (pairs, rows of all families): 1 where the row places that person in that body.

    "Not among the bodies" counts as a pair too.
    """
    rows, pairs, offset, n_pairs = [], [], 0, 0
    for family in families:
        n_rows, columns = family.bodies.shape
        width = int(family.bodies.max(initial=-1)) + 2
        pairs.append((n_pairs + np.arange(columns) * width + family.bodies + 1).reshape(-1))
        rows.append(np.repeat(np.arange(n_rows) + offset, columns))
        offset, n_pairs = offset + n_rows, n_pairs + columns * width
    row, pair = np.concatenate(rows), np.concatenate(pairs)
    return sparse.csr_array((np.ones(row.size), (pair, row)), shape=(n_pairs, offset))


def _starts_of(sizes: npt.ArrayLike) -> npt.NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
