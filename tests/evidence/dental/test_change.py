"""What becomes of teeth: charts as they are written, and the years between two of them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imena.evidence.dental.change import changed, explains, filling_shares
from imena.evidence.dental.teeth import STATES, TEETH, DentalError, ToothState, chart, said

RATES = (0.010, 0.004, 0.003)


def at(state: str) -> int:
    return STATES.index(state)


@given(st.floats(0, 80), st.tuples(*[st.floats(0.0001, 0.2)] * 3))
@settings(max_examples=30, deadline=None)
def test_every_tooth_is_in_some_state_after_any_time(
    years: float, rates: tuple[float, float, float]
) -> None:
    table = changed(years, *rates)
    np.testing.assert_allclose(table.sum(axis=1), 1)
    assert np.all(table >= 0)


def test_nothing_changes_in_no_time() -> None:
    np.testing.assert_allclose(changed(0, *RATES), np.eye(len(STATES)), atol=1e-12)


def test_two_spans_are_one_long_span() -> None:
    np.testing.assert_allclose(
        changed(2, *RATES) @ changed(5, *RATES), changed(7, *RATES), atol=1e-10
    )


def test_a_tooth_is_lost_at_the_stated_rate() -> None:
    kept = 1 - changed(10, *RATES)[at("sound"), [at("missing"), at("implant")]].sum()
    assert kept == pytest.approx(math.exp(-0.04), rel=1e-9)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("missing", "sound"),
        ("filled_MO", "sound"),
        ("filled_MO", "filled_M"),
        ("filled_MO", "filled_OD"),
        ("crown", "filled_O"),
        ("sound", "unerupted"),
    ],
)
def test_what_cannot_be_undone_never_is(before: str, after: str) -> None:
    assert changed(40, *RATES)[at(before), at(after)] == 0


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("sound", "filled_O"),
        ("filled_M", "filled_MO"),
        ("filled_MO", "crown"),
        ("sound", "implant"),
        ("unerupted", "filled_O"),
    ],
)
def test_what_may_happen_does(before: str, after: str) -> None:
    assert changed(5, *RATES)[at(before), at(after)] > 0


def test_shares_of_fillings_sum_to_one_until_all_surfaces_are_filled() -> None:
    assert filling_shares().sum() == pytest.approx(1)
    assert filling_shares("MO").sum() == pytest.approx(1)
    assert filling_shares("MODVL").sum() == 0
    assert filling_shares("M")[at("filled_O")] == 0


def test_a_chart_leaves_open_what_it_does_not_say() -> None:
    read = chart(
        {
            "11": ToothState("filled", "OM"),
            "12": ToothState("filled"),
            "13": ToothState("missing_postmortem"),
            "14": ToothState("jaw_missing"),
        }
    )
    assert [STATES[i] for i in np.flatnonzero(read[0])] == ["filled_MO"]
    assert read[1].sum() == 31
    assert read[2, at("sound")]
    assert not read[2, at("missing")]
    assert [TEETH[i] for i in np.flatnonzero(said(read))] == ["11", "12", "13"]


def test_explained_is_what_can_have_come_of_it() -> None:
    before = chart({"11": ToothState("filled", "M"), "12": ToothState("missing_antemortem")})
    after = chart({"11": ToothState("filled", "MO"), "12": ToothState("missing_postmortem")})
    assert list(explains(before, after)[:3]) == [True, False, True]


@pytest.mark.parametrize(
    ("tooth", "state"),
    [
        ("19", ToothState("crown")),
        ("51", ToothState("crown")),
        ("11", ToothState("golden")),
        ("11", ToothState("crown", "M")),
        ("11", ToothState("filled", "X")),
        ("11", ToothState("filled", "MM")),
    ],
)
def test_what_cannot_be_is_refused(tooth: str, state: ToothState) -> None:
    with pytest.raises(DentalError):
        chart({tooth: state})


def test_a_later_chart_cannot_be_the_earlier() -> None:
    with pytest.raises(DentalError):
        changed(-1, *RATES)
