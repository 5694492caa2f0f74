"""People recorded on several lists: how many stand on each combination of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.float64]


class ListsError(ValueError):
    """Lists or counts that cannot be read; the message names the list or the pattern."""


@dataclass(frozen=True, eq=False)
class Lists:
    """Counts of people by the set of lists they stand on.

    ``counts`` has shape (2**k,), indexed by the set as a bit mask: list ``i`` of ``names`` is bit
    ``i``. ``counts[0]`` (on none) is not known and kept 0. A person counts once: who is who between
    lists was settled before.
    """

    names: tuple[str, ...]
    counts: Counts

    def __post_init__(self) -> None:
        if len(self.names) < 2:
            raise ListsError("at least two lists are needed")
        for name in self.names:
            if self.names.count(name) > 1:
                raise ListsError(f"two lists are called {name}")
        if self.counts.shape != (2 ** len(self.names),):
            raise ListsError(f"{len(self.names)} lists need {2 ** len(self.names)} counts")
        if self.counts[0] != 0:
            raise ListsError("people on none of the lists cannot be counted")
        if (self.counts < 0).any() or (self.counts != np.floor(self.counts)).any():
            raise ListsError("counts of people are whole numbers from 0")

    @classmethod
    def of_patterns(cls, names: Sequence[str], cells: Mapping[str, int]) -> Lists:
        """From patterns with one character for each list, 1 = recorded on it; the rest are 0.

        Raises
        ------
        ListsError
            For a pattern of another length or with other characters, and the all-zero pattern.
        """
        counts = np.zeros(2 ** len(names))
        for pattern, count in cells.items():
            if len(pattern) != len(names) or set(pattern) - {"0", "1"}:
                raise ListsError(f"pattern {pattern!r}: {len(names)} characters 0 or 1 are needed")
            counts[sum(1 << i for i, mark in enumerate(pattern) if mark == "1")] += count
        return cls(tuple(names), counts)

    @classmethod
    def of_people(cls, names: Sequence[str], people: Iterable[Iterable[str]]) -> Lists:
        """From the lists each person stands on; who stands on none is refused.

        Raises
        ------
        ListsError
            For a list that is not among ``names`` or a person on none.
        """
        number = {name: i for i, name in enumerate(names)}
        counts = np.zeros(2 ** len(names))
        for person, standing in enumerate(people, start=1):
            try:
                mask = sum({1 << number[name] for name in standing})
            except KeyError as error:
                raise ListsError(f"person {person}: no list is called {error.args[0]}") from None
            if not mask:
                raise ListsError(f"person {person} stands on no list")
            counts[mask] += 1
        return cls(tuple(names), counts)

    @property
    def k(self) -> int:
        """How many lists."""
        return len(self.names)

    @cached_property
    def observed(self) -> int:
        """People on at least one list."""
        return int(self.counts.sum())

    @cached_property
    def on_so_many(self) -> tuple[int, ...]:
        """People on exactly 1, 2, … k lists."""
        size = list_counts(self.k)
        return tuple(int(self.counts[size == j].sum()) for j in range(1, self.k + 1))

    def on(self, mask: int) -> int:
        """People who stand on all lists of ``mask`` (a bit mask), whatever the others."""
        cells = np.arange(self.counts.size)
        return int(self.counts[(cells & mask) == mask].sum())


def list_counts(k: int) -> NDArray[np.int64]:
    """How many lists each of the 2**k sets holds; shape (2**k,)."""
    return np.array([mask.bit_count() for mask in range(2**k)])
