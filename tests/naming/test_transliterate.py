"""Ukrainian in Latin letters, as the Cabinet of Ministers resolved in 2010."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from imena.naming.transliterate import transliterated

SUITE = Path(__file__).parents[3] / "shared/reference/evidence/names_transliteration.json"


@pytest.mark.parametrize(
    ("ukrainian", "latin"),
    [
        ("Згорани", "Zghorany"),
        ("Розгін", "Rozghin"),
        ("Єва", "Yeva"),
        ("Гаєвич", "Haievych"),
        ("Їжак Її", "Yizhak Yii"),
        ("Йосипівка", "Yosypivka"),
        ("Юрій Крюк", "Yurii Kriuk"),
        ("Ярема Костянець", "Yarema Kostianets"),
        ("Ґонта", "Gonta"),
        ("Щастя", "Shchastia"),
        ("Вигад’ян", "Vyhadian"),
        ("Соловйова", "Soloviova"),
        ("Уявний-Єдиний", "Uiavnyi-Yedynyi"),
    ],
)
def test_each_rule(ukrainian: str, latin: str) -> None:
    assert transliterated(ukrainian) == latin


def test_capitals_stay_capitals_and_one_letter_is_no_word_in_capitals() -> None:
    assert transliterated("ЩЕРБАНЬ Ю. Я.") == "SHCHERBAN Yu. Ya."


def test_every_apostrophe_is_dropped_but_a_quotation_mark_is_not() -> None:
    assert {transliterated(f"Зоряв{mark}юк") for mark in "'’ʼ‘`´"} == {"Zoriaviuk"}
    assert transliterated("'Зоря'") == "'Zoria'"


def test_what_is_not_ukrainian_stays() -> None:
    assert transliterated("12 Smith — 3") == "12 Smith — 3"
    assert transliterated("") == ""


@pytest.mark.reference
def test_the_reference_spellings() -> None:
    if not SUITE.exists():
        pytest.skip("the reference suite is not beside the checkout")
    cases = json.loads(SUITE.read_text(encoding="utf-8"))["cases"]
    assert {c["input"]: transliterated(c["input"]) for c in cases} == {
        c["input"]: c["expected_kmu2010"] for c in cases
    }
