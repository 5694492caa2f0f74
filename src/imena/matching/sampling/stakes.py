"""What it takes to be named: how many may be whom, what is believed beforehand, the threshold."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from imena.matching.joint.prior import Prior

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Stakes:
    """The search that a name has to win.

    ``weight`` is the prior odds of one body being one missing person against neither being anybody
    on the other's list; ``bodies`` and ``missing`` count those without a name. A pair is taken
    against its rivals one side at a time: the probability of a pair with likelihood ratio L is

        wL / (wL + w K + (1 + w B) (1 + w M))

    with K the likelihood ratios of the family's other missing for the same body, B those of the
    other bodies for this person and M those of other families' missing for this body. Where these
    are strangers whose readings are not looked at, each counts 1, their mean.
    """

    weight: float
    bodies: int
    missing: int
    threshold: float

    @classmethod
    def of(cls, prior: Prior, *, bodies: int, missing: int, threshold: float) -> Stakes:
        """The stakes of a search with this prior.

        Raises
        ------
        ValueError
            Without a body or a missing person, or for a threshold not above 1/2 and below 1.
        """
        if bodies < 1 or missing < 1:
            raise ValueError("a plan needs a body and a missing person")
        if not 0.5 < threshold < 1:
            raise ValueError(f"the threshold must lie between 0.5 and 1, not at {threshold}")
        nobody, one = prior.log_weight(missing, bodies)[:2]
        return cls(math.exp(one - nobody), bodies, missing, threshold)

    @property
    def among(self) -> float:
        """P(a missing person is among these bodies) before any reading."""
        return self.bodies * self.weight / (1 + self.bodies * self.weight)

    def strangers(self, of_family: int) -> float:
        """What stands against a pair, where all outside a family with so many missing are
        strangers."""
        others = max(self.missing - of_family, 0)
        return (1 + self.weight * (self.bodies - 1)) * (1 + self.weight * others)

    def reached(
        self, log10_lr: FloatArray, rivals: FloatArray, against: FloatArray | float
    ) -> BoolArray:
        """Whether pairs reach the threshold.

        Parameters
        ----------
        log10_lr
            Any shape.
        rivals
            Sum of the likelihood ratios, not logs, of the family's other missing; the same shape.
        against
            (1 + w B)(1 + w M).
        """
        with np.errstate(divide="ignore"):
            rest = np.log10(self.weight * rivals + against) - math.log10(self.weight)
        odds = math.log10(self.threshold) - math.log10(1 - self.threshold)
        return np.asarray(log10_lr - rest >= odds)

    def posterior(self, lr: FloatArray, rivals: FloatArray, against: FloatArray) -> FloatArray:
        """The probability of pairs; likelihood ratios, not logs; infinite ones are certain."""
        own = self.weight * lr
        with np.errstate(invalid="ignore"):
            return np.asarray(
                np.where(np.isposinf(own), 1.0, own / (own + self.weight * rivals + against))
            )
