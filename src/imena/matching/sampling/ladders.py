"""Markers for planning: as few allele classes as the question needs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from imena.kinship.emission import Locus
from imena.kinship.linked import linkage_groups
from imena.kinship.markers import Linkage, Marker
from imena.kinship.observation import Sample

FloatArray = npt.NDArray[np.float64]

#: Classes a marker is planned with, unless the family itself carries more alleles.
MOST_CLASSES = 12


def planning_loci(
    markers: Sequence[Marker],
    samples: Iterable[Sample],
    *,
    linkage: Sequence[Linkage] = (),
    most: int = MOST_CLASSES,
) -> tuple[Locus, ...]:
    """The markers as a family's plan takes them, one of each linked group.

    Every allele read in ``samples`` and the commonest of the others, ``most`` classes in all, stay
    apart; the rest are one class. A marker with no more alleles than that is whole. Merging alleles
    hides differences and makes none, so that without mutation what is expected of a sample is
    never above what the whole ladder would give (data-processing inequality: Cover and Thomas
    2006, Elements of Information Theory, section 2.8). Under a mutation model whose alleles do not
    merge exactly the merged class passes on the average of its members, by frequency: an error of
    the order of the mutation rate.

    Of linked markers the first stands for its group: the others would count twice.
    """
    held = list(samples)
    alone = [group[0] for group in linkage_groups(markers, linkage)]
    return tuple(_locus(marker, _read(marker, held), most) for marker in alone)


def _read(marker: Marker, samples: Iterable[Sample]) -> set[str]:
    return {
        allele
        for sample in samples
        for allele in sample.genotypes.get(marker.name, ())
        if allele is not None
    }


def _locus(marker: Marker, read: set[str], most: int) -> Locus:
    n, p = marker.size, marker.frequencies / marker.frequencies.sum()
    always = {marker.index[a] for a in read if a in marker.index}
    if marker.silent is not None:
        always.add(marker.silent)
    commonest = [int(i) for i in np.argsort(-p, kind="stable") if int(i) not in always]
    apart = n if n <= most else max(most - 1, len(always))
    kept = sorted([*always, *commonest[: apart - len(always)]])
    merged = [i for i in range(n) if i not in set(kept)]
    class_of = np.full(n, len(kept))
    class_of[kept] = np.arange(len(kept))
    groups = np.zeros((len(kept) + bool(merged), n))
    groups[class_of, np.arange(n)] = 1.0
    frequencies = groups @ p
    mutation = marker.mutation
    return Locus(
        marker,
        {allele: int(class_of[i]) for i, allele in enumerate(marker.alleles)},
        frequencies,
        None if mutation is None else _averaged(mutation.female, groups, p, frequencies),
        None if mutation is None else _averaged(mutation.male, groups, p, frequencies),
        None if marker.silent is None else int(class_of[marker.silent]),
    )


def _averaged(
    matrix: FloatArray, groups: FloatArray, p: FloatArray, frequencies: FloatArray
) -> FloatArray:
    """Transmission between classes, each member counted by its frequency."""
    carried = groups * p
    empty = frequencies <= 0
    carried[empty] = groups[empty]
    shares = carried / carried.sum(axis=1, keepdims=True)
    return np.asarray(shares @ matrix @ groups.T, dtype=float)
