"""What it takes to be named: how many may be whom, what is believed beforehand, the threshold."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Stakes:
    """The search that a name has to win.

    ``weight`` is the prior odds of one body being one missing person against neither being anybody
    else. ``bodies`` and ``missing`` say how many are free for one more pair: each counts by the
    probability that nothing else accounts for it. The probability of a pair with likelihood ratio
    L is

        wL / (wL + w K + (1 + w B) (1 + w M))

    with K the likelihood ratios of the family's other missing for the same body, B those of the
    other free bodies for this person and M those of other families' free missing for this body.
    Where these are strangers whose readings are not looked at, each counts 1, their mean.
    """

    weight: float
    bodies: float
    missing: float
    threshold: float

    @classmethod
    def of(cls, *, weight: float, bodies: float, missing: float, threshold: float) -> Stakes:
        """Checked stakes.

        Raises
        ------
        ValueError
            For a threshold not above 1/2 and below 1.
        """
        if not 0.5 < threshold < 1:
            raise ValueError(f"the threshold must lie between 0.5 and 1, not at {threshold}")
        return cls(weight, bodies, missing, threshold)

    def strangers(self, of_family: int) -> float:
        """What stands against a pair, where all outside a family with so many missing are
        strangers."""
        others = max(self.missing - of_family, 0.0)
        return (1 + self.weight * max(self.bodies - 1, 0.0)) * (1 + self.weight * others)

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
