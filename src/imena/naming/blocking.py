"""Which pairs of reports are worth comparing: those that share enough to be one person.

Several ways to agree, each blind to some error: a misspelt surname, another surname, a short form
of the given name, an unknown date. A pair that agrees in none of them is never proposed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from imena.naming.agreement import NamePopulation
from imena.naming.full_name import PARTS
from imena.naming.neighbours import IntArray
from imena.naming.relation import Relation, aliases
from imena.naming.reports import Columns
from imena.naming.vocabulary import Vocabulary

#: Pairs of one blocking key. A key that more than this many pairs share tells nobody apart.
LARGEST_BLOCK = 20_000


def candidate_pairs(
    columns: Columns, population: NamePopulation, split: int | None = None
) -> tuple[IntArray, IntArray, int]:
    """Pairs of reports to compare: positions of the first and of the second, each pair once.

    The first is before the second. The third value is how many pairs, at most, were left out with
    keys that more than :data:`LARGEST_BLOCK` pairs share. With ``split``, only pairs of a report
    before that position with one from it on: two lists side by side.
    """
    size = max(len(columns.names), 1)
    codes = name_codes(columns, population)
    found, left_out = [np.empty(0, np.int64)], 0
    for keys, members in _blocks(columns, population, codes):
        first, second, more = _pairs(keys, members, split)
        left_out += more
        found.append(np.unique(first * size + second))
    pairs = np.unique(np.concatenate(found))
    return pairs // size, pairs % size, left_out


def name_codes(columns: Columns, population: NamePopulation) -> IntArray:
    """(reports, 3): the position of each part of each name in its vocabulary, or -1."""
    return np.array(
        [
            population.vocabulary(part).codes([name.parts[i] for name in columns.names])
            for i, part in enumerate(PARTS)
        ],
        dtype=np.int64,
    ).T.reshape(-1, len(PARTS))


def _blocks(
    columns: Columns, population: NamePopulation, codes: IntArray
) -> Iterator[tuple[IntArray, IntArray]]:
    everyone = np.arange(len(codes))
    surname, given, _ = codes.T
    named, name = _expanded(codes[:, 1], _meanings(population.given))
    fathered, father = _expanded(codes[:, 2], _meanings(population.patronymic))
    near, spelt = _expanded(surname, _spellings(population.surname))
    born = np.where((columns.year >= 0) & (columns.day >= 0), columns.year * 366 + columns.day, -1)

    yield _joined((near, spelt), (named, name))
    yield _joined((named, name), (fathered, father), (everyone, columns.year))
    yield _joined((everyone, born), (named, name))
    yield _joined((everyone, born), (everyone, surname))
    yield _joined((near, spelt), (fathered, father), (everyone, columns.year))
    yield _joined((everyone, surname), (everyone, given), (fathered, father))


def _meanings(vocabulary: Vocabulary) -> list[list[int]]:
    """Of each key the numbers of all names it may stand for; its own where it is in no table."""
    numbers: dict[object, int] = {}
    return [
        [
            numbers.setdefault(meant, len(numbers))
            for meant in aliases(vocabulary.part, key) or {("key", key)}
        ]
        for key in vocabulary.keys
    ]


def _spellings(vocabulary: Vocabulary) -> list[list[int]]:
    """Of each key a number of its own and one for each pair it forms with a misspelling of it."""
    first, second, levels = vocabulary.related
    found = [[i] for i in range(len(vocabulary.keys))]
    near = (levels == Relation.ALIAS) | (levels == Relation.ONE_EDIT) | (levels == Relation.PARTIAL)
    pairs = near & (first < second)
    for number, (a, b) in enumerate(
        zip(first[pairs].tolist(), second[pairs].tolist(), strict=True)
    ):
        found[a].append(len(found) + number)
        found[b].append(len(found) + number)
    return found


def _expanded(codes: IntArray, meanings: Sequence[Sequence[int]]) -> tuple[IntArray, IntArray]:
    """Each report beside each number its code stands for: (reports, numbers)."""
    lengths = np.array([len(m) for m in meanings], dtype=np.int64)
    flat = np.array([n for m in meanings for n in m], dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum(lengths)])[:-1]
    members = np.flatnonzero(codes >= 0)
    of = codes[members]
    repeated = np.repeat(members, lengths[of])
    within = np.arange(len(repeated)) - np.repeat(np.cumsum(lengths[of]) - lengths[of], lengths[of])
    return repeated, flat[np.repeat(starts[of], lengths[of]) + within]


def _joined(*columns: tuple[IntArray, IntArray]) -> tuple[IntArray, IntArray]:
    """Keys made of one number of each column, for every report that has all of them."""
    members, keys = columns[0]
    keys, members = keys[keys >= 0], members[keys >= 0]
    for others, numbers in columns[1:]:
        others, numbers = others[numbers >= 0], numbers[numbers >= 0]
        order = np.argsort(others, kind="stable")
        others, numbers = others[order], numbers[order]
        low, high = np.searchsorted(others, members), np.searchsorted(others, members, "right")
        times = high - low
        at = np.repeat(low, times) + (
            np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
        )
        keys = np.repeat(keys, times) * (int(numbers.max(initial=0)) + 1) + numbers[at]
        members = np.repeat(members, times)
    return keys, members


def _pairs(keys: IntArray, members: IntArray, split: int | None) -> tuple[IntArray, IntArray, int]:
    """All pairs within a key; of two lists, all pairs across them. How many were left out."""
    order = np.lexsort((members, keys))
    keys, members = keys[order], members[order]
    _, starts, sizes = np.unique(keys, return_index=True, return_counts=True)
    if split is None:
        left = np.zeros_like(sizes)
        numbers = sizes * (sizes - 1) // 2
    else:
        left = np.add.reduceat(members < split, starts) if len(starts) else sizes
        numbers = left * (sizes - left)
    used = (numbers > 0) & (numbers <= LARGEST_BLOCK)
    first, second = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    # Blocks of one shape are done at once.
    shapes = np.stack([sizes[used], left[used]], axis=1)
    for size, of_first in np.unique(shapes, axis=0):
        these = starts[used][(shapes == (size, of_first)).all(axis=1)]
        if split is None:
            a, b = np.triu_indices(int(size), 1)
        else:
            a, b = (
                grid.ravel()
                for grid in np.meshgrid(
                    np.arange(of_first), np.arange(of_first, size), indexing="ij"
                )
            )
        first.append(members[these[:, None] + a].ravel())
        second.append(members[these[:, None] + b].ravel())
    one, two = np.concatenate(first), np.concatenate(second)
    left_out = int(numbers[numbers > LARGEST_BLOCK].sum())
    return one[one != two], two[one != two], left_out
