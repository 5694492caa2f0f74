"""Whether several chains tell the same story, and how precisely."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from imena.matching.joint.lattice import Floats

#: probabilities smaller than this are not held to the targets
_MONITORED = 0.01


@dataclass(frozen=True, eq=False)
class Summary:
    """Mean of each quantity over all chains, shape (quantities,), and how far it can be trusted."""

    mean: Floats
    diagnostics: dict[str, float]

    def converged(self, r_hat: float, mcse: float) -> bool:
        """Whether the worst monitored quantity meets both targets."""
        return self.diagnostics["r_hat"] <= r_hat and self.diagnostics["mcse"] <= mcse


def summarise(
    sums: Floats, squares: Floats, length: int, groups: sparse.csr_array, negligible: float
) -> Summary:
    """Pool chains that kept sums by batch.

    Parameters
    ----------
    sums, squares
        Shape (chains, batches, quantities): sums, over the sweeps of a batch, of each quantity
        and of its square. The number of batches is even.
    length
        Sweeps in a batch.
    groups
        Shape (groups, quantities), 0 or 1: sums of quantities that are reported (the marginal of
        a pair is a sum over rows). Their Monte Carlo standard error is held to the target.
    negligible
        Differences between chains smaller than this do not count against them.

    Returns
    -------
    Summary
        Its diagnostics: ``r_hat``, the largest split-R-hat (Gelman et al., Bayesian Data Analysis,
        3rd ed., 11.4); ``mcse``, the largest Monte Carlo standard error by batch means (deviations
        from the grand mean, so chains that disagree count); ``ess``, the smallest effective sample
        size, the variance over the squared error. Quantities with mean up to 0.01 are left out.
    """
    n_chains, n_batches, n_quantities = sums.shape
    mean = sums.mean(axis=(0, 1)) / length
    half = (2 * n_chains, n_batches // 2, n_quantities)
    n = half[1] * length
    means = sums.reshape(half).sum(axis=1) / n
    variances = (squares.reshape(half).sum(axis=1) / n - means**2) * (n / (n - 1))
    within, between = np.maximum(variances.mean(axis=0), 0.0), means.var(axis=0, ddof=1)
    counts = (mean > _MONITORED) & (between > negligible**2)
    spread = np.divide(between, within, out=np.full_like(within, np.inf), where=within > 0)
    r_hat = np.sqrt((n - 1) / n + spread[counts]).max(initial=1.0)
    error = _standard_error(sums / length)
    sure = (mean > _MONITORED) & (error > negligible / 100)
    ess = (within[sure] / error[sure] ** 2).min(initial=float(n_chains * n_batches * length))
    grouped = groups @ (sums / length).reshape(-1, n_quantities).T
    grouped_error = _standard_error(grouped.T.reshape(n_chains, n_batches, -1))
    reported = groups @ mean > _MONITORED
    mcse = grouped_error[reported].max(initial=0.0)
    diagnostics = {"r_hat": float(r_hat), "mcse": float(mcse), "ess": float(ess)}
    return Summary(mean, diagnostics)


def halved(batches: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
    """Batches of twice the length: neighbours added up along the first axis."""
    return np.asarray(batches.reshape(-1, 2, *batches.shape[1:]).sum(axis=1))


def _standard_error(batch_means: Floats) -> Floats:
    """Of the grand mean, for shape (chains, batches, quantities)."""
    n = batch_means.shape[0] * batch_means.shape[1]
    return np.asarray(batch_means.std(axis=(0, 1), ddof=1) / np.sqrt(n))
