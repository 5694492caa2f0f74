"""Finding people by a name typed in any alphabet, language, order or misspelling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
import numpy.typing as npt

from imena.naming.agreement import NamePopulation
from imena.naming.full_name import PARTS, FullName, name_key
from imena.naming.neighbours import IntArray
from imena.naming.rates import PROPOSED_RATES, NameRates
from imena.naming.relation import Relation, misspelt
from imena.naming.spelling import spelling_key
from imena.naming.vocabulary import FloatArray, Vocabulary


@dataclass(frozen=True, slots=True)
class Found:
    """A person found: position in the list searched, and log10 of the LR of the words typed."""

    position: int
    log10_lr: float


@dataclass(frozen=True, eq=False)
class NameIndex:
    """A list of people that can be searched by name.

    ``codes`` is (people, parts): positions in the vocabularies of ``population``, -1 for a part
    not known.
    """

    population: NamePopulation
    codes: IntArray
    rates: NameRates

    @classmethod
    def of(cls, names: Sequence[FullName], rates: NameRates = PROPOSED_RATES) -> NameIndex:
        """An index of these people; a position is one in ``names``."""
        return cls.of_keys([name_key(name) for name in names], rates)

    @classmethod
    def of_keys(
        cls, keys: Sequence[tuple[str, str, str]], rates: NameRates = PROPOSED_RATES
    ) -> NameIndex:
        """The same of people whose :func:`name_key` was kept: much faster."""
        columns = list(zip(*keys, strict=True)) if keys else [()] * len(PARTS)
        known = [Vocabulary.of_keys(part, some) for part, some in zip(PARTS, columns, strict=True)]
        codes = [v.codes_of_keys(some) for v, some in zip(known, columns, strict=True)]
        ordered = np.array(codes, dtype=np.int64).reshape(len(PARTS), -1).T
        return cls(NamePopulation(*known), ordered, rates)

    def find(self, typed: str, limit: int = 20) -> list[Found]:
        """The people whom the words ``typed`` fit, best first, ``limit`` at most.

        Each word is tried as every part of the name; a word may be another spelling, a short form,
        a misspelling or the beginning of what it stands for. Somebody is found if every word typed
        fits some part of the name, except one at most where three or more were typed.
        """
        words = [key for word in typed.split()[: len(PARTS)] if (key := spelling_key(word))]
        if not words or not len(self.codes):
            return []
        scores, fits = zip(*(self._word(word) for word in words), strict=True)
        best = np.full(len(self.codes), -np.inf)
        found = np.zeros(len(self.codes), dtype=bool)
        needed = len(words) - (len(words) >= len(PARTS))
        for parts in permutations(range(len(PARTS)), len(words)):
            total = sum(scores[w][:, part] for w, part in enumerate(parts))
            fitting = sum(fits[w][:, part].astype(np.int64) for w, part in enumerate(parts))
            enough = np.asarray(fitting >= needed)
            best = np.where(enough, np.maximum(best, total), best)
            found |= enough
        positions = np.flatnonzero(found)
        order = np.lexsort((positions, -best[positions]))[:limit]
        return [Found(int(i), float(best[i])) for i in positions[order]]

    def _word(self, key: str) -> tuple[FloatArray, npt.NDArray[np.bool_]]:
        """log10 LR of one word as each part of each person's name, and whether it fits there."""
        scores = np.zeros(self.codes.shape)
        fits = np.zeros(self.codes.shape, dtype=bool)
        for i, part in enumerate(PARTS):
            vocabulary = self.population.vocabulary(part)
            levels = vocabulary.row(key)
            meant = vocabulary.bearing(misspelt(part, key))
            levels[meant] = np.minimum(levels[meant], np.int8(Relation.ONE_EDIT))
            by_relation = self.rates.log10_by_relation(part, vocabulary.borne_beside(key))
            of_key = by_relation[levels]
            begun = np.array([known.startswith(key) for known in vocabulary.keys], dtype=bool)
            begun &= levels >= Relation.PARTIAL
            if begun.any():
                share = vocabulary.counts[begun].sum() / vocabulary.counts.sum()
                of_key = np.where(begun, -np.log10(share), of_key)
                levels = np.where(begun, np.int8(Relation.PARTIAL), levels)
            known = self.codes[:, i] >= 0
            scores[known, i] = of_key[self.codes[known, i]]
            fits[known, i] = levels[self.codes[known, i]] < Relation.OTHER
        return scores, fits
