"""A pedigree on the page: everybody once, nobody on anybody, children below their parents."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imena.kinship.pedigree import Pedigree, Person, Sex
from imena.reports.pedigree_layout import Layout, ancestors, lay_out

M, F = Sex.MALE, Sex.FEMALE
unhurried = settings(deadline=None)  # a busy machine is no failure


@st.composite
def pedigrees(draw: st.DrawFn) -> Pedigree:
    """Any pedigree of up to 14 people: loops, several partners, loners."""
    people: list[Person] = []
    for n in range(draw(st.integers(1, 14))):
        men = [p.id for p in people if p.sex is M]
        women = [p.id for p in people if p.sex is F]
        sex = draw(st.sampled_from([M, F]))
        couples = [(man, woman) for man in men for woman in women]
        if couples and draw(st.integers(0, 2)) > 0:
            father, mother = draw(st.sampled_from(couples))
            people.append(Person(f"p{n}", father, mother, sex))
        else:
            people.append(Person(f"p{n}", sex=sex))
    return Pedigree.of(people)


def family(*rows: tuple[str, Sex, str | None, str | None]) -> Pedigree:
    return Pedigree.of(Person(i, father, mother, sex) for i, sex, father, mother in rows)


def overlaps(layout: Layout) -> list[tuple[str, str]]:
    return [
        (a, b)
        for a, b in itertools.combinations(layout.row, 2)
        if layout.row[a] == layout.row[b] and abs(layout.column[a] - layout.column[b]) < 1 - 1e-9
    ]


@unhurried
@given(pedigrees())
def test_everybody_stands_once_and_nobody_on_anybody(pedigree: Pedigree) -> None:
    layout = lay_out(pedigree)
    assert layout.row.keys() == layout.column.keys() == {p.id for p in pedigree}
    assert overlaps(layout) == []


@unhurried
@given(pedigrees())
def test_children_stand_below_both_parents(pedigree: Pedigree) -> None:
    layout = lay_out(pedigree)
    for person in pedigree:
        for parent in (person.father, person.mother):
            assert parent is None or layout.row[person.id] > layout.row[parent]


@unhurried
@given(pedigrees())
def test_the_whole_lies_within_its_stated_size(pedigree: Pedigree) -> None:
    layout = lay_out(pedigree)
    assert min(layout.column.values()) == pytest.approx(0)
    assert max(layout.column.values()) + 1 == pytest.approx(layout.columns)
    assert set(layout.row.values()) == set(range(layout.rows))


@unhurried
@given(pedigrees())
def test_every_child_belongs_to_one_couple(pedigree: Pedigree) -> None:
    children = [c for couple in lay_out(pedigree).couples for c in couple.children]
    assert sorted(children) == sorted(p.id for p in pedigree if p.father is not None)


def test_a_nuclear_family_is_drawn_as_in_a_textbook() -> None:
    layout = lay_out(family(("f", M, None, None), ("m", F, None, None), ("c", F, "f", "m")))
    assert layout.row == {"f": 0, "m": 0, "c": 1}
    assert abs(layout.column["f"] - layout.column["m"]) == 1
    assert layout.column["c"] == pytest.approx(0.5)


def test_partners_stand_side_by_side_and_a_married_partner_stands_level() -> None:
    layout = lay_out(
        family(
            ("gf", M, None, None),
            ("gm", F, None, None),
            ("son", M, "gf", "gm"),
            ("daughter", F, "gf", "gm"),
            ("wife", F, None, None),
            ("child", M, "son", "wife"),
        )
    )
    assert layout.row["wife"] == layout.row["son"] == 1
    assert abs(layout.column["wife"] - layout.column["son"]) == 1


def test_somebody_with_two_partners_stands_between_them() -> None:
    layout = lay_out(
        family(
            ("first", F, None, None),
            ("man", M, None, None),
            ("second", F, None, None),
            ("a", M, "man", "first"),
            ("b", F, "man", "second"),
        )
    )
    columns = layout.column
    assert sorted(("first", "man", "second"), key=lambda p: columns[p])[1] == "man"
    assert {abs(columns["man"] - columns[w]) for w in ("first", "second")} == {1}


def test_an_uncle_and_his_niece_are_laid_out_too() -> None:
    layout = lay_out(
        family(
            ("gf", M, None, None),
            ("gm", F, None, None),
            ("uncle", M, "gf", "gm"),
            ("sister", F, "gf", "gm"),
            ("husband", M, None, None),
            ("niece", F, "husband", "sister"),
            ("child", F, "uncle", "niece"),
        )
    )
    assert layout.row["child"] > layout.row["niece"] > layout.row["sister"]
    assert layout.row["uncle"] == layout.row["niece"]


def test_a_father_and_his_daughter_end_too() -> None:
    layout = lay_out(
        family(
            ("f", M, None, None),
            ("m", F, None, None),
            ("d", F, "f", "m"),
            ("c", M, "f", "d"),
        )
    )
    assert layout.row == {"f": 0, "m": 0, "d": 1, "c": 2}


def test_ancestors_are_everyone_above() -> None:
    pedigree = family(
        ("gf", M, None, None),
        ("gm", F, None, None),
        ("f", M, "gf", "gm"),
        ("m", F, None, None),
        ("c", M, "f", "m"),
    )
    assert ancestors(pedigree, "c") == {"gf", "gm", "f", "m"}
