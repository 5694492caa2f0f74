"""Where a threshold lies, and how often it would be wrong."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from imena.evidence.densities import FloatArray


class DecisionError(ValueError):
    """Nothing to decide on, or a probability that is none."""


@dataclass(frozen=True, slots=True)
class ErrorRates:
    """What a threshold on log10 LR does: a pair at or above it counts as found.

    ``tied_same`` and ``tied_other`` count the pairs that lie exactly on it, among those of one
    person and among the others: they are found, and a reader may want to know how many hang on it.
    """

    threshold: float
    false_negative: float
    false_positive: float
    tied_same: int
    tied_other: int

    @property
    def correlation(self) -> float:
        """Matthews' correlation, both kinds of pairs weighing alike; 0 where all go one way."""
        tp, fp = 1 - self.false_negative, self.false_positive
        tn, fn = 1 - fp, self.false_negative
        spread = (tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)
        return (tp * tn - fp * fn) / math.sqrt(spread) if spread > 0 else 0.0


def error_rates(same: FloatArray, other: FloatArray, threshold: float) -> ErrorRates:
    """Rates of a threshold on the log10 LRs of pairs that are one person, and of others.

    Raises
    ------
    DecisionError
        Where there are no pairs of one kind.
    """
    if not (len(same) and len(other)):
        raise DecisionError("pairs of both kinds are needed")
    return ErrorRates(
        threshold,
        float(np.mean(same < threshold)),
        float(np.mean(other >= threshold)),
        int(np.sum(same == threshold)),
        int(np.sum(other == threshold)),
    )


def best_threshold(same: FloatArray, other: FloatArray, weight: float = 1.0) -> ErrorRates:
    """The threshold with the least √(FN² + (weight · FP)²).

    Every log10 LR that occurs is tried, and one above all. Of equally good ones the highest is
    taken: it names fewer people wrongly.

    Raises
    ------
    DecisionError
        Where there are no pairs of one kind.
    """
    values = np.append(np.unique(np.concatenate([same, other])), math.inf)
    if not (len(same) and len(other)):
        raise DecisionError("pairs of both kinds are needed")
    missed = np.searchsorted(np.sort(same), values, side="left") / len(same)
    wrong = 1 - np.searchsorted(np.sort(other), values, side="left") / len(other)
    loss = np.hypot(missed, weight * wrong)
    best = np.flatnonzero(loss == loss.min())[-1]
    return error_rates(same, other, float(values[best]))


def threshold_for_posterior(posterior: float, prior: float) -> float:
    """The log10 LR at which this prior becomes this posterior, of one pair by itself.

    Raises
    ------
    DecisionError
        For a probability that is not between 0 and 1.
    """
    return log10_odds(posterior) - log10_odds(prior)


def log10_odds(probability: float) -> float:
    """log10 of p / (1 - p).

    Raises
    ------
    DecisionError
        For a probability that is not between 0 and 1.
    """
    if not 0 < probability < 1:
        raise DecisionError(f"{probability} is not between 0 and 1")
    return math.log10(probability) - math.log1p(-probability) / math.log(10)
