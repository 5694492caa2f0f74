"""Whether several chains tell the same story, and how precisely."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from imena.matching.joint.lattice import Floats, Ints

#: probabilities up to this are not held to the targets
MONITORED = 0.01
#: from this probability on a name may be given, and what it rests on is held to a tenth of the
#: tolerance: 0.005 is little beside 0.6 and everything beside 0.999
NEARLY_CERTAIN = 0.95


@dataclass(frozen=True, eq=False)
class Summary:
    """Mean of each quantity over all chains and its Monte Carlo standard error, both of shape
    (quantities,), and how far they can be trusted."""

    mean: Floats
    error: Floats
    diagnostics: dict[str, float]

    def converged(self, r_hat: float, mcse: float) -> bool:
        """Whether the worst monitored quantity meets both targets."""
        return self.diagnostics["r_hat"] <= r_hat and self.diagnostics["mcse"] <= mcse

    def near(self, threshold: float) -> int:
        """How many of the quantities lie within two standard errors of a threshold."""
        return int((np.abs(self.mean - threshold) < 2 * self.error).sum())


def summarise(sums: Floats, squares: Floats, counts: Ints, negligible: float) -> Summary:
    """Pool chains that kept sums by batch.

    Parameters
    ----------
    sums, squares
        Shape (chains, batches, quantities): sums, over what was counted in a batch, of each
        probability and of its square. The number of batches is even.
    counts
        Shape (quantities,): how often each was counted in a batch.
    negligible
        Halves of chains whose means have a smaller standard deviation count as agreeing; for
        quantities near certainty (:data:`NEARLY_CERTAIN`) a tenth of it.

    Returns
    -------
    Summary
        Its diagnostics: ``r_hat``, the largest split-R-hat (Gelman et al., Bayesian Data Analysis,
        3rd ed., 11.4); ``mcse``, the largest Monte Carlo standard error by batch means (deviations
        from the grand mean, so chains that disagree count); ``ess``, the smallest effective sample
        size, the variance over the squared error. Quantities with mean up to 0.01 are left out.
    """
    n_chains, n_batches, n_quantities = sums.shape
    batch_means = sums / counts
    mean = batch_means.mean(axis=(0, 1))
    half = (2 * n_chains, n_batches // 2, n_quantities)
    n = np.maximum(half[1] * counts, 2)
    means = batch_means.reshape(half).mean(axis=1)
    variances = (squares.reshape(half).sum(axis=1) / n - means**2) * (n / (n - 1))
    within, between = np.maximum(variances.mean(axis=0), 0.0), means.var(axis=0, ddof=1)
    large = mean > MONITORED
    tolerance = np.where(mean >= NEARLY_CERTAIN, negligible / 10, negligible)
    monitored = large & (between > tolerance**2)
    spread = np.divide(between, within, out=np.full_like(within, np.inf), where=within > 0)
    r_hat = np.sqrt((n - 1) / n + spread)[monitored].max(initial=1.0)
    error = np.asarray(
        batch_means.std(axis=(0, 1), ddof=1) / np.sqrt(n_chains * n_batches), dtype=np.float64
    )
    sure = large & (error > negligible / 1000)
    ess = (within[sure] / error[sure] ** 2).min(initial=float(n_chains * n_batches * counts.max()))
    mcse = error[large].max(initial=0.0)
    return Summary(mean, error, {"r_hat": float(r_hat), "mcse": float(mcse), "ess": float(ess)})


def halved(batches: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
    """Batches of twice the length: neighbours added up along the first axis."""
    return np.asarray(batches.reshape(-1, 2, *batches.shape[1:]).sum(axis=1))
