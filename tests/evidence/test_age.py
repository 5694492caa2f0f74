"""Age: stages, intervals and the teeth of children, each a density over what could be found."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from imena.evidence.age import (
    DevelopmentFinding,
    IntervalFinding,
    PhaseTable,
    StageFinding,
    TransitionStages,
    closed_interval_share,
    developed_density,
    interval_densities,
    stated_density,
)
from imena.evidence.age_tables import BUCKBERRY_CHAMBERLAIN, SUCHEY_BROOKS
from imena.evidence.ages import AGES, AgeError, age_between, gompertz_makeham, smoothed
from tests.evidence.laws import assert_coherent

FloatArray = npt.NDArray[np.float64]

THREE = TransitionStages(
    "three stages",
    np.log([[20.0, 40.0], [22.0, 45.0]]),
    np.array([0.2, 0.25]),
    "invented",
)


@pytest.mark.parametrize("method", [THREE, SUCHEY_BROOKS, BUCKBERRY_CHAMBERLAIN])
@given(gross=st.floats(0, 1))
def test_the_stages_of_one_age_sum_to_one(
    method: TransitionStages | PhaseTable, gross: float
) -> None:
    stages = range(1, method.stages + 1)
    whole = sum(StageFinding(method, stage).given_age(gross) for stage in stages)
    np.testing.assert_allclose(whole, 1, atol=1e-12)


@pytest.mark.parametrize("method", [THREE, SUCHEY_BROOKS])
def test_the_mean_lr_of_a_stage_among_the_unlisted_is_one(
    method: TransitionStages | PhaseTable,
) -> None:
    population = gompertz_makeham()
    table = method.stage_given_age()[1]
    unlisted = population @ table
    for age in (3, 17, 30, 64, 109):
        assert float(unlisted @ (table[age] / unlisted)) == pytest.approx(1, abs=1e-12)


def test_a_transition_is_as_likely_before_as_after_its_threshold() -> None:
    reached = THREE.stage_given_age()[0, :, 0]
    assert np.all(np.diff(reached)[10:40] < 0)
    assert np.interp(20.0, AGES, reached) == pytest.approx(0.5, abs=0.002)


def test_a_phase_is_most_likely_about_its_mean() -> None:
    table = SUCHEY_BROOKS.stage_given_age()[1]
    assert [int(np.argmax(table[age])) + 1 for age in (16, 24, 63)] == [1, 2, 6]


def test_known_counts_turn_the_table_by_bayes() -> None:
    counts = np.array([[10.0, 30.0], [10.0, 30.0]])
    means, sds = np.array([[25.0, 50.0]] * 2), np.array([[5.0, 10.0]] * 2)
    table = PhaseTable("two", means, sds, "invented", counts).stage_given_age()[0]
    age = 30
    weights = [
        n * norm.pdf(AGES[age], m, s) / (norm.cdf(100, m, s) - norm.cdf(15, m, s))
        for n, m, s in ((10, 25, 5), (30, 50, 10))
    ]
    np.testing.assert_allclose(table[age], np.array(weights) / sum(weights))


def test_without_counts_all_phases_are_as_common() -> None:
    age = 40
    means, sds = SUCHEY_BROOKS.means[1], 1.3 * SUCHEY_BROOKS.sds[1]
    inside = norm.cdf(100, means, sds) - norm.cdf(15, means, sds)
    weights = norm.pdf(AGES[age], means, sds) / inside
    np.testing.assert_allclose(
        SUCHEY_BROOKS.stage_given_age()[1, age], weights / weights.sum(), rtol=1e-9
    )


def test_a_table_without_its_sample_is_widened_and_says_so() -> None:
    assert StageFinding(SUCHEY_BROOKS, 3).remarks == ("age_mimicry",)
    counted = PhaseTable(
        "same", SUCHEY_BROOKS.means, SUCHEY_BROOKS.sds, "", np.ones_like(SUCHEY_BROOKS.means)
    )
    assert StageFinding(counted, 3).remarks == ()
    far = 80
    assert SUCHEY_BROOKS.stage_given_age()[1, far, 2] > counted.stage_given_age()[1, far, 2]


@given(st.sampled_from([2, 17, 33, 60]), st.floats(0.05, 0.6), st.floats(0, 1))
def test_a_stated_age_has_a_density_of_one(age: int, spread: float, gross: float) -> None:
    # In logs the log-normal is a Normal, so that the integral is exact to rounding.
    proper = quad(
        lambda y: math.exp(y) * float(stated_density(math.exp(y), spread, 0.0)[age]),
        math.log(AGES[age]) - 12 * spread,
        math.log(AGES[age]) + 12 * spread,
        limit=200,
    )[0]
    assert proper == pytest.approx(1, abs=1e-8)
    assert float(stated_density(50.0, spread, 1.0)[age]) == 0.01
    mixed = stated_density(50.0, spread, gross)
    ends = stated_density(50.0, spread, 0.0), stated_density(50.0, spread, 1.0)
    np.testing.assert_allclose(mixed, (1 - gross) * ends[0] + gross * ends[1])


@pytest.mark.parametrize("age", [0, 1, 6, 15])
def test_an_age_by_development_has_a_density_of_one(age: int) -> None:
    found = quad(lambda x: float(developed_density(x, 0.0)[age]), 0, 60, points=[AGES[age]])[0]
    assert found == pytest.approx(1, abs=1e-7)


def test_a_stated_interval_holds_nine_in_ten() -> None:
    finding = IntervalFinding(30, 45)
    middle, spread = math.log(finding.middle), finding.log_spread
    inside = norm.cdf(math.log(45), middle, spread) - norm.cdf(math.log(30), middle, spread)
    assert inside == pytest.approx(0.9)
    assert int(np.argmax(finding.given_age(0.03)[0])) in (36, 37)


def test_a_wider_interval_says_less_for_and_less_against() -> None:
    narrow, wide = IntervalFinding(30, 45), IntervalFinding(22, 61)
    uniform = np.full(len(AGES), 1 / len(AGES))

    def lr(finding: IntervalFinding, age: int) -> float:
        density = finding.given_age(0.03)[0]
        return float(density[age] / (uniform @ density))

    assert lr(narrow, 36) > lr(wide, 36) > 1
    assert lr(narrow, 70) < lr(wide, 70) < 1


@given(st.integers(0, 39), st.floats(0.001, 0.5))
def test_inside_and_outside_an_interval_is_coherent(half: int, error: float) -> None:
    assert_coherent(interval_densities(error, closed_interval_share(half, 80)))


def test_a_population_of_ages_sums_to_one_and_follows_its_hazard() -> None:
    calm, violent = gompertz_makeham(makeham=0.0005), gompertz_makeham(makeham=0.05)
    for ages in (calm, violent, smoothed([20, 30, 30.5]), age_between(17.25, 19.5)):
        assert ages.sum() == pytest.approx(1)
    assert float(violent @ AGES) < float(calm @ AGES)
    deaths, makeham = gompertz_makeham(makeham=0.05, level=1e-12), 0.05
    assert deaths[1] / deaths[0] == pytest.approx(math.exp(-makeham), rel=1e-6)


def test_a_known_age_is_spread_over_the_years_it_covers() -> None:
    np.testing.assert_allclose(age_between(17.5, 19.5)[17:20], [0.25, 0.5, 0.25])
    assert age_between(40, 40)[40] == 1
    assert age_between(110, 110)[109] == 1


def test_a_list_of_ages_has_its_weight_where_they_are() -> None:
    ages = smoothed([25.5, 25.5, 60.5])
    assert ages[25] == pytest.approx(2 * ages[60], rel=1e-6)


@pytest.mark.parametrize(
    "make",
    [
        lambda: age_between(30, 20),
        lambda: age_between(-1, 20),
        lambda: smoothed([]),
        lambda: IntervalFinding(40, 40),
        lambda: DevelopmentFinding(40),
        lambda: StageFinding(THREE, 4),
        lambda: TransitionStages("", np.log([[40.0, 20.0]] * 2), np.array([0.2, 0.2]), ""),
    ],
)
def test_what_cannot_be_an_age_is_refused(make: object) -> None:
    assert callable(make)
    with pytest.raises(AgeError):
        make()
