"""Mutation: how a parent's allele becomes the child's. (Models follow.)"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]


class MutationError(ValueError):
    """A mutation model that cannot be: the message says what is wrong."""


@dataclass(frozen=True, eq=False)
class Mutation:
    """Transition matrices by the parent's sex.

    ``female[i, j]`` = P(a mother carrying allele i transmits j); ``male`` likewise. Shape
    (alleles, alleles), every row sums to 1. ``model`` names how they were made.
    """

    female: FloatArray
    male: FloatArray
    model: str = "custom"

    @property
    def size(self) -> int:
        """Number of alleles."""
        return int(self.female.shape[0])
