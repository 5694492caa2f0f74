"""At least so many: a lower bound that holds when people differ in how easily they are recorded."""

from __future__ import annotations

from dataclasses import dataclass

from imena.estimation.intervals import Total, log_interval
from imena.estimation.lists import Lists


@dataclass(frozen=True)
class LowerBound:
    """Chao’s bound (1987, Biometrics 43:783) in its three forms.

    ``bound`` is r + f1² / 2 f2 with its log interval, ``None`` when nobody stands on exactly two
    lists; ``bias_corrected`` is finite always; ``for_few_lists`` has the factor (t - 1) / t of t
    lists, and is what to say of few of them. It is a lower bound when people differ (hidden or well
    known); it is none when the lists avoid each other’s people.
    """

    observed: int
    bound: Total | None
    bias_corrected: float
    for_few_lists: Total | None


def lower_bound(lists: Lists) -> LowerBound:
    """How many there are at least, from those on exactly one and exactly two lists."""
    once, twice = lists.on_so_many[:2]
    r, t = lists.observed, lists.k
    corrected = r + once * (once - 1) / (2 * (twice + 1))
    if not twice:
        return LowerBound(r, None, corrected, None)
    ratio = once / twice
    estimate = r + once * ratio / 2
    variance = twice * (ratio**2 / 2 + ratio**3 + ratio**4 / 4)
    found = Total(estimate, log_interval(r, estimate, variance), variance**0.5)
    share = (t - 1) / t
    fewer, spread = r + share * once * ratio / 2, share**2 * variance
    few = Total(fewer, log_interval(r, fewer, spread), spread**0.5)
    return LowerBound(r, found, corrected, few)
