"""Do posteriors mean what they say: of those stated as p, is a fraction p true?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv

from imena.invented.truth import Truth
from imena.matching.identification import JointAnswer

#: Edges of the bins: fine at both ends, since decisions are taken there.
EDGES = (0.0, 1e-4, 1e-3, 0.01, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 0.99, 0.999, 0.9999, 1.0)


@dataclass(frozen=True, slots=True)
class Statement:
    """One probability stated, and whether what it speaks of is true."""

    stated: float
    true: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """Statements with ``lower`` <= probability < ``upper`` (the last bin includes 1).

    ``stated`` is their mean, ``true`` how many hold. ``low`` and ``high`` bound the probability
    with which such statements hold (Clopper and Pearson 1934, doi:10.1093/biomet/26.4.404).
    """

    lower: float
    upper: float
    count: int
    stated: float
    true: int
    low: float
    high: float

    @property
    def agrees(self) -> bool:
        """Whether what was stated lies within the bounds."""
        return self.low <= self.stated <= self.high


def statements(joint: JointAnswer, truth: Truth) -> dict[str, list[Statement]]:
    """Everything a joint answer states, by kind, with the truth of it.

    ``name``: "this body is this missing person", for every pair weighed. ``nobody``: "nobody
    reported this person". ``not_recovered``: "this missing person is not among the bodies decided
    together" (in a large case the poorest profiles are left out, so this is not "not among all").
    """
    recovered = {truth.identities[body] for body in joint.nobody}
    return {
        "name": [
            Statement(p, truth.identities[body] == missing)
            for (body, missing), p in joint.marginals.items()
        ],
        "nobody": [
            Statement(p, truth.identities[body] is None) for body, p in joint.nobody.items()
        ],
        "not_recovered": [Statement(p, m not in recovered) for m, p in joint.not_recovered.items()],
    }


def reliability(
    stated: Iterable[Statement], *, edges: Sequence[float] = EDGES, confidence: float = 0.999
) -> tuple[Bin, ...]:
    """The populated bins, from the lowest up.

    The bounds take statements for independent. Within one site they are not quite: names exclude
    each other, which makes counts steadier than the bounds allow for, not less steady.
    """
    pairs = list(stated)
    p = np.clip([s.stated for s in pairs], 0.0, 1.0)
    true = np.array([s.true for s in pairs], dtype=bool)
    place = np.clip(np.searchsorted(edges, p, side="right") - 1, 0, len(edges) - 2)
    bins = []
    for i in range(len(edges) - 1):
        inside = place == i
        n, k = int(inside.sum()), int(true[inside].sum())
        if n:
            low, high = clopper_pearson(k, n, confidence)
            bins.append(Bin(edges[i], edges[i + 1], n, float(p[inside].mean()), k, low, high))
    return tuple(bins)


def clopper_pearson(successes: int, trials: int, confidence: float) -> tuple[float, float]:
    """Exact bounds of a probability from ``successes`` in ``trials``."""
    tail = (1 - confidence) / 2
    k, n = successes, trials
    low = 0.0 if k == 0 else float(betaincinv(k, n - k + 1, tail))
    high = 1.0 if k == n else float(betaincinv(k + 1, n - k, 1 - tail))
    return low, high


def brier_score(stated: Iterable[Statement]) -> float:
    """Mean squared difference of probability and truth: 0 is perfect (Brier 1950)."""
    pairs = list(stated)
    p = np.array([s.stated for s in pairs], dtype=float)
    true: npt.NDArray[np.float64] = np.array([s.true for s in pairs], dtype=float)
    return float(((p - true) ** 2).mean())
