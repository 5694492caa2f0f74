"""What several relatives would add together: their genotypes drawn one after another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import numpy.typing as npt

from imena.kinship.emission import Locus
from imena.kinship.grouping import Observed
from imena.kinship.pedigree import Pedigree, Sex
from imena.matching.sampling.prospects import Planned
from imena.matching.sampling.tables import genotype_tables, observe, pairs, population

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.intp]

#: Families drawn for a figure about several relatives, each of whom costs an elimination for every
#: genotype drawn before.
FAMILIES = 400


@dataclass(frozen=True, slots=True)
class Together:
    """P(named) of a missing person if several relatives are typed and the body is read in full."""

    missing: str
    named: float
    named_mcse: float


def with_all(planned: Planned, people: Sequence[str], families: int = FAMILIES) -> list[Together]:
    """What samples of all ``people`` would come to, for the missing whom a sample could name.

    Bodies are read in full and without error here: it is the most that these people can do.

    Raises
    ------
    ImpossibleFamilyError
        Where the family's own readings have likelihood zero.
    """
    family, search = planned.family, planned.search
    rng = np.random.default_rng([search.seed, crc32(family.id.encode()), 1 << 16])
    drawing = _Drawing.of(planned, families)
    for person in people:
        drawing.add(person, rng)
    own = {m: drawing.table(m) for m in family.missing}
    found = []
    for missing in family.missing:
        if missing not in planned.among:
            continue
        reading = _drawn(own[missing], rng.random(own[missing].shape[:2]))
        log10 = {
            m: _log10_lr(own[m], population(planned.loci, family.pedigree[m].sex), reading)
            for m in family.missing
            if m == missing or planned.one_body(m, missing)
        }
        rivals = sum((10.0**lr for m, lr in log10.items() if m != missing), np.zeros(families))
        against = search.stakes.strangers(len(family.missing))
        reached = search.stakes.reached(log10[missing], rivals, against)
        found.append(
            Together(missing, float(reached.mean()), float(reached.std() / np.sqrt(families)))
        )
    return found


@dataclass(eq=False)
class _Drawing:
    """Families drawn so far: whose genotypes, by locus, shape (families, loci) each."""

    pedigree: Pedigree
    readings: list[Observed]
    inbreeding: Mapping[str, float]
    drawn: dict[str, IntArray]
    families: int

    @classmethod
    def of(cls, planned: Planned, families: int) -> _Drawing:
        family = planned.family
        readings = observe(planned.loci, family.pedigree, family.samples)
        return cls(family.pedigree, readings, family.founder_inbreeding, {}, families)

    def add(self, person: str, rng: np.random.Generator) -> None:
        """Draw one more relative beside those drawn before."""
        table = self.table(person)
        self.drawn[person] = _drawn(table, rng.random(table.shape[:2]))

    def table(self, person: str) -> FloatArray:
        """P(the person's genotype | the readings, those drawn), (families, loci, genotypes)."""
        silent = self.pedigree[person].sex is Sex.UNKNOWN
        entries: list[Observed] = []
        number = np.zeros((self.families, len(self.readings)), dtype=np.intp)
        for locus, at in enumerate(self.readings):
            if silent and at.locus.marker.x_linked:
                number[:, locus] = -1
                continue
            rows = np.array([d[:, locus] for d in self.drawn.values()], dtype=np.intp)
            states, which = np.unique(
                rows.reshape(len(self.drawn), self.families).T, axis=0, return_inverse=True
            )
            number[:, locus] = len(entries) + which.ravel()
            entries += [self._with(at, state) for state in states]
        found = genotype_tables(self.pedigree, entries, [person], self.inbreeding)
        # Where nothing can be asked (X, sex unknown), everybody has the first genotype.
        nothing = np.zeros((1, found.shape[1]))
        nothing[0, 0] = 1.0
        return np.concatenate([found, nothing])[number]

    def _with(self, at: Observed, state: IntArray) -> Observed:
        emissions = dict(at.emissions)
        for person, genotype in zip(self.drawn, state.tolist(), strict=True):
            sex = self.pedigree[person].sex
            if at.locus.marker.x_linked and sex is Sex.UNKNOWN:
                continue
            one_copy = at.locus.marker.x_linked and sex is Sex.MALE
            emissions[person] = _known(at.locus, genotype, one_copy=one_copy)
        return Observed(at.locus, emissions)


def _known(at: Locus, genotype: int, *, one_copy: bool) -> FloatArray:
    if one_copy:
        single = np.zeros(at.size)
        single[genotype] = 1.0
        return single
    first, second = pairs(at.size)
    both = np.zeros((at.size, at.size))
    a, b = int(first[genotype]), int(second[genotype])
    both[a, b] = both[b, a] = 1.0
    return both


def _drawn(table: FloatArray, u: FloatArray) -> IntArray:
    sums = np.cumsum(table, axis=-1)
    at = (sums <= (u * sums[..., -1])[..., np.newaxis]).sum(axis=-1)
    # Rounding must not carry a draw past the last possible genotype.
    last = (sums < sums[..., -1:]).sum(axis=-1)
    return np.asarray(np.minimum(at, last), dtype=np.intp)


def _log10_lr(table: FloatArray, stranger: FloatArray, reading: IntArray) -> FloatArray:
    likely = np.take_along_axis(table, reading[..., np.newaxis], axis=-1)[..., 0]
    unrelated = stranger[np.arange(table.shape[1]), reading]
    with np.errstate(divide="ignore", invalid="ignore"):
        by_locus = np.where(likely > 0, np.log10(likely / unrelated), -np.inf)
    return np.asarray(by_locus.sum(axis=1))
