"""Who may be whom as things are, each pair weighed against its rivals one side at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from imena.matching.sampling.stakes import Stakes

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Rivalry:
    """All pairs of bodies and missing people without a name; every array (bodies, missing).

    ``lr`` are likelihood ratios, not logs, 0 where the two were not compared. ``rivals`` is the sum
    of those of the family's other missing for the same body; ``against`` what the other bodies and
    the other families' missing weigh (`imena.matching.sampling.stakes.Stakes`). ``posterior`` is
    the pair's probability so weighed: not the joint answer, which alone names anybody, but near
    enough to say where to sample.
    """

    lr: FloatArray
    rivals: FloatArray
    against: FloatArray
    posterior: FloatArray
    reached: BoolArray

    @classmethod
    def of(cls, log_lr: FloatArray, families: Sequence[Sequence[int]], stakes: Stakes) -> Rivalry:
        """Weigh natural-log LRs, ``nan`` where not compared; ``families`` are columns by family."""
        lr = np.where(np.isnan(log_lr), 0.0, np.exp(log_lr))
        rivals = np.zeros_like(lr)
        by_family = np.zeros((len(lr), len(families)))
        for number, columns in enumerate(families):
            rivals[:, columns] = _others(lr[:, columns], axis=1)
            by_family[:, number] = lr[:, columns].sum(axis=1)
        elsewhere = np.zeros_like(lr)
        outside = _others(by_family, axis=1)
        for number, columns in enumerate(families):
            elsewhere[:, columns] = outside[:, [number]]
        against = (1 + stakes.weight * _others(lr, axis=0)) * (1 + stakes.weight * elsewhere)
        posterior = stakes.posterior(lr, rivals, against)
        with np.errstate(divide="ignore"):
            reached = stakes.reached(np.log10(lr), rivals, against)
        return cls(lr, rivals, against, posterior, reached)

    @property
    def among(self) -> FloatArray:
        """P(each missing person is among the bodies), shape (missing,)."""
        return np.asarray(np.minimum(self.posterior.sum(axis=0), 1.0))


def _others(values: FloatArray, axis: int) -> FloatArray:
    """The sum of all others along an axis, without subtracting: one may dwarf the rest."""
    moved = np.moveaxis(values, axis, 0)
    before, after = np.zeros_like(moved), np.zeros_like(moved)
    before[1:] = np.cumsum(moved[:-1], axis=0)
    after[:-1] = np.cumsum(moved[:0:-1], axis=0)[::-1]
    return np.asarray(np.moveaxis(before + after, 0, axis))
