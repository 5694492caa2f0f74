"""One key for all spellings of a name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imena.naming.given_names import given_names
from imena.naming.spelling import is_cyrillic, plain, spelling_key
from imena.naming.transliterate import transliterated


@pytest.mark.parametrize(
    "spellings",
    [
        "Вигаданенко Vyhadanenko Vygadanenko Выгаданенко ВИГАДАНЕНКО",
        "Щасливець Shchaslyvets Shchaslivets Щасливец",
        "Сергій Serhii Serhiy Sergiy Serhij",
        "Юрій Yurii Iurii Jurij Yuriy Yury Юрий",
        "Мрієслав Mriieslav Mrieslav Mriyeslav",
        "Соловйова Соловьёва Soloviova Solovyova",
        "Тридев’ятий Трыдев'ятый Trydeviatyi Trydevyatyy",
        "Хмаролов Khmarolov",
    ],
)
def test_spellings_of_one_name_have_one_key(spellings: str) -> None:
    names = spellings.split()
    assert len({spelling_key(name) for name in names}) == 1, {n: spelling_key(n) for n in names}


@pytest.mark.parametrize(
    ("first", "second"),
    [("Яна", "Анна"), ("Шарко", "Чарко"), ("Казко", "Каско"), ("Жук", "Зук"), ("Хома", "Гома")],
)
def test_different_names_have_different_keys(first: str, second: str) -> None:
    assert spelling_key(first) != spelling_key(second)


def test_every_given_name_and_its_official_latin_form_have_one_key() -> None:
    names = [g.name for g in given_names().names]
    assert [n for n in names if spelling_key(transliterated(n)) != spelling_key(n)] == []


def test_a_letter_typed_in_the_other_alphabet_changes_nothing() -> None:
    assert spelling_key("Iваненко") == spelling_key("Іваненко")  # the first begins with Latin I
    assert spelling_key("Kazkоvyi") == spelling_key("Kazkovyi")  # a Cyrillic о
    assert is_cyrillic("Іваненко")
    assert not is_cyrillic("Ivanenko")


def test_parts_are_joined_alike_whatever_joins_them() -> None:
    assert spelling_key("Байченко - Вигаданий") == spelling_key("байченко‑вигаданий")
    assert plain(" О’Казко ") == "оказко"


@given(st.text(max_size=20))
def test_any_text_has_a_key_of_small_latin_letters(text: str) -> None:
    key = spelling_key(text)
    assert set(key) <= set("abcdefghijklmnopqrstuvwxyz-")
    assert spelling_key(text.upper().lower()) == spelling_key(text.upper())
