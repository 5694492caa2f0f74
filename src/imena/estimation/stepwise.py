"""A model of pairs, built up one pair at a time: for five and more lists."""

from __future__ import annotations

import numpy as np
from scipy.special import pdtr, pdtrc

from imena.estimation.existence import Existence, existence
from imena.estimation.hierarchical import Hierarchical, pair_masks
from imena.estimation.lists import Lists
from imena.estimation.log_linear import Fitted, expected_counts, fitted

#: A pair comes in when the number on both lists is so improbable without it.
P_TO_ENTER = 0.02


def stepwise(lists: Lists, p_to_enter: float = P_TO_ENTER) -> Fitted:
    """Begin with the lists alone; let in the most surprising pair while it is surprising enough.

    As Chan, Silverman & Vincent (2021, JASA 116:1297) choose: of the people on both lists of a
    pair, so many or more (or so few or fewer, whichever is rarer) are expected with a probability,
    Poisson with the mean of the model so far, which must be below ``p_to_enter``. A pair with which
    the estimate does not exist is passed over. Where not even the lists alone have an estimate,
    that fit is returned and says so.
    """
    model = Hierarchical.of(lists.k, ())
    left = set(pair_masks(lists.k))
    if existence(model, lists) is not Existence.EXISTS:
        return fitted(model, lists)
    while True:
        means = expected_counts(model, lists)
        surprising = sorted(
            (p, pair) for pair in left if (p := _rarity(lists, means, pair)) < p_to_enter
        )
        wider = (Hierarchical.of(lists.k, (*model.generators, pair)) for _, pair in surprising)
        found = next((m for m in wider if existence(m, lists) is Existence.EXISTS), None)
        if found is None:
            return fitted(model, lists)
        left -= set(found.interactions)
        model = found


def _rarity(lists: Lists, means: np.ndarray, pair: int) -> float:
    """One-sided Poisson probability of the number on both lists, under the model so far."""
    cells = np.arange(lists.counts.size)
    mean = float(means[(cells & pair) == pair].sum())
    seen = lists.on(pair)
    return float(min(pdtr(seen, mean), pdtrc(seen - 1, mean) if seen else 1.0))
