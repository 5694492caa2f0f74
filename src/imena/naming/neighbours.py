"""Which of many words are one or two edits apart, without comparing each with each.

Two words at most ``d`` edits apart have a form in common that is left when at most ``d`` letters
are struck out of each (Garbe's symmetric deletion). Words that share such a form are compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

IntArray = npt.NDArray[np.int64]
#: Pairs compared at a time, which bounds the memory.
_AT_ONCE = 1_000_000


def edit_pairs(words: Sequence[str], edits: int) -> tuple[IntArray, IntArray, IntArray]:
    """All pairs of different words at most ``edits`` apart.

    Three arrays of one length: positions of the first and of the second, the first the lower, and
    how many edits (optimal string alignment: a letter added, lost, changed, or two neighbours in
    each other's place). Time grows with the words and the pairs found, not with all pairs.
    """
    first, second = _sharing_a_form(words, edits)
    apart = np.empty(len(first), dtype=np.int64)
    for start in range(0, len(first), _AT_ONCE):
        window = slice(start, start + _AT_ONCE)
        apart[window] = cpdist(
            [words[i] for i in first[window]],
            [words[i] for i in second[window]],
            scorer=OSA.distance,
            score_cutoff=edits,
            dtype=np.uint8,
        )
    near = (apart > 0) & (apart <= edits)
    return first[near], second[near], apart[near]


def _sharing_a_form(words: Sequence[str], edits: int) -> tuple[IntArray, IntArray]:
    forms: list[int] = []
    owners: list[int] = []
    for position, word in enumerate(words):
        struck = _struck(word, edits)
        forms.extend(map(hash, struck))
        owners.extend([position] * len(struck))
    first, second = pairs_in_groups(np.array(forms, dtype=np.int64), np.array(owners, np.int64))
    coded = np.unique(first * len(words) + second)
    return coded // max(len(words), 1), coded % max(len(words), 1)


def _struck(word: str, edits: int) -> set[str]:
    return {
        "".join(word[i] for i in range(len(word)) if i not in out)
        for n in range(min(edits, len(word)) + 1)
        for out in combinations(range(len(word)), n)
    }


def pairs_in_groups(groups: IntArray, members: IntArray) -> tuple[IntArray, IntArray]:
    """All pairs of members of one group, the lower member first.

    ``groups[i]`` is a group to which ``members[i]`` belongs. A pair that shares several groups
    comes several times; a member beside itself does not come.
    """
    order = np.lexsort((members, groups))
    groups, members = groups[order], members[order]
    first, second = [], []
    # Member i is paired with the one k places further on, for each k, while in the same group.
    here = np.arange(len(groups))
    k = 1
    while len(here := here[here + k < len(groups)]):
        here = here[groups[here] == groups[here + k]]
        first.append(members[here])
        second.append(members[here + k])
        k += 1
    if not first:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    a, b = np.concatenate(first), np.concatenate(second)
    return a[a != b], b[a != b]
