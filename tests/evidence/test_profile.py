"""Sex, age and stature as one: coherent, informed by each other, and silent where unexamined."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from imena.evidence.age import IntervalFinding, StageFinding
from imena.evidence.age_tables import BUCKBERRY_CHAMBERLAIN, SUCHEY_BROOKS
from imena.evidence.caps import PROPOSED
from imena.evidence.densities import DensityError
from imena.evidence.profile import (
    ProfileFindings,
    ProfileOfBody,
    ProfilePopulation,
    ProfileRecord,
    SexFinding,
)
from imena.evidence.rates import Rate
from imena.evidence.sex import SEX_METHODS, SEX_OUTCOMES, SexError
from imena.evidence.stature import StatureReport, bones_finding, estimate_finding
from tests.evidence.laws import probabilities

LISTED = [
    ProfileRecord("M", (20, 25), StatureReport(178, "measured")),
    ProfileRecord("M", (35, 40), StatureReport(172, "relatives")),
    ProfileRecord("F", (60, 65), StatureReport(158, "document")),
    ProfileRecord("F", (8, 9), StatureReport(130, "relatives")),
    ProfileRecord("M", None, None),
    ProfileRecord(None, (30, 50), None),
    ProfileRecord(),
]
POPULATION = ProfilePopulation.of(LISTED, women_share=0.4)
PELVIS = SEX_METHODS["pelvis_morphology"]

records = st.sampled_from(LISTED)


def _outcomes(cm: float) -> list[ProfileFindings]:
    """Every outcome of sex and phase, with one estimate of stature."""
    return [
        ProfileFindings(
            SexFinding(PELVIS, sex), StageFinding(SUCHEY_BROOKS, phase), estimate_finding(cm, 4.0)
        )
        for sex in SEX_OUTCOMES
        for phase in range(1, 7)
    ]


@pytest.mark.parametrize("record", LISTED[:6], ids=repr)
def test_both_densities_sum_to_one_over_all_that_could_be_found(record: ProfileRecord) -> None:
    """So the LR has mean 1 among the unlisted: it is the first over the second."""
    grid = np.linspace(80, 260, 61)
    sums = np.zeros((len(grid), 2))
    for i, cm in enumerate(grid):
        for findings in _outcomes(float(cm)):
            sums[i] += ProfileOfBody(findings, POPULATION).densities(record)
    # Smooth and gone at both ends: the trapezoid is exact to rounding.
    np.testing.assert_allclose(sums.sum(axis=0) * (grid[1] - grid[0]), 1, atol=1e-9)


ages = st.tuples(st.floats(0, 100), st.floats(0, 9)).map(lambda a: (a[0], a[0] + a[1]))
anybody = st.builds(ProfileRecord, st.sampled_from(["F", "M", None]), st.none() | ages, st.none())


@given(
    anybody,
    st.lists(anybody, max_size=6),
    st.floats(1e-6, 1 - 1e-6),
    st.floats(0, 1 - 1e-6),
    st.builds(Rate, probabilities()),
)
@settings(max_examples=40)
def test_whoever_is_listed_and_wherever_both_densities_sum_to_one(
    record: ProfileRecord,
    listed: list[ProfileRecord],
    women: float,
    share: float,
    gross: Rate,
) -> None:
    population = ProfilePopulation.of(listed, women_share=women, listed_share=share)
    sums = np.zeros(2)
    for sex in SEX_OUTCOMES:
        for phase in range(1, 8):
            age = StageFinding(BUCKBERRY_CHAMBERLAIN, phase, gross)
            body = ProfileOfBody(ProfileFindings(SexFinding(PELVIS, sex), age), population)
            person, unlisted = body.densities(record)
            assert unlisted > 0 or person == 0
            sums += person, unlisted
    np.testing.assert_allclose(sums, 1, atol=1e-9)


@given(records, st.sampled_from(_outcomes(170.0)), st.sampled_from(["sex", "age", "stature"]))
@settings(max_examples=40)
def test_somebody_of_whom_nothing_is_known_has_an_lr_of_one(
    record: ProfileRecord, findings: ProfileFindings, kind: str
) -> None:
    person, unlisted = ProfileOfBody(findings, POPULATION).densities(ProfileRecord())
    assert person == pytest.approx(unlisted, rel=1e-12)
    only = replace(ProfileFindings(), **{kind: getattr(findings, kind)})
    without = replace(record, **{{"sex": "sex", "age": "ages", "stature": "stature"}[kind]: None})
    found = ProfileOfBody(only, POPULATION).contribution(without, PROPOSED)
    assert (found.log10_lr, found.examined) == (0, ())
    assert found.not_examined == ("sex", "age", "stature")


def test_what_was_not_examined_is_named() -> None:
    findings = ProfileFindings(SexFinding(PELVIS, "M"), None, bones_finding({"femur": 480.0}))
    found = ProfileOfBody(findings, POPULATION).contribution(LISTED[0], PROPOSED)
    assert found.examined == ("sex", "stature")
    assert found.not_examined == ("age",)
    assert found.band[0] <= found.log10_lr <= found.band[1]
    assert found.band[0] < found.band[1]
    assert "Klales" in found.source
    assert "Trotter" in found.source


def test_amelogenin_read_with_the_dna_is_counted_once() -> None:
    kit = SexFinding(SEX_METHODS["amelogenin"], "M", counted_with_dna=True)
    age = IntervalFinding(20, 30)
    with_kit = ProfileOfBody(ProfileFindings(kit, age), POPULATION)
    without = ProfileOfBody(ProfileFindings(None, age), POPULATION)
    found = with_kit.contribution(LISTED[0], PROPOSED)
    assert found.uncapped == without.contribution(LISTED[0], PROPOSED).uncapped
    assert found.not_examined == ("sex", "stature")
    assert "sex_counted_with_dna" in found.remarks


def test_nobody_grows_into_an_equation_of_adults() -> None:
    body = ProfileOfBody(ProfileFindings(stature=bones_finding({"femur": 480.0})), POPULATION)
    child = ProfileRecord("F", (8, 9), StatureReport(130, "relatives"))
    assert body.contribution(child, PROPOSED).log10_lr == 0


def test_an_unknown_sex_is_as_common_as_at_that_age() -> None:
    body = ProfileOfBody(ProfileFindings(SexFinding(PELVIS, "F")), POPULATION)
    for age in (22, 62):
        person, _ = body.densities(ProfileRecord(None, (age, age)))
        women, men = POPULATION.sex_age[:, age] / POPULATION.sex_age[:, age].sum()
        assert person == pytest.approx(float(np.dot([women, men], PELVIS.given_sex("F"))))


def test_bones_that_are_always_somebody_elses_say_nothing() -> None:
    body = ProfileOfBody(ProfileFindings(stature=bones_finding({"femur": 560.0})), POPULATION)
    person, unlisted = body.densities(LISTED[0], {"stature": 1.0})
    assert person == pytest.approx(unlisted)
    short = ProfileRecord("M", (30, 31), StatureReport(150, "measured"))
    assert -2.5 < body.contribution(short, PROPOSED).uncapped < -1


def test_a_grave_of_men_makes_a_man_almost_worthless() -> None:
    men = ProfilePopulation.of([ProfileRecord("M", (20, 45))] * 40, women_share=0.3)
    body = ProfileOfBody(ProfileFindings(SexFinding(PELVIS, "M")), men)
    assert 0 < body.contribution(ProfileRecord("M"), PROPOSED).uncapped < 0.05
    assert body.contribution(ProfileRecord("F"), PROPOSED).uncapped < -1


def test_the_three_are_not_a_product() -> None:
    """Short bones on a body of doubtful sex: the stature tells of the sex, so their LRs overlap."""
    even = ProfilePopulation.of([], women_share=0.5)
    skull = SexFinding(SEX_METHODS["skull_morphology"], "F")
    short = estimate_finding(156.0, 4.0)
    person = ProfileRecord("F", (40, 41), StatureReport(156, "measured"))

    def lr(findings: ProfileFindings) -> float:
        return ProfileOfBody(findings, even).contribution(person, PROPOSED).uncapped

    together = lr(ProfileFindings(skull, None, short))
    apart = lr(ProfileFindings(skull)) + lr(ProfileFindings(stature=short))
    assert together < apart - 0.1


def test_a_list_of_one_that_is_nearly_the_whole_population_says_nothing() -> None:
    """With nobody else to be, any finding is as likely of the unlisted."""
    record = ProfileRecord("M", (30, 31))
    only = ProfilePopulation.of([record], listed_share=0.9999)
    findings = ProfileFindings(SexFinding(PELVIS, "M"), IntervalFinding(25, 35))
    found = ProfileOfBody(findings, only).contribution(record, PROPOSED)
    assert found.uncapped == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize("sex", ["F", "M"])
def test_a_nearer_age_is_never_worth_less(sex: str) -> None:
    body = ProfileOfBody(ProfileFindings(age=IntervalFinding(28, 36)), POPULATION)
    lrs = [
        body.contribution(ProfileRecord(sex, (age, age)), PROPOSED).uncapped
        for age in range(32, 90, 6)
    ]
    assert lrs == sorted(lrs, reverse=True)


def test_the_caps_of_what_was_examined_are_added_and_said() -> None:
    body = ProfileOfBody(
        ProfileFindings(SexFinding(PELVIS, "M"), None, bones_finding({"femur": 560.0})),
        POPULATION,
    )
    found = body.contribution(
        ProfileRecord("M", (30, 35), StatureReport(205, "measured")), PROPOSED
    )
    assert found.uncapped > 1.8
    assert found.capped
    assert found.log10_lr == pytest.approx(0.3 + 1.5)


def test_the_unlisted_resemble_the_list_as_much_as_stated() -> None:
    general = ProfilePopulation.of([], women_share=0.4)
    women = [ProfileRecord("F")]
    mixed = ProfilePopulation.of(women, women_share=0.4, listed_share=0.8)
    assert general.sex_age[0].sum() == pytest.approx(0.4)
    assert mixed.sex_age[0].sum() == pytest.approx(0.8 + 0.2 * 0.4)
    assert mixed.sex_age.sum() == pytest.approx(1)


def test_the_stature_of_the_unlisted_has_a_density_of_one() -> None:
    def density(cm: float) -> float:
        return POPULATION.stature_density(estimate_finding(cm, 4.0), 1)

    assert quad(density, 120, 230, limit=200)[0] == pytest.approx(1, abs=1e-8)
    assert math.isfinite(density(176))


@pytest.mark.parametrize(("women", "listed"), [(0.0, 0.8), (1.0, 0.8), (0.5, 1.0)])
def test_a_population_in_which_somebody_cannot_be_is_refused(women: float, listed: float) -> None:
    with pytest.raises(DensityError):
        ProfilePopulation.of(LISTED, women_share=women, listed_share=listed)


def test_a_sex_nobody_records_is_refused() -> None:
    with pytest.raises(SexError):
        ProfileRecord("U")
