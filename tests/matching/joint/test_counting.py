"""Counting joint assignments equals listing them."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest

from imena.matching.joint.counting import count_assignments


def listed(comparable: npt.NDArray[np.bool_]) -> int:
    """Give the first body to nobody or to each free person it may be, then the next body."""

    def ways(body: int, free: frozenset[int]) -> int:
        if body == len(comparable):
            return 1
        own = [m for m in np.flatnonzero(comparable[body]).tolist() if m in free]
        return ways(body + 1, free) + sum(ways(body + 1, free - {m}) for m in own)

    return ways(0, frozenset(range(comparable.shape[1])))


@pytest.mark.parametrize("seed", range(60))
def test_any_comparability(seed: int) -> None:
    rng = np.random.default_rng(seed)
    shape = rng.integers(0, 6, size=2)
    comparable = rng.random(shape) < rng.choice([0.2, 0.5, 0.9, 1.0])
    assert count_assignments(comparable) == listed(comparable)


@pytest.mark.parametrize("seed", range(20))
def test_sexes_with_some_unknown(seed: int) -> None:
    rng = np.random.default_rng(100 + seed)
    bodies, missing = rng.choice(list("MFU"), 5), rng.choice(list("MF"), 4)
    comparable = (bodies[:, None] == missing[None, :]) | (bodies == "U")[:, None]
    assert count_assignments(comparable) == listed(comparable)
    assert count_assignments(comparable.T) == listed(comparable)


def test_two_sexes_are_counted_however_many() -> None:
    """Blocks multiply; within one, k pairs can be made in C(b, k) C(m, k) k! ways."""
    men, women = np.arange(40) < 25, np.arange(30) < 12
    comparable = men[:, None] == women[None, :]

    def block(b: int, m: int) -> int:
        return sum(math.comb(b, k) * math.comb(m, k) * math.factorial(k) for k in range(m + 1))

    assert count_assignments(comparable) == float(block(25, 12) * block(15, 18))


def test_a_narrow_case_is_counted_by_subsets_of_its_narrow_side() -> None:
    """16 bodies, 17 missing: body i may be person i or i + 1, so only person i can be taken."""
    chain = np.zeros((16, 17), dtype=bool)
    for i in range(16):
        chain[i, i] = chain[i, i + 1] = True
    free, taken = 1, 0  # ways so far in which the next body's first person is free, and is not
    for _ in range(16):
        free, taken = 2 * free + taken, free + taken
    assert count_assignments(chain) == free + taken


def test_beyond_reach_is_said_and_beyond_floats_is_infinite() -> None:
    rng = np.random.default_rng(1)
    assert count_assignments(rng.random((17, 17)) < 0.5) is None
    assert count_assignments(np.ones((450, 420), dtype=bool)) == math.inf


def test_what_no_float_holds_is_infinite_and_all_else_exact() -> None:
    """A country's count would have twenty thousand digits; nobody waits for them."""
    for n in range(120, 190):
        total = sum(math.comb(n, k) ** 2 * math.factorial(k) for k in range(n + 1))
        expected = float(total) if total < 10**300 else math.inf
        assert count_assignments(np.ones((n, n), dtype=bool)) == expected, n
    assert count_assignments(np.ones((5_000, 6_000), dtype=bool)) == math.inf
