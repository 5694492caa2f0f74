"""Bands, caps and what a contribution tells its reader."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from imena.evidence.caps import PROPOSED, Caps, CapsError
from imena.evidence.contribution import contribution, nothing_examined
from imena.evidence.densities import (
    Densities,
    DensityError,
    like_the_listed,
    log10_ratio,
    two_outcomes,
)
from imena.evidence.rates import Banded, Rate, RateError, banded


@given(st.floats(1e-5, 0.9), st.floats(2, 5000))
def test_a_rate_is_a_beta_distribution_with_its_mean(mean: float, n: float) -> None:
    for point in (0.05, 0.95):
        expected = beta.ppf(point, mean * n, (1 - mean) * n)
        assert Rate(mean, n).quantile(point) == pytest.approx(expected, rel=1e-6, abs=1e-12)


def test_a_rate_without_a_study_is_believed_within_a_few_times_itself() -> None:
    rate = Rate(0.001)
    assert 0.0001 < rate.quantile(0.05) < rate.mean < rate.quantile(0.95) < 0.003


def test_the_band_moves_one_rate_at_a_time_and_holds_the_central_value() -> None:
    asked: list[dict[str, float]] = []

    def lr(rates: Mapping[str, float]) -> float:
        asked.append(dict(rates))
        return math.log10(1 - rates["a"]) - math.log10(rates["b"])

    found = banded(lr, {"a": Rate(0.1, 100), "b": Rate(0.2, 100)})
    assert found.low < found.log10_lr < found.high
    assert len(asked) == 5
    assert all(rates["a"] == 0.1 or rates["b"] == 0.2 for rates in asked)


def test_a_certain_rate_has_no_band() -> None:
    found = banded(lambda rates: rates["a"], {"a": Rate(0.0)})
    assert (found.low, found.high) == (0, 0)


@pytest.mark.parametrize("wrong", [-0.1, 1.1, math.nan])
def test_what_is_no_probability_is_refused(wrong: float) -> None:
    with pytest.raises(RateError):
        Rate(wrong)


def test_a_study_of_nobody_is_refused() -> None:
    with pytest.raises(RateError):
        Rate(0.1, 0)


def test_a_cap_that_binds_is_said_with_what_the_model_found() -> None:
    caps = Caps("office-1", {"marks": (-2, 4)})
    found = contribution(
        "marks", Banded(5.5, 3.0, 7.0), caps, kinds=["marks"], examined=["tattoo"], source="x"
    )
    assert (found.log10_lr, found.uncapped, found.capped) == (4, 5.5, True)
    assert found.band == pytest.approx((3, 4))
    assert found.caps == "office-1"


def test_a_cap_that_does_not_bind_changes_nothing() -> None:
    found = contribution(
        "sex", Banded(0.2, 0.1, 0.25), PROPOSED, kinds=["sex"], examined=["sex"], source="x"
    )
    assert (found.log10_lr, found.band, found.capped) == (0.2, (0.1, 0.25), False)


def test_nothing_examined_is_exactly_one_and_says_what() -> None:
    found = nothing_examined("dental", ["chart"], PROPOSED)
    assert (found.log10_lr, found.band, found.capped) == (0, (0, 0), False)
    assert found.not_examined == ("chart",)


def test_limits_that_forbid_saying_nothing_are_refused() -> None:
    with pytest.raises(CapsError):
        Caps("bad", {"sex": (0.1, 0.3)})
    with pytest.raises(CapsError, match="no limits for handwriting"):
        PROPOSED.of(["handwriting"])


def test_the_limits_of_a_policy_cannot_be_changed_behind_it() -> None:
    limits = {"sex": (-3.0, 0.3)}
    caps = Caps("office-1", limits)
    limits["sex"] = (-3.0, 9.0)
    assert caps.limits["sex"] == (-3.0, 0.3)


def _densities(person: list[float], unlisted: list[float]) -> Densities:
    names = tuple("abc"[: len(person)])
    return Densities(names, np.array(person), np.array(unlisted))


@pytest.mark.parametrize(
    ("person", "unlisted"),
    [([0.5, 0.6], [0.5, 0.5]), ([1.5, -0.5], [0.5, 0.5]), ([0.5, 0.5], [1.0, 0.0])],
)
def test_what_is_no_pair_of_densities_is_refused(
    person: list[float], unlisted: list[float]
) -> None:
    with pytest.raises(DensityError):
        _densities(person, unlisted)


def test_independent_findings_multiply() -> None:
    both = two_outcomes("ab", 0.9, 0.2).beside(two_outcomes("xy", 0.7, 0.4))
    assert both.outcomes == ("a-x", "a-y", "b-x", "b-y")
    assert 10 ** both.log10_lr("a-y") == pytest.approx((0.9 / 0.2) * (0.3 / 0.6))


def test_divergences_are_mean_log_lrs() -> None:
    found = _densities([0.9, 0.1, 0.0], [0.2, 0.3, 0.5])
    forward, backward = found.divergences(floor=1e-12)
    possible = found.person > 0
    mean = float(found.person[possible] @ found.log10_lrs[possible])
    assert forward == pytest.approx(mean)
    assert backward > forward > 0


def test_the_unlisted_resemble_the_list_and_leave_room_for_the_rest() -> None:
    general = np.array([0.5, 0.3, 0.2])
    mixed = like_the_listed(["a", "a", "b"], "abc", general, 0.8)
    np.testing.assert_allclose(mixed, [0.8 * 2 / 3 + 0.1, 0.8 / 3 + 0.06, 0.04])
    assert like_the_listed([], "abc", general) is general
    with pytest.raises(DensityError, match="z not among"):
        like_the_listed(["z"], "abc", general)
    with pytest.raises(DensityError):
        like_the_listed(["a"], "abc", general, 1.0)


def test_an_outcome_that_cannot_occur_says_nothing() -> None:
    assert _densities([1.0, 0.0], [1.0, 0.0]).log10_lr("b") == 0
    with pytest.raises(DensityError, match="not among"):
        _densities([1.0, 0.0], [1.0, 0.0]).log10_lr("z")


def test_what_cannot_be_the_person_is_excluded_and_what_cannot_be_at_all_says_nothing() -> None:
    assert log10_ratio(0.0, 0.2) == -math.inf
    assert log10_ratio(0.0, 0.0) == 0
    assert log10_ratio(0.5, 0.05) == pytest.approx(1)
    with pytest.raises(DensityError):
        log10_ratio(0.5, 0.0)
