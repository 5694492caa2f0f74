"""Families that one elimination answers together: the same tree with the same people read.

Their loci stand side by side as more cells. The plan and the length of every axis but that of the
cells are then what they are for one family alone, so that its numbers are, to the last bit, those
it has alone (each cell is added up by itself, in the same order).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from imena.kinship.grouping import Observed, grouped
from imena.kinship.pedigree import Pedigree

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Asked:
    """A family and the missing person whose candidates are asked about.

    ``readings`` has one entry a locus (:meth:`imena.kinship.candidate.Panel.readings`).
    """

    pedigree: Pedigree
    readings: Sequence[Observed]
    missing: str
    inbreeding: Mapping[str, float]

    def renamed(self, like: Asked) -> list[Observed]:
        """The readings under the names that people in the same places have in ``like``."""
        name = dict(zip(_ids(self.pedigree), _ids(like.pedigree), strict=True))
        return [
            Observed(at.locus, {name[person]: e for person, e in at.emissions.items()})
            for at in self.readings
        ]


def _ids(pedigree: Pedigree) -> list[str]:
    return [person.id for person in pedigree]


class Shapes:
    """Which families are alike; remembers the arrays it has looked at, which must not go."""

    def __init__(self) -> None:
        self._seen: dict[int, tuple[FloatArray, tuple[int, ...]]] = {}

    def of(self, asked: Asked) -> Hashable:
        """Equal for those that :func:`imena.kinship.candidate.candidate_tables` takes together."""
        pedigree = asked.pedigree
        place: dict[str | None, int] = {person: i for i, person in enumerate(_ids(pedigree))}
        tree = tuple((place.get(p.father), place.get(p.mother), p.sex) for p in pedigree)
        read = tuple(frozenset(place[p] for p in at.emissions) for at in asked.readings)
        inbred = tuple(sorted((place[p], f) for p, f in asked.inbreeding.items()))
        return tree, place[asked.missing], read, inbred, self._widths(asked.readings)

    def _widths(self, readings: Sequence[Observed]) -> tuple[tuple[int, ...], ...]:
        """How many classes are allowed, at most, each allele of each person in each group."""
        return tuple(
            tuple(np.max([self._allowed(readings[i].emissions[person]) for i in group], axis=0))
            for group in grouped(readings)
            for person in readings[group[0]].emissions
        )

    def _allowed(self, emission: FloatArray) -> tuple[int, ...]:
        """As :mod:`imena.kinship.network` counts them, which narrows every allele's domain."""
        known = self._seen.get(id(emission))
        if known is None:
            read = emission > 0
            each = [read] if read.ndim == 1 else [read.any(axis=1), read.any(axis=0)]
            counts = tuple(max(read.ndim, int(one.sum())) for one in each)
            known = self._seen[id(emission)] = emission, counts
        return known[1]
