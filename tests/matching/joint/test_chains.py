"""A chain weighs each family as often as its schedule says, and agrees with the posterior."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from imena.matching.joint.chains import (
    BATCHES,
    SLOWEST,
    Chain,
    rows_a_sweep,
    schedule_for,
    weighed,
)
from imena.matching.joint.layout import Block, Schedule, Watch
from tests.matching.joint.test_sampler import Tiny, tiny_blocks

SWEEPS = BATCHES * SLOWEST * 60


def counted(block: Block, schedule: Schedule) -> npt.NDArray[np.float64]:
    """Sums of the probabilities each row was weighed with, over a long run."""
    n = block.single.size
    no_rows = np.zeros(0, dtype=np.int64)
    nothing = Watch(np.zeros(n + 1, dtype=np.int64), np.zeros(1, dtype=np.int64), no_rows)
    chain = Chain(block, block.row_start[:-1].copy(), schedule)
    chain.forget(schedule, nothing)
    chain.extend(SWEEPS, 5)
    return chain.row_sums


def exactly(tiny: Tiny) -> npt.NDArray[np.float64]:
    """The posterior of each row."""
    rows = np.zeros(tiny.block.log_weight.size)
    for state, share in zip(tiny.states, tiny.pi, strict=True):
        rows[list(state)] += share
    return rows


@pytest.fixture(params=range(3))
def tiny(request: pytest.FixtureRequest) -> Tiny:
    number: int = request.param
    return tiny_blocks()[number]


def test_a_family_is_weighed_as_often_as_it_needs(tiny: Tiny) -> None:
    block = tiny.block
    needed = np.where(np.arange(block.single.size) == 0, 3.2, 0.1)
    schedule = schedule_for(block, None, needed)
    assert schedule.extra.tolist() == [3] + [0] * (block.single.size - 1)
    sums = np.add.reduceat(counted(block, schedule), block.row_start[:-1])
    assert sums == pytest.approx(weighed(schedule, SWEEPS).astype(float))
    assert sums[0] == pytest.approx(4 * SWEEPS)


@pytest.mark.parametrize("needed", [0.0, 2.5, 50.0])
def test_what_is_weighed_again_leaves_the_means_as_they_are(tiny: Tiny, needed: float) -> None:
    block = tiny.block
    schedule = schedule_for(block, None, np.full(block.single.size, needed))
    sums = counted(block, schedule)
    mean = sums / np.repeat(weighed(schedule, SWEEPS), np.diff(block.row_start))
    assert mean == pytest.approx(exactly(tiny), abs=0.02)


def test_families_at_rest_move_when_they_are_weighed(tiny: Tiny) -> None:
    block = tiny.block
    n = block.single.size
    rest = schedule_for(block)._replace(at_rest=np.ones(n, dtype=bool), pace=np.full(n, SLOWEST))
    sums = counted(block, rest)
    mean = sums / np.repeat(weighed(rest, SWEEPS), np.diff(block.row_start))
    assert mean == pytest.approx(exactly(tiny), abs=0.04)


def test_pairs_that_contend_are_drawn_before_what_is_weighed_again() -> None:
    """Nobody is weighed more than seven times beyond the first."""
    block = tiny_blocks()[0].block
    schedule = schedule_for(block, None, np.array([2.0, 1.0, 99.0]))
    assert schedule.extra.tolist() == [1, 0, 7]
    drawn = schedule.extras < 0
    assert schedule.extras[~drawn].tolist() == [0, 2, *[2] * 6]
    again = np.flatnonzero(~drawn)
    assert drawn[0]
    assert (np.diff(again) > 1).tolist() == [False, *[True] * 6]
    pairs = set((-1 - schedule.extras[drawn]).tolist())
    contest = schedule.contest
    assert pairs
    assert all({0, 2} & {contest.first[p], contest.second[p]} for p in pairs)


def test_what_is_weighed_again_counts_among_the_rows_of_a_sweep() -> None:
    block = tiny_blocks()[0].block
    once, again = (schedule_for(block, None, np.full(3, needed)) for needed in (0.6, 3.0))
    assert rows_a_sweep(block, again) == pytest.approx(3 * rows_a_sweep(block, once))
