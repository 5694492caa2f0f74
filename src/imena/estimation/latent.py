"""Hidden classes of people, each with its own rates on every list: as many as the data call for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from imena.estimation.latent_kernel import chain
from imena.estimation.lists import Lists

#: Chains, begun at random, that must agree.
CHAINS = 4
#: Split R-hat of the log of the number on no list up to which chains agree.
MOST_R_HAT = 1.01
_CLASSES = 10
_PRIOR = (0.25, 0.25)
_SWEEPS = (10_000, 2_000, 50)


class ChainsDisagreeError(ValueError):
    """The chains tell different totals: the method has no answer on these data."""

    def __init__(self, r_hat: float) -> None:
        self.r_hat = r_hat
        super().__init__(f"the chains of the latent classes disagree (R-hat {r_hat:.2f})")


@dataclass(frozen=True, eq=False)
class LatentClasses:
    """Draws of the total from the posterior, all chains together, and their split R-hat."""

    totals: NDArray[np.int64]
    r_hat: float

    def quantile(self, probability: float) -> float:
        """A quantile of the total."""
        return float(np.quantile(self.totals, probability))


def latent_classes(
    lists: Lists, *, seed: int = 1, sweeps: tuple[int, int, int] = _SWEEPS
) -> LatentClasses:
    """Sample the total under at most ten classes (Manrique-Vallier 2016, Biometrics 72:1246).

    The prior of the total is 1 / N, of each rate uniform, of the classes’ shares stick-breaking
    with a gamma(1/4, 1/4) concentration. ``sweeps``: thrown away, draws kept of each chain, sweeps
    between draws.

    Raises
    ------
    ChainsDisagreeError
        Where four chains do not tell the same total: no number is given then.
    """
    masks = np.flatnonzero(lists.counts).astype(np.int64)
    counts = lists.counts[masks].astype(np.int64)
    seeds = np.random.SeedSequence(seed).generate_state(CHAINS)
    drawn = np.array(
        [chain(masks, counts, lists.k, _CLASSES, _PRIOR, sweeps, int(one)) for one in seeds]
    )
    found = split_r_hat(np.log(drawn - lists.observed + 0.5))
    if not found <= MOST_R_HAT:
        raise ChainsDisagreeError(found)
    return LatentClasses(drawn.ravel(), found)


def split_r_hat(draws: NDArray[np.float64]) -> float:
    """Gelman & Rubin’s R-hat of chains cut in half; ``draws`` has shape (chains, draws)."""
    half = draws.shape[1] // 2
    parts = np.vstack([draws[:, :half], draws[:, half : 2 * half]])
    within = float(parts.var(axis=1, ddof=1).mean())
    if within == 0:
        return 1.0 if float(parts.mean(axis=1).var()) == 0 else float("inf")
    between = half * float(parts.mean(axis=1).var(ddof=1))
    return float(np.sqrt(((half - 1) / half * within + between / half) / within))
