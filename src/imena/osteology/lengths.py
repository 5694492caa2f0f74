"""Bone lengths of one person and of several: one joint density, from which every LR follows.

The natural log of each length is the person's own, normal and correlated between bones within a
sex, plus what a side differs by, which has the tails of Student's t with 6 degrees of freedom: a
broken and badly healed bone is not impossible. The sexes are a mixture. A set of bones is then as
probable as one person's, and two sets are compared by p(both) / (p(one) p(other)): among bones of
different people, each drawn by itself, the mean of that is exactly 1.

Comparing sorted lengths is Byrd and Adams 2003, *Journal of Forensic Sciences* 48, 717-724; as a
likelihood ratio it also says how much a fit is worth, not only that there is a misfit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt
from scipy.special import gammaincinv

FloatArray = npt.NDArray[np.float64]

_DEGREES_OF_FREEDOM = 6
#: How many normal distributions of different width stand for Student's.
_WIDTHS = 8
_SIGN = {"L": 0.5, "R": -0.5, "": 0.0}


class LengthsError(ValueError):
    """Parameters or lengths that no bones have: the message names them."""


@dataclass(frozen=True, slots=True)
class Length:
    """The greatest length of a bone. ``side`` is ``"L"``, ``"R"``, or empty where not told."""

    bone: str
    side: str
    mm: float


@dataclass(frozen=True, eq=False)
class SexParameters:
    """Lengths within one sex, in the order of the ``bones`` of the model; logs are natural.

    Parameters
    ----------
    share
        Of this sex among the dead.
    mean_log, sd_log
        Of one bone's log length, (bones,).
    correlation
        Of the two sides' mean log lengths, (bones, bones).
    left_over_right, sd_left_right
        Mean and SD of log(left / right) within a person, (bones,).
    """

    share: float
    mean_log: FloatArray
    sd_log: FloatArray
    correlation: FloatArray
    left_over_right: FloatArray
    sd_left_right: FloatArray


@dataclass(frozen=True, eq=False)
class LengthModel:
    """Densities of sets of bone lengths. ``source`` says where the parameters are from.

    Raises
    ------
    LengthsError
        For arrays of the wrong shape, deviations that are not positive, a correlation that is no
        correlation matrix, or shares that do not sum to 1.
    """

    bones: tuple[str, ...]
    sexes: tuple[SexParameters, ...]
    source: str

    def __post_init__(self) -> None:
        size = len(self.bones)
        if abs(sum(s.share for s in self.sexes) - 1) > 1e-9:
            raise LengthsError("the shares of the sexes do not sum to 1")
        for sex in self.sexes:
            vectors = (sex.mean_log, sex.sd_log, sex.left_over_right, sex.sd_left_right)
            if any(v.shape != (size,) for v in vectors) or sex.correlation.shape != (size, size):
                raise LengthsError(f"parameters are not of {size} bones")
            if np.any(sex.sd_log <= 0) or np.any(sex.sd_left_right <= 0):
                raise LengthsError("a standard deviation is not positive")
            if np.any(2 * sex.sd_log**2 <= sex.sd_left_right**2):
                raise LengthsError("sides differ by more than people do")
            unit = np.allclose(np.diag(sex.correlation), 1)
            if not unit or not np.allclose(sex.correlation, sex.correlation.T):
                raise LengthsError("no correlation matrix")
            if np.linalg.eigvalsh(sex.correlation).min() < -1e-9:
                raise LengthsError("correlations that contradict each other")

    def log_density(self, lengths: Sequence[Length]) -> float:
        """Natural log of the density of these log lengths if all are one person's; 0 for none.

        Raises
        ------
        LengthsError
            For a bone that the model does not know, or a length that is not positive.
        """
        if not lengths:
            return 0.0
        at = [self._position(length.bone) for length in lengths]
        if any(length.mm <= 0 for length in lengths):
            raise LengthsError("a length is not positive")
        y = np.log([length.mm for length in lengths])
        sign = np.array([_SIGN[length.side] for length in lengths])
        off = np.array([y - s.mean_log[at] - sign * s.left_over_right[at] for s in self.sexes])
        side = np.array([np.diag(s.sd_left_right[at] ** 2 / 2) for s in self.sexes])
        between = self._between[:, at][:, :, at]
        covariances = between[:, None] + _widths()[:, None, None] * side[:, None]
        logs = self._log_shares[:, None] + _log_normal(off[:, None], covariances)
        top = logs.max()
        return float(top + np.log(np.exp(logs - top).sum()))

    def log10_lr(self, first: Sequence[Length], second: Sequence[Length]) -> float:
        """log10 of the LR: two sets of bones of one person against two people's.

        Raises
        ------
        LengthsError
            As :meth:`log_density`.
        """
        both = self.log_density([*first, *second])
        apart = self.log_density(first) + self.log_density(second)
        return float((both - apart) / np.log(10))

    def _position(self, bone: str) -> int:
        if bone not in self.bones:
            raise LengthsError(f"{bone} is not among {', '.join(self.bones)}")
        return self.bones.index(bone)

    @cached_property
    def _between(self) -> FloatArray:
        """Covariance of the sides' means between people, of each sex: (sexes, bones, bones)."""
        found = []
        for sex in self.sexes:
            # One side's variance is the person's and half of that of the difference of the sides.
            sd = np.sqrt(sex.sd_log**2 - sex.sd_left_right**2 / 2)
            found.append(sex.correlation * np.outer(sd, sd))
        return np.array(found)

    @cached_property
    def _log_shares(self) -> FloatArray:
        """Natural log of each sex's share, of one width of those that stand for Student's."""
        found: FloatArray = np.log(np.array([s.share for s in self.sexes]) / _WIDTHS)
        return found


@cache
def _widths() -> FloatArray:
    """Variances of equally probable normal distributions that together are nearly Student's t.

    Their mean is 1, so that the standard deviation is kept.
    """
    half = _DEGREES_OF_FREEDOM / 2
    middles = (np.arange(_WIDTHS) + 0.5) / _WIDTHS
    widths: FloatArray = 1 / gammaincinv(half, middles)
    scaled: FloatArray = widths / widths.mean()
    return scaled


def _log_normal(off: FloatArray, covariances: FloatArray) -> FloatArray:
    """Log density at ``off`` (..., 1, n) of normals with mean 0 and ``covariances``
    (..., widths, n, n)."""
    root = np.linalg.cholesky(covariances)
    spread = np.broadcast_to(off, covariances.shape[:-1])[..., None]
    solved = np.linalg.solve(covariances, spread)
    log_root = np.log(np.diagonal(root, axis1=-2, axis2=-1)).sum(axis=-1)
    square = (spread * solved).sum(axis=(-2, -1))
    found: FloatArray = -0.5 * (square + off.shape[-1] * np.log(2 * np.pi)) - log_root
    return found


def _proposed(share: float, means: Mapping[str, float], sides: Sequence[float]) -> SexParameters:
    mm = np.array(list(means.values()))
    size = len(mm)
    return SexParameters(
        share,
        np.log(mm),
        np.full(size, 0.055),
        np.full((size, size), 0.8) + 0.2 * np.eye(size),
        np.zeros(size),
        np.array(sides) / mm,
    )


#: Greatest lengths of four long bones, mm. Means, spread and correlations are proposals of ours,
#: to be replaced by a population's own; the differences of the sides are of a US reference series.
PROPOSED_LENGTHS = LengthModel(
    ("humerus", "radius", "femur", "tibia"),
    (
        _proposed(
            0.5,
            {"humerus": 335, "radius": 250, "femur": 465, "tibia": 385},
            (3.38, 2.52, 3.75, 3.30),
        ),
        _proposed(
            0.5,
            {"humerus": 300, "radius": 225, "femur": 430, "tibia": 355},
            (2.66, 2.41, 3.21, 2.37),
        ),
    ),
    "proposed; sides: US reference series, 20th century",
)
