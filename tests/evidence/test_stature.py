"""Stature: bones given stature, and what a report before death is worth."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import multivariate_normal, norm

from imena.evidence.stature import (
    ADULTS,
    REPORT_KINDS,
    StatureError,
    StatureReport,
    believed_stature,
    bones_finding,
    estimate_finding,
    length_model,
    length_model_from_moments,
)
from imena.evidence.stature_equations import PEARSON_1899, TROTTER_GLESER_1952, Regression

FEMUR = TROTTER_GLESER_1952.by_sex["M"]["femur"]


def test_the_two_lines_belong_to_one_distribution() -> None:
    """Simulate stature and length by the forward line: the regression that was given comes back."""
    mean, sd = 173.9, 6.6
    model = length_model(FEMUR, mean, sd)
    rng = np.random.default_rng(1)
    stature = rng.normal(mean, sd, 400_000)
    cm = (model.intercept + model.slope * stature + rng.normal(0, model.residual, 400_000)) / 10
    slope, intercept = np.polyfit(cm, stature, 1)
    left = np.std(stature - slope * cm - intercept)
    assert slope == pytest.approx(FEMUR.slope, rel=0.005)
    assert intercept == pytest.approx(FEMUR.intercept, rel=0.01)
    assert left == pytest.approx(FEMUR.standard_error, rel=0.005)


def test_moments_give_the_line_of_least_squares() -> None:
    rng = np.random.default_rng(2)
    cm = rng.normal(170, 7, 25)
    mm = 40 + 2.5 * cm + rng.normal(0, 12, 25)
    model = length_model_from_moments(
        mean_cm=float(cm.mean()),
        sd_cm=float(cm.std(ddof=1)),
        mean_mm=float(mm.mean()),
        sd_mm=float(mm.std(ddof=1)),
        r=float(np.corrcoef(cm, mm)[0, 1]),
        n=25,
    )
    slope, intercept = np.polyfit(cm, mm, 1)
    left = mm - intercept - slope * cm
    assert (model.slope, model.intercept) == pytest.approx((slope, intercept))
    assert model.residual == pytest.approx(math.sqrt(left @ left / 23))


@given(st.floats(150, 200), st.sampled_from("FM"), st.floats(18, 90))
def test_a_report_is_drawn_towards_the_population_the_more_the_worse_it_is(
    cm: float, sex: str, age: float
) -> None:
    spread = {}
    for kind in REPORT_KINDS:
        mean, variance = believed_stature(StatureReport(cm, kind), sex, age, ADULTS)
        told = cm - REPORT_KINDS[kind].bias[sex] + 0.06 * max(age - 30, 0)
        ends = sorted((ADULTS.mean[sex], told))
        assert ends[0] - 1e-9 <= float(mean) <= ends[1] + 1e-9
        spread[kind] = variance
    assert spread["measured"] < spread["document"] < spread["relatives"] < ADULTS.sd[sex] ** 2


def test_a_report_from_youth_is_not_corrected_for_age() -> None:
    young, _ = believed_stature(StatureReport(175, "measured", age=20), "M", 70.0, ADULTS)
    late, _ = believed_stature(StatureReport(175, "measured"), "M", 70.0, ADULTS)
    assert float(late) - float(young) == pytest.approx(0.06 * 40 * 6.8**2 / (6.8**2 + 1.5**2))


@pytest.mark.parametrize("sex", [0, 1])
def test_the_density_of_one_bone_sums_to_one(sex: int) -> None:
    def density(mm: float) -> float:
        finding = bones_finding({"femur": mm})
        return float(finding.density(sex, np.array(170.0), 20.0))

    assert quad(density, 200, 700, points=[400, 470], limit=200)[0] == pytest.approx(1, abs=1e-7)


def test_several_bones_are_one_normal_and_never_a_product() -> None:
    lengths = {"femur": 480.0, "humerus": 345.0, "tibia": 392.0}
    together = bones_finding(lengths)
    mean, variance = 176.0, 9.0
    slope, offset = together.slope[1], together.offset[1]
    cov = together.covariance[1] + np.outer(slope, slope) * (variance + 1.5**2)
    expected = multivariate_normal(offset + slope * mean, cov).pdf(
        [lengths[bone] for bone in sorted(lengths)]
    )
    found = together.density(1, np.array(mean), variance)
    assert float(found) == pytest.approx(float(expected), rel=1e-9)
    alone = [
        float(bones_finding({b: mm}).density(1, np.array(mean), variance))
        for b, mm in lengths.items()
    ]
    assert float(found) != pytest.approx(math.prod(alone), rel=0.5)


def _log10_lr(lengths: dict[str, float], report: float) -> float:
    finding = bones_finding(lengths)
    mean, variance = believed_stature(StatureReport(report, "measured"), "M", 25.0, ADULTS)
    person = finding.density(1, mean, variance)
    other = finding.density(1, np.array(ADULTS.mean["M"]), ADULTS.sd["M"] ** 2)
    return math.log10(float(person / other))


def test_a_second_bone_adds_less_than_it_would_alone() -> None:
    femur, tibia = {"femur": 530.0}, {"tibia": 440.0}
    both = _log10_lr({**femur, **tibia}, 192.0)
    assert _log10_lr(femur, 192.0) < both < _log10_lr(femur, 192.0) + _log10_lr(tibia, 192.0)


def test_tall_bones_speak_for_the_tall_and_against_the_short() -> None:
    lrs = [_log10_lr({"femur": 530.0}, cm) for cm in (160.0, 170.0, 180.0, 190.0)]
    assert lrs == sorted(lrs)
    assert lrs[0] < 0 < lrs[-1]


def test_an_estimate_is_widened_where_the_equation_is_foreign() -> None:
    at = np.array(176.5), 0.0
    own = estimate_finding(172.0, 3.0, foreign=False).density(1, *at)
    foreign = estimate_finding(172.0, 3.0).density(1, *at)
    assert float(own) == pytest.approx(norm.pdf(172.0, 176.5, 3.0))
    assert float(foreign) == pytest.approx(norm.pdf(172.0, 176.5, math.hypot(3.45, 1.5)))


def test_densities_are_taken_of_many_people_at_once() -> None:
    finding = bones_finding({"femur": 480.0, "fibula": 380.0})
    means = np.array([[160.0, 170.0], [180.0, 190.0]])
    table = finding.density(1, means, 4.0)
    one = finding.density(1, np.array(180.0), 4.0)
    assert table.shape == (2, 2)
    assert table[1, 0] == pytest.approx(float(one))


@pytest.mark.parametrize(
    "make",
    [
        lambda: bones_finding({}),
        lambda: bones_finding({"scapula": 100.0}),
        lambda: bones_finding({"femur+tibia": 800.0}),
        lambda: bones_finding({"femur": 450.0}, PEARSON_1899),
        lambda: length_model(PEARSON_1899.by_sex["M"]["femur"], 165.0, 6.0),
        lambda: StatureReport(175, "hearsay"),
        lambda: StatureReport(17.5, "measured"),
        lambda: estimate_finding(170.0, 0.0),
        lambda: length_model(Regression(2.0, 60.0, 7.0), 170.0, 7.0),
    ],
)
def test_what_cannot_be_is_refused(make: object) -> None:
    assert callable(make)
    with pytest.raises(StatureError):
        make()
