"""Candidate tables: one elimination of a family answers every candidate.

For a missing person m of a family, P(family's readings, G_m = g) is computed once a marker; any
candidate's likelihood ratio is then a weighted sum over g. All candidates with the same reading
share a column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from imena.kinship.alike import Asked
from imena.kinship.elimination import eliminate
from imena.kinship.emission import Locus, emission_of, locus, probability_of_reading
from imena.kinship.grouping import Observed, grouped
from imena.kinship.markers import Marker
from imena.kinship.network import Cells, build
from imena.kinship.observation import Genotype, ObservationError, ReadingRates, Sample
from imena.kinship.pedigree import Pedigree, Sex

FloatArray = npt.NDArray[np.float64]

#: One distinct reading, of one sample or several: of each the alleles and how it may go wrong;
#: and the number of copies.
Column = tuple[tuple[tuple[Genotype, ReadingRates], ...], int]


class ImpossibleFamilyError(ValueError):
    """A family whose own readings have likelihood zero; ``markers`` cannot be explained."""

    def __init__(self, markers: Sequence[str]) -> None:
        self.markers = tuple(markers)
        super().__init__(f"the family's own readings are impossible at {', '.join(markers)}")


@dataclass(frozen=True, eq=False)
class Panel:
    """Markers reduced once for a whole case, so that every family and candidate shares them.

    Build with :meth:`of`, naming every allele that anybody concerned was read with.
    """

    loci: tuple[Locus, ...]
    _known: dict[tuple[int, Column], FloatArray] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, markers: Sequence[Marker], samples: Sequence[Sample]) -> Panel:
        """The panel that tells apart every allele read in ``samples``."""
        seen: dict[str, set[str]] = {marker.name: set() for marker in markers}
        for read in (one for sample in samples for one in (sample, *sample.again)):
            for name, genotype in read.genotypes.items():
                if name in seen:
                    seen[name].update(a for a in genotype if a is not None)
        return cls(tuple(locus(marker, seen[marker.name]) for marker in markers))

    def readings(
        self, pedigree: Pedigree, samples: Mapping[str, Sample], which: Sequence[int]
    ) -> list[Observed]:
        """The loci numbered ``which`` with the emissions of a pedigree's typed people."""
        return [
            Observed(
                self.loci[i],
                {
                    person_id: self._emission(i, column)
                    for person_id, sample in samples.items()
                    if (column := column_of(self.loci[i].marker, sample, pedigree[person_id].sex))
                    is not None
                },
            )
            for i in which
        ]

    def _emission(self, i: int, column: Column) -> FloatArray:
        key = (i, column)
        if key not in self._known:
            self._known[key] = emission_of(self.loci[i], column[0], copies=column[1])
        return self._known[key]


def column_of(marker: Marker, sample: Sample, sex: Sex) -> Column | None:
    """What ``sample`` says at ``marker``, or ``None`` when it says nothing.

    At an X-linked marker a reading of somebody of unknown sex says nothing.
    """
    read = sample.of(marker.name)
    if not read or (marker.x_linked and sex is Sex.UNKNOWN):
        return None
    copies = 1 if marker.x_linked and sex is Sex.MALE else 2
    return tuple((_in_order(genotype), rates) for genotype, rates in read), copies


def _in_order(genotype: Genotype) -> Genotype:
    if None not in genotype and str(genotype[0]) > str(genotype[1]):
        return genotype[1], genotype[0]
    return (genotype[1], None) if genotype[0] is None else genotype


@dataclass(frozen=True, eq=False)
class ColumnSet:
    """The distinct readings at one locus: ``emissions`` one each, ``log_population`` natural log
    of P(reading) of a random person, shape (columns,)."""

    columns: tuple[Column, ...]
    emissions: tuple[FloatArray, ...]
    log_population: FloatArray

    @classmethod
    def of(cls, at: Locus, columns: Sequence[Column]) -> ColumnSet:
        """Emissions and population probabilities of ``columns``.

        Raises
        ------
        ObservationError
            For a reading that nobody in the population can have.
        """
        emissions = tuple(emission_of(at, read, copies=copies) for read, copies in columns)
        population = np.array([probability_of_reading(at, e) for e in emissions])
        for column, probability in zip(columns, population, strict=True):
            if probability <= 0:
                alleles = ", ".join(str(a) for genotype, _ in column[0] for a in genotype)
                raise ObservationError(
                    f"{at.marker.name}: {alleles} has probability 0 in the population; "
                    "give its alleles a frequency above 0"
                )
        return cls(tuple(columns), emissions, np.log(population))

    @cached_property
    def by_copies(self) -> dict[int, tuple[npt.NDArray[np.intp], FloatArray]]:
        """By number of copies: which columns, and their emissions side by side, flattened."""
        found = {}
        for copies in (1, 2):
            which = np.array(
                [j for j, column in enumerate(self.columns) if column[1] == copies], dtype=np.intp
            )
            if len(which):
                found[copies] = which, np.stack([self.emissions[j].ravel() for j in which])
        return found


def candidate_table(
    pedigree: Pedigree,
    readings: Sequence[Observed],
    missing: str,
    columns: Sequence[ColumnSet],
    *,
    founder_inbreeding: Mapping[str, float] | None = None,
) -> list[FloatArray]:
    """Natural log LR of every distinct reading for the place of ``missing``, locus by locus.

    Parameters
    ----------
    readings
        The family's readings, one entry a locus (:meth:`Panel.readings`).
    columns
        The candidates' distinct readings, one set a locus, in the same order. Columns with a
        number of copies other than the missing person's say nothing (LR 1).

    Returns
    -------
    One array of shape (columns,) a locus: ln P(family, reading | missing) / (P(family) P(reading)).
    ``-inf`` where impossible.

    Raises
    ------
    ImpossibleFamilyError
        When the family's own readings have likelihood zero at some marker, whether or not any
        candidate was read there.

    Notes
    -----
    A marker at which nobody of the family was read may still speak: the child of related parents
    is homozygous more often, and under a mutation model that is not stationary a child's alleles
    are not distributed as a founder's.
    """
    asked = Asked(pedigree, readings, missing, founder_inbreeding or {})
    (answer,) = candidate_tables([asked], columns)
    if isinstance(answer, tuple):
        raise ImpossibleFamilyError(answer)
    return answer


def candidate_tables(
    alike: Sequence[Asked], columns: Sequence[ColumnSet]
) -> list[list[FloatArray] | tuple[str, ...]]:
    """As :func:`candidate_table`, for several families at once.

    Parameters
    ----------
    alike
        Families of one shape (:meth:`imena.kinship.alike.Shapes.of`).

    Returns
    -------
    For each family its tables, or the markers its own readings cannot have. To the last bit what
    each family has alone.
    """
    first = alike[0]
    pedigree, missing = first.pedigree, first.missing
    everybody = [first.readings, *(other.renamed(first) for other in alike[1:])]
    tables = [[np.zeros(len(c.columns)) for c in columns] for _ in alike]
    impossible: list[list[str]] = [[] for _ in alike]
    for group in grouped(first.readings):
        held = [readings[i] for readings in everybody for i in group]
        cells = Cells.of([at.locus for at in held])
        emissions = {
            p: cells.padded([at.emissions[p] for at in held])
            for p in first.readings[group[0]].emissions
        }
        # Even where no candidate was read, the family's own readings must be possible.
        silent = cells.x_linked and pedigree[missing].sex is Sex.UNKNOWN
        asked = [] if silent or not any(len(columns[i].columns) for i in group) else [missing]
        network = build(cells, pedigree, emissions, keep=asked, inbreeding=first.inbreeding)
        keep = [v for person in asked for v in network.variables(person)]
        joint = eliminate(network.factors, network.sizes, keep=keep)
        likely = np.broadcast_to(joint.table[0], (len(held), *joint.table.shape[2:]))
        family = likely.reshape(len(held), -1).sum(axis=1)
        family = np.where(np.isneginf(joint.log_scale[0]), 0.0, family)
        places = [(f, i) for f in range(len(alike)) for i in group]
        for (f, i), at, cell, total in zip(places, held, likely, family, strict=True):
            if total <= 0:
                impossible[f].append(at.locus.marker.name)
            elif asked:
                tables[f][i] = _log_ratios(columns[i], cell / total, at.locus.size)
    return [
        tuple(markers) if markers else own for own, markers in zip(tables, impossible, strict=True)
    ]


def _log_ratios(candidates: ColumnSet, posterior: FloatArray, size: int) -> FloatArray:
    ratios = np.zeros(len(candidates.columns))
    if posterior.ndim in candidates.by_copies:
        which, emissions = candidates.by_copies[posterior.ndim]
        known = posterior[(slice(size),) * posterior.ndim].ravel()
        # Not a matrix product: there a row's last bits depend on which other rows stand beside it.
        together = np.einsum("ck,k->c", emissions, known)
        with np.errstate(divide="ignore"):
            ratios[which] = np.log(together) - candidates.log_population[which]
    return ratios
