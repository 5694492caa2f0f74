"""Clothes and documents hang on one fact: whether the clothes are the body's own."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imena.evidence.belongings import (
    DIFFERS,
    HERS,
    MATCHES,
    NONE,
    NOT_EXAMINED,
    OF_ANOTHER_LISTED,
    OF_NOBODY_LISTED,
    BelongingRates,
    DocumentFinding,
    Thing,
    belonging_densities,
    belongings,
)
from imena.evidence.caps import PROPOSED
from imena.evidence.densities import DensityError
from imena.evidence.rates import Rate
from tests.evidence.laws import probabilities

PAPERS = (HERS, OF_ANOTHER_LISTED, OF_NOBODY_LISTED, NONE)
rates = st.builds(
    BelongingRates,
    st.builds(Rate, st.floats(0.01, 0.99)),
    st.builds(Rate, probabilities(0.5)),
    st.builds(Rate, probabilities(0.3)),
    st.builds(Rate, st.floats(0.001, 0.3)),
    st.floats(0.1, 1),
)


@given(rates, st.lists(st.floats(0.01, 0.99), max_size=3), st.floats(0.001, 0.1))
def test_both_densities_sum_to_one_over_all_that_could_be_found(
    rates: BelongingRates, frequencies: list[float], share: float
) -> None:
    """So the LR has mean 1 among the unlisted: it is the first over the second."""
    sums = [0.0, 0.0]
    for paper in PAPERS:
        for found in product((MATCHES, DIFFERS), repeat=len(frequencies)):
            things = list(zip(frequencies, found, strict=True))
            pair = belonging_densities(things, (share, paper), rates)
            assert pair[1] > 0 or pair[0] == 0
            sums = [sums[0] + pair[0], sums[1] + pair[1]]
    assert sums == pytest.approx([1, 1])


def test_a_thing_alone_is_the_mixture_of_own_and_exchanged() -> None:
    found = belongings([Thing("boots", Rate(0.05), MATCHES)], None, PROPOSED)
    assert 10**found.uncapped == pytest.approx((0.9 * 0.7 + 0.1 * 0.05) / 0.05)
    assert found.not_examined == ("document",)
    assert found.remarks == ("secondary_evidence",)


def test_a_document_of_hers_says_by_how_much_it_is_not_a_stray_one() -> None:
    found = belongings([], DocumentFinding(HERS, 0.01), PROPOSED)
    assert 10**found.uncapped == pytest.approx(1 + 0.3 / (0.02 * 0.01))


def test_a_document_of_somebody_else_says_nothing_between_her_and_the_unlisted() -> None:
    found = belongings([], DocumentFinding(OF_ANOTHER_LISTED, 0.01), PROPOSED)
    assert found.uncapped == pytest.approx(0)
    stranger = belongings([], DocumentFinding(OF_NOBODY_LISTED, 0.01), PROPOSED)
    assert stranger.uncapped < -1


def test_a_uniform_says_nothing() -> None:
    found = belongings([Thing("uniform", Rate(0.999), MATCHES)], None, PROPOSED)
    assert abs(found.uncapped) < 0.2


def test_exchanged_clothes_are_exchanged_together() -> None:
    """A second garment that differs is no second blow: both tell of the same exchange."""
    coat, boots = Thing("coat", Rate(0.05), DIFFERS), Thing("boots", Rate(0.05), DIFFERS)
    soldiers = BelongingRates(not_own=Rate(0.3))
    one = belongings([coat], None, PROPOSED, soldiers).uncapped
    both = belongings([coat, boots], None, PROPOSED, soldiers).uncapped
    assert 2 * one < both < one


def test_her_document_in_clothes_that_are_not_hers_is_worth_less() -> None:
    document = DocumentFinding(HERS, 0.01)
    alone = belongings([], document, PROPOSED).uncapped
    coat = Thing("coat", Rate(0.05), DIFFERS)
    with_coat = belongings([coat], document, PROPOSED).uncapped
    apart = belongings([coat], None, PROPOSED).uncapped
    assert with_coat < alone + apart / 2


@given(st.floats(0.02, 0.45), st.floats(0.01, 0.2))
def test_the_more_is_exchanged_the_less_a_match_says(x: float, more: float) -> None:
    thing = [Thing("boots", Rate(0.05), MATCHES)]
    often, seldom = (
        belongings(thing, None, PROPOSED, BelongingRates(not_own=Rate(p))).uncapped
        for p in (x + more, x)
    )
    assert often < seldom


def test_caps_are_of_what_was_examined() -> None:
    things = [Thing(name, Rate(0.001), MATCHES) for name in ("ring", "coat", "boots")]
    assert belongings(things, None, PROPOSED).log10_lr == 3
    both = belongings(things, DocumentFinding(HERS, 0.0001), PROPOSED)
    assert both.capped
    assert both.log10_lr == 7


def test_what_was_not_examined_is_one_and_named() -> None:
    things = [Thing("coat", Rate(0.1), NOT_EXAMINED)]
    found = belongings(things, None, PROPOSED)
    assert (found.log10_lr, found.not_examined) == (0, ("coat", "document"))


def test_what_rates_make_impossible_is_held_by_the_cap() -> None:
    never = BelongingRates(described=Rate(0.0), not_own=Rate(0.0))
    found = belongings([Thing("coat", Rate(0.1), MATCHES)], None, PROPOSED, never)
    assert (found.uncapped, found.log10_lr, found.capped) == (-math.inf, -1, True)


def test_rates_that_leave_no_room_are_refused() -> None:
    good = BelongingRates()
    with pytest.raises(DensityError):
        belonging_densities([], (0.01, HERS), replace(good, own_document=Rate(0.95)))
    with pytest.raises(DensityError):
        belonging_densities([], (0.9, HERS), good)
    with pytest.raises(DensityError):
        belonging_densities([(0.1, "similar")], None, good)
    with pytest.raises(DensityError):
        belonging_densities([], (0.1, "a letter"), good)
