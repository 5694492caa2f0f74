"""Stature from bones: how long the bones of a person of this stature are, never the reverse.

The hidden quantity is the greatest stature of the adult, in cm. A report before death is that
stature less what age takes, with a bias and a spread of its own; a bone is that stature times a
slope. Both are Normal, so that several bones are one multivariate Normal and never a product.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from imena.evidence.densities import FloatArray
from imena.evidence.rates import Rate
from imena.evidence.sex import SEXES
from imena.evidence.stature_equations import TROTTER_GLESER_1952, Equations, Regression

#: cm lost for each year of age beyond 30 (Trotter and Gleser 1951).
_LOSS, _LOSS_FROM = 0.06, 30.0
#: Below this age neither a report nor an equation of adults says anything of the bones.
ADULT_FROM = 18
#: What a foreign equation is widened by, and the SD in cm of what it may be off throughout.
_INFLATION, _FOREIGN_BIAS = 1.15, 1.5
#: Correlation between the residuals of two bones of one person, given the stature.
_BETWEEN_BONES = 0.6
#: Share of measurements that are of somebody else's bone, or wrongly written down.
_STRAY = Rate(0.02)


class StatureError(ValueError):
    """A stature, bone or report that cannot be: the message says which."""


@dataclass(frozen=True, slots=True)
class ReportKind:
    """How statures of one origin differ from the truth: bias by sex and spread, cm."""

    bias: Mapping[str, float]
    spread: float


#: Where a reported stature comes from. Proposals of ours; that relatives overestimate is a finding
#: of Jantz, Kimmerle and Baraybar 2008.
REPORT_KINDS: Mapping[str, ReportKind] = MappingProxyType(
    {
        "measured": ReportKind({"F": 0.0, "M": 0.0}, 1.5),
        "document": ReportKind({"F": 0.7, "M": 1.5}, 2.5),
        "relatives": ReportKind({"F": 2.0, "M": 2.0}, 4.5),
    }
)


@dataclass(frozen=True, slots=True)
class StatureReport:
    """A stature recorded before death, cm; ``age`` at which, the age at death if it is not known.

    Raises
    ------
    StatureError
        For an origin that is not known, or a stature no adult has.
    """

    cm: float
    kind: str
    age: float | None = None

    def __post_init__(self) -> None:
        if self.kind not in REPORT_KINDS:
            raise StatureError(f"{self.kind} is not among {', '.join(REPORT_KINDS)}")
        if not 50 <= self.cm <= 260:
            raise StatureError(f"{self.cm} cm")


@dataclass(frozen=True, slots=True)
class StaturePopulation:
    """Mean and SD in cm of the greatest stature of adults, by sex. Proposals of ours."""

    mean: Mapping[str, float]
    sd: Mapping[str, float]


ADULTS = StaturePopulation(
    MappingProxyType({"F": 164.5, "M": 176.5}), MappingProxyType({"F": 6.3, "M": 6.8})
)


def believed_stature(
    report: StatureReport, sex: str, age: FloatArray | float, population: StaturePopulation
) -> tuple[FloatArray, float]:
    """Mean and variance (cm, cm²) of the greatest stature of somebody with this report.

    ``age`` is the age at death, one or many. The population draws the report towards its mean.
    """
    kind = REPORT_KINDS[report.kind]
    at = np.asarray(age if report.age is None else np.full_like(age, report.age), dtype=float)
    told = report.cm - kind.bias[sex] + _LOSS * np.maximum(at - _LOSS_FROM, 0.0)
    before, spread = population.sd[sex] ** 2, kind.spread**2
    variance = 1 / (1 / before + 1 / spread)
    return variance * (population.mean[sex] / before + told / spread), variance


@dataclass(frozen=True, slots=True)
class LengthModel:
    """Length in mm = ``intercept`` + ``slope`` · stature in cm + Normal(0, ``residual``²)."""

    intercept: float
    slope: float
    residual: float


def length_model(line: Regression, mean: float, sd: float) -> LengthModel:
    """Length given stature from a regression of stature on length.

    Both lines belong to one bivariate Normal, in whose sample stature had this ``mean`` and ``sd``
    in cm.

    Raises
    ------
    StatureError
        Where the line's standard error is not known, or not below ``sd``: it says nothing.
    """
    if line.standard_error is None:
        raise StatureError("a line without its standard error")
    explained = 1 - (line.standard_error / sd) ** 2
    if not explained > 0:
        raise StatureError(f"a standard error of {line.standard_error} where the SD is {sd}")
    slope = explained / line.slope
    centre = (mean - line.intercept) / line.slope
    residual = math.sqrt(explained) * line.standard_error / line.slope
    return LengthModel(10 * (centre - slope * mean), 10 * slope, 10 * residual)


def length_model_from_moments(
    mean_cm: float, sd_cm: float, mean_mm: float, sd_mm: float, r: float, n: int
) -> LengthModel:
    """Length given stature by least squares, from the moments of ``n`` people."""
    slope = r * sd_mm / sd_cm
    residual = sd_mm * math.sqrt((1 - r**2) * (n - 1) / (n - 2))
    return LengthModel(mean_mm - slope * mean_cm, slope, residual)


@dataclass(frozen=True)
class LinearFinding:
    """Something measured that is linear in stature: y = offset + slope·stature + Normal(0, Σ).

    ``offset`` and ``slope`` have shape (sexes, measurements), ``covariance`` (sexes, measurements,
    measurements); units are those of ``measured``. ``common`` is the SD in cm of what all
    measurements may be off together. ``stray`` is the share of measurements of somebody else.
    """

    measured: FloatArray
    offset: FloatArray
    slope: FloatArray
    covariance: FloatArray
    common: float
    source: str
    stray: Rate = _STRAY

    def density(self, sex: int, mean: FloatArray, variance: float) -> FloatArray:
        """Density of what was measured where stature is Normal with ``mean`` and ``variance``.

        ``sex`` is an index of :data:`imena.evidence.sex.SEXES`; ``mean`` (cm) has any shape, which
        is that of the result; ``variance`` is in cm².
        """
        slope = self.slope[sex]
        cov = self.covariance[sex] + (variance + self.common**2) * np.outer(slope, slope)
        root = np.linalg.cholesky(cov)
        residual = self.measured - self.offset[sex] - np.multiply.outer(mean, slope)
        whitened = residual @ np.linalg.inv(root).T
        log: FloatArray = -0.5 * np.sum(whitened**2, axis=-1)
        log -= np.log(np.diag(root)).sum() + 0.5 * len(slope) * math.log(2 * math.pi)
        return np.exp(log)


def bones_finding(
    lengths_mm: Mapping[str, float], equations: Equations = TROTTER_GLESER_1952
) -> LinearFinding:
    """Measured maximum lengths, by bone; one side of each bone.

    Equations of another population: residuals are widened by 1.15 and all may be off together by
    1.5 cm (SD) of stature. Residuals of two bones correlate by 0.6. All three are proposals.

    Raises
    ------
    StatureError
        For no bones, one the equations do not hold, or equations without their errors.
    """
    bones = sorted(lengths_mm)
    held = equations.by_sex["F"].keys() & equations.by_sex["M"].keys() - {"femur+tibia"}
    unknown = [bone for bone in bones if bone not in held]
    if unknown or not bones:
        raise StatureError(f"{equations.name} says nothing of {', '.join(unknown) or 'no bones'}")
    if not equations.sample:
        raise StatureError(f"{equations.name}: errors and sample are not transcribed")
    models = [
        [length_model(equations.by_sex[sex][bone], *equations.sample[sex]) for bone in bones]
        for sex in SEXES
    ]
    residuals = np.array([[m.residual * _INFLATION for m in row] for row in models])
    correlation = np.full((len(bones), len(bones)), _BETWEEN_BONES)
    np.fill_diagonal(correlation, 1.0)
    return LinearFinding(
        np.array([lengths_mm[bone] for bone in bones]),
        np.array([[m.intercept for m in row] for row in models]),
        np.array([[m.slope for m in row] for row in models]),
        correlation * residuals[:, :, None] * residuals[:, None, :],
        _FOREIGN_BIAS,
        equations.source,
    )


def estimate_finding(cm: float, standard_error: float, *, foreign: bool = True) -> LinearFinding:
    """A stature somebody estimated, where the lengths themselves are not recorded.

    ``foreign`` says that the equation was made on another population, as most are.

    Raises
    ------
    StatureError
        For a standard error that is not positive.
    """
    if not standard_error > 0:
        raise StatureError(f"a standard error of {standard_error} cm")
    spread = standard_error * (_INFLATION if foreign else 1.0)
    sexes = len(SEXES)
    return LinearFinding(
        np.array([cm]),
        np.zeros((sexes, 1)),
        np.ones((sexes, 1)),
        np.full((sexes, 1, 1), spread**2),
        _FOREIGN_BIAS if foreign else 0.0,
        "estimated stature",
    )
