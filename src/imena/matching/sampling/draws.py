"""Readings of the missing drawn by lot, and what each would say before and after one more sample.

Everything is drawn under "this body is him". What a stranger's body would do follows without
drawing one: P(reached | stranger) = E[1 / LR, where reached | him].
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.intp]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Told:
    """What a body's reading and a relative's genotype say of one missing person's place.

    ``joint`` has shape (loci, readings, genotypes): P(the reading of him, the relative's genotype |
    the family); ``population`` (loci, readings): P(the reading of a stranger). ``unread`` is the
    reading that stands for "nothing read", -1 where there is none; it says nothing (LR 1).
    """

    joint: FloatArray
    population: FloatArray
    unread: int = -1

    @cached_property
    def log10_before(self) -> FloatArray:
        """log10 LR of each reading without the relative, (loci, readings); -inf: impossible."""
        return self._ratio(self.joint.sum(axis=2), self.population)

    @cached_property
    def log10_after(self) -> FloatArray:
        """log10 LR of each reading beside each genotype, (loci, readings, genotypes)."""
        relative = self.joint.sum(axis=1, keepdims=True)
        return self._ratio(self.joint, self.population[:, :, np.newaxis] * relative)

    def expected(self) -> tuple[FloatArray, FloatArray]:
        """Expected log10 LR if the body is his, by locus, without and with the relative; exact."""
        before, after = self.log10_before, self.log10_after
        marginal = self.joint.sum(axis=2)
        return _weighed(marginal, before, axis=1), _weighed(self.joint, after, axis=(1, 2))

    def draw(self, u: FloatArray) -> tuple[IntArray, IntArray]:
        """Readings and genotypes drawn together, shape (replicates, loci) each, from ``u`` of that
        shape, uniform in [0, 1)."""
        loci, _, width = self.joint.shape
        cells = np.empty(u.shape, dtype=np.intp)
        for locus in range(loci):
            sums = np.cumsum(self.joint[locus].ravel())
            # Below the total in spite of rounding, so that nothing impossible is drawn.
            at = np.searchsorted(sums, u[:, locus] * sums[-1], side="right")
            cells[:, locus] = np.minimum(at, np.searchsorted(sums, sums[-1]))
        return cells // width, cells % width

    def _ratio(self, likely: FloatArray, unrelated: FloatArray) -> FloatArray:
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.where(likely > 0, np.log10(likely / unrelated), -np.inf)
        if self.unread >= 0:
            ratio[:, self.unread] = 0.0
        return ratio


def _weighed(weights: FloatArray, values: FloatArray, axis: int | tuple[int, ...]) -> FloatArray:
    known = np.where(weights > 0, values, 0.0)
    return np.asarray((weights * known).sum(axis=axis))


@dataclass(frozen=True, eq=False)
class Drawn:
    """log10 LRs of bodies drawn as one missing person's, shape (replicates,) each; the sums of the
    LRs (not logs) of the family's other missing for the same bodies beside them."""

    before: FloatArray
    after: FloatArray
    rivals_before: FloatArray
    rivals_after: FloatArray


def drawn(target: Told, rivals: Mapping[str, Told], read: BoolArray, u: FloatArray) -> Drawn:
    """Bodies of the missing person ``target`` is about.

    Parameters
    ----------
    rivals
        What the same reading would say of the family's other missing, with the same relative.
    read
        At which loci each body is read, shape (replicates, loci).
    u
        Uniform in [0, 1), shape (replicates, loci).
    """
    reading, genotype = target.draw(u)
    loci = np.arange(u.shape[1])

    def summed(told: Told) -> tuple[FloatArray, FloatArray]:
        before = told.log10_before[loci, reading]
        after = told.log10_after[loci, reading, genotype]
        return (
            np.where(read, before, 0.0).sum(axis=1),
            np.where(read, after, 0.0).sum(axis=1),
        )

    own_before, own_after = summed(target)
    others = [summed(told) for told in rivals.values()]
    nobody = np.zeros(len(u))
    return Drawn(
        own_before,
        own_after,
        nobody + sum(10.0**before for before, _ in others),
        nobody + sum(10.0**after for _, after in others),
    )
