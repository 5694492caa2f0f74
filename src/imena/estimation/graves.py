"""From opened graves to all graves known: how many people lie in them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

#: From so many opened graves on, the spread of what one grave holds can be told.
FEWEST_TO_PREDICT = 8
#: Graves opened for each unit of squared skewness from which a normal interval holds.
_COCHRAN = 25
_DRAWS = 20_000


class GravesError(ValueError):
    """Numbers of graves that cannot be: the message says which."""


@dataclass(frozen=True)
class Expansion:
    """People in all known graves.

    ``hard_lower`` is what always holds: everybody exhumed and one for each grave not opened.
    ``total``, ``standard_error`` and ``interval`` (Student's t, cut at the exhumed) hold only when
    the opened graves are a random sample of the known; otherwise they are ``None``. So they are
    with a single opened grave, and where all opened ones held equally many and not every known one
    was opened: nothing tells then how far graves differ. ``skewed`` says that a few graves hold so
    many of the people that the interval is too short (Cochran’s rule, 2.15: 25 times the squared
    skewness as many graves are needed). Graves not discovered are in none of these.
    """

    exhumed: int
    opened: int
    known: int
    hard_lower: int
    total: float | None
    standard_error: float | None
    interval: tuple[float, float] | None
    skewed: bool = False


def expand(opened: Sequence[int], known: int, *, at_random: bool) -> Expansion:
    """Expand what lay in the opened graves to all known graves (Cochran 1977, chapter 2).

    Parameters
    ----------
    opened
        People exhumed from each opened grave, empty graves included as 0.
    known
        All known graves, opened and not.
    at_random
        Whether which graves were opened first had nothing to do with what lies in them. Someone who
        knows the site must say so; it cannot be seen from the numbers.

    Raises
    ------
    GravesError
        For more opened graves than known, none opened, or a negative number of people.
    """
    g, counts = len(opened), np.asarray(opened, dtype=np.float64)
    if g == 0:
        raise GravesError("no grave was opened")
    if g > known:
        raise GravesError(f"{g} graves were opened and only {known} are known")
    if (counts < 0).any():
        raise GravesError("a grave holds nobody or more, not fewer")
    exhumed = int(counts.sum())
    lower = exhumed + known - g
    alike = g < known and float(np.ptp(counts)) == 0
    if not at_random or g < 2 or alike:
        return Expansion(exhumed, g, known, lower, None, None, None)
    total = known * float(counts.mean())
    error = known * math.sqrt((1 - g / known) * float(counts.var(ddof=1)) / g)
    half = float(stats.t.ppf(0.975, g - 1)) * error
    interval = (max(float(exhumed), total - half), max(float(exhumed), total + half))
    skewness = (
        float(((counts - counts.mean()) ** 3).mean()) / float(counts.std()) ** 3 if error else 0
    )
    skewed = g < known and g <= _COCHRAN * skewness**2
    return Expansion(exhumed, g, known, lower, total, error, interval, skewed)


def predicted(opened: Sequence[int], known: int, *, seed: int) -> np.ndarray | None:
    """Draws of the total by a negative binomial for what one grave holds; shape (20000,).

    Moments of the opened graves give the two parameters; each draw takes a bootstrap of the opened
    ones first, so that the parameters' own uncertainty is in it. ``None`` below eight opened
    graves. Assumes, as `expand` does, that the opened graves are a random sample.
    """
    g, counts = len(opened), np.asarray(opened, dtype=np.float64)
    if g < FEWEST_TO_PREDICT or g > known:
        return None
    draw = np.random.default_rng(seed)
    again = counts[draw.integers(g, size=(_DRAWS, g))]
    mean, variance = again.mean(axis=1), again.var(axis=1, ddof=1)
    left = known - g
    over = np.maximum(variance - mean, 0.0)
    # The sum over the unopened graves; without overdispersion it is Poisson.
    with np.errstate(divide="ignore", invalid="ignore"):
        shape = np.where(over > 0, mean**2 / over, np.inf)
    rate = left * mean
    mixed = (over > 0) & (mean > 0)
    rate[mixed] = draw.gamma(left * shape[mixed]) * (mean[mixed] / shape[mixed])
    return np.asarray(counts.sum() + draw.poisson(rate))
