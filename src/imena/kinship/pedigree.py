"""Who descends from whom: people, parents, founders.

A pedigree may consist of several unconnected families and may have any loops. It never holds
genotypes: those are observations of people (`imena.kinship.observation`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Sex(StrEnum):
    """Recorded sex. ``UNKNOWN`` is a statement of ignorance, not a third sex."""

    MALE = "M"
    FEMALE = "F"
    UNKNOWN = "U"


class PedigreeError(ValueError):
    """A pedigree that cannot be: the message names the person and what is wrong."""


@dataclass(frozen=True, slots=True)
class Person:
    """One person of a pedigree; ``None`` for a parent who is not recorded."""

    id: str
    father: str | None = None
    mother: str | None = None
    sex: Sex = Sex.UNKNOWN


@dataclass(frozen=True)
class Pedigree:
    """People in an order in which parents stand before their children.

    Build one with :meth:`of`, which completes and checks it. A person with one recorded parent
    gets an unnamed, untyped second parent of her own (``unnamed`` holds their ids), so that every
    person has either two parents or none.
    """

    people: tuple[Person, ...]
    unnamed: frozenset[str] = frozenset()
    _by_id: Mapping[str, Person] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {person.id: person for person in self.people})

    @classmethod
    def of(cls, people: Iterable[Person]) -> Pedigree:
        """Complete, check and order ``people``.

        Raises
        ------
        PedigreeError
            For an id used twice, a parent who is not among the people, a mother recorded male or
            a father recorded female, one person as both parents, a person who is her own ancestor.
        """
        given: dict[str, Person] = {}
        for person in people:
            if person.id in given:
                raise PedigreeError(f"{person.id}: this id stands twice in one pedigree")
            given[person.id] = person
        completed, unnamed = _with_both_parents(given)
        _settle_parents(completed)
        return cls(tuple(_parents_first(completed)), frozenset(unnamed))

    def __getitem__(self, person_id: str) -> Person:
        return self._by_id[person_id]

    def __contains__(self, person_id: object) -> bool:
        return person_id in self._by_id

    def __iter__(self) -> Iterator[Person]:
        return iter(self.people)

    def __len__(self) -> int:
        return len(self.people)

    @property
    def founders(self) -> tuple[Person, ...]:
        """People without parents in the pedigree."""
        return tuple(person for person in self.people if person.father is None)

    def joined(self, *others: Pedigree) -> Pedigree:
        """One pedigree of several unconnected ones. Ids must differ between them."""
        people = [p for pedigree in (self, *others) for p in pedigree.people]
        if len({p.id for p in people}) != len(people):
            raise PedigreeError("pedigrees to be joined share a person's id")
        unnamed = frozenset().union(self.unnamed, *(o.unnamed for o in others))
        return Pedigree(tuple(people), unnamed)


def _with_both_parents(given: dict[str, Person]) -> tuple[dict[str, Person], list[str]]:
    completed: dict[str, Person] = {}
    unnamed: list[str] = []
    for person in given.values():
        father, mother = person.father, person.mother
        if (father is None) != (mother is None):
            role, sex = ("father", Sex.MALE) if father is None else ("mother", Sex.FEMALE)
            parent_id = f"unnamed {role} of {person.id}"
            while parent_id in given or parent_id in completed:
                parent_id += "'"
            completed[parent_id] = Person(parent_id, sex=sex)
            unnamed.append(parent_id)
            father, mother = father or parent_id, mother or parent_id
        completed[person.id] = Person(person.id, father, mother, person.sex)
    return completed, unnamed


def _settle_parents(people: dict[str, Person]) -> None:
    """Check each parent's role; a parent of unknown sex gets the sex of the role."""
    for child in list(people.values()):
        if child.father is None or child.mother is None:
            continue
        if child.father == child.mother:
            raise PedigreeError(f"{child.id}: {child.father} is given as both parents")
        for role, parent_id, sex in (
            ("father", child.father, Sex.MALE),
            ("mother", child.mother, Sex.FEMALE),
        ):
            parent = people.get(parent_id)
            if parent is None:
                raise PedigreeError(f"{child.id}: the {role} {parent_id} is not in the pedigree")
            if parent.sex is Sex.UNKNOWN:
                people[parent_id] = Person(parent.id, parent.father, parent.mother, sex)
            elif parent.sex is not sex:
                recorded = "female" if parent.sex is Sex.FEMALE else "male"
                raise PedigreeError(f"{child.id}: the {role} {parent_id} is recorded {recorded}")


def _parents_first(people: dict[str, Person]) -> list[Person]:
    ordered: list[Person] = []
    state: dict[str, int] = {}  # 1 = on the way, 2 = done
    for start in people:
        stack = [start]
        while stack:
            person = people[stack[-1]]
            if state.get(person.id) == 2:
                stack.pop()
                continue
            state[person.id] = 1
            parents = [p for p in (person.father, person.mother) if p is not None]
            waiting = [p for p in parents if state.get(p) != 2]
            for parent in waiting:
                if state.get(parent) == 1:
                    raise PedigreeError(f"{parent}: is recorded as an own ancestor")
            if waiting:
                stack.extend(waiting)
            else:
                state[person.id] = 2
                ordered.append(person)
                stack.pop()
    return ordered
