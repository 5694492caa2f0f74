"""Invented tables of lists."""

from __future__ import annotations

import numpy as np

from imena.estimation.lists import Lists


def three() -> Lists:
    """Three lists that overlap well, of people who are invented."""
    cells = {"100": 60, "010": 45, "001": 38, "110": 22, "101": 17, "011": 12, "111": 6}
    return Lists.of_patterns(("могильник", "родини", "лікарня"), cells)


def apart() -> Lists:
    """Two of three lists share nobody."""
    return Lists.of_patterns(("A", "B", "C"), {"100": 40, "010": 30, "001": 20, "110": 6})


def drawn(total: int, rates: list[float], seed: int) -> Lists:
    """So many people, on each list independently at its rate."""
    draw = np.random.default_rng(seed)
    on = draw.random((total, len(rates))) < np.array(rates)
    masks = (on * (1 << np.arange(len(rates)))).sum(axis=1)
    counts = np.bincount(masks, minlength=2 ** len(rates)).astype(float)
    counts[0] = 0
    return Lists(tuple(f"L{i}" for i in range(len(rates))), counts)
