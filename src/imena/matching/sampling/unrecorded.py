"""Relatives nobody has recorded yet: whom to ask a family about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from imena.kinship.pedigree import Pedigree, Person, Sex


@dataclass(frozen=True)
class Unrecorded:
    """Somebody who may be there to be asked, in a pedigree in which they have a place.

    ``relation`` to ``missing``: "mother", "father", "full_sibling", "child".
    """

    relation: str
    missing: str
    person: str
    pedigree: Pedigree


def unrecorded(pedigree: Pedigree, missing: str, recorded: frozenset[str]) -> Iterator[Unrecorded]:
    """The typical relatives of ``missing`` of whom the pedigree says nothing.

    A parent is one where nobody ``recorded`` holds the place. A full brother or sister and a child
    may always be there: whether they are, the family knows.
    """
    whole = _with_parents(pedigree, missing)
    one = whole[missing]
    assert one.father is not None
    assert one.mother is not None
    for relation, parent in (("mother", one.mother), ("father", one.father)):
        if parent not in recorded:
            yield Unrecorded(relation, missing, parent, whole)
    sibling = Person(_free(whole, f"{missing}+sibling"), one.father, one.mother)
    yield Unrecorded("full_sibling", missing, sibling.id, Pedigree.of([*whole, sibling]))
    if one.sex is not Sex.UNKNOWN:
        name = _free(pedigree, f"{missing}+child")
        man = one.sex is Sex.MALE
        child = Person(name, missing if man else None, None if man else missing)
        yield Unrecorded("child", missing, name, Pedigree.of([*pedigree, child]))


def _with_parents(pedigree: Pedigree, missing: str) -> Pedigree:
    one = pedigree[missing]
    if one.father is not None:
        return pedigree
    father = Person(_free(pedigree, f"{missing}+father"), sex=Sex.MALE)
    mother = Person(_free(pedigree, f"{missing}+mother"), sex=Sex.FEMALE)
    born = Person(one.id, father.id, mother.id, one.sex)
    others = [person for person in pedigree if person.id != missing]
    return Pedigree.of([*others, father, mother, born])


def _free(pedigree: Pedigree, name: str) -> str:
    while name in pedigree:
        name += "'"
    return name
