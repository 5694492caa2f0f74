"""Who two people of a recorded family are to each other, as a term of ``relationship``."""

from __future__ import annotations

from imena.kinship.pedigree import Pedigree, Person, Sex

#: Terms with which one relative’s DNA can speak for a name.
CLOSE = frozenset({"father", "mother", "son", "daughter", "full_sibling"})
NEAR = CLOSE | frozenset(
    {
        "maternal_half_sibling", "paternal_half_sibling",
        "maternal_grandmother", "maternal_grandfather",
        "paternal_grandmother", "paternal_grandfather", "grandchild",
        "maternal_aunt", "maternal_uncle", "paternal_aunt", "paternal_uncle",
        "sisters_child", "brothers_child", "cousin",
    }
)  # fmt: skip


def relationship(family: Pedigree, relative: str, missing: str) -> str:
    """Who ``relative`` is to ``missing``; ``other`` where the family says nothing nearer."""
    donor, one = family[relative], family[missing]
    if relative in (one.father, one.mother):
        return "father" if relative == one.father else "mother"
    if missing in (donor.father, donor.mother):
        return _by_sex(donor, "son", "daughter")
    return (
        _sibling(donor, one)
        or _over_a_generation(family, donor, one)
        or _beside_a_generation(family, donor, one)
        or ("spouse" if _have_a_child(family, relative, missing) else "other")
    )


def _sibling(donor: Person, one: Person) -> str:
    if _full(donor, one):
        return "full_sibling"
    if one.mother is not None and donor.mother == one.mother:
        return "maternal_half_sibling"
    if one.father is not None and donor.father == one.father:
        return "paternal_half_sibling"
    return ""


def _over_a_generation(family: Pedigree, donor: Person, one: Person) -> str:
    for side, parent in (("paternal", one.father), ("maternal", one.mother)):
        if parent is not None and donor.id in (family[parent].father, family[parent].mother):
            return f"{side}_{_by_sex(donor, 'grandfather', 'grandmother')}"
    grandparents = {p for parent in _parents(family, donor) for p in (parent.father, parent.mother)}
    return "grandchild" if one.id in grandparents else ""


def _beside_a_generation(family: Pedigree, donor: Person, one: Person) -> str:
    for side, parent in (("paternal", one.father), ("maternal", one.mother)):
        if parent is not None and _full(donor, family[parent]):
            return f"{side}_{_by_sex(donor, 'uncle', 'aunt')}"
    for parent_of_donor in _parents(family, donor):
        if _full(parent_of_donor, one):
            return f"{_by_sex(parent_of_donor, 'brother', 'sister')}s_child"
        if any(_full(parent_of_donor, parent) for parent in _parents(family, one)):
            return "cousin"
    return ""


def _have_a_child(family: Pedigree, first: str, second: str) -> bool:
    return any({person.father, person.mother} == {first, second} for person in family)


def _full(first: Person, second: Person) -> bool:
    parents = (first.father, first.mother)
    return (
        first.id != second.id and None not in parents and parents == (second.father, second.mother)
    )


def _parents(family: Pedigree, person: Person) -> list[Person]:
    return [family[parent] for parent in (person.father, person.mother) if parent is not None]


def _by_sex(person: Person, man: str, woman: str) -> str:
    return man if person.sex is Sex.MALE else woman
