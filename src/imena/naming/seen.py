"""Where and when two missing people were last seen, as likelihood ratios.

People go missing together: many in one place on one day. How often strangers agree in the place is
counted among all, and how often they agree in the day, once the place agrees, is counted among
those of that place. The two ratios may therefore be multiplied.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from imena.naming.compared import SAME_PERSON
from imena.naming.neighbours import IntArray
from imena.naming.reports import Columns
from imena.naming.vocabulary import FloatArray, LevelArray

#: Days by which two dates of one grade differ at most.
WITHIN = (0, 7, 31)
#: As how many people what is assumed of strangers counts beside those counted.
_SPREAD = 20.0
_STRANGERS_SAME_PLACE = 0.02
#: P(strangers' days differ by no more) before anything is counted.
_STRANGERS_WITHIN = np.array([0.02, 0.10, 0.25])


@dataclass(frozen=True, eq=False)
class SeenPlaceTable:
    """Whether two were last seen in one place; ``share`` (reports,) is P(a stranger was there)."""

    codes: IntArray
    share: FloatArray
    name: str = "seen_place"

    @classmethod
    def of(cls, columns: Columns) -> SeenPlaceTable:
        """The table of these reports."""
        codes = columns.seen_place
        counts = np.bincount(codes[codes >= 0], minlength=int(codes.max(initial=0)) + 1)
        there = np.where(codes >= 0, counts[codes], 0) + _SPREAD * _STRANGERS_SAME_PLACE
        return cls(codes, there / (counts.sum() + _SPREAD))

    def compared(self, first: IntArray, second: IntArray) -> tuple[LevelArray, FloatArray]:
        """Grade (-1: not known) and log10 LR of the second given the first, report by report."""
        a, b = self.codes[first], self.codes[second]
        grades = np.where((a < 0) | (b < 0), -1, a != b).astype(np.int8)
        share = self.share[first]
        strangers = np.where(grades == 1, 1 - share, share)
        log10_lr = np.log10(np.array(SAME_PERSON["seen_place"])[grades] / strangers)
        return grades, np.where(grades >= 0, log10_lr, 0.0)


@dataclass(frozen=True, eq=False)
class SeenOnTable:
    """How many days apart two were last seen.

    ``anywhere`` and ``there`` (reports, grades - 1) are P(a stranger's day differs by no more than
    each of :data:`WITHIN`), a stranger last seen anywhere or in the same place.
    """

    days: IntArray
    codes: IntArray
    anywhere: FloatArray
    there: FloatArray
    name: str = "seen_on"

    @classmethod
    def of(cls, columns: Columns) -> SeenOnTable:
        """The table of these reports."""
        days, codes = columns.seen_on, columns.seen_place
        nowhere = np.zeros_like(codes)
        return cls(days, codes, _shares(days, nowhere), _shares(days, codes))

    def compared(self, first: IntArray, second: IntArray) -> tuple[LevelArray, FloatArray]:
        """Grade (-1: not known) and log10 LR of the second given the first, report by report."""
        a, b = self.days[first], self.days[second]
        known = (a >= 0) & (b >= 0)
        grades = np.searchsorted(np.array(WITHIN), np.abs(a - b)).astype(np.int8)
        place = self.codes[first]
        together = (place >= 0) & (place == self.codes[second])
        within = np.where(together[:, None], self.there[first], self.anywhere[first])
        strangers = np.diff(within, prepend=0.0, append=1.0)[np.arange(len(first)), grades]
        log10_lr = np.log10(np.array(SAME_PERSON["seen_on"])[grades] / strangers)
        return np.where(known, grades, np.int8(-1)), np.where(known, log10_lr, 0.0)


def _shares(days: IntArray, groups: IntArray) -> FloatArray:
    """For each report the share of its group whose day differs by no more than each limit."""
    known = (days >= 0) & (groups >= 0)
    span = int(days.max(initial=0)) + 2 * WITHIN[-1] + 2
    # One sorted line of all groups' days, too far apart to reach into one another.
    line = np.sort(groups[known] * span + days[known])
    own = np.where(known, groups * span + days, -span)
    total = np.searchsorted(line, groups * span + span - WITHIN[-1]) - np.searchsorted(
        line, groups * span - WITHIN[-1]
    )
    counted = np.stack(
        [
            np.searchsorted(line, own + limit, "right") - np.searchsorted(line, own - limit)
            for limit in WITHIN
        ],
        axis=1,
    )
    found: FloatArray = (counted + _SPREAD * _STRANGERS_WITHIN) / (total + _SPREAD)[:, None]
    return found
