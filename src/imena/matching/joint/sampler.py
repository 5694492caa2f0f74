"""Components too wide to be summed: sampled, whole placements of families at a time.

In one sweep every family draws its whole row given the rest of the block: by weighing all its rows,
those with very many only now and then, or else by weight alone until a row is free, which is the
same draw and takes next to no time; one whose way another family often bars is weighed together
with that rival. Then pairs of families that contend for a body draw together among their heaviest
rows, and some displace others. Each of these leaves the posterior as it is; from "nobody placed"
every assignment can be reached and left again, so it is the only one. What is reported are means of
the conditional probabilities families were weighed with, not counts of where they stood: a pair
that was never left has not probability 1. Several chains start far apart, and what they do not
agree on is refused.
"""

from __future__ import annotations

import heapq
import math
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from imena.matching.joint import kernels
from imena.matching.joint.assignment import FamilyRows, components
from imena.matching.joint.chains import (
    BATCHES,
    MANY_FAMILIES,
    SETTLED_PACE,
    SLOWEST,
    WATCHED_FROM,
    Chain,
    Pairs,
    rows_a_sweep,
    schedule_for,
    summary,
    weighed,
)
from imena.matching.joint.convergence import MONITORED, NEARLY_CERTAIN, Summary
from imena.matching.joint.lattice import Floats, Ints
from imena.matching.joint.layout import Block, Schedule, Watch, flatten, scratch_for
from imena.matching.joint.maxima import best_matching, best_with, weight_matrix
from imena.matching.joint.ordinate import log_ordinate
from imena.matching.joint.ranking import Story
from imena.matching.joint.symmetry import OpenSet

#: families up to which largest joint likelihoods are worked out, which takes their cube
MOST_FOR_MAXIMA = 1_000
#: share of the error allowed that is aimed at, and of that again where a name may be given: what is
#: weighed again in the same sweep says less than what is weighed in another
_AIMED_AT, _NEAR_CERTAINTY = 0.5, 0.4


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
    every marginal above 0.01 at most ``mcse``. Halves of chains whose means lie within ``mcse`` of
    one another (standard deviation; a tenth of it near certainty, where names are given) agree,
    whatever their R-hat: it says little of the marginals of families with very many rows, which
    are evaluated seldom and hardly vary. A block of more
    than a hundred families begins with a quarter of ``sweeps``.

    Where chains agree and a probability still lies within two standard errors of ``threshold``,
    they go on, as long as they have weighed no more than ``near_rows`` rows in all: seconds."""

    chains: int = 4
    sweeps: int = 2000
    max_sweeps: int = 64_000
    r_hat: float = 1.01
    mcse: float = 0.005
    threshold: float = 0.999
    near_rows: float = 5e8


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
        self._log_tilt = log_tilt
        self._block, self._given = flatten(families, log_tilt, _slope(families, log_tilt))
        self._seeds = np.random.default_rng(seed)
        self._schedule = schedule_for(self._block)
        self._best = self._climb(self._first_guess())
        starts = self._starts(effort.chains)
        chains = [Chain(self._block, start, self._schedule) for start in starts]
        self._sample(chains)
        self._draws = np.concatenate([chain.draws for chain in chains])
        self._best = self._best_met(chains)
        self.by_placed = self._weight_by_placed()

    method = "sampled"
    count = math.inf

    def row_posteriors(self, rest: Floats) -> list[Floats]:
        """For each family, the posterior of each row, against the ``rest`` it was sampled for."""
        assert np.allclose(rest, self._log_tilt), "sampled against another rest"
        starts = self._block.row_start
        posterior = np.empty(self._row_mean.size)
        posterior[np.repeat(starts[:-1], np.diff(starts)) + self._given] = self._row_mean
        return np.split(posterior, starts[1:-1])

    def best_with(self) -> list[Floats | None]:
        """As `ExactComponent.best_with`; ``None`` for families that compete, directly or through
        others, with one that misses several people, or with more than `MOST_FOR_MAXIMA`."""
        found: list[Floats | None] = [None] * len(self.families)
        for group in components(self.families):
            rows = [self.families[f] for f in group]
            alone = all(len(family.missing) == 1 for family in rows)
            if alone and len(rows) <= MOST_FOR_MAXIMA:
                best = best_with(weight_matrix(rows, [family.log_lr for family in rows]))
                for f, family, values in zip(group, rows, best, strict=True):
                    found[f] = values[family.bodies[:, 0]]
        return found

    def stories(self, limit: int) -> list[list[Story]]:
        """By number placed, the best stories found, at most ``limit`` each."""
        by_placed: list[list[Story]] = [[] for _ in range(self._log_tilt.size)]
        for state, _ in sorted(self._found(limit).items(), key=lambda item: -item[1]):
            local = self._given[list(state)].tolist()
            told = by_placed[self._placed(np.array(state))]
            if len(told) < limit:
                weights = zip(self.families, local, strict=True)
                told.append(Story(tuple(local), sum(float(f.log_weight[r]) for f, r in weights)))
        return by_placed

    def open_set_posterior(self, found: OpenSet) -> float:
        """Share of the states drawn in which the bodies of the set are its people."""
        matched = np.zeros(len(self._draws), dtype=np.int64)
        for f in {family for family, _ in found.people}:
            rows = self._given[self._draws[:, f]]
            matched += found.matched(f, self.families[f].bodies[rows])
        return float((matched == found.full).mean())

    def _first_guess(self) -> Ints:
        """Of few families that miss one person each the best matching; else greedily."""
        block, families = self._block, self.families
        alone = all(len(family.missing) == 1 for family in families)
        if not alone or len(families) > MOST_FOR_MAXIMA:
            return self._greedy()
        slope = _slope(families, self._log_tilt)
        values = [family.log_weight + slope * family.placed for family in families]
        columns = best_matching(weight_matrix(families, values))
        nobody = max(int(family.bodies.max()) for family in families) + 1
        body = np.where(np.array(columns) == nobody, -1, columns)
        rows = [
            int(np.flatnonzero(family.bodies[self._given[first:last], 0] == b)[0])
            for family, first, last, b in zip(
                families, block.row_start[:-1], block.row_start[1:], body, strict=True
            )
        ]
        return np.asarray(block.row_start[:-1] + rows)

    def _greedy(self) -> Ints:
        """Take what gains most over nobody placed, while families and bodies are left."""
        block = self._block
        state = block.row_start[:-1].copy()
        family_of = np.repeat(np.arange(state.size), np.diff(block.row_start))
        gain = block.log_weight - block.log_weight[state][family_of]
        gaining = np.flatnonzero(gain > 0)
        taken: set[int] = set()
        for r in gaining[np.argsort(-gain[gaining], kind="stable")].tolist():
            f = family_of[r]
            bodies = self._bodies(r)
            if state[f] == block.row_start[f] and taken.isdisjoint(bodies):
                state[f] = r
                taken.update(bodies)
        return np.asarray(state)

    def _at_random(self) -> Ints:
        """Each family, in random order, in a random row of its own while the bodies are free."""
        block = self._block
        state = block.row_start[:-1].copy()
        taken: set[int] = set()
        for f in self._seeds.permutation(state.size).tolist():
            r = int(self._seeds.integers(block.row_start[f], block.row_start[f + 1]))
            bodies = self._bodies(r)
            if taken.isdisjoint(bodies) and block.log_weight[r] > -np.inf:
                state[f] = r
                taken.update(bodies)
        return np.asarray(state)

    def _bodies(self, row: int) -> list[int]:
        block = self._block
        bodies: list[int] = block.bodies[block.body_start[row] : block.body_start[row + 1]].tolist()
        return bodies

    def _climb(self, state: Ints) -> Ints:
        better = state.copy()
        kernels.climb(self._block, better, 50, self._schedule.contest, scratch_for(self._block))
        return max((state, better), key=self._log_weight)

    def _placed(self, state: Ints) -> int:
        return int((self._block.body_start[state + 1] - self._block.body_start[state]).sum())

    def _log_weight(self, state: Ints) -> float:
        block = self._block
        return float(block.log_weight[state].sum() + block.log_tilt[self._placed(state)])

    def _starts(self, n: int) -> list[Ints]:
        """The best story found, nobody placed, and others at random."""
        at_random = [self._at_random() for _ in range(max(0, n - 2))]
        return [self._best, self._block.row_start[:-1].copy(), *at_random][:n]

    def _sample(self, chains: Sequence[Chain]) -> None:
        """Run the chains until they agree, having forgotten the first sweeps.

        Those say where families stand, and the later of them how much it varies: so often each is
        weighed from then on.
        """
        effort, pairs = self._effort, Pairs(self.families, self._block.row_start, self._given)
        many = len(self.families) > MANY_FAMILIES
        step = BATCHES * (SETTLED_PACE if many else SLOWEST)
        # Of many families few are open, and those move in every sweep: fewer may do.
        first = -(-effort.sweeps // (4 if many else 1) // step) * step
        with ThreadPoolExecutor(max_workers=os.cpu_count()) as threads:

            def run(sweeps: int) -> Floats:
                seeds = self._seeds.integers(2**31, size=len(chains)).tolist()
                list(threads.map(Chain.extend, chains, [sweeps] * len(chains), seeds))
                self._row_mean = self._pooled(chains)
                return pairs.mean(self._row_mean)

            mean = run(BATCHES * SLOWEST)
            schedule, watch = self._schedule, pairs.watch(np.flatnonzero(mean > WATCHED_FROM))
            for chain in chains:
                chain.forget(schedule, watch)
            mean = run(max(-(-first // 4 // step) * step - BATCHES * SLOWEST, BATCHES * SLOWEST))
            found = summary(chains, schedule, watch, effort.mcse)
            spent = done = 0
            watched = np.zeros(0, dtype=np.int64)
            while True:
                overlooked = np.setdiff1d(np.flatnonzero(mean > MONITORED), watched)
                if not done or overlooked.size:
                    needed = self._needed(found, schedule, watch, chains[0].length * BATCHES)
                    needed /= 2 * first  # The effort is doubled once
                    schedule = schedule_for(self._block, self._row_mean, needed)
                    watched = np.union1d(np.flatnonzero(mean > WATCHED_FROM), watched)
                    watch, done = pairs.watch(watched), 0
                    for chain in chains:
                        chain.forget(schedule, watch)
                sweeps = done or first
                mean = run(sweeps)
                done, spent = done + sweeps, spent + sweeps
                found = summary(chains, schedule, watch, effort.mcse)
                missed = np.setdiff1d(np.flatnonzero(mean > MONITORED), watched).size
                agree = not missed and found.converged(effort.r_hat, effort.mcse)
                near = found.near(effort.threshold)
                rows = 2 * spent * len(chains) * rows_a_sweep(self._block, schedule)
                if agree and (not near or rows > effort.near_rows):
                    break
                if 2 * spent > effort.max_sweeps:
                    if agree:
                        break
                    raise SamplerDidNotConverge(found.diagnostics)
        self.size = done * len(chains)
        self.diagnostics = {
            **found.diagnostics,
            "chains": float(len(chains)),
            "near_threshold": float(near),
        }
        counts = np.sum([chain.placed.sum(axis=0) for chain in chains], axis=0)
        self._placed_share = (counts / counts.sum())[: self._log_tilt.size]

    def _needed(self, found: Summary, schedule: Schedule, watch: Watch, sweeps: int) -> Floats:
        """For each family, how often it should be weighed in all.

        ``found`` is what ``sweeps`` sweeps came to, whose errors fall with the root of how often a
        family was weighed.
        """
        mean, error = found.mean[:-1], found.error[:-1]
        target = np.where(mean >= NEARLY_CERTAIN, _NEAR_CERTAINTY, 1.0) * _AIMED_AT
        excess = np.where(mean > MONITORED, error / (self._effort.mcse * target), 0.0) ** 2
        worst = np.zeros(len(self.families))
        np.maximum.at(worst, np.repeat(np.arange(worst.size), np.diff(watch.start)), excess)
        return np.asarray(worst * weighed(schedule, sweeps))

    def _pooled(self, chains: Sequence[Chain]) -> Floats:
        """Mean conditional probability of each row over all chains."""
        total = np.sum([chain.row_sums for chain in chains], axis=0)
        starts = self._block.row_start
        return np.asarray(total / np.repeat(np.add.reduceat(total, starts[:-1]), np.diff(starts)))

    def _best_met(self, chains: Sequence[Chain]) -> Ints:
        """The best of the first guess and the states drawn, from which one can climb no further."""
        best_drawn = max(
            (max(chain.draws, key=self._log_weight) for chain in chains), key=self._log_weight
        )
        return max(self._best, self._climb(best_drawn), key=self._log_weight)

    def _found(self, limit: int) -> dict[tuple[int, ...], float]:
        """Log weights, tilt included, of the best stories drawn or reached from those.

        Best first, each story is opened to those that differ from it in one family, until
        ``limit`` are opened. Of many families only the best story is.
        """
        many = len(self.families) > MANY_FAMILIES
        family_of = np.repeat(np.arange(self._best.size), np.diff(self._block.row_start))
        drawn = [] if many else list(np.unique(self._draws, axis=0))
        found = {tuple(s.tolist()): self._log_weight(s) for s in (self._best, *drawn)}
        waiting = [(-weight, state) for state, weight in found.items()]
        heapq.heapify(waiting)
        for _ in range(1 if many else limit):
            if not waiting:
                break
            _, state = heapq.heappop(waiting)
            values = single_changes(self._block, np.array(state))
            for r in np.argsort(-values, kind="stable")[:limit].tolist():
                f = family_of[r]
                changed = (*state[:f], r, *state[f + 1 :])
                if values[r] > -np.inf and changed not in found:
                    found[changed] = float(values[r])
                    heapq.heappush(waiting, (-found[changed], changed))
        return found

    def _weight_by_placed(self) -> Floats:
        """Log weight by number placed, so scaled that the best story has its posterior.

        Of many families as if they were independent: then that posterior is next to nothing, and
        so is what the scale is used for, the posteriors of whole stories.
        """
        if len(self.families) > MANY_FAMILIES:
            with np.errstate(divide="ignore"):
                log_posterior = float(np.log(self._row_mean[self._best]).sum())
        else:
            # A fraction of the chains' work: each sweep moves half of the families on average.
            sweeps = max(64, self.size // (8 * len(self.families)))
            scratch = scratch_for(self._block)
            log_posterior = log_ordinate(
                self._block, self._best, self._seeds, sweeps, self._schedule, scratch
            )
        log_total = self._log_weight(self._best) - min(0.0, log_posterior)
        with np.errstate(divide="ignore"):
            return np.asarray(np.log(self._placed_share) + log_total - self._log_tilt)


def single_changes(block: Block, state: Ints) -> Floats:
    """Log weight, tilt included, of every state that differs from ``state`` in one family.

    Shape (rows,); -inf where another family holds a body the row would need, and for the rows of
    the state itself.
    """
    sizes = np.diff(block.body_start)
    family_of = np.repeat(np.arange(state.size), np.diff(block.row_start))
    holding = kernels.holding(block, state.copy())
    row_of = np.repeat(np.arange(sizes.size), sizes)
    holder = holding.owner[block.bodies]
    taken = row_of[(holder >= 0) & (holder != family_of[row_of])]
    after = holding.placed[0] - sizes[state][family_of] + sizes
    value = block.log_weight - block.log_weight[state][family_of] + block.log_weight[state].sum()
    value = value + block.log_tilt[after]
    value[taken] = -np.inf
    value[state] = -np.inf
    return np.asarray(value)


def _slope(families: Sequence[FamilyRows], log_tilt: Floats) -> float:
    """How the tilt falls with each body placed, about where the number placed will be.

    That number is taken for half of the most there is room for beyond the families whose best
    placement outweighs nobody placed by far.
    """
    if log_tilt.size < 2 or not np.isfinite(log_tilt).all():
        return 0.0
    steps = np.diff(log_tilt)
    sure = sum(
        int(f.placed[best]) for f in families if f.log_weight[best := f.log_weight.argmax()] > 15.0
    )
    return float(steps[min((sure + steps.size) // 2, steps.size - 1)])
