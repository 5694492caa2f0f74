"""Invented families: a shape filled with people who have names, years and genes to come.

Nobody here exists or existed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from imena.invented.names import SURNAMES, InventedName, invent_name
from imena.invented.shapes import RELATIONS, Member, Shape
from imena.kinship.pedigree import Pedigree, Person, Sex

#: Years between parent and child, on average; each person's own year varies by ±4.
_GENERATION_YEARS = 27
_OLDEST_LIVING, _YOUNGEST_TYPED = 1936, 2014


@dataclass(frozen=True)
class InventedFamily:
    """A family as it is recorded and as it truly is: they differ only where a record is wrong."""

    id: str
    shape: Shape
    recorded: Pedigree
    actual: Pedigree
    typed: tuple[str, ...]
    missing: tuple[str, ...]
    details: Mapping[str, Mapping[str, Any]]

    @property
    def provable_siblings(self) -> tuple[str, ...]:
        """People recorded as the missing person's full sibling beside a typed parent of theirs.

        Of them the family's own samples can tell whether the record is right.
        """
        parents = {"f", "m"} & {m.key for m in self.shape.members if m.state == "typed"}
        recorded = zip(self.shape.members, self.details, strict=True)
        return tuple(
            person_id
            for member, person_id in recorded
            if person_id in self.typed
            and member.relation == "sibling"
            and parents.intersection(member.parents or ())
        )

    def with_stranger(self, person_id: str) -> InventedFamily:
        """The same record, but this person is truly related to nobody in it."""
        people = [
            replace(person, father=None, mother=None) if person.id == person_id else person
            for person in self.actual
        ]
        return replace(self, actual=Pedigree.of(people))


def invent_family(
    family_id: str, shape: Shape, male_share: float, rng: np.random.Generator
) -> InventedFamily:
    """People for every place of a shape; ids are the family's id and a running number."""
    ids = {member.key: f"{family_id}-{n + 1}" for n, member in enumerate(shape.members)}
    sexes = {m.key: _sex(m, male_share, rng) for m in shape.members}
    pedigree = Pedigree.of(
        Person(
            ids[member.key],
            ids[member.parents[0]] if member.parents else None,
            ids[member.parents[1]] if member.parents else None,
            sexes[member.key],
        )
        for member in shape.members
    )
    names = _names(shape, sexes, rng)
    years = _years(shape, rng)
    return InventedFamily(
        id=family_id,
        shape=shape,
        recorded=pedigree,
        actual=pedigree,
        typed=tuple(ids[m.key] for m in shape.members if m.state == "typed"),
        missing=tuple(ids[m.key] for m in shape.members if m.state == "missing"),
        details={
            ids[member.key]: {
                "name": names[member.key].ukrainian(sexes[member.key]),
                "name_en": names[member.key].latin(sexes[member.key]),
                "birth_year": years[member.key],
                **_relation(member, sexes[member.key]),
            }
            for member in shape.members
        },
    )


def _sex(member: Member, male_share: float, rng: np.random.Generator) -> Sex:
    if member.sex != "?":
        return Sex(member.sex)
    share = male_share if member.state == "missing" else 0.5
    return Sex.MALE if rng.random() < share else Sex.FEMALE


def _relation(member: Member, sex: Sex) -> dict[str, str]:
    if not member.relation:
        return {}
    man, woman, man_en, woman_en = RELATIONS[member.relation]
    if sex is Sex.FEMALE:
        return {"relation": woman, "relation_en": woman_en}
    return {"relation": man, "relation_en": man_en}


def _names(
    shape: Shape, sexes: Mapping[str, Sex], rng: np.random.Generator
) -> dict[str, InventedName]:
    """Children bear the father's surname, wives the husband's; other men each their own."""
    names: dict[str, InventedName] = {}
    surnames = iter(rng.permutation(len(SURNAMES)).tolist())
    founders = [member for member in shape.members if member.parents is None]
    for member in sorted(founders, key=lambda m: sexes[m.key] is Sex.FEMALE):
        husband = next(
            (m.parents[0] for m in shape.members if m.parents and m.parents[1] == member.key), None
        )
        surname = names[husband].surname if husband in names else next(surnames)
        names[member.key] = invent_name(sexes[member.key], surname, None, rng)
    for member in shape.members:
        if member.parents is not None:
            father = names[member.parents[0]]
            taken = {names[m.key].first for m in shape.members if m.key in names}
            name = invent_name(sexes[member.key], father.surname, father, rng)
            while name.first in taken:
                name = invent_name(sexes[member.key], father.surname, father, rng)
            names[member.key] = name
    return names


def _years(shape: Shape, rng: np.random.Generator) -> dict[str, int]:
    alive = [m.generation for m in shape.members if m.state != "untyped"]
    earliest = _OLDEST_LIVING + _GENERATION_YEARS * max(0, *alive)
    latest = _YOUNGEST_TYPED + _GENERATION_YEARS * min(0, *alive)
    middle = int(rng.integers(earliest, max(earliest, latest - 8) + 1))
    return {
        member.key: middle - _GENERATION_YEARS * member.generation + int(rng.integers(-4, 5))
        for member in shape.members
    }
