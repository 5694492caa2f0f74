"""Sentences taken apart: what is proposed, and what is left to a person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imena.claims.bounds import Bound, Interval
from imena.claims.phrase import Reading, readings, said_of


def one(text: str) -> Reading:
    (found,) = readings(text)
    return found


@pytest.mark.parametrize(
    ("text", "bound", "value", "unit"),
    [
        ("майже 50 тіл цивільних", Bound.ALMOST, 50, "bodies"),
        ("почти 50 тел", Bound.ALMOST, 50, "bodies"),
        ("close to 50 bodies", Bound.NEARLY, 50, "bodies"),
        ("близько 445 поховань", Bound.ABOUT, 445, "graves"),
        ("около 440 могил", Bound.ABOUT, 440, "graves"),
        ("approximately 445 graves", Bound.ABOUT, 445, "graves"),
        ("до 25 військовослужбовців", Bound.UP_TO, 25, "persons"),
        ("as many as 25 soldiers", Bound.UP_TO, 25, "persons"),
        ("не більше ніж 25 осіб", Bound.NO_MORE_THAN, 25, "persons"),
        ("більш як 450 людей", Bound.MORE_THAN, 450, "persons"),
        ("свыше 1 000 тел", Bound.MORE_THAN, 1000, "bodies"),
        ("щонайменше 17 загиблих", Bound.AT_LEAST, 17, "persons"),
        ("no fewer than 1,250 sets of remains", Bound.AT_LEAST, 1250, "remains_units"),
        ("447 тіл", Bound.EXACT, 447, "bodies"),
        ("29 зниклих безвісти", Bound.EXACT, 29, "persons_missing"),
        ("exactly 3 burial sites", Bound.EXACT, 3, "sites"),
    ],
)
def test_the_word_the_number_and_the_unit(text: str, bound: Bound, value: int, unit: str) -> None:
    found = one(text)
    assert (found.bound, found.value, found.unit) == (bound, value, unit)
    assert found.quote == text


@pytest.mark.parametrize(
    ("text", "bound", "value", "unit"),
    [
        ("понад 1,5 тис. осіб", Bound.MORE_THAN, 1500, "persons"),
        ("5 тисяч загиблих", Bound.EXACT, 5000, "persons"),
        ("about 4.5 thousand bodies", Bound.ABOUT, 4500, "bodies"),
        ("до 2 сотень тіл", Bound.UP_TO, 200, "bodies"),
        ("2 dozen graves", Bound.EXACT, 24, "graves"),
        ("2 млн осіб", Bound.EXACT, 2_000_000, "persons"),
        ("близько 3 десятків могил", Bound.ABOUT, 30, "graves"),
    ],
)
def test_a_word_that_multiplies_is_no_part_to_be_lost(
    text: str, bound: Bound, value: int, unit: str
) -> None:
    found = one(text)
    assert (found.bound, found.value, found.unit) == (bound, value, unit)


def test_a_range_of_thousands_is_one_of_thousands() -> None:
    found = one("10–15 тисяч осіб")
    assert (found.value, found.to, found.unit) == (10_000, 15_000, "persons")


@pytest.mark.parametrize(
    "text",
    [
        "20 % тіл",
        "20 percent of the bodies",
        "1,5 тіла на могилу",
        "станом на 23.09.2022",
        "12–14 вересня",
        "пів сотні тіл",
        "півтори тисячі осіб",
        "двадцять тисяч осіб",
        "twenty thousand people",
    ],
)
def test_shares_dates_and_numbers_in_letters_are_left_to_a_person(text: str) -> None:
    assert readings(text) == ()


def test_ranges_and_words_that_are_no_numbers() -> None:
    assert (one("від 410 до 416 тіл").soft, one("410–416 bodies").soft) == (
        Interval(410, 416),
        Interval(410, 416),
    )
    assert one("десятки тіл").bound is Bound.DOZENS
    assert one("сотні могил").unit == "graves"
    assert one("біля міста сотні могил").bound is Bound.HUNDREDS
    many = one("Загиблих у рази більше, ніж у Бучі")
    assert (many.bound, many.than, many.soft) == (Bound.MANY_TIMES_MORE, "Бучі", None)


def test_what_is_left_out_makes_a_lower_bound_of_the_whole() -> None:
    found = one("Майже 50 тіл за тиждень; ці дані не включають ще не ексгумованих.")
    assert found.excludes == ("not_yet_exhumed",)
    assert found.soft == Interval(45, 49)
    assert found.implied_total == Interval(45, None)
    mass = one("almost 50 bodies, not including mass graves")
    assert mass.excludes == ("mass_burials",)
    assert one("50 bodies from mass graves").excludes == ()


def test_parts_of_a_number_are_not_numbers_of_their_own() -> None:
    found = one("436 тіл, з них 22 військовослужбовці та 5 дітей")
    assert found.parts == {"servicemen": 22, "children": 5}
    share = one("from 410 to 416 bodies, most of them with signs of violent death")
    assert share.shares == {"violent_death": (0.5, 1.0)}


def test_dates_and_years_are_no_counts() -> None:
    found = one("On 23 September 2022 it was said: 436 bodies")
    assert found.value == 436
    assert one("у 2022 році знайдено 445 могил").value == 445


def test_several_numbers_in_one_text_come_in_order() -> None:
    text = "There are about 445 graves; up to 25 servicemen may lie in the larger one."
    assert [(r.bound, r.value, r.unit) for r in readings(text)] == [
        (Bound.ABOUT, 445, "graves"),
        (Bound.UP_TO, 25, "persons"),
    ]
    assert text[slice(*readings(text)[1].at)] == "25"


def test_the_word_unidentified_is_noticed_and_left_open() -> None:
    assert one("12 неідентифікованих тіл").unidentified
    assert not one("12 тіл").unidentified


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error_and_kept(text: str) -> None:
    for found in readings(text):
        assert found.quote == text


@given(st.integers(1, 10**6), st.sampled_from(["bodies", "graves", "тіл", "могил", "осіб"]))
def test_a_bare_number_stays_bare_and_a_word_stays_with_its_number(value: int, unit: str) -> None:
    assert one(f"{value} {unit}").bound is Bound.EXACT
    assert one(f"майже {value} {unit}").bound is Bound.ALMOST


def test_each_word_that_says_something_has_its_place_in_the_quote() -> None:
    text = "У лісі, каже поліція, близько 445 поховань; дані не враховують масових поховань."
    (reading,) = readings(text)
    marked = {what: text[low:high] for what, (low, high) in reading.places.items()}
    assert marked["bound"] == "близько"
    assert marked["unit"] == "поховань"
    assert marked["mass_burials"].endswith("масових поховань")
    assert reading.core == "близько 445 поховань"


@pytest.mark.parametrize(
    ("text", "core"),
    [
        ("Піднято від 400 до 450 тіл за тиждень", "від 400 до 450 тіл"),
        ("Police said hundreds of bodies were found", "hundreds of bodies"),
        ("445 людей поховано в лісі", "445 людей"),
        ("Разом їх 445.", "445"),
    ],
)
def test_the_core_is_the_number_with_its_word_and_unit_and_nothing_else(
    text: str, core: str
) -> None:
    (reading,) = readings(text)
    assert reading.core == core


def test_a_confirmed_number_is_found_again_in_its_text_unless_it_was_corrected() -> None:
    text = "Було 440, тепер понад 450 тіл"
    found = said_of(text, 450, None, Bound.MORE_THAN)
    assert found is not None
    assert found.core == "понад 450 тіл"
    assert said_of(text, 451, None, Bound.EXACT) is None
