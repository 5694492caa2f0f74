"""Two charts: coherent, forgiving of time and of one slip, hard on what cannot be."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imena.evidence.caps import PROPOSED
from imena.evidence.dental.comparison import (
    EXPLAINABLE,
    MATCH,
    UNEXPLAINABLE,
    ChartingRates,
    chart_densities,
    classes,
    dental,
    unexplained,
)
from imena.evidence.dental.population import DentalPopulation, background
from imena.evidence.dental.teeth import STATES, TEETH, DentalError, ToothState, chart
from tests.evidence.dental.mouths import SOUND, changed_to, mouths
from tests.evidence.laws import probabilities

BoolArray = npt.NDArray[np.bool_]

CHARTS = mouths(60)
POPULATION = DentalPopulation.of(CHARTS)
MEANS = {name: rate.mean for name, rate in ChartingRates().by_name.items()}
FILLED = ToothState("filled", "MO")
MOUTH = dict.fromkeys(TEETH, SOUND) | {
    "16": FILLED,
    "26": ToothState("filled", "O"),
    "36": ToothState("crown"),
    "46": ToothState("missing_antemortem"),
}
OPEN = np.ones((len(TEETH), len(STATES)), dtype=bool)


def test_a_chart_that_says_nothing_has_probability_one_under_both() -> None:
    assert chart_densities(chart(MOUTH), OPEN, 3.0, POPULATION, MEANS) == pytest.approx((1, 1))


rates = st.fixed_dictionaries(
    {
        "wrong_tooth": probabilities(),
        "shifted": probabilities(),
        "filling": st.floats(0, 0.5),
        "extraction": st.floats(0, 0.5),
        "crown": st.floats(0, 0.5),
    }
)


@given(st.integers(0, 59), st.integers(0, 59), st.integers(0, 31), st.floats(0, 20), rates)
@settings(max_examples=40)
def test_the_states_of_a_tooth_add_up_to_its_being_open(
    first: int, second: int, tooth: int, years: float, at: dict[str, float]
) -> None:
    """With the test above and by induction over teeth: both densities sum to 1 over all charts,
    so the LR has mean 1 among the unlisted."""
    before, after = CHARTS[first], CHARTS[second].copy()
    sums = np.zeros(2)
    for state in range(len(STATES)):
        after[tooth] = False
        after[tooth, state] = True
        sums += chart_densities(before, after, years, POPULATION, at)
    after[tooth] = True
    whole = chart_densities(before, after, years, POPULATION, at)
    np.testing.assert_allclose(sums, whole, rtol=1e-9, atol=1e-300)


def test_no_reference_charts_leave_the_background() -> None:
    alone = DentalPopulation.of([])
    after = chart({"11": SOUND, "12": FILLED})
    shares = background()
    expected = shares[STATES.index("sound")] * shares[STATES.index("filled_MO")]
    assert alone.frequency(after) == pytest.approx(expected)
    assert shares.sum() == pytest.approx(1)


def test_charts_alike_are_counted_and_the_count_of_odontologists_bounds_it() -> None:
    found = chart({"11": SOUND, "21": SOUND})
    alike = sum(1 for each in CHARTS if each[TEETH.index("11")][0] and each[TEETH.index("21")][0])
    assert POPULATION.counted(found) == pytest.approx(alike)
    assert POPULATION.frequency(found) < (alike + 1) / (len(CHARTS) + 1)


def test_a_reference_chart_that_leaves_teeth_open_counts_in_part() -> None:
    partial = chart(dict.fromkeys(TEETH[:16], SOUND))
    population = DentalPopulation.of([partial])
    found = chart({"48": ToothState("missing_antemortem")})
    assert 0 < population.counted(found) < 1


def test_teeth_of_one_mouth_go_together() -> None:
    """A much-treated mouth is far commoner than independent teeth would make it."""
    filled, sound = ToothState("filled"), SOUND
    many = chart({tooth: filled if i < 20 else sound for i, tooth in enumerate(TEETH)})
    independent = float(np.prod(np.sum(POPULATION.common * many, axis=1)))
    assert POPULATION.modelled(many) > 100 * independent


def _lr(after: BoolArray, years: float = 3.0) -> float:
    return dental(chart(MOUTH), after, years, POPULATION, PROPOSED).uncapped


def test_the_more_teeth_agree_the_more_is_said() -> None:
    few = chart({"16": FILLED})
    more = chart({"16": FILLED, "36": ToothState("crown")})
    assert 0 < _lr(few) < _lr(more) < _lr(chart(MOUTH))


def test_a_change_that_may_be_is_likelier_than_one_that_cannot() -> None:
    laters = [
        chart(MOUTH),
        changed_to(MOUTH, t47=ToothState("filled", "O")),
        changed_to(MOUTH, t46=SOUND),
    ]
    agreed, filled_since, grown_back = (
        chart_densities(chart(MOUTH), later, 3.0, POPULATION, MEANS)[0] for later in laters
    )
    assert agreed > filled_since > grown_back > 0


def test_a_filling_that_is_gone_costs_the_rate_of_wrong_teeth() -> None:
    """Against a chart that leaves the tooth open: e · P(sound) where P(sound) is expected."""
    left_open = _lr(chart({tooth: state for tooth, state in MOUTH.items() if tooth != "16"}))
    unfilled = _lr(changed_to(MOUTH, t16=SOUND))
    assert unfilled - left_open == pytest.approx(math.log10(MEANS["wrong_tooth"]), abs=0.3)


def test_a_filling_is_less_surprising_the_more_years_have_passed() -> None:
    later = changed_to(MOUTH, t47=ToothState("filled", "O"))
    same = chart(MOUTH)
    soon, late = (
        chart_densities(chart(MOUTH), later, years, POPULATION, MEANS)[0]
        / chart_densities(chart(MOUTH), same, years, POPULATION, MEANS)[0]
        for years in (0.5, 10.0)
    )
    assert soon < late < 1


def test_a_quadrant_one_tooth_off_is_one_mistake() -> None:
    mouth = MOUTH | {"13": FILLED, "14": ToothState("crown")}
    shifted = dict(mouth)
    for place in range(8, 1, -1):
        shifted[f"1{place}"] = mouth[f"1{place - 1}"]
    before, after = chart(mouth), chart(shifted)
    found = dental(before, after, 1.0, POPULATION, PROPOSED)
    never = {**MEANS, "shifted": 0.0}
    person, unlisted = chart_densities(before, after, 1.0, POPULATION, never)
    assert found.uncapped > math.log10(person) - math.log10(unlisted) + 3
    assert unexplained(before, after) == 0
    assert found.remarks == ()


@pytest.mark.parametrize("towards", [1, -1])
def test_a_quadrant_one_tooth_off_has_a_tooth_nobody_charted_at_its_end(towards: int) -> None:
    """No time, no wrong tooth, always one off: half go each way, and the end is anybody's."""
    row = [
        SOUND,
        *(ToothState("filled", surface) for surface in "MODVL"),
        ToothState("crown"),
        ToothState("missing_antemortem"),
    ]
    before = {f"1{place}": state for place, state in enumerate(row, start=1)}
    later = {f"1{p}": before[f"1{p + towards}"] for p in range(1, 9) if 1 <= p + towards <= 8}
    end = "18" if towards == 1 else "11"
    later[end] = FILLED
    at = {**MEANS, "wrong_tooth": 0.0, "shifted": 1.0}
    person, _ = chart_densities(chart(before), chart(later), 0.0, POPULATION, at)
    common = POPULATION.common[TEETH.index(end), STATES.index("filled_MO")]
    assert person == pytest.approx(0.5 * common, rel=1e-9)


def test_two_teeth_that_cannot_be_are_put_before_a_person() -> None:
    one = changed_to(MOUTH, t46=SOUND)
    two = changed_to(MOUTH, t46=SOUND, t16=SOUND)
    assert dental(chart(MOUTH), one, 3, POPULATION, PROPOSED).remarks == ()
    found = dental(chart(MOUTH), two, 3, POPULATION, PROPOSED)
    assert found.remarks == ("exclusion_for_a_person_to_decide",)
    assert unexplained(chart(MOUTH), two) == 2


def test_discrepancies_are_named_as_in_victim_identification() -> None:
    later = changed_to(MOUTH, t47=ToothState("filled", "O"), t46=SOUND)
    named = classes(chart(MOUTH), later)
    assert (named["11"], named["47"], named["46"]) == (MATCH, EXPLAINABLE, UNEXPLAINABLE)


def test_teeth_one_chart_leaves_open_say_nothing() -> None:
    before = chart({"16": FILLED})
    found = dental(before, chart(MOUTH), 3, POPULATION, PROPOSED)
    alone = dental(before, chart({"16": FILLED}), 3, POPULATION, PROPOSED)
    assert found.uncapped == pytest.approx(alone.uncapped, abs=0.02)
    assert found.examined == ("16",)
    assert len(found.not_examined) == 31


def test_charts_without_a_tooth_in_common_are_exactly_one() -> None:
    found = dental(chart({"16": FILLED}), chart({"26": FILLED}), 3, POPULATION, PROPOSED)
    assert (found.log10_lr, found.examined) == (0, ())
    assert len(found.not_examined) == 32


def test_the_cap_holds_a_full_chart() -> None:
    found = dental(chart(MOUTH), chart(MOUTH), 1, DentalPopulation.of([]), PROPOSED)
    assert found.capped
    assert found.log10_lr == 6
    assert found.band[0] <= found.log10_lr <= found.band[1]


def test_a_reference_chart_that_is_none_is_refused() -> None:
    with pytest.raises(DentalError):
        DentalPopulation.of([np.zeros((len(TEETH), len(STATES)), dtype=bool)])
