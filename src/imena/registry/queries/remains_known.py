"""What is recorded of remains that says whose they are: bones, lengths, ages, profiles, and what
examiners said of two held together."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from imena.osteology.elements import Articulation as Verdict
from imena.osteology.elements import Element, ElementsError
from imena.osteology.lengths import PROPOSED_LENGTHS
from imena.osteology.units import Unit, UnitFindings
from imena.registry.models import Articulation, Association, RecoveredUnit
from imena.registry.queries.findings import standing
from imena.registry.queries.inventory import Piece, pieces
from imena.registry.queries.same_profile import Likeness, same_profiles

#: Age classes that exclude each other, with the years they span.
AGE_CLASSES: Mapping[str, tuple[int, int]] = {
    "child": (0, 11),
    "adolescent": (12, 19),
    "adult": (20, 120),
}
_SIDES = {"left": "L", "right": "R", "midline": ""}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A unit that is not weighed, by number, and why (a word of the program)."""

    number: str
    why: str


@dataclass(frozen=True, slots=True)
class Thing:
    """A unit by itself, or all units of an individual."""

    unit: Unit
    units: tuple[uuid.UUID, ...]
    individual: uuid.UUID | None


def things_of(here: Sequence[RecoveredUnit]) -> tuple[list[Thing], list[LeftOut]]:
    """What is to be divided: units by themselves, and the individuals to whom some belong. What
    cannot be one person's is left out."""
    now = Association.objects.filter(withdrawn_at=None)
    whose = dict(now.filter(unit__in=here).values_list("unit", "individual"))
    of: dict[uuid.UUID, list[uuid.UUID]] = {}
    theirs = now.filter(individual__in=set(whose.values()))
    theirs = theirs.order_by("individual__number", "unit__number")
    for unit, person in theirs.values_list("unit", "individual"):
        of.setdefault(person, []).append(unit)
    groups: list[tuple[uuid.UUID | None, list[uuid.UUID]]] = [
        (None, [unit.pk]) for unit in here if unit.pk not in whose
    ]
    groups += of.items()
    every = [unit for _, units in groups for unit in units]
    known = _Known.of(every)
    numbers = dict(RecoveredUnit.objects.filter(pk__in=every).values_list("pk", "number"))
    things, left_out = [], []
    for individual, units in groups:
        name = units[0] if individual is None else individual
        thing = Thing(known.unit(str(name), units), tuple(units), individual)
        try:
            UnitFindings((replace(thing.unit, profiles=()),))
        except ElementsError:
            left_out += [LeftOut(numbers[unit], "several_people") for unit in units]
            continue
        things.append(thing)
    return things, left_out


@dataclass(frozen=True, eq=False)
class _Known:
    """What is recorded of some units, by unit."""

    pieces: Mapping[uuid.UUID, Sequence[Piece]]
    ages: Mapping[uuid.UUID, frozenset[str]]
    likeness: Likeness

    @classmethod
    def of(cls, units: Sequence[uuid.UUID]) -> _Known:
        by_unit: dict[uuid.UUID, list[Piece]] = {}
        for piece in pieces(units):
            by_unit.setdefault(piece.unit, []).append(piece)
        return cls(by_unit, ages_of(units), same_profiles(units))

    def unit(self, name: str, units: Sequence[uuid.UUID]) -> Unit:
        ages = [self.ages[unit] for unit in units if unit in self.ages]
        return Unit(
            name,
            tuple(
                element
                for unit in units
                for i, piece in enumerate(self.pieces.get(unit, ()))
                for element in _elements(f"{unit}/{i}", piece)
            ),
            frozenset.intersection(*ages) if ages else frozenset(),
            tuple(sorted({p for unit in units if (p := self.likeness.label.get(unit))})),
        )


def _elements(name: str, piece: Piece) -> Iterable[Element]:
    """The bone as it is weighed. A fragment of which no zone is known excludes no other, nor does a
    bone of which a person has several."""
    if not piece.one_a_person or not (piece.whole or piece.zones):
        return
    side = _SIDES[piece.side]
    measured = piece.whole and side and piece.element in PROPOSED_LENGTHS.bones
    for number in range(piece.count):
        yield Element(
            f"{name}/{number}",
            piece.element,
            side,
            frozenset() if piece.whole else piece.zones,
            mm=piece.length_mm if measured else None,
        )


def ages_of(units: Sequence[uuid.UUID]) -> dict[uuid.UUID, frozenset[str]]:
    """The age classes that each unit may be of, where an age was found."""
    found: dict[uuid.UUID, frozenset[str]] = {}
    rows = standing().filter(kind="age", status="present", examination__unit__in=units)
    for unit, data in rows.values_list("examination__unit", "data"):
        low, high = data["least_years"], data["most_years"]
        classes = {c for c, (first, last) in AGE_CLASSES.items() if low <= last and high >= first}
        found[unit] = found.get(unit, frozenset(AGE_CLASSES)) & classes
    return {unit: classes for unit, classes in found.items() if classes}


def findings_of(things: Sequence[Thing]) -> UnitFindings:
    """What is known of these together."""
    of = {unit: thing.unit.id for thing in things for unit in thing.units}
    said: dict[tuple[str, str], str] = {}
    rows = Articulation.objects.filter(first__in=of, second__in=of).order_by("recorded_at")
    for first, second, verdict in rows.values_list("first", "second", "verdict"):
        if of[first] != of[second]:
            said[of[first], of[second]] = verdict
    likeness = same_profiles([unit for thing in things for unit in thing.units])
    return UnitFindings(
        tuple(thing.unit for thing in things),
        PROPOSED_LENGTHS,
        likeness.log10_frequency,
        articulations=tuple(Verdict(a, b, verdict) for (a, b), verdict in sorted(said.items())),
    )


def about(ids: Iterable[uuid.UUID]) -> str:
    """A digest of which units and individuals these are."""
    return hashlib.sha256("\n".join(sorted(map(str, ids))).encode()).hexdigest()


def digest(members: Sequence[Thing], findings: UnitFindings) -> str:
    """A digest of what is known of the members alone: what else lies there changes how probable it
    is that they go together, not what speaks for it."""
    names = {thing.unit.id for thing in members}
    labels = sorted({p for thing in members for p in thing.unit.profiles})
    known = [
        {
            "unit": thing.unit.id,
            "bones": sorted([b.bone, b.side, sorted(b.zones), b.mm] for b in thing.unit.bones),
            "ages": sorted(thing.unit.age_classes),
            # Labels are drawn anew each time: only which profiles are alike is a fact.
            "profiles": [labels.index(p) for p in thing.unit.profiles],
        }
        for thing in sorted(members, key=lambda t: t.unit.id)
    ]
    said = sorted(
        list(map(str, asdict(a).values()))
        for a in findings.articulations
        if {a.first, a.second} <= names
    )
    text = json.dumps([known, said], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
