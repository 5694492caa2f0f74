"""A birth date that somebody gave beside the one an examination suggests: how far they differ."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import numpy as np

from imena.evidence.densities import Densities, DensityError, FloatArray


def difference_densities(counts: Sequence[float], unlisted: FloatArray | None = None) -> Densities:
    """Of each category of the difference, if the body is the person, and if it is unlisted.

    ``counts`` are those of a Dirichlet distribution: differences seen in pairs known to be of one
    person, with one more in each category than was counted. ``unlisted`` is P(category) among pairs
    of different people; without it all are taken as equally likely, which they are not where the
    categories are not equally wide. Outcomes are named from "1".

    Raises
    ------
    DensityError
        For counts that are not positive, or probabilities of another length.
    """
    weights = np.asarray(counts, dtype=float)
    if not np.all(weights > 0):
        raise DensityError("a count is not positive")
    number = len(weights)
    other = np.full(number, 1 / number) if unlisted is None else unlisted
    names = tuple(str(category + 1) for category in range(number))
    return Densities(names, weights / weights.sum(), other)


def difference_category(days: float, cuts: Sequence[float]) -> str:
    """The category of a difference of so many days; each begins at its cut.

    ``cuts`` rise; below the first is category "1".
    """
    return str(bisect_right(list(cuts), days) + 1)
