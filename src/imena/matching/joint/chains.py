"""Chains of the sampler, and the pairs that are watched for whether the chains agree."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from imena.matching.joint import kernels
from imena.matching.joint.assignment import FamilyRows
from imena.matching.joint.contention import contest_of
from imena.matching.joint.convergence import Summary, halved, summarise
from imena.matching.joint.layout import (
    Block,
    Contest,
    Counting,
    Floats,
    Ints,
    Schedule,
    Tally,
    Watch,
    scratch_for,
    starts_of,
)

#: families from which there are too many to tell whole stories of,
MANY_FAMILIES = 100
#: batches a chain's sums are kept in; even, and merged two by two when the chain goes on
BATCHES = 32
#: states kept of each chain
DRAWS = 200
#: pairs are watched from this mean on, well below what is held to the targets
WATCHED_FROM = 0.003
#: rows up to which a family is weighed in every sweep, and where there are many families; and the
#: rarest that the others are
_ROWS_A_SWEEP, _ROWS_A_SWEEP_OF_MANY, SLOWEST = 2048, 512, 4
#: posterior of one row from which a family counts as settled, and how often it is drawn then
_SETTLED_FROM = 1 - 1e-6
SETTLED_PACE = 16
#: how often a family may be weighed in a sweep beyond the first time, at most, one with more rows
#: than these not even every time; and from which chance of being drawn together a pair goes before
#: it each time
_MOST_EXTRA, _MOST_EXTRA_ROWS, _BESIDE_FROM = 7, 20_000, 0.1
#: displacements in a sweep, for each family in the contest
_DISPLACEMENTS = 0.5
#: pairs drawn together in a sweep, for each that surely contends
_PAIRINGS = 0.5


def schedule_for(
    block: Block, row_mean: Floats | None = None, needed: Floats | None = None
) -> Schedule:
    """What a sweep does: families settled by the ``row_mean`` of an earlier run are weighed seldom.

    So are those with many rows, their rival's included. ``needed``, shape (families,), is how often
    in a sweep each should be weighed beside that: those that need it most are weighed several
    times, with the pairs they contend in drawn together in between.
    """
    n_families = block.single.size
    many = n_families > MANY_FAMILIES
    may_move = np.ones(n_families, dtype=bool)
    contest, rival = contest_of(block, may_move, row_mean)
    rows = np.diff(block.row_start)
    rows = rows + np.where(rival >= 0, rows[rival], 0)
    at_once = _ROWS_A_SWEEP_OF_MANY if many else _ROWS_A_SWEEP
    often = np.ceil(np.log2(np.maximum(rows / at_once, 1.0)))
    pace = np.minimum(2 ** often.astype(np.int64), SLOWEST)
    at_rest = np.zeros(n_families, dtype=bool)
    if row_mean is not None and many:
        at_rest = np.maximum.reduceat(row_mean, block.row_start[:-1]) >= _SETTLED_FROM
        pace[at_rest] = SETTLED_PACE
    extra = np.zeros(n_families, dtype=np.int64)
    if needed is not None:
        # Chains that were weighed too seldom look as if they disagreed.
        pace = np.where(needed > 0.01, np.minimum(pace, 2), pace)
        few = rows <= _MOST_EXTRA_ROWS
        pace[few & (needed > 0.25)] = 1
        extra = np.where(few, np.clip(np.ceil(needed) - 1, 0, _MOST_EXTRA), 0).astype(np.int64)
    movers = np.union1d(contest.first, contest.second)
    return Schedule(
        pace,
        rival,
        movers,
        may_move,
        at_rest,
        contest,
        _extras(contest, extra),
        extra,
        math.ceil(_PAIRINGS * contest.weight),
        math.ceil(_DISPLACEMENTS * movers.size),
    )


def _extras(contest: Contest, extra: Ints) -> Ints:
    """One round after another: the pairs of those weighed in it, then they themselves."""
    chance = np.diff(contest.running, prepend=0.0) * contest.weight
    told = []
    for already in range(int(extra.max(initial=0))):
        now = extra > already
        beside = (now[contest.first] | now[contest.second]) & (chance >= _BESIDE_FROM)
        told += [-1 - np.flatnonzero(beside), np.flatnonzero(now)]
    return np.concatenate([*told, np.zeros(0, dtype=np.int64)])


def rows_a_sweep(block: Block, schedule: Schedule) -> float:
    """How many rows one sweep weighs, on average."""
    rows = np.diff(block.row_start)
    rows = rows + np.where(schedule.rival >= 0, rows[schedule.rival], 0)
    return float((rows * (1 / schedule.pace + schedule.extra)).sum())


def weighed(schedule: Schedule, sweeps: int) -> Ints:
    """How often each family is weighed in so many sweeps, a multiple of every pace."""
    return np.asarray(sweeps // schedule.pace + sweeps * schedule.extra)


class Chain:
    """One chain: its state, and what it has counted, in batches whose length grows with it."""

    def __init__(self, block: Block, start: Ints, schedule: Schedule) -> None:
        self._block = block
        self._scratch = scratch_for(block)
        self._row = start.copy()
        self.draws = np.zeros((DRAWS, start.size), dtype=np.int64)
        self.forget(schedule, _nothing_watched(start.size))

    def forget(self, schedule: Schedule, watch: Watch) -> None:
        """Stay in the state, drop all that was counted, and go on so from now on."""
        self._schedule, self._watch = schedule, watch
        self.length = 0
        self.row_sums = np.zeros(self._block.log_weight.size)
        self.sums = np.zeros((BATCHES, watch.row_start.size - 1))
        self.squares = np.zeros_like(self.sums)
        self.placed = np.zeros((BATCHES, self._block.log_tilt.size), dtype=np.int64)

    def extend(self, sweeps: int, seed: int) -> None:
        """Run on: the first time by ``sweeps``, later by as many as were made before."""
        first = 0
        if self.length:
            first = BATCHES // 2
            for counted in (self.sums, self.squares, self.placed):
                counted[:first] = halved(counted)
                counted[first:] = 0
        self.length = sweeps // (BATCHES - first)
        counts = (self.sums[first:], self.squares[first:], self.placed[first:], self.draws)
        new = Tally(self.row_sums, *counts)
        counting = Counting(self._schedule, self._watch, new, self._scratch)
        kernels.run(self._block, self._row, seed, sweeps, counting)


class Pairs:
    """Who is where, as sums of rows: "person in body" and "person not among the bodies"."""

    def __init__(self, families: Sequence[FamilyRows], row_start: Ints, given: Ints) -> None:
        rows, pairs = [], []
        offset = [0]
        for f, family in enumerate(families):
            start, end = row_start[f], row_start[f + 1]
            columns, width = family.bodies.shape[1], int(family.bodies.max(initial=-1)) + 2
            cell = np.arange(columns) * width + family.bodies[given[start:end]] + 1
            rows.append(np.repeat(np.arange(start, end), columns))
            pairs.append(offset[-1] + cell.reshape(-1))
            offset.append(offset[-1] + columns * width)
        self._row, self._pair = np.concatenate(rows), np.concatenate(pairs)
        self._offset = np.array(offset)

    def mean(self, row_mean: Floats) -> Floats:
        """Of each pair, shape (pairs,), from the rows' means."""
        mass = np.bincount(self._pair, row_mean[self._row], minlength=int(self._offset[-1]))
        return np.asarray(mass, dtype=np.float64)

    def watch(self, which: Ints) -> Watch:
        """The pairs numbered ``which``, ascending."""
        place = np.full(int(self._offset[-1]), -1, dtype=np.int64)
        place[which] = np.arange(which.size)
        watched = np.flatnonzero(place[self._pair] >= 0)
        number = place[self._pair[watched]]
        order = np.argsort(number, kind="stable")
        return Watch(
            np.searchsorted(which, self._offset).astype(np.int64),
            starts_of(np.bincount(number, minlength=which.size)),
            self._row[watched[order]],
        )


def summary(
    chains: Sequence[Chain], schedule: Schedule, watch: Watch, negligible: float
) -> Summary:
    """Means of the watched pairs and, last, of the share of bodies placed."""
    length = chains[0].length
    of_pair = np.repeat(weighed(schedule, length), np.diff(watch.start))
    number = np.arange(chains[0].placed.shape[1]) / max(1, chains[0].placed.shape[1] - 1)
    placed = np.stack([chain.placed for chain in chains])
    sums = np.stack([chain.sums for chain in chains])
    squares = np.stack([chain.squares for chain in chains])
    return summarise(
        np.concatenate([sums, (placed @ number)[..., None]], axis=2),
        np.concatenate([squares, (placed @ number**2)[..., None]], axis=2),
        np.append(of_pair, length),
        negligible,
    )


def _nothing_watched(n_families: int) -> Watch:
    none = np.zeros(0, dtype=np.int64)
    return Watch(np.zeros(n_families + 1, dtype=np.int64), np.zeros(1, dtype=np.int64), none)
