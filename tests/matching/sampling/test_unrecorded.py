"""Relatives of whom nothing is said yet have a place in the pedigree."""

from __future__ import annotations

from imena.kinship.pedigree import Pedigree, Person, Sex
from imena.matching.sampling.unrecorded import unrecorded


def test_a_lone_missing_man_may_have_parents_a_sibling_and_a_child() -> None:
    lone = Pedigree.of([Person("he", sex=Sex.MALE)])
    found = {one.relation: one for one in unrecorded(lone, "he", frozenset({"he"}))}
    assert list(found) == ["mother", "father", "full_sibling", "child"]
    mother, father = found["mother"], found["father"]
    assert mother.pedigree["he"].mother == mother.person
    assert father.pedigree["he"].father == father.person
    sibling = found["full_sibling"]
    born, he = sibling.pedigree[sibling.person], sibling.pedigree["he"]
    assert (born.father, born.mother) == (he.father, he.mother)
    child = found["child"]
    assert child.pedigree[child.person].father == "he"
    assert len(child.pedigree) == 3


def test_a_parent_who_is_recorded_is_asked_by_name_and_an_assumed_one_may_be() -> None:
    known = Pedigree.of([Person("mum", sex=Sex.FEMALE), Person("she", None, "mum", Sex.FEMALE)])
    found = {one.relation: one for one in unrecorded(known, "she", frozenset({"she", "mum"}))}
    assert list(found) == ["father", "full_sibling", "child"]
    assert found["father"].person == known["she"].father
    assert found["child"].pedigree[found["child"].person].mother == "she"


def test_whose_child_it_would_be_must_be_known() -> None:
    lone = Pedigree.of([Person("who")])
    assert "child" not in [one.relation for one in unrecorded(lone, "who", frozenset({"who"}))]


def test_no_id_is_used_twice() -> None:
    taken = Pedigree.of(
        [Person("he", sex=Sex.MALE), Person("he+child", "he", None), Person("he+mother")]
    )
    for one in unrecorded(taken, "he", frozenset({"he"})):
        assert one.person not in ("he+child", "he+mother")
