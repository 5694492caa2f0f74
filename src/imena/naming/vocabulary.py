"""All spellings of one part of a name among some people: how frequent, and which are related."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from imena.naming.neighbours import IntArray, edit_pairs, pairs_in_groups
from imena.naming.relation import (
    ONE_EDIT_FROM,
    TWO_EDITS_FROM,
    Relation,
    aliases,
    double_parts,
    relation,
)
from imena.naming.spelling import spelling_key

FloatArray = npt.NDArray[np.float64]
LevelArray = npt.NDArray[np.int8]
_OTHER = int(Relation.OTHER)


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The keys of one ``part`` of a name, each once and in order, with how many people bear it.

    Empty keys and initials are left out: they say nothing.
    """

    part: str
    keys: tuple[str, ...]
    counts: IntArray

    @classmethod
    def of(cls, part: str, written: Iterable[str]) -> Vocabulary:
        """The vocabulary of these people's names as written."""
        return cls.of_keys(part, map(spelling_key, written))

    @classmethod
    def of_keys(cls, part: str, borne: Iterable[str]) -> Vocabulary:
        """The same where each person's spelling key is known already."""
        counted = Counter(key for key in borne if len(key) > 1)
        keys = tuple(sorted(counted))
        return cls(part, keys, np.array([counted[key] for key in keys], dtype=np.int64))

    @cached_property
    def code_of(self) -> Mapping[str, int]:
        """The position of each key."""
        return {key: i for i, key in enumerate(self.keys)}

    def codes(self, written: Sequence[str]) -> IntArray:
        """Positions of the keys of names as written; -1 for one that is not here."""
        return self.codes_of_keys([spelling_key(name) for name in written])

    def codes_of_keys(self, keys: Sequence[str]) -> IntArray:
        """The same where the spelling keys are known already."""
        return np.array([self.code_of.get(key, -1) for key in keys], np.int64)

    def row(self, key: str) -> LevelArray:
        """The relation of any ``key`` to each of ``keys``, as numbers of :class:`Relation`."""
        levels = np.full(len(self.keys), _OTHER, dtype=np.int8)
        if not self.keys or not key:
            return levels
        edits = cdist(
            [key], self.keys, scorer=OSA.distance, score_cutoff=2, dtype=np.uint8, workers=1
        )[0]
        mine = aliases(self.part, key)
        named = (self.part != "surname") & bool(mine) & self._is_known
        shorter = np.minimum(self._lengths, len(key))
        for shared in double_parts(key):
            levels[self._by_part.get(shared, [])] = Relation.PARTIAL
        levels[(edits == 2) & (shorter >= TWO_EDITS_FROM)] = Relation.PARTIAL
        levels[(edits == 1) & (shorter >= ONE_EDIT_FROM)] = Relation.ONE_EDIT
        levels[named] = Relation.OTHER
        for name in mine:
            levels[self._by_alias.get(name, [])] = Relation.ALIAS
        levels[edits == 0] = Relation.SAME
        return levels

    def bearing(self, names: Iterable[Hashable]) -> IntArray:
        """Positions of the keys that may stand for any of these names (:func:`aliases`)."""
        return np.array(
            sorted({i for name in names for i in self._by_alias.get(name, [])}), dtype=np.int64
        )

    @cached_property
    def related(self) -> tuple[IntArray, IntArray, LevelArray]:
        """All ordered pairs of keys that are not ``OTHER``: first, second, relation.

        Sorted by first and then second; each key is ``SAME`` as itself.
        """
        size = len(self.keys)
        first, second, _ = edit_pairs(self.keys, 2)
        found = [first * size + second]
        for groups in (self._by_alias, self._by_part):
            found.append(self._pairs_of(list(groups.values())))
        unordered = np.unique(np.concatenate(found))
        a, b = unordered // max(size, 1), unordered % max(size, 1)
        levels = np.array(
            [
                relation(self.part, self.keys[i], self.keys[j])
                for i, j in zip(a.tolist(), b.tolist(), strict=True)
            ],
            dtype=np.int8,
        )
        kept = levels != _OTHER
        a, b, levels = a[kept], b[kept], levels[kept]
        own = np.arange(size)
        first = np.concatenate([a, b, own])
        second = np.concatenate([b, a, own])
        both = np.concatenate([levels, levels, np.zeros(size, np.int8)])
        order = np.lexsort((second, first))
        return first[order], second[order], both[order]

    def levels(self, first: IntArray, second: IntArray) -> LevelArray:
        """The relation of each pair of positions; -1 where either is -1."""
        a, b, levels = self.related
        size = max(len(self.keys), 1)
        table = a * size + b
        asked = first * size + second
        found = np.full(len(asked), _OTHER, dtype=np.int8)
        if len(table):
            at = np.minimum(np.searchsorted(table, asked), len(table) - 1)
            hit = table[at] == asked
            found[hit] = levels[at[hit]]
        found[(first < 0) | (second < 0)] = -1
        return found

    @cached_property
    def borne(self) -> FloatArray:
        """How many people bear a name so related to each key: (keys, relations)."""
        a, b, levels = self.related
        borne = np.zeros((len(self.keys), len(Relation)))
        np.add.at(borne, (a, levels), self.counts[b])
        borne[:, _OTHER] = self.counts.sum() - borne[:, :_OTHER].sum(axis=1)
        return borne

    def borne_beside(self, key: str) -> FloatArray:
        """The same for any key: (relations,)."""
        found = np.zeros(len(Relation))
        np.add.at(found, self.row(key), self.counts)
        return found

    @cached_property
    def _lengths(self) -> IntArray:
        return np.array([len(key) for key in self.keys], dtype=np.int64)

    @cached_property
    def _is_known(self) -> npt.NDArray[np.bool_]:
        return np.array([bool(aliases(self.part, key)) for key in self.keys], dtype=bool)

    @cached_property
    def _by_alias(self) -> Mapping[Hashable, list[int]]:
        return _grouped(aliases(self.part, key) for key in self.keys)

    @cached_property
    def _by_part(self) -> Mapping[Hashable, list[int]]:
        return _grouped(double_parts(key) for key in self.keys)

    def _pairs_of(self, groups: Sequence[Sequence[int]]) -> IntArray:
        members = np.array([i for group in groups for i in group], dtype=np.int64)
        numbers = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
        first, second = pairs_in_groups(numbers.astype(np.int64), members)
        return first * len(self.keys) + second


def _grouped(marks: Iterable[Iterable[Hashable]]) -> Mapping[Hashable, list[int]]:
    """The positions of each mark."""
    found: dict[Hashable, list[int]] = {}
    for i, some in enumerate(marks):
        for mark in some:
            found.setdefault(mark, []).append(i)
    return found
