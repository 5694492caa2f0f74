"""Gene dropping: invented genotypes on a pedigree, and what a laboratory would read of them.

Simulation follows the same model as the likelihood (engine contract, sections 1 and 2), so what
one draws the other must be able to explain: that is how calibration is proven.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from imena.kinship.markers import Linkage, Marker
from imena.kinship.observation import EXACT, Genotype, ReadingRates, Sample
from imena.kinship.pedigree import Pedigree, Person, Sex

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

#: Stands where there is no allele: a man's paternal copy at an X-linked marker.
NO_COPY = -1


class SimulationError(ValueError):
    """Something that cannot be simulated as asked: the message says what."""


def drop(
    pedigree: Pedigree,
    markers: Sequence[Marker],
    rng: np.random.Generator,
    *,
    replicates: int = 1,
    theta: float = 0.0,
    linkage: Sequence[Linkage] = (),
    founder_inbreeding: Mapping[str, float] | None = None,
) -> dict[str, IntArray]:
    """True genotypes of everyone, by id: arrays of shape (replicates, markers, 2).

    ``[..., 0]`` is the index of the maternal allele and ``[..., 1]`` of the paternal one;
    :data:`NO_COPY` stands for a man's missing paternal allele at an X-linked marker.

    Founders are drawn from the frequencies; with co-ancestry ``theta`` > 0 jointly, by the Polya
    urn over all founders of all families of ``pedigree`` (Balding and Nichols 1994,
    doi:10.1016/0379-0738(94)90222-4). ``founder_inbreeding`` gives, by founder, the probability
    that both copies are one and the same. Linked markers are in linkage equilibrium among
    founders and recombine with their ``rho`` in every meiosis. All other pairs of markers are
    inherited independently.

    Raises
    ------
    SimulationError
        For theta outside [0, 1), theta together with founder inbreeding, inbreeding of somebody
        who is no founder, and a person of unknown sex where a marker is X-linked.
    """
    inbreeding = dict(founder_inbreeding or {})
    tables = _Tables.of(markers, linkage)
    _refuse_impossible(pedigree, tables, theta, inbreeding)
    urn = _Urn(tables, theta, replicates, capacity=2 * len(pedigree.founders))
    genes: dict[str, IntArray] = {}
    for person in pedigree:
        if person.father is None or person.mother is None:
            maternal = urn.draw(rng, np.ones(tables.size, dtype=bool))
            paternal = urn.draw(rng, _has_paternal_copy(person, tables))
            same = rng.random(paternal.shape) < inbreeding.get(person.id, 0.0)
            paternal = np.where(same & (paternal != NO_COPY), maternal, paternal)
        else:
            maternal = _transmit(genes[person.mother], Sex.FEMALE, tables, rng)
            paternal = _transmit(genes[person.father], Sex.MALE, tables, rng)
            paternal[:, ~_has_paternal_copy(person, tables)] = NO_COPY
        genes[person.id] = np.stack([maternal, paternal], axis=-1)
    return genes


def read(
    genes: IntArray,
    markers: Sequence[Marker],
    rng: np.random.Generator,
    *,
    rates: ReadingRates = EXACT,
    failure: float = 0.0,
) -> Sample:
    """What a laboratory reads of one person's true ``genes``, shape (markers, 2).

    Each marker fails altogether with probability ``failure``, whatever the genotype. Otherwise
    the model of :class:`ReadingRates` holds: with probability ``typing_error`` the genotype is
    that of a random person of the same sex; each copy is lost with probability ``dropout``; with
    probability ``drop_in`` one allele drawn by frequency appears. A silent allele is never seen.

    A marker at which nothing, or more than two alleles, would be seen is left out, as laboratories
    do; the second costs a trace of information that the likelihood takes for none (at most
    ``drop_in`` at that marker).
    """
    genotypes: dict[str, Genotype] = {}
    for marker, pair in zip(markers, genes, strict=True):
        fails, errs, adds = rng.random(3) < (failure, rates.typing_error, rates.drop_in)
        kept = rng.random(2) >= rates.dropout
        strangers = _inverse(_cumulative(marker.frequencies), rng.random(3))
        copies = np.where(pair == NO_COPY, NO_COPY, strangers[:2]) if errs else pair
        seen = {int(a) for a, k in zip(copies, kept, strict=True) if k and a != NO_COPY}
        if adds:
            seen.add(int(strangers[2]))
        seen.discard(NO_COPY if marker.silent is None else marker.silent)
        if fails or not 1 <= len(seen) <= 2:
            continue
        alleles = [marker.alleles[a] for a in sorted(seen)]
        genotypes[marker.name] = (alleles[0], alleles[-1])
    return Sample(genotypes, rates)


@dataclass(frozen=True, eq=False)
class _Tables:
    """All markers side by side, so that one person costs one array operation, not one a marker.

    Cumulative probabilities are padded with 1 to the longest ladder: an inverse look-up with
    u < 1 then never falls on an allele of probability zero.
    """

    founder: FloatArray
    female: FloatArray
    male: FloatArray
    x_linked: BoolArray
    links: tuple[tuple[int, int, float], ...]

    @property
    def size(self) -> int:
        return len(self.x_linked)

    @classmethod
    def of(cls, markers: Sequence[Marker], linkage: Sequence[Linkage]) -> _Tables:
        longest = max((marker.size for marker in markers), default=1)
        founder = np.ones((len(markers), longest))
        female = np.ones((len(markers), longest, longest))
        male = np.ones((len(markers), longest, longest))
        for l, marker in enumerate(markers):
            n = marker.size
            founder[l, :n] = _cumulative(marker.frequencies)
            for table, matrix in (
                (female, marker.mutation.female if marker.mutation else np.eye(n)),
                (male, marker.mutation.male if marker.mutation else np.eye(n)),
            ):
                table[l, :n, :n] = _cumulative(matrix)
        place = {marker.name: l for l, marker in enumerate(markers)}
        links = tuple((place[k.first], place[k.second], k.rho) for k in linkage)
        x_linked = np.array([marker.x_linked for marker in markers], dtype=bool)
        return cls(founder, female, male, x_linked, links)


def _cumulative(probabilities: FloatArray) -> FloatArray:
    sums = np.cumsum(probabilities, axis=-1)
    return np.asarray(sums / sums[..., -1:], dtype=float)


class _Urn:
    """Founder alleles: each new one is a copy of an earlier one, or new from the population."""

    def __init__(self, tables: _Tables, theta: float, replicates: int, capacity: int) -> None:
        self._tables = tables
        self._theta = theta
        self._drawn = np.zeros(tables.size, dtype=np.int64)
        self._replicates = replicates
        shape = (replicates, tables.size, capacity if theta > 0 else 0)
        self._seen = np.zeros(shape, dtype=np.int64)

    def draw(self, rng: np.random.Generator, wanted: BoolArray) -> IntArray:
        """One allele at each wanted marker, :data:`NO_COPY` elsewhere; (replicates, markers)."""
        shape = (self._replicates, self._tables.size)
        alleles = _inverse(self._tables.founder[None], rng.random(shape))
        if self._theta > 0:
            n = self._drawn
            new = (1 - self._theta) / (1 + (n - 1) * self._theta)
            earlier = (rng.random(shape) * n).astype(np.int64)
            copied = np.take_along_axis(self._seen, earlier[..., None], axis=-1)[..., 0]
            alleles = np.where(rng.random(shape) < new, alleles, copied)
            columns = np.flatnonzero(wanted)
            self._seen[:, columns, n[columns]] = alleles[:, columns]
            self._drawn = n + wanted
        return np.where(wanted, alleles, NO_COPY)


def _inverse(cumulative: FloatArray, u: FloatArray) -> IntArray:
    return np.asarray((cumulative <= u[..., None]).sum(axis=-1), dtype=np.int64)


def _has_paternal_copy(person: Person, tables: _Tables) -> BoolArray:
    return ~tables.x_linked | (person.sex is Sex.FEMALE)


def _transmit(parent: IntArray, sex: Sex, tables: _Tables, rng: np.random.Generator) -> IntArray:
    """What a parent hands on, mutation included; a father's X is his only one."""
    shape = parent.shape[:2]
    from_paternal = rng.random(shape) < 0.5
    for first, second, rho in tables.links:
        crossed = rng.random(shape[0]) < rho
        from_paternal[:, second] = from_paternal[:, first] ^ crossed
    if sex is Sex.MALE:
        from_paternal &= ~tables.x_linked
    allele = np.where(from_paternal, parent[..., 1], parent[..., 0])
    matrices = tables.female if sex is Sex.FEMALE else tables.male
    rows = matrices[np.arange(shape[1])[None], allele]
    return _inverse(rows, rng.random(shape))


def _refuse_impossible(
    pedigree: Pedigree, tables: _Tables, theta: float, inbreeding: Mapping[str, float]
) -> None:
    if not 0 <= theta < 1:
        raise SimulationError("theta must lie in [0, 1)")
    if theta > 0 and any(f > 0 for f in inbreeding.values()):
        raise SimulationError("theta and founder inbreeding cannot be combined")
    founders = {person.id for person in pedigree.founders}
    for person_id, f in inbreeding.items():
        if person_id not in founders:
            raise SimulationError(f"{person_id}: inbreeding is given, but this is no founder")
        if not 0 <= f <= 1:
            raise SimulationError(f"{person_id}: inbreeding must lie in [0, 1]")
    if tables.x_linked.any():
        for person in pedigree:
            if person.sex is Sex.UNKNOWN:
                raise SimulationError(f"{person.id}: X-linked markers need everybody's sex")
