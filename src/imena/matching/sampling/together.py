"""What several relatives would add together: their genotypes drawn one after another."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from imena.kinship.grouping import Observed
from imena.kinship.pedigree import Pedigree, Sex
from imena.matching.sampling.prospects import Planned
from imena.matching.sampling.tables import genotype_tables, observe, pairs, population

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.intp]
BoolArray = npt.NDArray[np.bool_]

#: Families drawn for a figure about several relatives, each of whom costs an elimination for every
#: genotype drawn before: first so many, and the rest where these leave the answer open.
FIRST, FAMILIES = 100, 400
#: How probable it may be, at most, that the first families answer and are wrong.
_MISLED = 0.01


@dataclass(frozen=True, slots=True)
class Together:
    """P(named) of a missing person if several relatives are typed and the body is read in full,
    from so many families drawn."""

    missing: str
    named: float
    named_mcse: float
    families: int


def with_all(
    planned: Planned,
    people: Sequence[str],
    families: int = FAMILIES,
    *,
    enough: float | None = None,
) -> list[Together]:
    """What samples of all ``people`` would come to, for the missing whom a sample could name.

    Bodies are read in full and without error here: it is the most that these people can do.

    Parameters
    ----------
    families
        Drawn at most.
    enough
        The probability in question, strictly between 0 and 1, for each of the missing. Where the
        first families drawn say on which side of it the least of theirs lies, no more are drawn.

    Raises
    ------
    ImpossibleFamilyError
        Where the family's own readings have likelihood zero.
    """
    rng = np.random.default_rng([planned.search.seed, 1 << 16])
    first = families if enough is None else min(FIRST, families)
    reached = _reached(planned, people, first, rng)
    if enough is not None and first < families and not _clear(list(reached.values()), enough):
        more = _reached(planned, people, families - first, rng)
        reached = {m: np.concatenate([found, more[m]]) for m, found in reached.items()}
    return [
        Together(m, float(found.mean()), float(found.std() / np.sqrt(len(found))), len(found))
        for m, found in reached.items()
    ]


def _reached(
    planned: Planned, people: Sequence[str], families: int, rng: np.random.Generator
) -> dict[str, BoolArray]:
    """In which of the families drawn a body would be named, shape (families,), by target."""
    family, search = planned.family, planned.search
    drawing = _Drawing.of(planned, families)
    for person in people:
        drawing.add(person, rng)
    own = {m: drawing.table(m) for m in family.missing}
    found = {}
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
        found[missing] = search.stakes.reached(log10[missing], rivals, against)
    return found


def _clear(reached: Sequence[BoolArray], enough: float) -> bool:
    """Whether draws tell if all shares are at least ``enough``.

    Draws of that probability would stray as far as they did with at most the probability
    exp(-n D), D the relative entropy (Chernoff 1952, doi:10.1214/aoms/1177729330).
    """
    shares = [float(one.mean()) for one in reached]
    apart = [
        len(one) * _relative_entropy(share, enough) >= -math.log(_MISLED)
        for one, share in zip(reached, shares, strict=True)
    ]
    below = any(far and share < enough for far, share in zip(apart, shares, strict=True))
    return below or all(far and share > enough for far, share in zip(apart, shares, strict=True))


def _relative_entropy(share: float, expected: float) -> float:
    """Of one draw (natural log), where ``share`` is seen and ``expected`` was to be."""
    pairs_of = ((share, expected), (1 - share, 1 - expected))
    return sum(seen * math.log(seen / due) for seen, due in pairs_of if seen > 0)


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
            emissions[person] = _known(at.locus.size, one_copy)[genotype]
        return Observed(at.locus, emissions)


@lru_cache(maxsize=32)
def _known(classes: int, one_copy: bool) -> FloatArray:
    """P(reading | ordered classes) of each genotype read without error, genotypes first."""
    if one_copy:
        return np.eye(classes)
    first, second = pairs(classes)
    genotype = np.arange(len(first))
    both = np.zeros((len(first), classes, classes))
    both[genotype, first, second] = both[genotype, second, first] = 1.0
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
