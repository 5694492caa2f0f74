"""Several tables told as one: strata that are added up, or ways in which people may be linked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from imena.estimation.side_by_side import SideBySide, Told
from imena.estimation.still_missing import DrawsError, summed

#: A method that refuses more than this share of the ways to link has no answer over all of them.
_MOST_REFUSED = 0.05


def over_linkages(found: Sequence[SideBySide]) -> SideBySide:
    """One answer over many ways to settle who is who, each drawn by its probability.

    The interval of a method is that of the mixture: its draws under every way are thrown together,
    so that it is as wide as both uncertainties (Sadinle 2018, Ann Appl Stat 12:1013). The estimate
    is the middle one. A doubt is told that holds in most of the ways.

    Raises
    ------
    DrawsError
        For none at all, or of different methods.
    """
    columns = _columns(found)
    if len(found) == 1:
        return found[0]
    return SideBySide(
        int(np.median([one.observed for one in found])),
        tuple(map(_mixed, columns)),
        tuple(
            next(d for one in found for d in one.doubts if (d.code, d.lists) == said)
            for said, times in Counter((d.code, d.lists) for o in found for d in o.doubts).items()
            if times > len(found) / 2
        ),
        len(found),
    )


def over_strata(found: Sequence[SideBySide]) -> SideBySide:
    """The total of strata that share nobody: added draw by draw, never end by end of intervals.

    A method that refuses one stratum has no total. Strata are estimated for themselves, so their
    draws are taken as independent.

    Raises
    ------
    DrawsError
        For none at all, or of different methods.
    """
    columns = _columns(found)
    if len(found) == 1:
        return found[0]
    return SideBySide(
        sum(one.observed for one in found),
        tuple(map(_added, columns)),
        tuple({(d.code, d.lists): d for one in found for d in one.doubts}.values()),
    )


def _columns(found: Sequence[SideBySide]) -> list[tuple[Told, ...]]:
    if not found or len({tuple(t.method for t in one.told) for one in found}) != 1:
        raise DrawsError("tables are pooled that were asked the same methods")
    return list(zip(*(one.told for one in found), strict=True))


def _mixed(told: Sequence[Told]) -> Told:
    standing = [one for one in told if one.estimate is not None]
    first = told[0]
    if len(told) - len(standing) > _MOST_REFUSED * len(told):
        refused = Counter(one.refused for one in told if one.refused)
        return Told(first.method, refused=refused.most_common(1)[0][0])
    model = Counter(one.model for one in standing).most_common(1)[0][0]
    estimate = float(np.median([one.estimate for one in standing if one.estimate is not None]))
    remarks = tuple(dict.fromkeys(r for one in standing for r in one.remarks))
    drawn = [one.draws for one in standing if one.draws is not None]
    if len(drawn) < len(standing):
        steady = tuple(dict.fromkeys((*remarks, "interval_unstable")))
        return Told(first.method, estimate, model=model, remarks=steady)
    draws = np.concatenate(drawn)
    # What the few ways without an estimate would say is not known: the others stand for them.
    draws = np.resize(draws, len(told) * len(drawn[0]))
    return Told(first.method, estimate, _interval(draws), model, remarks=remarks, draws=draws)


def _added(told: Sequence[Told]) -> Told:
    first = told[0]
    estimates = [one.estimate for one in told if one.estimate is not None]
    if len(estimates) < len(told):
        return Told(first.method, refused="stratum_refuses")
    remarks = tuple(dict.fromkeys(r for one in told for r in one.remarks))
    apart = Told(first.method, float(sum(estimates)), remarks=remarks)
    drawn = [one.draws for one in told if one.draws is not None]
    if len(drawn) < len(told):
        return apart
    mixed = np.random.default_rng(len(drawn))
    # Strata were drawn by one seed: put in another order they do not rise and fall together.
    draws = summed([mixed.permutation(one) for one in drawn])
    return replace(apart, interval=_interval(draws), draws=draws)


def _interval(draws: np.ndarray) -> tuple[float, float]:
    low, high = np.quantile(draws, [0.025, 0.975], method="inverted_cdf")
    return float(low), float(high)
