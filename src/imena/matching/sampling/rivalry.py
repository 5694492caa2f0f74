"""Who may be whom as things are: every pair against everything else its two may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from imena.matching.joint.prior import Prior
from imena.matching.sampling.stakes import Stakes

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

_ROUNDS = 500
_SETTLED = 1e-7
#: Natural-log LRs beyond are taken as this: more changes nothing, and must not overflow.
_LARGEST = 300.0


@dataclass(frozen=True, eq=False)
class Rivalry:
    """All pairs of bodies and missing people without a name; every array (bodies, missing).

    ``lr`` are likelihood ratios, not logs, 0 where the two were not compared. ``posterior`` is the
    pair's probability by belief propagation over matchings (Yedidia, Freeman, Weiss 2005,
    doi:10.1109/TIT.2005.850085): exact where the pairs that matter form no loops. Families with
    several missing are taken member by member. It is not the joint answer, which alone names
    anybody, but near enough to say where to sample.

    With ``rivals`` and ``against`` the posterior is wL / (wL + w rivals + against), as
    `imena.matching.sampling.stakes.Stakes` has it.
    """

    stakes: Stakes
    lr: FloatArray
    rivals: FloatArray
    against: FloatArray
    posterior: FloatArray
    reached: BoolArray

    @classmethod
    def of(
        cls,
        log_lr: FloatArray,
        families: Sequence[Sequence[int]],
        prior: Prior,
        threshold: float,
    ) -> Rivalry:
        """Weigh natural-log LRs, ``nan`` where not compared; ``families`` are columns by family.

        Raises
        ------
        ValueError
            Without a body or a missing person, or for a threshold not above 1/2 and below 1.
        """
        bodies, missing = log_lr.shape
        if not bodies or not missing:
            raise ValueError("a plan needs a body and a missing person")
        lr = np.where(np.isnan(log_lr), 0.0, np.exp(np.minimum(log_lr, _LARGEST)))
        of_body, of_person = np.ones_like(lr), np.ones_like(lr)
        posterior = np.zeros_like(lr)
        placed = 0.0
        for _ in range(_ROUNDS):
            weight = prior_odds(prior, bodies, placed)
            # How free each is for the other, the other's own pull left out.
            of_person = 1 / (1 + weight * _others(lr * of_body, axis=0))
            of_body = 1 / (1 + weight * _others(lr * of_person, axis=1))
            pull = weight * lr * of_body * of_person
            now = pull / (1 + pull)
            moved = float(np.abs(now - posterior).max(initial=0.0))
            posterior = now
            # Of all placed, those beside one pair: a share of the others’.
            placed = float(min(now.sum(), bodies, missing)) * (1 - 1 / missing)
            if moved < _SETTLED:
                break
        weight = prior_odds(prior, bodies, placed)
        held = lr * of_person
        stakes = Stakes.of(
            weight=weight,
            bodies=float((1 / (1 + weight * held.sum(axis=1))).sum()),
            missing=float((1 / (1 + weight * (lr * of_body).sum(axis=0))).sum()),
            threshold=threshold,
        )
        rivals, outside = np.zeros_like(lr), np.zeros_like(lr)
        by_family = np.stack([held[:, columns].sum(axis=1) for columns in families], axis=1)
        elsewhere = _others(by_family, axis=1)
        for number, columns in enumerate(families):
            rivals[:, columns] = _others(held[:, columns], axis=1)
            outside[:, columns] = 1 + weight * elsewhere[:, [number]]
        rivals, against = rivals / of_person, outside / of_person
        with np.errstate(divide="ignore"):
            reached = stakes.reached(np.log10(lr), rivals, against)
        return cls(stakes, lr, rivals, against, posterior, reached)

    @property
    def among(self) -> FloatArray:
        """P(each missing person is among the bodies), shape (missing,)."""
        return np.asarray(np.minimum(self.posterior.sum(axis=0), 1.0))


def prior_odds(prior: Prior, bodies: int, placed: float) -> float:
    """The prior odds of one pair more where about ``placed`` others are placed: under
    ``recovered=q`` that is q / (1 - q) shared among the bodies left, never fewer than one."""
    if prior.recovered is None:
        return 1.0
    return prior.recovered / (1 - prior.recovered) / max(bodies - placed, 1.0)


def _others(values: FloatArray, axis: int) -> FloatArray:
    """The sum of all others along an axis, without subtracting: one may dwarf the rest."""
    moved = np.moveaxis(values, axis, 0)
    before, after = np.zeros_like(moved), np.zeros_like(moved)
    before[1:] = np.cumsum(moved[:-1], axis=0)
    after[:-1] = np.cumsum(moved[:0:-1], axis=0)[::-1]
    return np.asarray(np.moveaxis(before + after, 0, axis))
