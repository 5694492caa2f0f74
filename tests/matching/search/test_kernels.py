"""The compiled kernel against plain NumPy."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from imena.matching.search.kernels import LANES, LOWEST, add_up, screen_bodies, sieve_bodies
from imena.matching.search.tables import Block
from tests.matching.search.simulated import random_search
from tests.oracles.search_by_sorting import kept_pairs

Pairs = list[tuple[int, int, float]]


def _totals(rows: npt.NDArray[np.int32], block: Block) -> npt.NDArray[np.float32]:
    found = np.empty((len(rows), LANES), dtype=np.float32)
    for body in range(len(rows)):
        add_up(block.log10_table, rows, body, found[body])
    return found


@pytest.mark.parametrize("units", [1, 4, 8, 11, 24])
def test_a_body_is_added_up_in_every_lane(units: int) -> None:
    rows, (block,), exact = random_search(
        np.random.default_rng(units), bodies=30, missing=100, units=units
    )
    totals = _totals(rows, block)
    assert np.all(np.isneginf(totals[:, :100]) == np.isneginf(exact))
    possible = np.isfinite(exact)
    assert np.abs(totals[:, :100][possible] - exact[possible]).max() <= block.error
    assert np.all(np.isneginf(totals[:, 100:]))


def _screened(
    rows: npt.NDArray[np.int32],
    block: Block,
    *,
    threshold: float,
    best: int = 1,
    capacity: int = 1 << 16,
    sieved: bool = False,
) -> tuple[Pairs, int, npt.NDArray[np.float32]]:
    """The pairs put out, in how many calls, and the best seen of each body."""
    start = LOWEST if best else np.inf
    body_best = np.full((len(rows), max(best, 1)), start, dtype=np.float32)
    lane_best = np.full((LANES, max(best, 1)), start, dtype=np.float32)
    bodies, lanes = np.empty((2, capacity), dtype=np.int32)
    scores = np.empty(capacity, dtype=np.float32)
    pairs: Pairs = []
    body = calls = 0
    while body < len(rows):
        rest = (threshold, block.error, body_best, lane_best, bodies, lanes, scores)
        if sieved:
            assert block.sieve is not None
            body, found = sieve_bodies(
                block.sieve.table, block.sieve.scale, block.log10_table, rows, body, *rest
            )
        else:
            body, found = screen_bodies(block.log10_table, rows, body, *rest)
        calls += 1
        pairs += zip(*(a[:found].tolist() for a in (bodies, lanes, scores)), strict=True)
    return pairs, calls, body_best


def test_exactly_the_pairs_at_the_threshold_less_the_error_are_put_out() -> None:
    rows, (block,), _ = random_search(np.random.default_rng(1), bodies=200, missing=LANES, units=24)
    totals = _totals(rows, block)
    pairs, _, _ = _screened(rows, block, threshold=4.0, best=0)
    cut = np.float32(4.0) - np.float32(block.error)
    assert [(b, l) for b, l, _ in pairs] == [
        (int(b), int(l)) for b, l in np.argwhere(totals >= cut)
    ]
    assert all(score == totals[b, l] for b, l, score in pairs)
    assert len(pairs) > 100


def test_a_full_output_is_emptied_and_nothing_is_lost() -> None:
    """A pair that later ones push out is dropped when the output is next emptied, or carried on."""
    rows, (block,), exact = random_search(
        np.random.default_rng(2), bodies=300, missing=LANES, units=8
    )
    at_once, once, best = _screened(rows, block, threshold=0.0, best=2)
    piecewise, often, same = _screened(rows, block, threshold=0.0, best=2, capacity=LANES)
    assert once == 1
    assert often > 50
    assert set(piecewise) >= set(at_once)
    assert {(b, l) for b, l, _ in at_once} >= set(kept_pairs(exact, 2, 0.0))
    assert len(set(piecewise)) == len(piecewise)
    assert np.array_equal(best, same)


@pytest.mark.parametrize("sieved", [False, True])
@pytest.mark.parametrize("best", [1, 3])
def test_the_best_of_each_body_are_remembered_as_lower_bounds(best: int, sieved: bool) -> None:
    """Never above the exact value, or a pair that rounding favours would push out a better one."""
    rows, (block,), exact = random_search(
        np.random.default_rng(3), bodies=400, missing=LANES, units=12
    )
    _, _, body_best = _screened(rows, block, threshold=np.inf, best=best, sieved=sieved)
    largest = -np.sort(-exact, axis=1)[:, :best]
    assert np.all(body_best <= largest)
    assert np.all(body_best >= largest - 2 * block.error)


def test_impossible_pairs_are_never_put_out() -> None:
    rows, (block,), exact = random_search(
        np.random.default_rng(4), bodies=60, missing=20, units=12, impossible=0.3
    )
    pairs, _, _ = _screened(rows, block, threshold=-np.inf, best=5)
    assert {(b, l) for b, l, _ in pairs} == {
        (int(b), int(m)) for b, m in np.argwhere(np.isfinite(exact))
    }
    assert 0 < len(pairs) < 60 * 20 / 2


@pytest.mark.parametrize("units", [3, 8, 24])
@pytest.mark.parametrize("threshold", [-5.0, 0.0, 6.0])
def test_the_sieve_puts_out_what_the_plain_kernel_does(units: int, threshold: float) -> None:
    """But for pairs so near the cut that the order of adding decides."""
    rows, (block,), _ = random_search(
        np.random.default_rng(units), bodies=120, missing=LANES, units=units, grid=0.25
    )
    plain, _, _ = _screened(rows, block, threshold=threshold, best=2)
    sieved, _, _ = _screened(rows, block, threshold=threshold, best=2, sieved=True)
    one, other = ({(b, l): score for b, l, score in out} for out in (plain, sieved))
    for pair in one.keys() ^ other.keys():
        score = one.get(pair, other.get(pair, 0.0))
        assert abs(score - (threshold - block.error)) < block.error
    shared = one.keys() & other.keys()
    assert len(shared) > 100
    assert max(abs(one[pair] - other[pair]) for pair in shared) <= 2 * block.error


def test_the_sieve_keeps_strangers_out() -> None:
    """Of pairs that do not reach the threshold, the plain float32 sums are asked for few."""
    rows, (block,), exact = random_search(
        np.random.default_rng(6), bodies=300, missing=LANES, units=24
    )
    assert block.sieve is not None
    steps = block.sieve.table[rows].astype(np.int64).sum(axis=1)
    passed = steps >= np.floor(2.0 * block.sieve.scale)
    assert np.all(passed[exact >= 2.0])
    assert (exact >= 2.0).sum() <= passed.sum() < 1.1 * (exact >= 1.8).sum() + 10
