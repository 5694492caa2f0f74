"""Relations between names: by one rule, by a row, and by all pairs at once, they are the same."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from imena.invented.reports import invent_reports
from imena.naming.full_name import PARTS, FullName, arranged, read_name
from imena.naming.neighbours import edit_pairs
from imena.naming.relation import Relation, relation, surname_stem
from imena.naming.spelling import spelling_key
from imena.naming.vocabulary import Vocabulary

NAMES = [report.name for report in invent_reports(250, 120, np.random.default_rng(4)).reports]


def vocabulary(part: str) -> Vocabulary:
    return Vocabulary.of(part, [arranged(name).parts[PARTS.index(part)] for name in NAMES])


@pytest.mark.parametrize("part", PARTS)
def test_a_row_and_the_table_of_pairs_give_what_the_rule_gives(part: str) -> None:
    known = vocabulary(part)
    size = len(known.keys)
    rule = np.array([[relation(part, a, b) for b in known.keys] for a in known.keys])
    assert len(np.unique(rule)) >= 4
    np.testing.assert_array_equal([known.row(key) for key in known.keys], rule)
    first, second = np.divmod(np.arange(size * size), size)
    np.testing.assert_array_equal(known.levels(first, second).reshape(size, size), rule)
    borne = [[known.counts[row == r].sum() for r in Relation] for row in rule]
    np.testing.assert_array_equal(known.borne, borne)
    np.testing.assert_array_equal(known.borne_beside(known.keys[3]), borne[3])


@pytest.mark.parametrize("part", PARTS)
def test_relations_go_both_ways(part: str) -> None:
    keys = vocabulary(part).keys[:120]
    assert all(relation(part, a, b) == relation(part, b, a) for a in keys for b in keys)


@pytest.mark.parametrize(
    ("part", "first", "second", "expected"),
    [
        ("surname", "Казковий", "Казкова", Relation.ALIAS),
        ("surname", "Легендовський", "Legendovska", Relation.ALIAS),
        ("surname", "Вигадько", "Вигалько", Relation.ONE_EDIT),
        ("surname", "Вигадько", "Вигадок", Relation.ONE_EDIT),
        ("surname", "Вигаданенко", "Вигодененко", Relation.PARTIAL),
        ("surname", "Байченко-Вигаданий", "Байченко", Relation.PARTIAL),
        ("surname", "Вигадько", "Небувайло", Relation.OTHER),
        ("given", "Микола", "Коля", Relation.ALIAS),
        ("given", "Марія", "Марина", Relation.OTHER),
        ("given", "Микола", "Мкиола", Relation.ONE_EDIT),
        ("patronymic", "Миколайович", "Николаевна", Relation.ALIAS),
        ("patronymic", "Іванович", "Івановчи", Relation.ONE_EDIT),
        ("patronymic", "Петрович", "Павлович", Relation.OTHER),
    ],
)
def test_grades(part: str, first: str, second: str, expected: Relation) -> None:
    assert relation(part, spelling_key(first), spelling_key(second)) is expected


def test_a_short_surname_has_no_ending_to_lose() -> None:
    assert surname_stem("muha") == "muha"
    assert surname_stem("kazkova") == "kazkov"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("abc-", min_size=1, max_size=6), max_size=14, unique=True))
def test_pairs_a_few_edits_apart_are_all_found_and_no_others(words: list[str]) -> None:
    for edits in (1, 2):
        found = {(a, b): n for a, b, n in zip(*map(list, edit_pairs(words, edits)), strict=True)}
        expected = {
            (i, j): OSA.distance(words[i], words[j])
            for j in range(len(words))
            for i in range(j)
            if OSA.distance(words[i], words[j]) <= edits
        }
        assert found == expected


def test_nothing_is_known_of_a_word_that_is_not_in_the_vocabulary() -> None:
    known = Vocabulary.of("surname", ["Вигадько", "", "В."])
    assert known.keys == ("vigadko",)
    assert known.codes(["Vyhadko", "Небувайло", ""]).tolist() == [0, -1, -1]
    assert known.levels(np.array([0, 0]), np.array([0, -1])).tolist() == [Relation.SAME, -1]


@pytest.mark.parametrize(
    "written",
    [
        "Вигадько Іван Петрович",
        "Іван Петрович Вигадько",
        "Іван Вигадько Петрович",
        "Vyhadko Ivan Petrovych",
        "Петрович, Вигадько Іван",
    ],
)
def test_the_parts_are_told_apart_in_any_order(written: str) -> None:
    name = read_name(written)
    assert [spelling_key(part) for part in name.parts] == ["vigadko", "ivan", "petroviq"]


def test_a_surname_that_is_a_given_name_stays_where_it_was_written() -> None:
    assert read_name("Богдан Іван") == FullName("Богдан", "Іван")
    assert read_name("Богдан") == FullName("", "Богдан")
    assert read_name("Вигадько") == FullName("Вигадько")
    assert read_name("Де Казко Іван Петрович") == FullName("Де Казко", "Іван", "Петрович")
