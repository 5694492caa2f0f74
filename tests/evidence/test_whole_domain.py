"""Among the unlisted the mean LR is 1: every model as shipped, summed over all it can be given.

Each mean is a sum over every outcome, or an integral on a fine grid, before caps: P(E | unlisted)
times the LR is P(E | person), which must sum to 1 whatever the record of the person.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product

import numpy as np
import pytest

from imena.evidence.age import DevelopmentFinding, StageFinding, stated_density
from imena.evidence.age_tables import BUCKBERRY_CHAMBERLAIN, SUCHEY_BROOKS
from imena.evidence.belongings import (
    DIFFERS,
    HERS,
    MATCHES,
    NONE,
    OF_ANOTHER_LISTED,
    OF_NOBODY_LISTED,
    BelongingRates,
    belonging_densities,
)
from imena.evidence.densities import FloatArray
from imena.evidence.dental.comparison import ChartingRates, chart_densities
from imena.evidence.dental.population import DentalPopulation
from imena.evidence.dental.teeth import STATES, TEETH, ToothState, chart
from imena.evidence.examiner import FINGERPRINT, RADIOGRAPH
from imena.evidence.implants import SerialRates
from imena.evidence.marks import DENIED, MARK_KINDS, NOT_ASKED, REPORTED
from imena.evidence.place_time import (
    DeathEstimate,
    PlaceModel,
    PlaceTimePopulation,
    TimeModel,
    Whereabouts,
)
from imena.evidence.profile import (
    ProfileFindings,
    ProfileOfBody,
    ProfilePopulation,
    ProfileRecord,
    SexFinding,
)
from imena.evidence.rates import Rate
from imena.evidence.sex import SEX_METHODS, SEX_OUTCOMES, SEXES, sex_densities
from imena.evidence.stature import StatureReport, estimate_finding
from tests.evidence.dental.mouths import mouths
from tests.evidence.laws import assert_coherent

PEOPLE = (
    ProfileRecord("M", (30.2, 31.7), StatureReport(181.0, "measured")),
    ProfileRecord("F", (4.0, 5.5)),
    ProfileRecord("F", (17.5, 19.0), StatureReport(160.0, "relatives")),
    ProfileRecord(None, (70.0, 90.0), StatureReport(168.0, "document")),
    ProfileRecord("M", None, StatureReport(150.0, "relatives")),
    ProfileRecord(),
)
POPULATION = ProfilePopulation.of(PEOPLE)


@pytest.mark.parametrize("method", SEX_METHODS.values(), ids=list(SEX_METHODS))
def test_sex_by_every_method_of_both_sexes_whatever_the_share_of_women(method: object) -> None:
    for sex, share in product(SEXES, (0.001, 0.05, 0.5, 0.95, 0.999)):
        assert_coherent(sex_densities(method, sex, share))  # type: ignore[arg-type]


def summed(findings: list[ProfileFindings], step: float) -> tuple[list[float], float]:
    """Both densities of all findings: of each person, and of the unlisted."""
    people, unlisted = np.zeros(len(PEOPLE)), 0.0
    for found in findings:
        body = ProfileOfBody(found, POPULATION)
        every = [body.densities(record) for record in PEOPLE]
        people += [person for person, _ in every]
        unlisted += every[0][1]
    return (people * step).tolist(), unlisted * step


@pytest.mark.parametrize("table", [SUCHEY_BROOKS, BUCKBERRY_CHAMBERLAIN])
def test_every_stage_of_every_table_beside_every_outcome_of_sex(table: object) -> None:
    method = SEX_METHODS["skull_morphology"]
    findings = [
        ProfileFindings(SexFinding(method, outcome), StageFinding(table, stage))  # type: ignore[arg-type]
        for outcome in SEX_OUTCOMES
        for stage in range(1, table.stages + 1)  # type: ignore[attr-defined]
    ]
    people, unlisted = summed(findings, 1.0)
    assert people == pytest.approx([1] * len(PEOPLE), abs=1e-9)
    assert unlisted == pytest.approx(1, abs=1e-9)


@dataclass(frozen=True)
class Middle:
    """The middle of a stated interval, wherever it lies: no examiner could write all of them."""

    middle: float
    spread: float
    source: str = "tried"
    remarks: tuple[str, ...] = ()
    gross: Rate = field(default_factory=lambda: Rate(0.03))

    def given_age(self, gross: float) -> FloatArray:
        return np.tile(stated_density(self.middle, self.spread, gross), (2, 1))


@pytest.mark.parametrize("spread", [0.05, 0.12, 0.3])
def test_every_middle_of_a_stated_interval_of_one_width(spread: float) -> None:
    step = 0.02
    findings = [
        (middle, ProfileFindings(age=Middle(float(middle), spread)))
        for middle in np.exp(np.arange(np.log(0.02), np.log(500), step))
    ]
    people, unlisted = np.zeros(len(PEOPLE)), 0.0
    for middle, found in findings:
        each, other = summed([found], middle * step)
        people, unlisted = people + np.array(each), unlisted + other
    assert people == pytest.approx([1] * len(PEOPLE), abs=2e-3)
    assert unlisted == pytest.approx(1, abs=2e-3)


def test_every_age_of_a_child_by_the_teeth_and_every_stature() -> None:
    grid = np.arange(0.025, 23, 0.05)
    people, _ = summed([ProfileFindings(age=DevelopmentFinding(e)) for e in grid], 0.05)
    # Of a child all lies below 23 years but the gross errors, which any age is as likely to be.
    assert people[1] == pytest.approx(1 - 0.03 * 0.77, abs=0.01)
    cms = np.arange(60, 280, 0.5)
    people, unlisted = summed(
        [ProfileFindings(stature=estimate_finding(cm, 3.3)) for cm in cms], 0.5
    )
    assert people == pytest.approx([1] * len(PEOPLE), abs=1e-6)
    assert unlisted == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize("years", [0.0, 8.0, 30.0])
@pytest.mark.parametrize("tooth", ["11", "18"])
def test_every_state_of_two_neighbouring_teeth_whatever_they_were_charted_before(
    years: float, tooth: str
) -> None:
    """The first tooth of a quadrant and the last: where a shifted chart runs off its end."""
    population = DentalPopulation.of(mouths(40))
    at = {name: rate.mean for name, rate in ChartingRates().by_name.items()}
    beside = "12" if tooth == "11" else "17"
    befores = [
        {tooth: ToothState(code), beside: ToothState("filled", "O")}
        for code in ("present_sound", "crown", "unerupted")
    ]
    befores.append({t: ToothState("present_sound") for t in TEETH})
    for before in map(chart, befores):
        person = unlisted = 0.0
        for one, other in product(range(len(STATES)), repeat=2):
            after = np.ones((len(TEETH), len(STATES)), dtype=bool)
            for place, state in ((tooth, one), (beside, other)):
                after[TEETH.index(place)] = np.arange(len(STATES)) == state
            densities = chart_densities(before, after, years, population, at)
            person, unlisted = person + densities[0], unlisted + densities[1]
        assert person == pytest.approx(1, abs=1e-9)
        assert unlisted == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize("kind", MARK_KINDS.values(), ids=list(MARK_KINDS))
def test_every_mark_in_every_condition_whatever_was_said(kind: object) -> None:
    for said, condition in product((REPORTED, DENIED, NOT_ASKED), kind.seen):  # type: ignore[attr-defined]
        assert_coherent(kind.densities(said, condition))  # type: ignore[attr-defined]
    for motif, condition in product((0.001, 0.1, 0.9), kind.seen):  # type: ignore[attr-defined]
        assert_coherent(kind.densities(REPORTED, condition, motif))  # type: ignore[attr-defined]


def test_all_that_can_be_found_of_three_things_and_a_document() -> None:
    frequencies = (0.02, 0.4, 0.97)
    papers = (HERS, OF_ANOTHER_LISTED, OF_NOBODY_LISTED, NONE)
    person = unlisted = 0.0
    for outcome in product((MATCHES, DIFFERS), repeat=3):
        for paper in papers:
            found = list(zip(frequencies, outcome, strict=True))
            both = belonging_densities(found, (0.01, paper), BelongingRates())
            person, unlisted = person + both[0], unlisted + both[1]
    assert person == pytest.approx(1, abs=1e-12)
    assert unlisted == pytest.approx(1, abs=1e-12)


def test_every_site_and_every_estimate_of_death() -> None:
    place = PlaceModel.of(np.array([[3.0, 40.0, 90.0], [60.0, 5.0, 20.0]]))
    time = TimeModel(120)
    rows = np.eye(2)
    people = (Whereabouts(rows[0], 3.0), Whereabouts(rows[1], 90.0), Whereabouts(rows[0], 119.0))
    population = PlaceTimePopulation(place, time, people)
    middles = np.arange(0.05, 120, 0.1)
    # Of each day, how likely every middle is: an interval of 14 days, wherever it lies.
    seen = np.array([time.estimate_given_death(DeathEstimate(m - 7, m + 7)) for m in middles])
    assert seen.sum(axis=0) * 0.1 == pytest.approx(np.ones(120), abs=0.02)
    for who in people:
        person = population.person(who, time.wrong_date.mean)
        assert float((person @ seen.T).sum()) * 0.1 == pytest.approx(1, abs=0.02)
        assert person.sum() == pytest.approx(1, abs=1e-12)
    assert population.unlisted(time.wrong_date.mean).sum() == pytest.approx(1, abs=1e-12)


def test_conclusions_and_serial_numbers() -> None:
    assert_coherent(FINGERPRINT.densities())
    assert_coherent(RADIOGRAPH.densities())
    assert_coherent(SerialRates().densities())
