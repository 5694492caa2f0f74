"""From “she is his mother”, said of pairs, to the pedigrees of families."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field

from imena.kinship.pedigree import Pedigree, PedigreeError, Person, Sex

#: The steps from the missing person to the relative. ``f``, ``m``: to the father, the mother;
#: ``s``: to a full sibling; ``F``, ``M``: to a sibling by the father, by the mother alone;
#: ``b``: to a brother, ``i``: to a sister (full); ``c``: to a child.
STEPS: Mapping[str, str] = {
    "father": "f",
    "mother": "m",
    "son": "c",
    "daughter": "c",
    "full_sibling": "s",
    "maternal_half_sibling": "M",
    "paternal_half_sibling": "F",
    "maternal_grandmother": "mm",
    "maternal_grandfather": "mf",
    "paternal_grandmother": "fm",
    "paternal_grandfather": "ff",
    "maternal_aunt": "ms",
    "maternal_uncle": "ms",
    "paternal_aunt": "fs",
    "paternal_uncle": "fs",
    "sisters_child": "ic",
    "brothers_child": "bc",
}
#: The same person, or one with the same genes.
SAME = ("self", "identical_twin")
#: Says nothing alone; with a child, it is taken for the child's other parent.
SPOUSE = "spouse"
_SEX_OF_RELATIVE: Mapping[str, Sex] = {
    "son": Sex.MALE,
    "daughter": Sex.FEMALE,
    "maternal_aunt": Sex.FEMALE,
    "paternal_aunt": Sex.FEMALE,
    "maternal_uncle": Sex.MALE,
    "paternal_uncle": Sex.MALE,
}


class DoesNotFitError(ValueError):
    """A kinship that cannot be true together with those taken before it."""


@dataclass
class _Node:
    sex: Sex = Sex.UNKNOWN
    father: int | None = None
    mother: int | None = None
    name: str = ""


@dataclass
class Families:
    """Pedigrees under construction. People are known by number; whoever must stand between two of
    them and has none is made. What is said of one person twice is one person."""

    _nodes: dict[int, _Node] = field(default_factory=dict)
    _same: dict[int, int] = field(default_factory=dict)
    _number: dict[str, int] = field(default_factory=dict)

    def person(self, number: str, sex: Sex = Sex.UNKNOWN) -> None:
        """Let somebody stand in the pedigrees."""
        if number not in self._number:
            self._number[number] = self._made(number)
        self._be(self._number[number], sex)

    def relate(
        self, missing: str, relationship: str, relative: str, sex: Sex = Sex.UNKNOWN
    ) -> None:
        """Add what ``relative``, by their DNA of this ``sex``, is to ``missing``.

        Nothing is changed where it does not fit.

        Raises
        ------
        DoesNotFitError
            Where it contradicts what stands already, or leaves a sex open that it depends on.
        """
        with self._whole(missing):
            self.person(relative, sex)
            self.person(relative, _SEX_OF_RELATIVE.get(relationship, Sex.UNKNOWN))
            self._connect(self._number[missing], STEPS[relationship], self._number[relative])

    def share_children(self, missing: str, spouse: str, sex: Sex = Sex.UNKNOWN) -> None:
        """Let ``spouse`` be the other parent of the children of ``missing`` who stand here.

        Nothing is changed where it does not fit.

        Raises
        ------
        DoesNotFitError
            Where there is no child, or one has another such parent already.
        """
        parent = self._root(self._number[missing])
        role = self._nodes[parent].sex
        children = [
            number
            for number, node in self._nodes.items()
            if number not in self._same
            and parent in {self._root(p) for p in (node.father, node.mother) if p is not None}
        ]
        if not children:
            raise DoesNotFitError("no child of theirs is known")
        with self._whole(missing):
            self.person(spouse, sex)
            for child in children:
                other = self._parent(child, Sex.FEMALE if role is Sex.MALE else Sex.MALE)
                self._merge(other, self._number[spouse])

    def pedigree_of(self, number: str) -> Pedigree:
        """The pedigree in which somebody stands. Whoever was made is called after a child."""
        return self._pedigree(self._reached(self._number[number]))

    @contextmanager
    def _whole(self, number: str) -> Iterator[None]:
        """What is done inside makes a pedigree, or is not done."""
        kept = deepcopy((self._nodes, self._same, self._number))
        try:
            yield
            self._pedigree(self._reached(self._number[number]))
        except (DoesNotFitError, PedigreeError) as error:
            self._nodes, self._same, self._number = kept
            raise DoesNotFitError(str(error)) from error

    def _made(self, name: str = "", sex: Sex = Sex.UNKNOWN) -> int:
        number = len(self._nodes)
        self._nodes[number] = _Node(sex, name=name)
        return number

    def _root(self, number: int) -> int:
        while number in self._same:
            number = self._same[number]
        return number

    def _connect(self, start: int, steps: str, end: int) -> None:
        at = start
        for place, step in enumerate(steps):
            last = place == len(steps) - 1
            at = self._step(at, step, end if last else self._made())

    def _step(self, at: int, step: str, to: int) -> int:
        """Let ``to`` stand one step from ``at``."""
        if step == "f":
            self._merge(self._parent(at, Sex.MALE), to)
        elif step == "m":
            self._merge(self._parent(at, Sex.FEMALE), to)
        elif step == "c":
            self._have(at, to)
        elif step == "F":
            self._merge(self._parent(at, Sex.MALE), self._parent(to, Sex.MALE))
        elif step == "M":
            self._merge(self._parent(at, Sex.FEMALE), self._parent(to, Sex.FEMALE))
        else:
            for sex in (Sex.MALE, Sex.FEMALE):
                self._merge(self._parent(at, sex), self._parent(to, sex))
            self._be(to, {"b": Sex.MALE, "i": Sex.FEMALE}.get(step, Sex.UNKNOWN))
        return self._root(to)

    def _have(self, parent: int, child: int) -> None:
        sex = self._nodes[self._root(parent)].sex
        if sex is Sex.UNKNOWN:
            raise DoesNotFitError("whether father or mother is not known")
        self._merge(self._parent(child, sex), parent)

    def _parent(self, child: int, sex: Sex) -> int:
        node = self._nodes[self._root(child)]
        found = node.father if sex is Sex.MALE else node.mother
        if found is None:
            found = self._made(sex=sex)
            if sex is Sex.MALE:
                node.father = found
            else:
                node.mother = found
        return self._root(found)

    def _be(self, number: int, sex: Sex) -> None:
        node = self._nodes[self._root(number)]
        if Sex.UNKNOWN not in (node.sex, sex) and node.sex is not sex:
            raise DoesNotFitError(f"{node.name}: recorded man and woman")
        if sex is not Sex.UNKNOWN:
            node.sex = sex

    def _merge(self, first: int, second: int) -> None:
        """The two are one person, and so are their parents."""
        pairs = [(first, second)]
        while pairs:
            one, other = (self._root(number) for number in pairs.pop())
            if one == other:
                continue
            kept, gone = self._nodes[one], self._nodes[other]
            if kept.name and gone.name:
                raise DoesNotFitError(f"{kept.name} and {gone.name} in one place")
            self._be(one, gone.sex)
            kept.name = kept.name or gone.name
            for role in ("father", "mother"):
                mine, theirs = getattr(kept, role), getattr(gone, role)
                if mine is not None and theirs is not None:
                    pairs.append((mine, theirs))
                elif theirs is not None:
                    setattr(kept, role, theirs)
            self._same[other] = one

    def _reached(self, start: int) -> list[int]:
        """Everybody connected with ``start``, in the order in which they were made."""
        children: dict[int, list[int]] = {}
        for number, node in self._nodes.items():
            if number in self._same:
                continue
            for parent in (node.father, node.mother):
                if parent is not None:
                    children.setdefault(self._root(parent), []).append(number)
        found, waiting = set(), [self._root(start)]
        while waiting:
            number = waiting.pop()
            if number in found:
                continue
            found.add(number)
            node = self._nodes[number]
            parents = [self._root(p) for p in (node.father, node.mother) if p is not None]
            waiting += [*parents, *children.get(number, ())]
        return sorted(found)

    def _pedigree(self, people: Sequence[int]) -> Pedigree:
        names: dict[int, str] = {n: self._nodes[n].name for n in people if self._nodes[n].name}
        waiting = [n for n in people if n in names]
        while waiting:
            number = waiting.pop(0)
            node = self._nodes[number]
            for parent, mark in ((node.father, "♂"), (node.mother, "♀")):
                if parent is not None and self._root(parent) not in names:
                    names[self._root(parent)] = f"{names[number]}{mark}"
                    waiting.append(self._root(parent))
        for number in people:
            names.setdefault(number, f"·{number}")
        persons = []
        for number in people:
            node = self._nodes[number]
            father, mother = (
                None if p is None else names[self._root(p)] for p in (node.father, node.mother)
            )
            persons.append(Person(names[number], father, mother, node.sex))
        return Pedigree.of(persons)


def supported(relationship: str) -> bool:
    """Whether a place in a pedigree follows from the relationship alone: not of a grandchild or a
    cousin, whose line is not said, nor of whoever is “other” or “unknown”. A spouse has one beside
    a child."""
    return relationship in STEPS or relationship in SAME or relationship == SPOUSE
