"""Finding a person by a name as somebody else writes it."""

from __future__ import annotations

import numpy as np
import pytest

from imena.invented.reports import invent_reports, rewritten
from imena.naming.full_name import FullName
from imena.naming.search import NameIndex

PEOPLE = [
    FullName("Вигадько", "Микола", "Іванович"),
    FullName("Vyhadko", "Mykola", ""),
    FullName("Выгадько", "Николай", "Иванович"),
    FullName("Небувайло", "Микола", "Петрович"),
    FullName("Вигадько", "Оксана", "Миколаївна"),
    FullName("Казковий", "Степан", "Тарасович"),
]
INDEX = NameIndex.of(PEOPLE)


def found(typed: str) -> list[int]:
    return [f.position for f in INDEX.find(typed)]


@pytest.mark.parametrize("typed", ["Микола", "Mykola", "Николай", "миколка", "Nikolay", "Мкиола"])
def test_one_given_name_is_found_in_every_form(typed: str) -> None:
    assert set(found(typed)) >= {0, 1, 2, 3}
    assert 5 not in found(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "Вигадько Микола",
        "Микола Вигадько",
        "vyhadko kolya",
        "Выгадько Коля",
        "Вигадко Микола",
    ],
)
def test_a_full_name_is_found_in_any_order_alphabet_and_misspelling(typed: str) -> None:
    assert set(found(typed)[:3]) == {0, 1, 2}
    assert 3 not in found(typed)
    assert 5 not in found(typed)


def test_the_patronymic_tells_namesakes_apart() -> None:
    assert found("Вигадько Микола Іванович")[0] == 0
    assert set(found("Николаевна Оксана")) == {4}


def test_of_three_words_one_may_be_wrong() -> None:
    assert found("Казковий Степан Юрійович") == [5]
    assert found("Казковий Юрій") == []


def test_the_beginning_of_a_name_is_enough_to_begin_with() -> None:
    assert found("небув") == [3]
    assert set(found("ВИГАДЬКО М.")) == {0, 1, 4}
    assert set(found("вига")) == {0, 1, 2, 4}


def test_nothing_typed_or_nobody_to_find_finds_nobody() -> None:
    assert INDEX.find("  ") == []
    assert INDEX.find("12 %") == []
    assert NameIndex.of([]).find("Микола") == []


def test_the_best_come_first_and_no_more_than_asked() -> None:
    all_found = INDEX.find("Микола Вигадько")
    assert [f.log10_lr for f in all_found] == sorted((f.log10_lr for f in all_found), reverse=True)
    assert INDEX.find("Микола Вигадько", limit=1) == all_found[:1]


def test_people_reported_in_another_way_are_found_among_2000() -> None:
    rng = np.random.default_rng(5)
    reports = invent_reports(2000, 0, rng).reports
    index = NameIndex.of([report.name for report in reports])
    asked = rng.permutation(2000)[:150]
    first = sum(
        int(i) in [f.position for f in index.find(str(rewritten(reports[i], rng).name), limit=5)]
        for i in asked
    )
    assert first >= 0.85 * len(asked)
