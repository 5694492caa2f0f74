"""Sharing the blocks of sets out among threads."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np

from imena.matching.joint.layout import Flags
from imena.matching.joint.subsets.kernels import BLOCK

T = TypeVar("T")

#: shares of unlike size, so that no thread is left waiting; the answer is the same on any machine
_SHARES = 32


def blocks_with(holds: Flags) -> Flags:
    """Which blocks have any state that ``holds``: shape (rows, blocks), from (rows, sets)."""
    rows, width = holds.shape
    low = min(width, BLOCK)
    return np.asarray(holds.reshape(rows, width // low, low).any(axis=2))


def in_threads(task: Callable[[int, int], T], n_blocks: int) -> list[T]:
    """What ``task(offset, stride)`` gives for each share of the blocks, done on all cores."""
    if n_blocks < _SHARES:
        return [task(0, 1)]
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as threads:
        return list(threads.map(task, range(_SHARES), [_SHARES] * _SHARES))
