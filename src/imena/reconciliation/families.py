"""Families of the missing, out of what relatives said and what was read in their samples."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from imena.kinship.observation import Sample
from imena.kinship.pedigree import Pedigree, Sex
from imena.matching.case import Family
from imena.reconciliation.pedigrees import SAME, SPOUSE, DoesNotFitError, Families, supported
from imena.reconciliation.profiles import Profiles
from imena.registry.queries.frozen import (
    FrozenKinship,
    FrozenMissing,
    FrozenRelative,
    LeftOut,
    Snapshot,
)

SEXES = {"male": Sex.MALE, "female": Sex.FEMALE}
#: The best borne out first: what comes later must fit to it.
_STANDING = ("dna_verified", "documented", "claimed")

Typed = tuple[Sample, Sex]


def families_of(
    frozen: Snapshot, profiles: Profiles, *, everybody: bool = False
) -> tuple[tuple[Family, ...], tuple[FrozenKinship, ...]]:
    """The families in which somebody is typed, and the kinships that they rest on.

    The missing whom one relative is related to stand in one family. Somebody of whom nobody is
    typed says nothing about any remains and is left out; so is a relationship whose place in a
    pedigree does not follow from it, or that contradicts those better borne out. With
    ``everybody`` the untyped stand in their places too, and nobody missing is left out.
    """
    relatives = {one.id: one for one in frozen.relatives}
    typed = {
        one.id: profiles.of(one.code, one.typings, profiles.markers.am)
        for one in frozen.relatives
        if one.typings
    }
    found, used = [], []
    for missing, kinships in _joined(frozen):
        made = _Family(missing, relatives, typed, profiles, everybody=everybody)
        made.add(kinships)
        rests_on, family = made.finished()
        used += rests_on
        if family is not None:
            found.append(family)
    return tuple(found), tuple(used)


def _joined(frozen: Snapshot) -> Iterator[tuple[list[FrozenMissing], list[FrozenKinship]]]:
    """The missing in groups that share relatives, with their kinships."""
    group: dict[uuid.UUID, uuid.UUID] = {m.id: m.id for m in frozen.missing}

    def first(one: uuid.UUID) -> uuid.UUID:
        while group[one] != one:
            group[one] = one = group[group[one]]
        return one

    seen: dict[uuid.UUID, uuid.UUID] = {}
    for kinship in frozen.kinships:
        known = seen.setdefault(kinship.relative, kinship.missing)
        group[first(kinship.missing)] = first(known)
    missing: dict[uuid.UUID, list[FrozenMissing]] = {}
    kinships: dict[uuid.UUID, list[FrozenKinship]] = {}
    for one in frozen.missing:
        missing.setdefault(first(one.id), []).append(one)
    for kinship in frozen.kinships:
        kinships.setdefault(first(kinship.missing), []).append(kinship)
    for root, people in missing.items():
        yield people, kinships.get(root, [])


class _Family:
    """One group of missing people, with what their relatives add."""

    def __init__(
        self,
        missing: Sequence[FrozenMissing],
        relatives: Mapping[uuid.UUID, FrozenRelative],
        typed: Mapping[uuid.UUID, Typed],
        profiles: Profiles,
        *,
        everybody: bool = False,
    ) -> None:
        self.missing, self.everybody = missing, everybody
        self.number = {m.id: m.number for m in missing}
        self.relatives, self.typed, self.profiles = relatives, typed, profiles
        self.families = Families()
        self.sex = {m.id: SEXES.get(m.sex, Sex.UNKNOWN) for m in missing}
        self.samples: dict[str, Sample] = {}
        self.used: list[FrozenKinship] = []
        self.spouses: Counter[uuid.UUID] = Counter()
        for one in missing:
            self.families.person(one.number, self.sex[one.id])

    def add(self, kinships: Sequence[FrozenKinship]) -> None:
        """Take each kinship, or name why not."""
        self.spouses.update(k.missing for k in kinships if k.relationship == SPOUSE)
        many = {
            k.relative for k, other in combinations(kinships, 2) if k.relative == other.relative
        }
        for kinship in sorted(kinships, key=self._rank):
            code = self.relatives[kinship.relative].code
            profile = self.typed.get(kinship.relative)
            if profile is not None and not profile[0].genotypes:
                profile = None
            if not supported(kinship.relationship):
                self._leave("relationship_unsupported", kinship, f"{code}: {kinship.relationship}")
            elif profile is None and kinship.relative not in many and not self.everybody:
                self._leave("no_profile", kinship, code)
            elif kinship.relationship in SAME:
                self._same(kinship, code, profile)
            else:
                self._relate(kinship, code, profile)

    def finished(self) -> tuple[list[FrozenKinship], Family | None]:
        """The kinships used and the family; ``None`` where nobody of it is typed."""
        group: list[FrozenMissing] = []
        pedigrees: list[Pedigree] = []
        for one in self.missing:
            if any(one.number in pedigree for pedigree in pedigrees):
                group.append(one)
                continue
            pedigree = self.families.pedigree_of(one.number)
            if self.everybody or any(person.id in self.samples for person in pedigree):
                pedigrees.append(pedigree)
                group.append(one)
            else:
                self.profiles.left_out.append(LeftOut("nobody_typed", one.number))
        if not pedigrees:
            return [], None
        pedigree = pedigrees[0].joined(*pedigrees[1:])
        self._tell_half_siblings(pedigree, [one.number for one in group])
        samples = {p.id: self.samples[p.id] for p in pedigree if p.id in self.samples}
        numbers = tuple(one.number for one in group)
        ids = {one.id for one in group}
        return (
            [kinship for kinship in self.used if kinship.missing in ids],
            Family(numbers[0], pedigree, samples, numbers),
        )

    def _rank(self, kinship: FrozenKinship) -> tuple[bool, bool, int, str, str, str]:
        return (
            kinship.relationship == SPOUSE,
            # Whoever only might be typed does not take the place of whoever is.
            self.everybody and kinship.relative not in self.typed,
            _STANDING.index(kinship.standing),
            self.number[kinship.missing],
            self.relatives[kinship.relative].code,
            kinship.relationship,
        )

    def _same(self, kinship: FrozenKinship, code: str, profile: Typed | None) -> None:
        number = self.number[kinship.missing]
        if profile is None:
            self._leave("no_profile", kinship, code)
        elif number in self.samples:
            self._leave("does_not_fit", kinship, code)
        elif {profile[1], self.sex[kinship.missing]} == {Sex.MALE, Sex.FEMALE}:
            self._leave("sex_differs", kinship, code)
        else:
            self.samples[number] = profile[0]
            self.used.append(kinship)

    def _relate(self, kinship: FrozenKinship, code: str, profile: Typed | None) -> None:
        sex = Sex.UNKNOWN if profile is None else profile[1]
        number = self.number[kinship.missing]
        try:
            if kinship.relationship != SPOUSE:
                self.families.relate(number, kinship.relationship, code, sex)
            elif self.spouses[kinship.missing] > 1:
                raise DoesNotFitError("which of them is the children’s parent is not known")
            else:
                self.families.share_children(number, code, sex)
                self._leave("spouse_taken_as_parent", kinship, code)
        except DoesNotFitError:
            self._leave("does_not_fit", kinship, f"{code}: {kinship.relationship}")
            return
        self.used.append(kinship)
        if profile is not None:
            self.samples[code] = profile[0]

    def _tell_half_siblings(self, pedigree: Pedigree, numbers: Sequence[str]) -> None:
        """Two with one mother of whose fathers nothing is said are taken as half-siblings: taken so
        wrongly, nothing true is excluded. So are two with one father."""
        people = {*numbers, *(p.id for p in pedigree if p.id in self.samples)}
        for first, second in combinations(sorted(people), 2):
            one, other = pedigree[first], pedigree[second]
            for shared, apart in (("mother", "father"), ("father", "mother")):
                if getattr(one, shared) is None or getattr(one, shared) != getattr(other, shared):
                    continue
                if {getattr(one, apart), getattr(other, apart)} & pedigree.unnamed:
                    self.profiles.left_out.append(LeftOut("taken_as_half_siblings", first, second))

    def _leave(self, why: str, kinship: FrozenKinship, what: str) -> None:
        self.profiles.left_out.append(LeftOut(why, self.number[kinship.missing], what))
