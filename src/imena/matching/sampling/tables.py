"""P(genotypes of one or two people | what was read of their family), marker by marker.

Genotypes are unordered: the pairs i <= j of a marker's classes in the order (0, 0), (0, 1), (1, 1),
(0, 2) …, so that a marker with fewer classes has the first of them; a man's single X allele is a
genotype of its own. All markers of a family are padded to the same number with zeros.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from imena.kinship.candidate import ImpossibleFamilyError, column_of
from imena.kinship.elimination import Factor, eliminate
from imena.kinship.emission import Locus, emission, emission_of
from imena.kinship.grouping import Observed, grouped
from imena.kinship.network import Cells, Network, build
from imena.kinship.observation import ReadingRates, Sample
from imena.kinship.pedigree import Pedigree, Sex

FloatArray = npt.NDArray[np.float64]
Index = npt.NDArray[np.intp]


def genotypes(classes: int) -> int:
    """How many unordered genotypes so many allele classes make."""
    return classes * (classes + 1) // 2


@lru_cache(maxsize=64)
def pairs(classes: int) -> tuple[Index, Index]:
    """The two classes of each unordered genotype, i <= j, in the order of the genotypes."""
    second, first = np.tril_indices(classes)
    return first, second


def observe(
    loci: Sequence[Locus], pedigree: Pedigree, samples: Mapping[str, Sample]
) -> list[Observed]:
    """The family's readings at the planning loci.

    An allele that the locus does not know makes the reading there unusable: it is left out.
    """
    found = []
    for at in loci:
        emissions = {}
        for person, sample in samples.items():
            column = column_of(at.marker, sample, pedigree[person].sex)
            if column is None:
                continue
            read, copies = column
            if all(a is None or a in at.class_of for genotype, _ in read for a in genotype):
                emissions[person] = emission_of(at, read, copies=copies)
        found.append(Observed(at, emissions))
    return found


def genotype_tables(
    pedigree: Pedigree,
    readings: Sequence[Observed],
    people: Sequence[str],
    inbreeding: Mapping[str, float] | None = None,
) -> FloatArray:
    """P(unordered genotypes of ``people`` | readings).

    Parameters
    ----------
    people
        One person or two, in the order of the answer's axes.

    Returns
    -------
    Shape (loci, genotypes) or (loci, genotypes, genotypes); each locus sums to 1. Nobody of
    unknown sex may be asked about at an X-linked locus: how many copies they have is not known.

    Raises
    ------
    ImpossibleFamilyError
        Where the family's own readings have likelihood zero.
    """
    widest = max((at.locus.size for at in readings), default=1)
    out = np.zeros((len(readings), *(genotypes(widest),) * len(people)))
    impossible = []
    for group in grouped(readings):
        members = [readings[i] for i in group]
        cells = Cells.of([at.locus for at in members])
        emissions = {p: cells.padded([at.emissions[p] for at in members]) for p in _read(members)}
        network = build(cells, pedigree, emissions, keep=people, inbreeding=inbreeding)
        keep = [v for person in people for v in network.variables(person)]
        joint = eliminate(network.factors, network.sizes, keep=keep)
        table = _in_order(joint, network, people, len(members))
        total = table.reshape(len(members), -1).sum(axis=1)
        for i, at, one, mass in zip(group, members, table, total, strict=True):
            if not mass > 0:
                impossible.append(at.locus.marker.name)
                continue
            corner = tuple(slice(n) for n in one.shape)
            out[i][corner] = one / mass
    if impossible:
        raise ImpossibleFamilyError(impossible)
    return out


def _read(members: Sequence[Observed]) -> list[str]:
    return list(members[0].emissions)


def _in_order(joint: Factor, network: Network, people: Sequence[str], cells: int) -> FloatArray:
    """The joint table with one axis a person, unordered; shape (cells, genotypes…)."""
    possible = ~np.isneginf(np.broadcast_to(joint.log_scale[0], (cells,)))
    table = np.broadcast_to(joint.table[0], (cells, *joint.table.shape[2:]))
    table = table * possible.reshape(cells, *(1,) * (table.ndim - 1))
    place = {variable: axis + 1 for axis, variable in enumerate(joint.scope)}
    axes = [place[v] for person in people for v in network.variables(person)]
    table = table.transpose(0, *axes)
    axis = 1
    for person in people:
        if network.copies(network.pedigree[person]) == 2:
            table = _unordered(table, axis)
        axis += 1
    return table


def _unordered(table: FloatArray, axis: int) -> FloatArray:
    """Fold the two allele axes at ``axis`` into one of unordered genotypes."""
    moved = np.moveaxis(table, (axis, axis + 1), (0, 1))
    first, second = pairs(table.shape[axis])
    folded = moved[first, second] + moved[second, first]
    folded[first == second] *= 0.5
    return np.moveaxis(folded, 0, axis)


def population(loci: Sequence[Locus], sex: Sex) -> FloatArray:
    """P(genotype) of a random person of this sex, shape (loci, genotypes) as `genotype_tables`."""
    widest = max((at.size for at in loci), default=1)
    out = np.zeros((len(loci), genotypes(widest)))
    for row, at in zip(out, loci, strict=True):
        p = at.frequencies
        if at.marker.x_linked and sex is Sex.MALE:
            row[: at.size] = p
        else:
            first, second = pairs(at.size)
            row[: genotypes(at.size)] = np.where(first == second, 1.0, 2.0) * p[first] * p[second]
    return out


def reading_table(at: Locus, rates: ReadingRates, *, copies: int) -> FloatArray:
    """P(reading | genotype), shape (genotypes + 1, genotypes): readings are genotypes, the last row
    that nothing usable is read."""
    names = {c: allele for allele, c in at.class_of.items()}
    if at.silent is not None:
        names = {c: allele for allele, c in at.class_of.items() if c != at.silent}
    first, second = pairs(at.size) if copies == 2 else (np.arange(at.size),) * 2
    table = np.zeros((len(first) + 1, len(first)))
    for reading, (a, b) in enumerate(zip(first.tolist(), second.tolist(), strict=True)):
        if a not in names or b not in names:
            continue
        likely = emission(at, (names[a], names[b]), rates, copies=copies)
        table[reading] = likely[first, second] if copies == 2 else likely
    table[-1] = np.clip(1 - table[:-1].sum(axis=0), 0.0, 1.0)
    return table
