"""The table of given names, and patronymics made of it."""

from __future__ import annotations

import re

import pytest

from imena.invented.names import MEN, WOMEN
from imena.naming.given_names import MAN, WOMAN, given_names, russian_forms
from imena.naming.patronymics import (
    PatronymicError,
    patronymic,
    patronymics,
    russian_patronymic,
    sex_of_patronymic,
)
from imena.naming.transliterate import transliterated


def test_the_table_has_more_than_600_names_each_in_one_alphabet() -> None:
    names = given_names().names
    assert len(names) > 600
    forms = [form for given in names for form in (*given.full_forms, *given.short)]
    mixed = [f for f in forms if re.search("[A-Za-z]", f) and re.search("[а-яіїєґё]", f, re.I)]
    assert mixed == []
    assert [f for f in forms if not re.fullmatch(r"[^\W\d_’]+(?:’[^\W\d_]+)?", f)] == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Микола", "Николай"),
        ("Микола", "Mykola"),
        ("Коля", "Nikolai"),
        ("Олексій", "Алексей"),
        ("Ганна", "Анна"),
        ("Дмитро", "Діма"),
        ("Олександра", "Саша"),
        ("Yevhen", "Женя"),
        ("Георгій", "Жора"),
        ("Опанас", "Афанасий"),
        ("Пилип", "Филипп"),
        ("Тетяна", "Таня"),
    ],
)
def test_forms_of_one_name_are_found(first: str, second: str) -> None:
    assert given_names().is_alias(first, second)
    assert given_names().is_alias(second, first)


@pytest.mark.parametrize(
    ("first", "second"),
    [("Марія", "Марина"), ("Олександр", "Олександра"), ("Іван", "Петро"), ("Яна", "Анна")],
)
def test_different_names_are_kept_apart(first: str, second: str) -> None:
    assert not given_names().is_alias(first, second)


def test_a_short_form_may_be_of_a_man_and_of_a_woman() -> None:
    assert given_names().sexes("Саша") == {MAN, WOMAN}
    assert given_names().sexes("Микола") == {MAN}
    assert given_names().sexes("Немає") == set()


def test_the_invented_people_bear_names_of_the_table() -> None:
    assert all(MAN in given_names().sexes(name) for name, _, _ in MEN)
    assert all(WOMAN in given_names().sexes(name) for name in WOMEN)


@pytest.mark.parametrize(("father", "son", "daughter"), MEN)
def test_patronymics_as_an_independent_list_has_them(father: str, son: str, daughter: str) -> None:
    assert (patronymic(father, "M"), patronymic(father, "F")) == (son, daughter)


@pytest.mark.parametrize(
    ("father", "son", "daughter"),
    [
        ("Ілля", "Ілліч", "Іллівна"),
        ("Лука", "Лукич", "Луківна"),
        ("Яків", "Якович", "Яківна"),
        ("Сава", "Савич", "Савівна"),
        ("Кузьма", "Кузьмич", "Кузьмівна"),
        ("Данило", "Данилович", "Данилівна"),
        ("Віталій", "Віталійович", "Віталіївна"),
    ],
)
def test_patronymics_that_are_exceptions_and_rules(father: str, son: str, daughter: str) -> None:
    assert (patronymic(father, "M"), patronymic(father, "F")) == (son, daughter)


@pytest.mark.parametrize(
    ("father", "son", "daughter"),
    [
        ("Николай", "Николаевич", "Николаевна"),
        ("Анатолий", "Анатольевич", "Анатольевна"),
        ("Игорь", "Игоревич", "Игоревна"),
        ("Илья", "Ильич", "Ильинична"),
        ("Яков", "Яковлевич", "Яковлевна"),
        ("Александр", "Александрович", "Александровна"),
    ],
)
def test_russian_patronymics(father: str, son: str, daughter: str) -> None:
    assert (russian_patronymic(father, "M"), russian_patronymic(father, "F")) == (son, daughter)


def test_every_patronymic_leads_back_to_its_father_in_both_languages_and_alphabets() -> None:
    names, table = given_names().names, patronymics()
    lost = []
    for position, given in enumerate(names):
        if given.sex == MAN:
            written = [patronymic(given.name, sex) for sex in "MF"]
            written += [russian_patronymic(form, "M") for form in russian_forms(given)[:1]]
            written += [transliterated(form) for form in written[:2]]
            lost += [form for form in written if position not in table.fathers(form)]
    assert lost == []


def test_sons_and_daughters_are_told_apart_by_the_ending() -> None:
    for given in given_names().names:
        if given.sex == MAN:
            assert sex_of_patronymic(patronymic(given.name, "M")) == MAN
            assert sex_of_patronymic(patronymic(given.name, "F")) == WOMAN
    assert sex_of_patronymic("Вигадько") is None


@pytest.mark.parametrize(("father", "sex"), [("", "M"), ("Іван", "X")])
def test_a_patronymic_of_nobody_is_refused(father: str, sex: str) -> None:
    with pytest.raises(PatronymicError):
        patronymic(father, sex)
    with pytest.raises(PatronymicError):
        russian_patronymic(father, sex)
