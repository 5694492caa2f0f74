"""How probable each outcome is under both hypotheses: the form of every finite model."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

#: How far a sum of probabilities may be from 1 before it counts as a fault and not as rounding.
_ROUNDING = 1e-9


class DensityError(ValueError):
    """Numbers that are no pair of densities: the message names what is wrong."""


@dataclass(frozen=True)
class Densities:
    """P(outcome | is the person) and P(outcome | is not on the list), over the same outcomes.

    Parameters
    ----------
    outcomes
        All that can be found, each once.
    person, unlisted
        One probability for each outcome; each sums to 1. What is possible for the person must be
        possible for the unlisted.

    Raises
    ------
    DensityError
        For anything else.
    """

    outcomes: tuple[str, ...]
    person: FloatArray
    unlisted: FloatArray

    def __post_init__(self) -> None:
        if len(set(self.outcomes)) != len(self.outcomes):
            raise DensityError("an outcome stands twice")
        for name, given in (("person", self.person), ("unlisted", self.unlisted)):
            checked_probabilities(given, len(self.outcomes), name)
        if np.any((self.unlisted == 0) & (self.person > 0)):
            raise DensityError("possible for the person, impossible for the unlisted")

    @property
    def log10_lrs(self) -> FloatArray:
        """log10 of the LR of each outcome; an outcome impossible under both says nothing, 0."""
        with np.errstate(divide="ignore", invalid="ignore"):
            ratios = np.log10(self.person) - np.log10(self.unlisted)
        return np.where(self.unlisted == 0, 0.0, ratios)

    def log10_lr(self, outcome: str) -> float:
        """log10 of the LR of what was found.

        Raises
        ------
        DensityError
            For something that is not among the outcomes.
        """
        if outcome not in self.outcomes:
            raise DensityError(f"{outcome} is not among {', '.join(self.outcomes)}")
        return float(self.log10_lrs[self.outcomes.index(outcome)])

    def beside(self, other: Densities) -> Densities:
        """Both findings together, independent under either hypothesis. Outcomes are named a-b."""
        return Densities(
            tuple(f"{a}-{b}" for a in self.outcomes for b in other.outcomes),
            np.outer(self.person, other.person).ravel(),
            np.outer(self.unlisted, other.unlisted).ravel(),
        )

    def divergences(self, floor: float = 0.0) -> tuple[float, float]:
        """Kullback-Leibler divergences in bans (log10): person from unlisted, unlisted from person.

        The first is the mean log10 LR when the body is the person, the second minus the mean when
        it is unlisted. Probabilities below ``floor`` count as ``floor``.
        """
        p, q = np.maximum(self.person, floor), np.maximum(self.unlisted, floor)
        return _divergence(p, q), _divergence(q, p)


def checked_probabilities(given: FloatArray, outcomes: int, name: str) -> FloatArray:
    """``given`` if it is one probability for each of ``outcomes``, with sum 1.

    Raises
    ------
    DensityError
        Otherwise; the message calls the array ``name``.
    """
    if given.shape != (outcomes,):
        raise DensityError(f"{name}: {given.shape} where ({outcomes},) is needed")
    if not np.all(given >= 0):
        raise DensityError(f"{name}: a probability is negative or no number")
    if abs(given.sum() - 1) > _ROUNDING:
        raise DensityError(f"{name}: the probabilities sum to {given.sum():.12g}")
    return given


def log10_ratio(person: float, unlisted: float) -> float:
    """log10 of the LR of two densities: -inf where it cannot be the person, 0 where neither.

    Raises
    ------
    DensityError
        For what is possible for the person and impossible for the unlisted.
    """
    if person > 0 and not unlisted > 0:
        raise DensityError("possible for the person, impossible for the unlisted")
    if not person > 0:
        return -math.inf if unlisted > 0 else 0.0
    return math.log10(person) - math.log10(unlisted)


def like_the_listed(
    listed: Sequence[str], outcomes: Sequence[str], general: FloatArray, share: float = 0.8
) -> FloatArray:
    """P(outcome) among the unlisted, who resemble the ``listed`` by ``share`` of it.

    The rest is the ``general`` population, and all of it where nobody is listed. ``share`` below 1
    leaves room for what nobody listed has; 0.8 is a proposal of ours.

    Raises
    ------
    DensityError
        For a share outside 0 to 1, or 1, or something listed that is not among the outcomes.
    """
    if not 0 <= share < 1:
        raise DensityError(f"{share} like the listed")
    strange = sorted(set(listed) - set(outcomes))
    if strange:
        raise DensityError(f"{', '.join(strange)} not among {', '.join(outcomes)}")
    checked_probabilities(general, len(outcomes), "general")
    if not listed:
        return general
    counts = np.array([list(listed).count(outcome) for outcome in outcomes], dtype=float)
    return share * counts / len(listed) + (1 - share) * general


def two_outcomes(outcomes: Sequence[str], person: float, unlisted: float) -> Densities:
    """Densities of something found or not: the probabilities given are those of the first."""
    first, second = outcomes
    return Densities(
        (first, second),
        np.array([person, 1 - person]),
        np.array([unlisted, 1 - unlisted]),
    )


def _divergence(p: FloatArray, q: FloatArray) -> float:
    some = p > 0
    return float(np.sum(p[some] * np.log10(p[some] / q[some])))
