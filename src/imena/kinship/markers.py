"""Markers: alleles, their frequencies, where they sit, how they mutate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from imena.kinship.mutation import Mutation

FloatArray = npt.NDArray[np.float64]

#: How far a frequency list may be from 1 before it is refused. Below it, it is rescaled.
FREQUENCY_SUM_TOLERANCE = 1e-4


class MarkerError(ValueError):
    """A marker that cannot be used: the message names it and what is wrong."""


@dataclass(frozen=True, eq=False)
class Marker:
    """A marker as the population has it.

    Parameters
    ----------
    name, alleles
        As the laboratory writes them; alleles are text (``"9.3"``).
    frequencies
        Shape (alleles,), sum 1: population frequencies in the order of ``alleles``.
    x_linked
        On the X chromosome; otherwise autosomal.
    mutation
        Transition matrices for each parent's sex, or ``None`` for no mutation.
    silent
        The index of the silent (null) allele, which is never observed, or ``None``.
    """

    name: str
    alleles: tuple[str, ...]
    frequencies: FloatArray
    x_linked: bool = False
    mutation: Mutation | None = None
    silent: int | None = None
    chromosome: str | None = None
    index: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "index", {a: i for i, a in enumerate(self.alleles)})
        p = np.asarray(self.frequencies, dtype=float)
        if len(self.index) != len(self.alleles):
            raise MarkerError(f"{self.name}: an allele stands twice")
        if p.shape != (len(self.alleles),) or not np.all(np.isfinite(p)) or p.min() < 0:
            raise MarkerError(f"{self.name}: one non-negative frequency for each allele is needed")
        if abs(p.sum() - 1) > FREQUENCY_SUM_TOLERANCE:
            raise MarkerError(f"{self.name}: the frequencies sum to {p.sum():.6g}, not to 1")
        object.__setattr__(self, "frequencies", p)
        if self.mutation is not None and self.mutation.size != len(p):
            raise MarkerError(f"{self.name}: the mutation matrix does not fit the alleles")

    @property
    def size(self) -> int:
        """Number of alleles, the silent one included."""
        return len(self.alleles)


@dataclass(frozen=True)
class Linkage:
    """Two neighbouring markers with the recombination fraction ``rho`` between them (0 to 1/2)."""

    first: str
    second: str
    rho: float

    def __post_init__(self) -> None:
        if not 0 <= self.rho <= 0.5:
            raise MarkerError(f"{self.first}, {self.second}: rho must lie between 0 and 0.5")


def by_name(markers: Sequence[Marker]) -> dict[str, Marker]:
    """Markers keyed by name; raises :class:`MarkerError` when a name stands twice."""
    named = {marker.name: marker for marker in markers}
    if len(named) != len(markers):
        raise MarkerError("a marker stands twice")
    return named
