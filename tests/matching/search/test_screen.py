"""The search keeps exactly what sorting the whole matrix would keep, and loses nothing."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imena.matching.search import screen as screening
from imena.matching.search.kept import Kept, settle
from imena.matching.search.kernels import LANES
from imena.matching.search.screen import screen, search
from tests.matching.search.simulated import KINDS, case, log10_matrix, random_search
from tests.oracles.search_by_sorting import kept_pairs


def pairs(kept: Kept) -> list[tuple[int, int]]:
    """(body, missing) of each pair kept, in order."""
    return list(zip(kept.body.tolist(), kept.missing.tolist(), strict=True))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("best", "threshold"), [(3, math.inf), (1, 0.5), (0, 2.0)])
def test_a_simulated_case_equals_the_engine_pair_by_pair(
    kind: str, best: int, threshold: float
) -> None:
    made = case(kind, seed=7)
    exact = log10_matrix(made)
    found = search(made, best=best, threshold=threshold).kept
    assert pairs(found) == kept_pairs(exact, best, threshold)
    assert np.array_equal(found.log10_lr, exact[found.body, found.missing])
    assert np.abs(found.screened - found.log10_lr).max() < 1e-4


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    missing=st.sampled_from([1, 5, LANES, LANES + 1, 3 * LANES - 7]),
    units=st.sampled_from([1, 3, 8, 24]),
    best=st.integers(0, 4),
    threshold=st.sampled_from([-math.inf, -2.0, 0.0, 1.0, 5.0, math.inf]),
    scale=st.sampled_from([0.01, 1.0, 60.0]),
    grid=st.sampled_from([0.0, 0.5]),
    workers=st.sampled_from([1, 2]),
    sieved=st.booleans(),
)
def test_whatever_the_tables_nothing_is_lost(
    seed: int,
    missing: int,
    units: int,
    best: int,
    threshold: float,
    scale: float,
    grid: float,
    workers: int,
    sieved: bool,
) -> None:
    rows, blocks, exact = random_search(
        np.random.default_rng(seed),
        bodies=40,
        missing=missing,
        units=units,
        scale=scale,
        grid=grid,
    )
    if not sieved:
        blocks = [replace(block, sieve=None) for block in blocks]
    kept = screen(rows, blocks, best=best, threshold=threshold, workers=workers)
    assert pairs(kept) == kept_pairs(exact, best, threshold)
    assert np.array_equal(kept.log10_lr, exact[kept.body, kept.missing])


def test_pairs_that_rounding_would_push_below_the_threshold_are_kept() -> None:
    """Thresholds set at exact values of pairs: float32 alone would lose about half of them."""
    rows, blocks, exact = random_search(
        np.random.default_rng(9), bodies=200, missing=LANES, units=24, impossible=0.0
    )
    lost_without_margin = 0
    for body in range(0, 200, 10):
        threshold = float(np.sort(exact[body])[-3])
        kept = screen(rows, blocks, best=0, threshold=threshold)
        assert pairs(kept) == kept_pairs(exact, 0, threshold)
        at = kept.log10_lr == threshold
        lost_without_margin += int((kept.screened[at] < threshold).sum())
    assert lost_without_margin > 3


def test_a_small_output_and_frequent_settling_change_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows, blocks, exact = random_search(
        np.random.default_rng(11), bodies=150, missing=5 * LANES, units=8
    )
    monkeypatch.setattr(screening, "CAPACITY", LANES)
    monkeypatch.setattr(screening, "UNSETTLED", 100)
    monkeypatch.setattr(screening, "BLOCKS_AHEAD", 1)
    kept = screen(rows, blocks, best=2, threshold=1.0, workers=2)
    assert pairs(kept) == kept_pairs(exact, 2, 1.0)


@pytest.mark.parametrize("parts", [2, 5])
def test_parts_settled_one_by_one_and_in_any_order_make_the_same_whole(parts: int) -> None:
    rows, blocks, exact = random_search(
        np.random.default_rng(13), bodies=90, missing=3 * LANES, units=4, grid=0.5
    )
    whole = screen(rows, blocks, best=3, threshold=2.0)
    cuts = np.linspace(0, len(rows), parts + 1).astype(int)
    tiles = []
    for first, last in itertools.pairwise(cuts.tolist()):
        for block in blocks:
            part = screen(rows[first:last], [block], best=3, threshold=2.0)
            body = (part.body + first).astype(np.int32)
            tiles.append(Kept(body, part.missing, part.screened, part.log10_lr))
    merged = Kept.joined([])
    for place in np.random.default_rng(parts).permutation(len(tiles)):
        merged = settle([merged, tiles[place]], best=3, threshold=2.0)
    assert pairs(merged) == pairs(whole) == kept_pairs(exact, 3, 2.0)
    assert np.array_equal(merged.log10_lr, whole.log10_lr)
    assert np.array_equal(merged.screened, whole.screened)


def test_equal_values_rank_by_position() -> None:
    kept = Kept(
        np.array([0, 0, 0, 1], dtype=np.int32),
        np.array([2, 1, 0, 0], dtype=np.int32),
        np.ones(4, dtype=np.float32),
        np.array([1.0, 1.0, 0.5, 7.0]),
    )
    assert pairs(settle([kept], best=1, threshold=math.inf)) == [(0, 1), (0, 2), (1, 0)]


def test_progress_tells_the_share_done() -> None:
    told: list[tuple[str, float]] = []
    made = case("stepwise", seed=1)
    search(made, progress=lambda what, share: told.append((what, share)))
    assert told == [("search", 1.0)]


def test_a_case_without_bodies_has_no_pairs() -> None:
    made = replace(case("stepwise", seed=1), bodies=())
    assert len(search(made).kept) == 0


@pytest.mark.parametrize(
    ("row", "width", "best"), [(10_000, 8, 1), (-1, 8, 1), (0, 7, 1), (0, 8, -1)]
)
def test_what_would_read_beyond_the_tables_is_refused(row: int, width: int, best: int) -> None:
    rows, blocks, _ = random_search(np.random.default_rng(1), bodies=3, missing=LANES, units=8)
    rows[2, 5] = row
    with pytest.raises(ValueError, match="row"):
        screen(rows[:, :width], blocks, best=best, threshold=0.0)
