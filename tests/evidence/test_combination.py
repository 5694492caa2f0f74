"""All groups together, and the thresholds that are put on them."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imena.evidence.caps import PROPOSED, Caps
from imena.evidence.combination import CombinationError, combined
from imena.evidence.contribution import Contribution, contribution, nothing_examined
from imena.evidence.decision import (
    DecisionError,
    best_threshold,
    error_rates,
    threshold_for_posterior,
)
from imena.evidence.examiner import FINGERPRINT, IDENTIFICATION, compared
from imena.evidence.rates import Banded

FloatArray = npt.NDArray[np.float64]


def _marks(low: float, value: float, high: float, caps: Caps = PROPOSED) -> Contribution:
    banded = Banded(value, low, high)
    return contribution("marks", banded, caps, kinds=["marks"], examined=["scar"], source="")


def test_groups_add_up_and_each_is_kept() -> None:
    print_ = compared("fingerprint", IDENTIFICATION, FINGERPRINT, PROPOSED)
    teeth = nothing_examined("dental", ["chart"], PROPOSED)
    found = combined([_marks(0.5, 1.0, 1.2), print_, teeth])
    assert found.log10_lr == pytest.approx(1.0 + math.log10(925))
    assert [c.name for c in found.contributions] == ["marks", "fingerprint", "dental"]
    assert found.caps == PROPOSED.version


def test_nothing_at_all_is_one() -> None:
    found = combined([])
    assert (found.log10_lr, found.primary) == (0, False)
    assert found.band == pytest.approx((0, 0))


def test_the_band_is_of_the_one_rate_that_matters_most() -> None:
    scar = _marks(0.5, 1.0, 1.2)
    ring = contribution(
        "belongings",
        Banded(0.6, -0.3, 0.7),
        PROPOSED,
        kinds=["belongings"],
        examined=["ring"],
        source="",
    )
    assert combined([scar, ring]).band == pytest.approx((1.6 - 0.9, 1.6 + 0.2))


def test_without_a_primary_identifier_words_stay_moderate() -> None:
    alone = combined([_marks(3, 3.5, 4)])
    assert alone.log10_lr_to_say() == 2
    assert alone.log10_lr_to_say(primary_needed=False) == 3.5
    against = combined([_marks(-2, -1.5, -1)])
    assert against.log10_lr_to_say() == -1.5


def test_a_primary_identifier_counts_only_when_it_was_examined() -> None:
    unseen = combined([_marks(3, 3.5, 4), nothing_examined("dental", ["chart"], PROPOSED)])
    assert unseen.log10_lr_to_say() == 2
    print_ = compared("fingerprint", IDENTIFICATION, FINGERPRINT, PROPOSED)
    assert combined([_marks(3, 3.5, 4), print_]).log10_lr_to_say() > 6


def test_what_must_not_be_added_is_refused() -> None:
    with pytest.raises(CombinationError, match="marks is weighed twice"):
        combined([_marks(0, 1, 2), _marks(0, 1, 2)])
    other = Caps("office-2", {"fingerprint_one_examiner": (-6, 3)})
    with pytest.raises(CombinationError, match="imena-caps-1 and office-2"):
        combined([_marks(0, 1, 2), compared("fingerprint", IDENTIFICATION, FINGERPRINT, other)])


logs = st.lists(st.integers(-6, 6).map(float), min_size=1, max_size=12).map(np.array)


@given(logs, logs, st.floats(0.1, 20))
def test_no_threshold_is_better_than_the_best(
    same: FloatArray, other: FloatArray, weight: float
) -> None:
    def loss(threshold: float) -> float:
        rates = error_rates(same, other, threshold)
        return math.hypot(rates.false_negative, weight * rates.false_positive)

    best = best_threshold(same, other, weight).threshold
    tried = [*np.arange(-7, 7.5, 0.5), math.inf]
    assert loss(best) <= min(loss(t) for t in tried) + 1e-12


def test_of_equally_good_thresholds_the_one_that_names_fewer_is_taken() -> None:
    assert best_threshold(np.array([0.0]), np.array([0.0])).threshold == math.inf


def test_pairs_on_the_threshold_are_found_and_counted() -> None:
    rates = error_rates(np.array([1.0, 1.0, 3.0]), np.array([0.0, 1.0]), 1.0)
    assert (rates.false_negative, rates.false_positive) == (0, 0.5)
    assert (rates.tied_same, rates.tied_other) == (2, 1)


def test_the_search_is_on_the_log_where_people_and_strangers_lie_far_apart() -> None:
    """On LRs themselves a grid up to the greatest would put all but a few on the wrong side."""
    rng = np.random.default_rng(4)
    same, other = rng.normal(6, 2, 2000), rng.normal(-4, 2, 2000)
    rates = best_threshold(same, other)
    assert -1 < rates.threshold < 3
    assert max(rates.false_negative, rates.false_positive) < 0.02
    assert rates.correlation > 0.97


def test_a_threshold_that_finds_nobody_tells_nothing_apart() -> None:
    assert error_rates(np.array([1.0]), np.array([0.0]), math.inf).correlation == 0


def test_a_posterior_is_reached_at_its_lr() -> None:
    needed = threshold_for_posterior(0.999, 0.01)
    odds = 10**needed * 0.01 / 0.99
    assert odds / (1 + odds) == pytest.approx(0.999)


def test_what_cannot_be_decided_is_refused() -> None:
    with pytest.raises(DecisionError):
        error_rates(np.array([]), np.array([1.0]), 0.0)
    with pytest.raises(DecisionError):
        best_threshold(np.array([1.0]), np.array([]))
    with pytest.raises(DecisionError):
        threshold_for_posterior(1.0, 0.5)
