"""Loci that can be eliminated side by side: same chromosome type, same people typed, like sizes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from imena.kinship.emission import Locus, emission_of, locus
from imena.kinship.markers import Marker
from imena.kinship.observation import Sample
from imena.kinship.pedigree import Pedigree, Sex

FloatArray = npt.NDArray[np.float64]

#: Loci are padded to the largest of their group; a step of this ratio bounds what padding costs.
_SIZE_STEP = 1.35


@dataclass(frozen=True, eq=False)
class Observed:
    """A locus with the emissions of everyone who was read there."""

    locus: Locus
    emissions: Mapping[str, FloatArray]


def observed(
    marker: Marker,
    pedigree: Pedigree,
    samples: Mapping[str, Sample],
    also_seen: Iterable[str] = (),
) -> Observed:
    """The readings of ``samples`` at ``marker``; ``also_seen`` are alleles to be told apart too.

    At an X-linked marker a reading of somebody whose sex is not known says nothing.
    """
    readings = {
        person_id: read
        for person_id, sample in samples.items()
        if (read := sample.of(marker.name))
        and not (marker.x_linked and pedigree[person_id].sex is Sex.UNKNOWN)
    }
    seen = {a for read in readings.values() for g, _ in read for a in g if a is not None}
    at = locus(marker, seen.union(also_seen))
    emissions = {
        person_id: emission_of(
            at, read, copies=1 if marker.x_linked and pedigree[person_id].sex is Sex.MALE else 2
        )
        for person_id, read in readings.items()
    }
    return Observed(at, emissions)


def grouped(entries: Sequence[Observed]) -> list[list[int]]:
    """Positions of ``entries`` that can share one elimination."""
    groups: dict[tuple[bool, frozenset[str], int], list[int]] = {}
    for i, entry in enumerate(entries):
        size_class = int(np.ceil(np.log(entry.locus.size) / np.log(_SIZE_STEP)))
        key = (entry.locus.marker.x_linked, frozenset(entry.emissions), size_class)
        groups.setdefault(key, []).append(i)
    return list(groups.values())
