"""Sixteen bits never make a pair look worse than it is, and never overflow."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imena.matching.search.sieve import FINEST, MOST_UNITS, sieve_of


def _tables(
    rng: np.random.Generator, units: int, readings: int, scale: float, impossible: float
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    log10 = rng.normal(0, scale, (1 + units * readings, 6))
    log10[rng.random(log10.shape) < impossible] = -np.inf
    log10[0] = 0.0
    return log10, 1 + readings * np.arange(units)


@settings(max_examples=150, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    units=st.sampled_from([1, 2, 24, 100, MOST_UNITS]),
    scale=st.sampled_from([0.0, 1e-4, 0.5, 3.0, 40.0, 4000.0]),
    impossible=st.sampled_from([0.0, 0.2, 1.0]),
)
def test_no_pair_looks_worse_and_no_sum_leaves_sixteen_bits(
    seed: int, units: int, scale: float, impossible: float
) -> None:
    rng = np.random.default_rng(seed)
    readings = 5
    log10, starts = _tables(rng, units, readings, scale, impossible)
    sieve = sieve_of(log10, starts)
    assert sieve is not None
    steps = sieve.table.astype(np.int64)
    extremes = [f.reduceat(steps, starts, axis=0).sum(axis=0) for f in (np.minimum, np.maximum)]
    assert extremes[0].min() >= -(2**15)
    assert extremes[1].max() <= 2**15 - 1
    looked_up = starts + rng.integers(0, readings, (50, units))
    for rows in looked_up:
        for lane in range(log10.shape[1]):
            exact = math.fsum(log10[rows, lane]) * sieve.scale
            assert steps[rows, lane].sum() >= exact - 1e-9 * np.abs(exact)
    assert not sieve.table[0].any()


def test_ordinary_tables_keep_the_finest_steps() -> None:
    log10, starts = _tables(np.random.default_rng(1), 24, 80, 0.8, 0.0)
    sieve = sieve_of(log10, starts)
    assert sieve is not None
    assert sieve.scale == FINEST
    kept = log10 * FINEST > -(2**15) / 24 + 1
    assert np.all((sieve.table / FINEST - log10)[kept] < 1 / FINEST)


def test_steps_by_hand() -> None:
    log10 = np.array([[0.0], [1 / 256], [1.5 / 256], [-1.5 / 256], [-np.inf]])
    sieve = sieve_of(log10, np.array([1, 3]))
    assert sieve is not None
    assert sieve.table[:, 0].tolist() == [0, 1, 2, -1, -(2**14)]


@pytest.mark.parametrize("units", [MOST_UNITS + 1, 40_000])
def test_too_many_units_have_no_sieve(units: int) -> None:
    assert sieve_of(np.zeros((1 + units, 1)), 1 + np.arange(units)) is None
