"""What was found of the age: a stage, an interval, the teeth of a child.

Each finding has a density over what could have been found, given the age; never an age over what
was found. Turning one into the other needs the ages of those who may lie there, and that is done
once, in the joint profile.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from scipy.special import ndtr

from imena.evidence.ages import AGES, AgeError
from imena.evidence.densities import Densities, FloatArray, two_outcomes
from imena.evidence.rates import Rate
from imena.evidence.sex import SEXES

#: How many years an age recorded by gross error may be, all as likely.
GROSS_RANGE = 100.0
#: Share of findings of age that are grossly wrong: a slip of the pen, another body's form.
_GROSS = Rate(0.03)
#: Ages of adults that a table of phases speaks of, and what its SDs become where the ages of its
#: own sample are not known: they would otherwise be carried over into the estimate.
_ADULT = (15.0, 100.0)
_MIMICRY = 1.3
#: Half the width of a central 90 % interval in standard deviations.
_Z90 = 1.6448536269514722


class AgeFinding(Protocol):
    """What the joint profile needs of a finding of age."""

    @property
    def gross(self) -> Rate:
        """The share of gross errors."""

    @property
    def source(self) -> str:
        """The study the densities come from."""

    @property
    def remarks(self) -> tuple[str, ...]:
        """Codes of what a reader must know."""

    def given_age(self, gross: float) -> FloatArray:
        """Density of the finding given sex and age, shape (sexes, ages)."""


@dataclass(frozen=True)
class TransitionStages:
    """Stages passed through with age: P(stage ≤ s | age) = Φ((t_s - ln age) / spread).

    ``thresholds`` holds ln years for each sex, shape (sexes, stages - 1), rising; ``spread`` one
    number for each sex. Transition analysis: Boldsen and others 2002; Konigsberg and others 2008.

    Raises
    ------
    AgeError
        For thresholds that do not rise, or a spread that is not positive.
    """

    name: str
    thresholds: FloatArray
    spread: FloatArray
    source: str

    def __post_init__(self) -> None:
        if np.any(np.diff(self.thresholds, axis=1) <= 0) or np.any(self.spread <= 0):
            raise AgeError(f"{self.name}: thresholds must rise and spreads be positive")

    @property
    def stages(self) -> int:
        """How many stages there are, from 1."""
        return int(self.thresholds.shape[1]) + 1

    @property
    def remarks(self) -> tuple[str, ...]:
        """Nothing to add."""
        return ()

    def stage_given_age(self) -> FloatArray:
        """P(stage | sex, age), shape (sexes, ages, stages)."""
        reached = ndtr(
            (self.thresholds[:, None, :] - np.log(AGES)[None, :, None]) / self.spread[:, None, None]
        )
        ends = np.zeros((len(SEXES), len(AGES), 1))
        return np.diff(np.concatenate([ends, reached, ends + 1], axis=2), axis=2)


@dataclass(frozen=True)
class PhaseTable:
    """Mean and SD of age by phase, as published: turned from P(age | phase) to P(phase | age).

    Ages in a phase are Normal, cut off to the adult years. ``means`` and ``sds`` have shape
    (sexes, phases), in years; ``reference_counts`` of the same shape says how many of the sample
    were in each phase. Without it the phases are taken as equally common, the SDs are widened by
    1.3 and the remark ``age_mimicry`` is made: the ages of the sample would shape the answer.

    Below and above the ages it speaks of, the nearest of them answers.
    """

    name: str
    means: FloatArray
    sds: FloatArray
    source: str
    reference_counts: FloatArray | None = None

    @property
    def stages(self) -> int:
        """How many phases there are, from 1."""
        return int(self.means.shape[1])

    @property
    def remarks(self) -> tuple[str, ...]:
        """``age_mimicry`` where the reference sample is not known."""
        return ("age_mimicry",) if self.reference_counts is None else ()

    def stage_given_age(self) -> FloatArray:
        """P(phase | sex, age), shape (sexes, ages, phases)."""
        low, high = _ADULT
        ages = np.clip(AGES, low, high)[None, :, None]
        means, sds = self.means[:, None, :], self.sds[:, None, :]
        counts = np.ones_like(means)
        if self.reference_counts is None:
            sds = sds * _MIMICRY
        else:
            counts = self.reference_counts[:, None, :]
        # In logs: at 100 years the youngest phases are out of reach of a double.
        inside = np.log(ndtr((high - means) / sds) - ndtr((low - means) / sds))
        with np.errstate(divide="ignore"):
            logs = np.log(counts) - 0.5 * ((ages - means) / sds) ** 2 - np.log(sds) - inside
        joint: FloatArray = np.exp(logs - logs.max(axis=2, keepdims=True))
        joint /= joint.sum(axis=2, keepdims=True)
        return joint


@dataclass(frozen=True)
class StageFinding:
    """A stage or phase seen on the bones, from 1 up.

    Raises
    ------
    AgeError
        For a stage the method does not have.
    """

    method: TransitionStages | PhaseTable
    stage: int
    gross: Rate = field(default=_GROSS)

    def __post_init__(self) -> None:
        if not 1 <= self.stage <= self.method.stages:
            raise AgeError(f"{self.method.name} has no stage {self.stage}")

    @property
    def source(self) -> str:
        """The method's."""
        return self.method.source

    @property
    def remarks(self) -> tuple[str, ...]:
        """The method's."""
        return self.method.remarks

    def given_age(self, gross: float) -> FloatArray:
        """P(this stage | sex, age); a gross error records any stage as likely."""
        table = self.method.stage_given_age()[:, :, self.stage - 1]
        return (1 - gross) * table + gross / self.method.stages


@dataclass(frozen=True)
class IntervalFinding:
    """An interval of years somebody stated, "30 to 45": central 90 % of a Normal in log age.

    What was found is the middle of the interval on the log scale; its width tells the error.
    Below half a year the lower end counts as half a year.

    Raises
    ------
    AgeError
        For ends out of order or outside 0 to 110.
    """

    low: float
    high: float
    source: str = "as stated by the examiner"
    gross: Rate = field(default=_GROSS)

    def __post_init__(self) -> None:
        if not (0 <= self.low < self.high <= len(AGES) and self.high > 0.5):
            raise AgeError(f"from {self.low} to {self.high} years")

    @property
    def remarks(self) -> tuple[str, ...]:
        """The coverage is taken, not stated."""
        return ("interval_taken_as_90",)

    @property
    def log_spread(self) -> float:
        """Standard deviation of the natural log of the stated age."""
        return (math.log(self.high) - math.log(max(self.low, 0.5))) / (2 * _Z90)

    @property
    def middle(self) -> float:
        """The stated age in years: the geometric middle."""
        return math.sqrt(self.high * max(self.low, 0.5))

    def given_age(self, gross: float) -> FloatArray:
        """Density per year of the middle, given sex and age."""
        return _both(stated_density(self.middle, self.log_spread, gross))


@dataclass(frozen=True)
class DevelopmentFinding:
    """The age of a child by the development of the teeth; SD 0.1·age + 0.3 years.

    The estimate is Normal about the age, cut off at birth; the spread is a proposal of ours.

    Raises
    ------
    AgeError
        For a negative estimate, or one of an adult.
    """

    estimate: float
    source: str = "dental development, proposed spread"
    gross: Rate = field(default=_GROSS)

    def __post_init__(self) -> None:
        if not 0 <= self.estimate <= 23:
            raise AgeError(f"{self.estimate} years by the development of the teeth")

    @property
    def remarks(self) -> tuple[str, ...]:
        """Nothing to add."""
        return ()

    def given_age(self, gross: float) -> FloatArray:
        """Density per year of the estimate, given sex and age."""
        return _both(developed_density(self.estimate, gross))


def stated_density(estimate: float, log_spread: float, gross: float) -> FloatArray:
    """Density per year of a stated age, for each of the ages; log-normal about the age."""
    z = (math.log(estimate) - np.log(AGES)) / log_spread
    normal = np.exp(-0.5 * z**2) / (math.sqrt(2 * math.pi) * log_spread * estimate)
    return _or_gross(normal, estimate, gross)


def developed_density(estimate: float, gross: float) -> FloatArray:
    """Density per year of an age by development, for each of the ages; Normal cut off at 0."""
    sd = 0.1 * AGES + 0.3
    normal = np.exp(-0.5 * ((estimate - AGES) / sd) ** 2) / (math.sqrt(2 * math.pi) * sd)
    return _or_gross(normal / ndtr(AGES / sd), estimate, gross)


def interval_densities(error: float, share: float) -> Densities:
    """Of an age found inside or outside an interval about a person's age.

    ``error`` is P(outside | the person); ``share`` the share of the unlisted inside.
    """
    return two_outcomes(("inside", "outside"), 1 - error, share)


def closed_interval_share(half_width: int, ages: int) -> float:
    """Share of a population spread evenly over ``ages`` whole ages inside ±``half_width`` years.

    A closed interval holds 2·half_width + 1 whole ages.
    """
    return (2 * half_width + 1) / ages


def _or_gross(density: FloatArray, estimate: float, gross: float) -> FloatArray:
    stray = 1 / GROSS_RANGE if estimate <= GROSS_RANGE else 0.0
    return (1 - gross) * density + gross * stray


def _both(density: FloatArray) -> FloatArray:
    return np.broadcast_to(density, (len(SEXES), len(AGES)))
