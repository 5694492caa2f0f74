"""How many are not yet found: all who died or are missing, less those found, draw by draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Draws = NDArray[np.int64]


class DrawsError(ValueError):
    """Draws of different length, or numbers that cannot be."""


@dataclass(frozen=True, eq=False)
class NotYetFound:
    """The posterior of the number not yet found.

    ``draws``, shape (draws,), are kept at 0 where the totals drawn are fewer than those found;
    ``impossible`` is the share of such draws: where it is large, total and findings contradict each
    other and nothing should be said.
    """

    draws: Draws
    impossible: float

    def quantile(self, probability: float) -> int:
        """A quantile of the number not yet found, rounded down."""
        return int(np.quantile(self.draws, probability, method="inverted_cdf"))


def not_yet_found(total: Draws, identified: int, unidentified_on_lists: Draws) -> NotYetFound:
    """Subtract draw by draw.

    Parameters
    ----------
    total
        Draws of all people the lists are about; shape (draws,).
    identified
        Of them, people found and named.
    unidentified_on_lists
        Draws of how many of the unnamed bodies are people whom the lists are about, from the joint
        answer (a body may be of nobody on any list); shape (draws,).

    Raises
    ------
    DrawsError
        For draws of different length or a negative number.
    """
    if total.shape != unidentified_on_lists.shape:
        raise DrawsError(f"{total.size} draws of the total, {unidentified_on_lists.size} of bodies")
    if identified < 0 or (unidentified_on_lists < 0).any():
        raise DrawsError("people found are 0 or more")
    left = total - identified - unidentified_on_lists
    return NotYetFound(np.maximum(left, 0), float((left < 0).mean()))


def summed(strata: list[Draws]) -> Draws:
    """The total of several strata (periods, districts), draw by draw: ends of intervals are never
    added.

    Raises
    ------
    DrawsError
        Without strata, or with draws of different length.
    """
    if len({one.shape for one in strata}) != 1:
        raise DrawsError("strata need the same number of draws")
    return np.asarray(np.sum(strata, axis=0))
