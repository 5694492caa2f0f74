"""Numbers as people read them: cut, never surer than what was computed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imena.language.numbers import (
    decimal,
    factor,
    log10_of,
    percent,
    rounded_up,
    stated_percent,
    times,
    verbal,
    whole,
    wrong_of,
)

probabilities = st.floats(0, 1)
languages = st.sampled_from(["uk", "en"])
SCALES = {"млн": 6, "млрд": 9, "трлн": 12, "million": 6, "billion": 9, "trillion": 12}


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def shown(text: str) -> float:
    """The first number in ``text``, whatever the language."""
    found = re.search(r"\d[\d \u00a0]*(?:[.,]\d+)*", plain(text))
    assert found is not None
    return float(found[0].strip().replace(" ", "").replace(",", "."))


@given(probabilities, languages)
def test_a_percentage_shown_is_never_above_the_computed_one(p: float, language: str) -> None:
    text = percent(language, p)
    if text.startswith(("менш", "less")):
        assert p < 0.0001
    else:
        assert shown(text) <= p * 100 + 1e-9


@given(probabilities, languages)
def test_certainty_and_impossibility_are_never_shown(p: float, language: str) -> None:
    text = percent(language, p)
    assert 0 < shown(text) < 100


@given(st.floats(0.0001, 0.99999), st.floats(0.0001, 0.99999))
def test_a_larger_probability_is_never_shown_as_smaller(p: float, q: float) -> None:
    low, high = sorted((p, q))
    assert shown(percent("en", low)) <= shown(percent("en", high))


@pytest.mark.parametrize(
    ("p", "uk", "en"),
    [
        (0.964, "96,4 %", "96.4%"),
        (0.9649, "96,4 %", "96.4%"),
        (0.9989999, "99,8 %", "99.8%"),
        (0.99968, "99,96 %", "99.96%"),
        (0.99996, "99,99 %", "99.99%"),
        (0.999999, "понад 99,99 %", "over 99.99%"),
        (1.0, "понад 99,99 %", "over 99.99%"),
        (0.0005, "0,05 %", "0.05%"),
        (0.00009, "менш як 0,01 %", "less than 0.01%"),
        (0.0, "менш як 0,01 %", "less than 0.01%"),
    ],
)
def test_percentages(p: float, uk: str, en: str) -> None:
    assert (plain(percent("uk", p)), percent("en", p)) == (uk, en)


def test_adding_floats_costs_no_digit() -> None:
    assert percent("en", 0.1 + 0.1 + 0.1 + 0.112) == "41.2%"
    assert sum([0.1] * 10) < 1
    assert percent("en", 0.412 - 1e-16) == "41.2%"


def test_what_is_no_probability_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        percent("uk", 1.01)


def test_a_chosen_percentage_keeps_its_digits() -> None:
    assert plain(stated_percent("uk", 0.999)) == "99,9 %"
    assert stated_percent("en", 0.9999) == "99.99%"


@given(st.floats(0.5, 0.999999))
def test_wrong_names_are_rounded_up(p: float) -> None:
    of, wrong = (int(n.replace(",", "")) for n in re.findall(r"[\d,]+", wrong_of("en", p))[:2])
    assert wrong / of >= 1 - p - 1e-12


@pytest.mark.parametrize(
    ("p", "uk"),
    [
        (0.964, "із 1000 таких 36 хибних"),
        (0.979, "із 1000 таких 21 хибне"),
        (0.9997, "із 10 000 таких 3 хибні"),
        (1.0, "із 1 000 000 щонайбільше 1 хибне"),
    ],
)
def test_wrong_names_in_ukrainian(p: float, uk: str) -> None:
    assert plain(wrong_of("uk", p)) == uk


@pytest.mark.parametrize(
    ("log10", "uk"), [(-0.009, "0,00"), (0.009, "0,00"), (-0.019, "−0,01"), (2.999, "2,99")]
)
def test_a_logarithm_is_cut_and_nought_has_no_sign(log10: float, uk: str) -> None:
    assert log10_of("uk", log10) == uk


@given(st.floats(-15, 15), languages)
def test_a_likelihood_ratio_is_never_said_stronger_than_it_is(log10: float, language: str) -> None:
    text = plain(times(language, log10))
    if text in ("однаково ймовірно", "equally likely"):
        return
    scale = next((e for word, e in SCALES.items() if word in text), 0)
    number = re.search(
        r"[\d.]+", text.replace(" ", "").replace(",", "." if language == "uk" else "")
    )
    assert number is not None
    assert float(number[0]) * 10**scale <= 10 ** abs(log10) * (1 + 1e-9)


@pytest.mark.parametrize(
    ("log10", "uk", "en"),
    [
        (0.0, "однаково ймовірно", "equally likely"),
        (0.28, "у 1,9 раза", "1.9 times"),
        (1.08, "у 12 разів", "12 times"),
        (1.33, "у 21 раз", "21 times"),
        (1.35, "у 22 рази", "22 times"),
        (5.62, "у 410 000 разів", "410,000 times"),
        (9.4, "у 2,5 млрд разів", "2.5 billion times"),
        (18.0, "більш ніж у 1000 трлн разів", "more than 1000 trillion times"),
        (-0.31, "у 2 рази менше", "2 times less"),
        (-3.2, "у 1500 разів менше", "1500 times less"),
    ],
)
def test_times(log10: float, uk: str, en: str) -> None:
    assert (plain(times("uk", log10)), times("en", log10)) == (uk, en)


def test_an_exclusion_is_no_number_of_times() -> None:
    with pytest.raises(ValueError, match="zero"):
        times("uk", float("-inf"))


@pytest.mark.parametrize(
    ("log10", "uk"),
    [
        (0.3, "майже не змінює"),
        (-0.3, "майже не змінює"),
        (0.302, "слабко за"),
        (0.999, "слабко за"),
        (1.0, "помірно за"),
        (2.0, "помірно сильно за"),
        (3.0, "сильно за"),
        (4.0, "дуже сильно за"),
        (6.0, "надзвичайно сильно за"),
        (-1.5, "помірно проти"),
        (-9.0, "надзвичайно сильно проти"),
        (float("-inf"), "неможливо за прийнятої моделі"),
    ],
)
def test_the_verbal_scale(log10: float, uk: str) -> None:
    assert verbal("uk", log10) == uk


@pytest.mark.parametrize(
    ("log10", "text"), [(-0.4, "0,4"), (0.0, "1,0"), (1.45, "28"), (-5.0, "< 0,001")]
)
def test_a_factor_of_one_marker(log10: float, text: str) -> None:
    assert plain(factor("uk", log10)) == text


def test_an_excluding_marker_has_the_factor_zero() -> None:
    assert factor("en", float("-inf")) == "0"


@given(st.floats(1e-6, 1000))
def test_an_expected_number_of_errors_is_never_shown_too_small(number: float) -> None:
    assert float(rounded_up("en", number)) >= number


def test_counts_are_grouped_from_ten_thousand_up() -> None:
    assert (plain(whole("uk", 9847)), plain(whole("uk", 52564))) == ("9847", "52 564")
    assert whole("en", 52564) == "52,564"


def test_parameters_keep_their_digits() -> None:
    assert decimal("uk", 0.0005) == "0,0005"
    assert decimal("en", 1e-12) == "0.000000000001"
