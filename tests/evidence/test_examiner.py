"""Fingerprints, radiographs and implants: how often those who compare them err."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imena.evidence.caps import PROPOSED
from imena.evidence.densities import DensityError
from imena.evidence.examiner import (
    EXCLUSION,
    FINGERPRINT,
    IDENTIFICATION,
    INCONCLUSIVE,
    RADIOGRAPH,
    ExaminerRates,
    compared,
)
from imena.evidence.implants import DIFFERS, MATCHES, SerialRates, implant_type, serial_number
from imena.evidence.rates import Rate
from tests.evidence.laws import assert_coherent, probabilities

rate = st.floats(1e-6, 0.999)


@given(rate, rate, probabilities(0.99))
def test_the_mean_lr_of_a_conclusion_is_one(fp: float, fn: float, inconclusive: float) -> None:
    assert_coherent(ExaminerRates(Rate(fp), Rate(fn), inconclusive, "").densities())


@given(rate, rate)
def test_the_mean_lr_of_a_serial_number_is_one(misread: float, wrong: float) -> None:
    assert_coherent(SerialRates(Rate(misread), Rate(min(wrong, 0.9))).densities())


def test_one_examiner_is_worth_nine_hundred() -> None:
    found = compared("fingerprint", IDENTIFICATION, FINGERPRINT, PROPOSED)
    assert 10**found.uncapped == pytest.approx((1 - 0.075) / 0.001)
    assert not found.capped


def test_a_second_who_did_not_know_is_worth_more_up_to_the_cap() -> None:
    found = compared("fingerprint", IDENTIFICATION, FINGERPRINT, PROPOSED, verified=IDENTIFICATION)
    assert found.uncapped == pytest.approx(2 * math.log10(925))
    assert (found.log10_lr, found.capped) == (5, True)


def test_examiners_who_disagree_say_little() -> None:
    found = compared("fingerprint", IDENTIFICATION, FINGERPRINT, PROPOSED, verified=EXCLUSION)
    assert found.uncapped == pytest.approx(math.log10(925) + math.log10(0.075 / 0.999))


def test_no_conclusion_is_one() -> None:
    found = compared("radiograph", INCONCLUSIVE, RADIOGRAPH, PROPOSED)
    assert (found.log10_lr, found.examined) == (0, ("radiograph",))
    unseen = compared("radiograph", None, RADIOGRAPH, PROPOSED)
    assert (unseen.log10_lr, unseen.not_examined) == (0, ("radiograph",))


def test_a_serial_number_is_worth_what_the_register_is() -> None:
    found = serial_number(MATCHES, PROPOSED)
    assert 10**found.uncapped == pytest.approx(0.99 / (1e-4 + 1e-6))
    assert found.band[0] < found.log10_lr < found.band[1]
    assert serial_number(DIFFERS, PROPOSED).uncapped == pytest.approx(
        math.log10(0.01 / (1 - 1.01e-4))
    )


def test_a_kind_of_implant_is_worth_its_rarity() -> None:
    found = implant_type(MATCHES, Rate(0.01), PROPOSED)
    assert 10**found.uncapped == pytest.approx(99)
    assert implant_type(DIFFERS, Rate(0.01), PROPOSED).log10_lr < -1.9


def test_an_implant_nobody_looked_for_is_one() -> None:
    assert serial_number(None, PROPOSED).not_examined == ("serial_number",)
    assert implant_type(None, Rate(0.01), PROPOSED).log10_lr == 0


def test_a_conclusion_nobody_draws_is_refused() -> None:
    with pytest.raises(DensityError):
        compared("fingerprint", "perhaps", FINGERPRINT, PROPOSED)
    with pytest.raises(DensityError):
        serial_number("almost", PROPOSED)
