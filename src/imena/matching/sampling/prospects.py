"""What one more sample of a relative would add to a family: figures, and how sure they are."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from imena.kinship.emission import Locus
from imena.kinship.grouping import Observed
from imena.kinship.markers import Linkage, Marker
from imena.kinship.observation import EXACT, ReadingRates
from imena.kinship.pedigree import Pedigree, Sex
from imena.matching.case import Family
from imena.matching.sampling.draws import Told, drawn
from imena.matching.sampling.ladders import MOST_CLASSES, planning_loci
from imena.matching.sampling.likeness import kin_of, nobody_typed
from imena.matching.sampling.stakes import Stakes
from imena.matching.sampling.tables import (
    genotype_tables,
    genotypes,
    observe,
    population,
    reading_table,
)

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

#: Tables shared between families at most, about a megabyte each.
_MOST_KEPT = 100


@dataclass(frozen=True, eq=False)
class Search:
    """What every family of an operation is planned with.

    ``read`` has shape (bodies, markers): at which markers each body without a name was read;
    ``sexes`` are theirs. ``rates`` is how bodies are read; relatives are taken to be read in full
    and without error. ``replicates`` bodies are drawn for each figure.
    """

    stakes: Stakes
    markers: tuple[Marker, ...]
    read: BoolArray
    sexes: tuple[Sex, ...]
    linkage: tuple[Linkage, ...] = ()
    rates: ReadingRates = EXACT
    replicates: int = 1000
    seed: int = 1
    classes: int = MOST_CLASSES
    _known: dict[Hashable, FloatArray] = field(default_factory=dict, init=False, repr=False)
    _misread: dict[Hashable, FloatArray] = field(default_factory=dict, init=False, repr=False)
    _figures: dict[Hashable, tuple[_Figures, ...]] = field(
        default_factory=dict, init=False, repr=False
    )

    def table(
        self,
        pedigree: Pedigree,
        readings: Sequence[Observed],
        people: Sequence[str],
        inbreeding: Mapping[str, float],
    ) -> FloatArray:
        """As `genotype_tables`; families of whom nobody is typed share one for each way in which
        the people asked about are related."""
        if inbreeding or any(at.emissions for at in readings):
            return genotype_tables(pedigree, readings, people, inbreeding)
        key = tuple(at.locus.marker.name for at in readings), kin_of(pedigree, people)
        if key not in self._known:
            if len(self._known) >= _MOST_KEPT:
                del self._known[next(iter(self._known))]
            self._known[key] = genotype_tables(pedigree, readings, people, inbreeding)
        return self._known[key]

    def misread(self, at: Locus, copies: int) -> FloatArray:
        """As `reading_table`, one for each way in which a marker's alleles are classed."""
        key = at.marker.name, tuple(at.class_of.values()), copies
        if key not in self._misread:
            self._misread[key] = reading_table(at, self.rates, copies=copies)
        return self._misread[key]

    def figures(
        self, key: Hashable | None, found: Callable[[], tuple[_Figures, ...]]
    ) -> tuple[_Figures, ...]:
        """What is ``found``, once for each ``key``; ``None`` shares nothing."""
        if key is None:
            return found()
        if key not in self._figures:
            self._figures[key] = found()
        return self._figures[key]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What can be expected for one missing person if they are among the bodies.

    ``log10_lr`` is the expected log10 LR of their body, over the bodies' readings as they are;
    exact for the classes of `planning_loci`. ``named`` is the probability that their body reaches
    the threshold, ``in_full`` the same of a body read at every marker; ``false_alarms`` how many of
    the stakes' bodies would be expected to reach it if all were strangers. ``_mcse``: Monte Carlo
    standard errors.
    """

    missing: str
    log10_lr: float
    named: float
    named_mcse: float
    in_full: float
    false_alarms: float
    false_alarms_mcse: float


@dataclass(frozen=True, slots=True)
class Prospect:
    """What one more sample would change.

    ``gained`` is the expected number of names it brings, of those who have none: by how much more
    probably each would be named, given that nobody is found for them so far.
    """

    person: str
    before: tuple[Outlook, ...]
    after: tuple[Outlook, ...]
    gained: float
    gained_mcse: float


@dataclass(frozen=True, slots=True)
class _Figures:
    """What one more sample changes for one missing person; ``share`` is P(named after | not
    before) if they are among the bodies, with its standard error."""

    before: Outlook
    after: Outlook
    share: float
    share_mcse: float


class Planned:
    """One family as it is typed, ready to be asked what a further sample would add."""

    def __init__(self, family: Family, search: Search, among: Mapping[str, float]) -> None:
        """Take a family.

        Parameters
        ----------
        family
            ``family.missing`` are those without a name; whoever has one may be typed by their
            body.
        among
            P(the missing person is among the bodies), for those whom a sample could name.
        """
        self.family, self.search, self.among = family, search, dict(among)
        loci = planning_loci(
            search.markers,
            family.samples.values(),
            linkage=search.linkage,
            most=search.classes,
        )
        sexed = all(family.pedigree[m].sex is not Sex.UNKNOWN for m in family.missing)
        self.loci: tuple[Locus, ...] = tuple(at for at in loci if sexed or not at.marker.x_linked)

    def without(self) -> Prospect:
        """The family as it is.

        Raises
        ------
        ImpossibleFamilyError
            Where the family's own readings have likelihood zero.
        """
        return self._prospect("", self.family.pedigree, [], self._alone)

    def unread_draws(self) -> dict[str, tuple[FloatArray, dict[str, FloatArray]]]:
        """Bodies drawn as each missing person's and read in full: log10 LR by locus, shape
        (replicates, loci), for the person and for each of the family's other missing.

        Raises
        ------
        ImpossibleFamilyError
            Where the family's own readings have likelihood zero.
        """
        told = self._alone()
        found = {}
        for number, missing in enumerate(self.family.missing):
            _, u = self._lots(missing, number)
            reading, _ = told[missing].draw(u)
            loci = np.arange(u.shape[1])
            others = {
                m: one.log10_before[loci, reading]
                for m, one in told.items()
                if m != missing and self.one_body(m, missing)
            }
            found[missing] = told[missing].log10_before[loci, reading], others
        return found

    def _alone(self) -> dict[str, Told]:
        """What a body says of each missing person's place, with nobody further."""
        pedigree, inbreeding = self.family.pedigree, self.family.founder_inbreeding
        readings = observe(self.loci, pedigree, self.family.samples)
        return {
            m: self._told(
                m, self.search.table(pedigree, readings, [m], inbreeding)[..., np.newaxis]
            )
            for m in self.family.missing
        }

    def with_relative(self, person: str, pedigree: Pedigree | None = None) -> Prospect:
        """With a sample of ``person``, in ``pedigree`` where the family's own lacks them.

        Raises
        ------
        ImpossibleFamilyError
            Where the family's own readings have likelihood zero.
        KeyError
            For somebody in neither.
        """
        whole = self.family.pedigree if pedigree is None else pedigree
        return self._prospect(person, whole, [person], lambda: self._beside(person, whole))

    def _beside(self, person: str, whole: Pedigree) -> dict[str, Told]:
        """What a body says of each missing person's place beside a relative's sample."""
        readings = observe(self.loci, whole, self.family.samples)
        sex = whole[person].sex
        silent = [at.marker.x_linked and sex is Sex.UNKNOWN for at in self.loci]
        inbreeding = self.family.founder_inbreeding
        told = {}
        for m in self.family.missing:
            table = _both(self.search, whole, readings, m, person, silent, inbreeding)
            told[m] = self._told(m, table)
        return told

    def with_direct_sample(self, missing: str) -> Prospect:
        """With a sample of the missing person's own, such as a toothbrush.

        Raises
        ------
        ImpossibleFamilyError
            Where the family's own readings have likelihood zero.
        """
        pedigree = self.family.pedigree
        return self._prospect(missing, pedigree, [missing], lambda: self._beside_own(missing))

    def _beside_own(self, missing: str) -> dict[str, Told]:
        """What a body says of each missing person's place beside a sample of one of them."""
        pedigree = self.family.pedigree
        readings = observe(self.loci, pedigree, self.family.samples)
        inbreeding = self.family.founder_inbreeding
        told = {}
        for m in self.family.missing:
            if m == missing:
                own = self.search.table(pedigree, readings, [m], inbreeding)
                table = own[:, :, np.newaxis] * np.eye(own.shape[1])
            else:
                table = self.search.table(pedigree, readings, [m, missing], inbreeding)
            told[m] = self._told(m, table)
        return told

    def alike(self, pedigree: Pedigree, people: Sequence[str]) -> Hashable | None:
        """Equal for families of which samples of ``people`` say the same, in so many words and by
        the same draws; ``None`` for one that somebody is typed of, which is like no other."""
        if not nobody_typed(self.family):
            return None
        targets = tuple(m in self.among for m in self.family.missing)
        missing = self.family.missing
        return kin_of(pedigree, [*missing, *people]), len(missing), targets

    def _prospect(
        self,
        person: str,
        pedigree: Pedigree,
        people: Sequence[str],
        told: Callable[[], Mapping[str, Told]],
    ) -> Prospect:
        shared = self.search.figures(
            self.alike(pedigree, people), lambda: tuple(self._weighed(told()))
        )
        targets = [m for m in self.family.missing if m in self.among]
        own = list(zip(targets, shared, strict=True))
        errors = [self.among[m] * found.share_mcse for m, found in own]
        return Prospect(
            person,
            tuple(replace(found.before, missing=m) for m, found in own),
            tuple(replace(found.after, missing=m) for m, found in own),
            float(sum(self.among[m] * found.share for m, found in own)),
            float(np.sqrt(sum(error**2 for error in errors))),
        )

    def _told(self, missing: str, table: FloatArray) -> Told:
        sex = self.family.pedigree[missing].sex
        stranger = population(self.loci, sex)
        if self.search.rates.exact:
            return Told(table, stranger)
        widest = table.shape[1]
        joint = np.zeros((len(self.loci), widest + 1, table.shape[2]))
        seen = np.zeros((len(self.loci), widest + 1))
        for l, at in enumerate(self.loci):
            copies = 1 if at.marker.x_linked and sex is Sex.MALE else 2
            width = genotypes(at.size) if copies == 2 else at.size
            misread = self.search.misread(at, copies)
            joint[l, :width] = misread[:-1] @ table[l, :width]
            joint[l, -1] = misread[-1] @ table[l, :width]
            seen[l, :width] = misread[:-1] @ stranger[l, :width]
            seen[l, -1] = misread[-1] @ stranger[l, :width]
        return Told(joint, seen, unread=widest)

    def _weighed(self, told: Mapping[str, Told]) -> Iterator[_Figures]:
        for number, missing in enumerate(self.family.missing):
            if missing not in self.among:
                continue
            read, u = self._lots(missing, number)
            rivals = {
                m: one for m, one in told.items() if m != missing and self.one_body(m, missing)
            }
            lots = drawn(told[missing], rivals, read, u)
            whole = drawn(told[missing], rivals, np.ones_like(read), u)
            was = self._reached(lots.before, lots.rivals_before)
            now = self._reached(lots.after, lots.rivals_after)
            full = (
                self._reached(whole.before, whole.rivals_before),
                self._reached(whole.after, whole.rivals_after),
            )
            shares = self._shares(missing)
            expected = [float(shares @ by_locus) for by_locus in told[missing].expected()]
            yield _Figures(
                self._outlook(missing, expected[0], lots.before, was, full[0]),
                self._outlook(missing, expected[1], lots.after, now, full[1]),
                *_gained(was, now),
            )

    def one_body(self, one: str, other: str) -> bool:
        """Whether one body may be either, by their sexes."""
        sexes = {self.family.pedigree[one].sex, self.family.pedigree[other].sex}
        return sexes != {Sex.MALE, Sex.FEMALE}

    def _reached(self, log10_lr: FloatArray, rivals: FloatArray) -> BoolArray:
        stakes = self.search.stakes
        return stakes.reached(log10_lr, rivals, stakes.strangers(len(self.family.missing)))

    def _outlook(
        self,
        missing: str,
        expected: float,
        log10_lr: FloatArray,
        reached: BoolArray,
        in_full: BoolArray,
    ) -> Outlook:
        strangers = np.where(reached, 10.0**-log10_lr, 0.0)
        n, bodies = len(reached), self.search.stakes.bodies
        return Outlook(
            missing,
            expected,
            float(reached.mean()),
            float(reached.std() / np.sqrt(n)),
            float(in_full.mean()),
            float(bodies * strangers.mean()),
            float(bodies * strangers.std() / np.sqrt(n)),
        )

    def _lots(self, missing: str, number: int) -> tuple[BoolArray, FloatArray]:
        """The bodies drawn for a missing person: at what they are read, and what decides their
        reading. The same for every sample that is weighed in any family, so that figures differ by
        the sample and the family, and by nothing else."""
        rng = np.random.default_rng([self.search.seed, number])
        read = self._read(missing)
        bodies = rng.integers(len(read), size=self.search.replicates)
        return read[bodies], rng.random((self.search.replicates, len(self.loci)))

    def _shares(self, missing: str) -> FloatArray:
        return np.asarray(self._read(missing).mean(axis=0), dtype=float)

    def _read(self, missing: str) -> BoolArray:
        """At which loci those bodies are read that may be this person's by their sex."""
        place = {marker.name: i for i, marker in enumerate(self.search.markers)}
        columns = [place[at.marker.name] for at in self.loci]
        apart = {Sex.MALE, Sex.FEMALE}
        sex = self.family.pedigree[missing].sex
        rows = [i for i, other in enumerate(self.search.sexes) if {sex, other} != apart]
        read = self.search.read[:, columns]
        return read[rows] if rows else np.zeros((1, len(columns)), dtype=bool)


def _both(
    search: Search,
    pedigree: Pedigree,
    readings: Sequence[Observed],
    missing: str,
    person: str,
    silent: Sequence[bool],
    inbreeding: Mapping[str, float],
) -> FloatArray:
    """P(both genotypes); where the relative's copies are not known, as if nothing were read."""
    if not any(silent):
        return search.table(pedigree, readings, [missing, person], inbreeding)
    widest = max(at.locus.size for at in readings)
    out = np.zeros((len(readings), genotypes(widest), genotypes(widest)))
    for quiet in (False, True):
        which = [i for i, one in enumerate(silent) if one is quiet]
        asked = [missing] if quiet else [missing, person]
        found = search.table(pedigree, [readings[i] for i in which], asked, inbreeding)
        for i, one in zip(which, found, strict=True):
            if quiet:
                out[i, : len(one), 0] = one
            else:
                out[i, : one.shape[0], : one.shape[1]] = one
    return out


def _gained(was: BoolArray, now: BoolArray) -> tuple[float, float]:
    """P(named after | not named before) of whoever is among the bodies, with its standard error."""
    open_still = ~was
    n = int(open_still.sum())
    if n == 0:
        return 0.0, 0.0
    share = float(now[open_still].mean())
    return share, float(np.sqrt(share * (1 - share) / n))
