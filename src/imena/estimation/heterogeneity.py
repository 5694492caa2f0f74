"""People who differ in how easily they are recorded: models of that, one parameter more or a few.

None can be told from another by the data alone (Link 2003, Biometrics 59:1123): their totals differ
widely and fit alike. They are for comparison, not for a headline.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from imena.estimation import poisson
from imena.estimation.existence import inside
from imena.estimation.lists import Lists, list_counts


class Difference(Enum):
    """How the number of lists a person stands on bends the log of the expected counts.

    After Rivest & Baillargeon 2007 (Biometrics 63:999): the column that joins the constant and the
    number of lists ``j``.
    """

    NONE = "none"
    #: Free for 3 and more lists, never downwards: a lower bound (Chao).
    CHAO = "chao"
    #: 2**j - 1.
    POISSON = "poisson2"
    #: j**2 / 2 (Darroch).
    DARROCH = "darroch"
    #: -log(3.5 + j) + log 3.5 (gamma).
    GAMMA = "gamma3.5"


class NoEstimateError(ValueError):
    """The likelihood of such a model has no maximum on the data."""


@dataclass(frozen=True)
class Heterogeneous:
    """What such a model gives: the total, its standard error and fit (as `log_linear.Fitted`)."""

    total: float
    standard_error: float
    deviance: float
    degrees: int
    aic: float
    bic: float


def heterogeneous(lists: Lists, difference: Difference, *, lists_differ: bool) -> Heterogeneous:
    """Fit one model. ``lists_differ`` gives every list its own rate, else all have one.

    Parameters of `Difference.CHAO` that come out negative are set to 0 and the rest fitted again.

    Raises
    ------
    NoEstimateError
        Where the estimate does not exist.
    """
    design = _base(lists.k, lists_differ)
    bends = _bends(lists, difference)
    filled = (lists.counts[1:] > 0).astype(np.float64)
    while True:
        whole = np.hstack([design, bends])
        if not inside(whole, filled):
            raise NoEstimateError("the estimate does not exist")
        beta, expected = poisson.fit(whole, lists.counts[1:][None])
        down = beta[0, design.shape[1] :] < 0
        if difference is not Difference.CHAO or not down.any():
            break
        bends = bends[:, ~down]
    unseen = math.exp(beta[0, 0])
    spread = float(poisson.covariance(whole, expected[0])[0, 0])
    said = -2.0 * float(poisson.log_likelihood(lists.counts[1:], expected[0]))
    p = whole.shape[1]
    return Heterogeneous(
        lists.observed + unseen,
        math.sqrt(unseen + unseen**2 * spread),
        float(poisson.deviance(lists.counts[1:], expected[0])),
        2**lists.k - 1 - p,
        said + 2 * p,
        said + p * math.log(lists.observed),
    )


def bounding(lists: Lists) -> NDArray[np.float64]:
    """The design of Chao’s bound for lists of different length, no parameter held at 0; shape
    (2**k - 1, parameters): what people on one and on two lists say, and nobody else.

    Raises
    ------
    NoEstimateError
        Where the estimate does not exist.
    """
    whole = np.hstack([_base(lists.k, True), _bends(lists, Difference.CHAO)])
    if not inside(whole, (lists.counts[1:] > 0).astype(np.float64)):
        raise NoEstimateError("the estimate does not exist")
    return whole


def _base(k: int, lists_differ: bool) -> NDArray[np.float64]:
    cells = np.arange(1, 2**k)
    own = [(cells >> i & 1) for i in range(k)] if lists_differ else [list_counts(k)[1:]]
    return np.column_stack([np.ones(len(cells)), *own]).astype(np.float64)


def _bends(lists: Lists, difference: Difference) -> NDArray[np.float64]:
    j = list_counts(lists.k)[1:].astype(np.float64)
    if difference is Difference.NONE:
        return np.zeros((len(j), 0))
    if difference is Difference.CHAO:
        # Beyond the most lists that anybody stands on the data say nothing of it.
        most = int(j[lists.counts[1:] > 0].max())
        columns = [np.maximum(j - least, 0.0) for least in range(2, most)]
        return np.column_stack(columns) if columns else np.zeros((len(j), 0))
    column = {
        Difference.POISSON: 2.0**j - 1.0,
        Difference.DARROCH: j**2 / 2.0,
        Difference.GAMMA: -np.log(3.5 + j) + math.log(3.5),
    }[difference]
    return column[:, None]
