"""The search itself: bodies stream past block after block, what may matter is computed exactly.

The kernel screens in float32 with a margin that no rounding can cross; whatever passes is
recomputed in float64 from the engine's tables while they are at hand, and settled on those values
alone.
"""

from __future__ import annotations

import itertools
import math
import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from imena.matching.case import Case
from imena.matching.pairwise import Readings
from imena.matching.search.columns import FamilyColumns
from imena.matching.search.kept import IntArray, Kept, SingleArray, settle
from imena.matching.search.kernels import LANES, LOWEST, screen_bodies, sieve_bodies
from imena.matching.search.numbering import STEP, Numbering
from imena.matching.search.tables import Block, blocks_of

#: Pairs a worker's output holds before it is emptied.
CAPACITY = 1 << 16
#: Kept pairs not yet settled before they are.
UNSETTLED = 1 << 21
#: Blocks handed to each worker at a time.
BLOCKS_AHEAD = 4


@dataclass(frozen=True, eq=False)
class Found:
    """The result of a search: the pairs kept, and the families whose own readings cannot be."""

    kept: Kept
    impossible: Mapping[str, tuple[str, ...]]


def search(
    case: Case,
    *,
    best: int = 3,
    threshold: float = math.inf,
    workers: int | None = None,
    processes: int = 1,
    progress: Callable[[str, float], None] | None = None,
) -> Found:
    """Compare every body of a case with every missing person.

    Parameters
    ----------
    best
        How many of each body's and each missing person's largest log10 LR to keep.
    threshold
        log10 LR at and above which a pair is kept in any case.
    workers
        Threads; as many as there are cores when ``None``. The result does not depend on it.
    processes
        Processes that make the families' tables (:class:`FamilyColumns`); nor on this.

    Returns
    -------
    The pairs kept, exact. Pairs that are impossible or were not to be compared are never kept.

    Raises
    ------
    UnsupportedModelError
        As :meth:`imena.matching.pairwise.Readings.of`.
    """
    if not case.bodies:
        return Found(Kept.joined([]), {})
    numbering = Numbering.of(Readings.of(case))
    columns = FamilyColumns(numbering, processes)
    told: Callable[[int], None] | None = None
    if progress is not None:
        report, of = progress, max(math.ceil(len(case.missing) / LANES), 1)
        told = lambda done: report("search", done / of)  # noqa: E731
    blocks = blocks_of(columns, numbering.starts)
    kept = screen(
        numbering.rows, blocks, best=best, threshold=threshold, workers=workers, told=told
    )
    return Found(kept, columns.impossible)


def screen(
    rows: IntArray,
    blocks: Iterable[Block],
    *,
    best: int,
    threshold: float,
    workers: int | None = None,
    told: Callable[[int], None] | None = None,
) -> Kept:
    """Compare bodies with blocks of missing persons.

    Parameters
    ----------
    rows
        Shape (bodies, looked up), int32: :attr:`Numbering.rows`.
    blocks
        Taken one after another; at most ``BLOCKS_AHEAD`` a worker are held at a time.
    best, threshold, workers
        As in :func:`search`.
    told
        Called with the number of blocks done.

    Returns
    -------
    The pairs kept (:func:`imena.matching.search.kept.settle`).

    Raises
    ------
    ValueError
        Where the number of rows looked up is not a multiple of :data:`STEP`, ``best`` is negative,
        or a body looks up a row that a block does not have.
    """
    if rows.shape[1] % STEP or best < 0:
        raise ValueError(f"{rows.shape[1]} rows looked up (a multiple of {STEP}?), {best} best")
    highest, lowest = int(rows.max(initial=0)), int(rows.min(initial=0))
    count = workers or os.cpu_count() or 1
    team = [_Worker.of(rows, best, threshold) for _ in range(count)]
    parts: list[Kept] = []
    supply = iter(blocks)
    done = 0
    with ThreadPoolExecutor(max_workers=count) as threads:
        while batch := list(itertools.islice(supply, BLOCKS_AHEAD * count)):
            if lowest < 0 or any(highest >= len(block.exact) for block in batch):
                raise ValueError("a body looks up a row that a block does not have")
            shares = [batch[w::count] for w in range(count)]
            for part in threads.map(_Worker.screen, team, shares):
                parts.extend(part)
            if sum(map(len, parts)) > UNSETTLED:
                parts = [settle(parts, best=best, threshold=threshold)]
            done += len(batch)
            if told:
                told(done)
    return settle(parts, best=best, threshold=threshold)


@dataclass(frozen=True, eq=False)
class _Worker:
    """What one thread remembers between blocks: how high each body's best already stand."""

    rows: IntArray
    best: int
    threshold: float
    body_best: SingleArray
    body_out: IntArray
    lane_out: IntArray
    score_out: SingleArray

    @classmethod
    def of(cls, rows: IntArray, best: int, threshold: float) -> _Worker:
        return cls(
            rows,
            best,
            threshold,
            _no_best(len(rows), best),
            np.empty(CAPACITY, dtype=np.int32),
            np.empty(CAPACITY, dtype=np.int32),
            np.empty(CAPACITY, dtype=np.float32),
        )

    def screen(self, blocks: Iterable[Block]) -> list[Kept]:
        return [part for block in blocks for part in self._screen(block)]

    def _screen(self, block: Block) -> list[Kept]:
        lane_best = _no_best(LANES, self.best)
        parts: list[Kept] = []
        body = 0
        rest = (
            self.threshold,
            block.error,
            self.body_best,
            lane_best,
            self.body_out,
            self.lane_out,
            self.score_out,
        )
        table, sieve = block.log10_table, block.sieve
        while body < len(self.rows):
            if sieve is None:
                body, found = screen_bodies(table, self.rows, body, *rest)
            else:
                body, found = sieve_bodies(sieve.table, sieve.scale, table, self.rows, body, *rest)
            parts.append(self._exactly(block, found))
        return parts

    def _exactly(self, block: Block, found: int) -> Kept:
        bodies, lanes = self.body_out[:found], self.lane_out[:found]
        return Kept(
            bodies.copy(),
            block.missing[lanes],
            self.score_out[:found].copy(),
            block.log10_lr(self.rows[bodies], lanes),
        )


def _no_best(people: int, best: int) -> SingleArray:
    if best == 0:
        return np.full((people, 1), np.inf, dtype=np.float32)
    return np.full((people, best), LOWEST, dtype=np.float32)
