"""How far an estimate moves when what cannot be known from the lists is assumed otherwise."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations

from imena.estimation.decomposable import MOST_LISTS, sensitivity
from imena.estimation.heterogeneity import Difference, NoEstimateError, heterogeneous
from imena.estimation.hierarchical import MOST_FOR_ALL
from imena.estimation.intervals import log_interval
from imena.estimation.lists import Lists
from imena.estimation.log_linear import Fitted, ranked
from imena.estimation.lower_bound import lower_bound
from imena.estimation.profile import profile
from imena.estimation.two_lists import TwoLists

Ends = tuple[float, float | None]
#: Models of how people differ that a reader is shown; none is the model of lists alone.
_DIFFERENCES = (Difference.CHAO, Difference.POISSON, Difference.DARROCH, Difference.GAMMA)


@dataclass(frozen=True)
class Assumed:
    """A total under one assumption. ``kind`` and ``detail`` say which; the upper end is ``None``
    where none was found, the estimate where there is none.

    "cells": all decomposable models with that weight of each cell. "differ": people differ, in the
    way of that `Difference`. "profile": the model of the best BIC, its interval by the profile of
    the likelihood. "pair": two of the lists alone, as if independent. "alike": Chao’s bound as if
    all lists were of one length.
    """

    kind: str
    detail: str
    estimate: float | None
    interval: Ends | None = None


def assumed(lists: Lists) -> tuple[Assumed, ...]:
    """Every assumption that fits the number of lists, in the order of `Assumed`."""
    found: list[Assumed] = []
    if 2 < lists.k <= MOST_LISTS:
        for one in sensitivity(lists):
            standing = math.isfinite(one.mean)
            found.append(
                Assumed("cells", f"{one.delta:g}", one.quantile(0.5), one.interval)
                if standing
                else Assumed("cells", f"{one.delta:g}", None)
            )
    if lists.k > 2:
        found += [_differ(lists, difference) for difference in _DIFFERENCES]
    if 2 < lists.k <= MOST_FOR_ALL + 1:
        found += [_profiled(lists, best) for best in ranked(lists)[:1]]
    found += [_pair(lists, i, j) for i, j in combinations(range(lists.k), 2)]
    few = lower_bound(lists).for_few_lists
    found.append(
        Assumed("alike", "", None)
        if few is None
        else Assumed("alike", "", few.estimate, few.interval)
    )
    return tuple(found)


def _differ(lists: Lists, difference: Difference) -> Assumed:
    try:
        found = heterogeneous(lists, difference, lists_differ=True)
    except NoEstimateError:
        return Assumed("differ", difference.value, None)
    interval = log_interval(lists.observed, found.total, found.standard_error**2)
    return Assumed("differ", difference.value, found.total, interval)


def _profiled(lists: Lists, best: Fitted) -> Assumed:
    """Parameters at minus infinity leave their cells with them: nothing is profiled then."""
    if len(best.coefficients) < len(best.model.interactions):
        assert best.total is not None
        return Assumed("profile", best.model.name, best.total.estimate)
    found = profile(best.model.design, lists)
    return Assumed("profile", best.model.name, found.estimate, (found.low, found.high))


def _pair(lists: Lists, first: int, second: int) -> Assumed:
    pair = TwoLists.of(lists, first, second)
    name = f"{lists.names[first]}, {lists.names[second]}"
    if not pair.enough:
        return Assumed("pair", name, None)
    found = pair.chapman()
    return Assumed("pair", name, found.estimate, found.interval)
