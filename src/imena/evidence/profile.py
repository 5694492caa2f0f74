"""Sex, age and stature as one hidden profile, seen through whatever was examined.

Three LRs must not be multiplied: women are shorter than men, the old shrink, and the sex a method
finds wrong is wrong for the equation of stature too. The profile (sex, age, stature) is summed over
once. An unlisted person's profile is drawn from a stated population, most of which is the list
itself; a missing person's is what her record says, and the population's where it says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from imena.evidence.age import AgeFinding
from imena.evidence.ages import AGES, age_between, gompertz_makeham
from imena.evidence.caps import Caps
from imena.evidence.contribution import Contribution, contribution, nothing_examined
from imena.evidence.densities import DensityError, FloatArray, log10_ratio
from imena.evidence.rates import Rate, banded
from imena.evidence.sex import SEXES, SexError, SexMethod
from imena.evidence.stature import (
    ADULT_FROM,
    ADULTS,
    LinearFinding,
    StaturePopulation,
    StatureReport,
    believed_stature,
)

#: What a profile consists of, each with a cap of its own.
KINDS = ("sex", "age", "stature")
_NAME = "profile"


@dataclass(frozen=True, slots=True)
class ProfileRecord:
    """What is known of a missing person; ``None`` where nothing is.

    ``sex`` is "F" or "M"; ``ages`` the least and greatest age at death in years.
    """

    sex: str | None = None
    ages: tuple[float, float] | None = None
    stature: StatureReport | None = None

    def __post_init__(self) -> None:
        if self.sex is not None and self.sex not in SEXES:
            raise SexError(f"{self.sex} is neither F nor M")

    def knows(self, kind: str) -> bool:
        """Whether it says anything of one of :data:`KINDS`; the stature of a child says nothing."""
        if kind == "stature" and self.ages is not None and self.ages[1] <= ADULT_FROM:
            return False
        known = {"sex": self.sex, "age": self.ages, "stature": self.stature}
        return known[kind] is not None


@dataclass(frozen=True, slots=True)
class SexFinding:
    """What one method says of the sex.

    ``counted_with_dna``: amelogenin read with the kit whose markers are weighed too. Then it is
    left out here, with the remark ``sex_counted_with_dna``.
    """

    method: SexMethod
    outcome: str
    counted_with_dna: bool = False


@dataclass(frozen=True, slots=True)
class ProfileFindings:
    """What was examined of a body; ``None`` where nothing was.

    Of several methods for the sex or the age, the one to be relied on: their errors go together,
    and an LR for each would count them twice.
    """

    sex: SexFinding | None = None
    age: AgeFinding | None = None
    stature: LinearFinding | None = None

    @property
    def weighed(self) -> ProfileFindings:
        """The same without a sex that is counted with the DNA."""
        with_dna = self.sex is not None and self.sex.counted_with_dna
        return replace(self, sex=None) if with_dna else self

    @property
    def remarks(self) -> tuple[str, ...]:
        """Codes of what a reader must know."""
        told = self.age.remarks if self.age else ()
        return told if self.weighed is self else (*told, "sex_counted_with_dna")


@dataclass(frozen=True)
class ProfilePopulation:
    """Who may lie there without being on the list.

    ``sex_age`` is P(sex, age), shape (sexes, ages). ``listed`` holds for each sex the means of
    stature of those listed, by variance; ``listed_share`` says how much the unlisted resemble them.
    """

    sex_age: FloatArray
    statures: StaturePopulation
    listed: tuple[Mapping[float, FloatArray], ...]
    listed_share: float

    @classmethod
    def of(
        cls,
        records: Sequence[ProfileRecord],
        *,
        women_share: float = 0.5,
        ages: FloatArray | None = None,
        statures: StaturePopulation = ADULTS,
        listed_share: float = 0.8,
    ) -> ProfilePopulation:
        """The listed, ``listed_share`` of it, and a general population for the rest.

        ``women_share`` and ``ages``, P(age), describe the general population. Records that state
        neither sex nor age add nothing.

        Raises
        ------
        DensityError
            For shares that leave no room for an unlisted woman, man or stranger to the list.
        """
        if not (0 < women_share < 1 and 0 <= listed_share < 1):
            raise DensityError(f"women {women_share}, listed {listed_share}")
        shares = np.array([women_share, 1 - women_share])
        general = shares[:, None] * (gompertz_makeham() if ages is None else ages)[None, :]
        stated = [record for record in records if record.sex or record.ages]
        sex_age = general
        if stated:
            mean = np.mean([recorded(record, general) for record in stated], axis=0)
            sex_age = listed_share * mean + (1 - listed_share) * general
        listed = tuple(_listed_statures(records, sex, statures) for sex in SEXES)
        return cls(sex_age, statures, listed, listed_share)

    def stature_density(self, finding: LinearFinding, sex: int) -> float:
        """Density of what was measured, of an adult of this sex drawn from the population."""
        general = self.general_density(finding, sex)
        groups = self.listed[sex]
        number = sum(len(means) for means in groups.values())
        if not number:
            return general
        listed = sum(
            float(finding.density(sex, means, variance).sum()) for variance, means in groups.items()
        )
        return self.listed_share * listed / number + (1 - self.listed_share) * general

    def general_density(self, finding: LinearFinding, sex: int) -> float:
        """Density of what was measured, of any adult of this sex, listed or not."""
        name = SEXES[sex]
        mean, variance = np.array(self.statures.mean[name]), self.statures.sd[name] ** 2
        return float(finding.density(sex, mean, variance))


def recorded(record: ProfileRecord, prior: FloatArray) -> FloatArray:
    """P(sex, age) of somebody with this record; ``prior`` where it says nothing."""
    weights = prior
    if record.ages is not None:
        given_age = prior / prior.sum(axis=0)
        weights = given_age * age_between(*record.ages)
    if record.sex is not None:
        row = SEXES.index(record.sex)
        only = np.zeros_like(prior)
        only[row] = weights[row] / weights[row].sum()
        weights = only
    return weights


def _listed_statures(
    records: Sequence[ProfileRecord], sex: str, statures: StaturePopulation
) -> Mapping[float, FloatArray]:
    groups: dict[float, list[float]] = {}
    for record in records:
        if record.sex == sex and record.stature is not None and record.ages is not None:
            age = sum(record.ages) / 2
            if age >= ADULT_FROM:
                mean, variance = believed_stature(record.stature, sex, age, statures)
                groups.setdefault(variance, []).append(float(mean))
    return {variance: np.array(means) for variance, means in groups.items()}


@dataclass(frozen=True)
class ProfileOfBody:
    """A body's findings against a population: made once, then asked about each missing person."""

    findings: ProfileFindings
    population: ProfilePopulation

    @cached_property
    def rates(self) -> Mapping[str, Rate]:
        """The error rates that matter, by kind."""
        found = self.findings.weighed
        pairs = (
            ("sex", found.sex and found.sex.method.wrong),
            ("age", found.age and found.age.gross),
            ("stature", found.stature and found.stature.stray),
        )
        return {kind: rate for kind, rate in pairs if rate}

    def densities(
        self, record: ProfileRecord, rates: Mapping[str, float] | None = None
    ) -> tuple[float, float]:
        """Density of all that was found if the body is this person, and if it is unlisted.

        ``rates`` replaces the means of :attr:`rates`.
        """
        at = {kind: rate.mean for kind, rate in self.rates.items()} if rates is None else rates
        seen, anybody, unlisted = self.whoever(at)
        weights, own = self._who(record)
        bones = np.repeat(anybody[:, None], len(AGES), axis=1)
        if own is not None:
            stray = at["stature"]
            bones[:, ADULT_FROM:] = (1 - stray) * own + stray * self.stranger
        return float(np.sum(weights * seen * bones)), unlisted

    def contribution(self, record: ProfileRecord, caps: Caps) -> Contribution:
        """What sex, age and stature say of this person together.

        Raises
        ------
        CapsError
            For a policy without limits for one of them.
        """
        examined = [kind for kind in KINDS if self._both(kind, record)]
        missing = [kind for kind in KINDS if kind not in examined]
        if not examined:
            return nothing_examined(_NAME, KINDS, caps)

        def log10_lr(rates: Mapping[str, float]) -> float:
            return log10_ratio(*self.densities(record, rates))

        rates = {kind: rate for kind, rate in self.rates.items() if kind in examined}
        means = {kind: rate.mean for kind, rate in self.rates.items()}
        return contribution(
            _NAME,
            banded(lambda at: log10_lr({**means, **at}), rates),
            caps,
            kinds=examined,
            examined=examined,
            not_examined=missing,
            source="; ".join(self._sources(examined)),
            remarks=self.findings.remarks,
        )

    def _both(self, kind: str, record: ProfileRecord) -> bool:
        return getattr(self.findings.weighed, kind) is not None and record.knows(kind)

    def _sources(self, examined: Sequence[str]) -> Iterator[str]:
        found = self.findings.weighed
        if "sex" in examined and found.sex:
            yield found.sex.method.source
        if "age" in examined and found.age:
            yield found.age.source
        if "stature" in examined and found.stature:
            yield found.stature.source

    def whoever(
        self, at: Mapping[str, float] | None = None
    ) -> tuple[FloatArray, FloatArray, float]:
        """What does not depend on the person: density of the findings of sex and age, shape (sexes,
        ages), of the bones by sex of somebody of unknown stature, and of all if unlisted.

        ``at`` replaces the means of :attr:`rates`.
        """
        means = {kind: rate.mean for kind, rate in self.rates.items()} if at is None else at
        rates = tuple(means.get(kind, 0.0) for kind in KINDS)
        if rates not in self._by_rates:
            wrong, gross, stray = rates
            seen = self._seen(wrong, gross)
            anybody = self._anybody(stray)
            unlisted = float(np.sum(self.population.sex_age * seen * anybody[:, None]))
            self._by_rates[rates] = seen, anybody, unlisted
        return self._by_rates[rates]

    def _who(self, record: ProfileRecord) -> tuple[FloatArray, FloatArray | None]:
        """What does not depend on the rates: P(sex, age) of the person, and the density of the
        bones by sex and adult age where both the bones and a report are there."""
        if record not in self._by_record:
            weights = recorded(record, self.population.sex_age)
            self._by_record[record] = weights, self._own(record)
        return self._by_record[record]

    @cached_property
    def _by_rates(self) -> dict[tuple[float, ...], tuple[FloatArray, FloatArray, float]]:
        return {}

    @cached_property
    def _by_record(self) -> dict[ProfileRecord, tuple[FloatArray, FloatArray | None]]:
        return {}

    def _seen(self, wrong: float, gross: float) -> FloatArray:
        """Density of the findings of sex and age given the profile, shape (sexes, ages)."""
        seen = np.ones((len(SEXES), len(AGES)))
        found = self.findings.weighed
        if found.sex is not None:
            seen = seen * found.sex.method.given_sex(found.sex.outcome, wrong)[:, None]
        if found.age is not None:
            seen = seen * found.age.given_age(gross)
        return seen

    def _anybody(self, stray: float) -> FloatArray:
        """Density of the bones by sex, of somebody of unknown stature."""
        finding = self.findings.stature
        if finding is None:
            return np.ones(len(SEXES))
        sexes = range(len(SEXES))
        own = np.array([self.population.stature_density(finding, sex) for sex in sexes])
        return (1 - stray) * own + stray * self.stranger

    @cached_property
    def stranger(self) -> float:
        """Density of the bones where they are somebody else's."""
        finding = self.findings.stature
        if finding is None:
            return 1.0
        shares = self.population.sex_age.sum(axis=1)
        densities = [self.population.general_density(finding, s) for s in range(len(SEXES))]
        return float(shares @ np.array(densities))

    def _own(self, record: ProfileRecord) -> FloatArray | None:
        """Density of the bones of an adult with this report, shape (sexes, adult ages)."""
        finding = self.findings.stature
        if finding is None or record.stature is None:
            return None
        believed = [
            believed_stature(record.stature, sex, AGES[ADULT_FROM:], self.population.statures)
            for sex in SEXES
        ]
        return np.array(
            [finding.density(s, mean, variance) for s, (mean, variance) in enumerate(believed)]
        )
