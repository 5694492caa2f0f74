"""The figures of the search's benchmark are figures of work that was really done."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from benchmarks import search
from benchmarks.fresh import measured
from imena.matching.search.kernels import LANES


def test_the_plain_loop_adds_every_number_of_the_block() -> None:
    rng = np.random.default_rng(1)
    table = rng.integers(-9, 9, (48, 64)).astype(np.float32)
    total = np.zeros(64, dtype=np.float32)
    search._load_and_add(table, total)
    assert np.array_equal(total, table.sum(axis=0))


def test_the_block_divides_into_rows_of_every_width_that_is_tried() -> None:
    numbers = search.UNITS * search.READINGS * LANES
    assert [width for width in search.WIDTHS if numbers % (8 * width)] == []


def test_everyone_has_a_position_of_her_own() -> None:
    blocks = tuple(search.people(search.tables(2), 5 * LANES))
    positions = np.concatenate([block.missing for block in blocks])
    assert np.array_equal(positions, np.arange(5 * LANES))


def test_as_many_people_as_were_asked_for() -> None:
    """Also where the last block is not full."""
    blocks = tuple(search.people(search.tables(2), LANES + 10))
    assert sum(int((block.missing >= 0).sum()) for block in blocks) == LANES + 10
    assert np.all(blocks[-1].exact[1:, 10:] == -np.inf)


def test_the_memory_of_a_command_is_its_own() -> None:
    small = measured([sys.executable, "-c", "pass"])
    large = measured([sys.executable, "-c", "x = bytes(range(256)) * (1 << 20)"])
    assert small.peak < 128 << 20
    assert 256 << 20 < large.peak < 384 << 20


def test_a_command_that_fails_is_no_measurement() -> None:
    with pytest.raises(subprocess.CalledProcessError):
        measured([sys.executable, "-c", "raise SystemExit(3)"])
