"""Remains of several bones each, weighed as wholes: which of them are one person's.

A body part, or bones that lay joined, are one person's already; what is asked is only which such
units belong together. All bones of some units together, against each unit by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from imena.osteology.elements import Articulation, Element, ElementsError
from imena.osteology.lengths import LengthModel
from imena.osteology.whose import Findings


@dataclass(frozen=True, slots=True)
class Unit:
    """Bones that are one person's already, under one id.

    Parameters
    ----------
    bones
        Each with an id of its own among all; may be none.
    age_classes
        What the person may be; units with no class in common are of two people. Empty: any.
    profiles
        Labels of the DNA profiles found in its samples.
    """

    id: str
    bones: tuple[Element, ...] = ()
    age_classes: frozenset[str] = frozenset()
    profiles: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class UnitFindings:
    """All that is known of some units, as :class:`imena.osteology.whose.Findings` has it of bones.

    Parameters
    ----------
    elements
        The units, each with its own id.
    lengths, profiles, profile_error
        As of bones.
    articulations
        What examiners said of pairs of units, by their ids.

    Raises
    ------
    ElementsError
        For a unit whose own bones cannot be one person's, and wherever bones would be refused.
    """

    elements: tuple[Unit, ...]
    lengths: LengthModel | None = None
    profiles: Mapping[str, float] = field(default_factory=dict)
    profile_error: float = 0.005
    articulations: tuple[Articulation, ...] = ()

    def __post_init__(self) -> None:
        if len({unit.id for unit in self.elements}) != len(self.elements):
            raise ElementsError("a unit comes twice")
        for i, unit in enumerate(self.elements):
            if not self._bones.possible(self._of[i]):
                raise ElementsError(f"the bones of {unit.id} are several people’s")

    def possible(self, members: Sequence[int]) -> bool:
        """Whether one person can have all these units: no part twice, one age class for all."""
        return self._bones.possible(self._all(members))

    def log_weight(self, members: Sequence[int]) -> float:
        """Natural log of the LR: these units one person's against each another person's; -inf where
        no one person can have them all."""
        if not self.possible(members):
            return float("-inf")
        return sum(self.log_weights(members).values())

    def log_weights(self, members: Sequence[int]) -> dict[str, float]:
        """The same by kind of evidence, leaving aside what excludes them."""
        together = self._bones.log_weights(self._all(members))
        alone = [self._alone[i] for i in members]
        return {kind: log - sum(own[kind] for own in alone) for kind, log in together.items()}

    def _all(self, members: Sequence[int]) -> list[int]:
        return [bone for i in members for bone in self._of[i]]

    @cached_property
    def _alone(self) -> tuple[dict[str, float], ...]:
        return tuple(self._bones.log_weights(own) for own in self._of)

    @cached_property
    def _of(self) -> tuple[tuple[int, ...], ...]:
        """Of each unit the positions of its bones among all."""
        found, start = [], 0
        for unit in self.elements:
            size = len(_parts(unit))
            found.append(tuple(range(start, start + size)))
            start += size
        return tuple(found)

    @cached_property
    def _bones(self) -> Findings:
        return Findings(
            tuple(part for unit in self.elements for part in _parts(unit)),
            self.lengths,
            self.profiles,
            self.profile_error,
            tuple(
                Articulation(_carrier(said.first), _carrier(said.second), said.verdict)
                for said in self.articulations
            ),
        )


def _parts(unit: Unit) -> tuple[Element, ...]:
    """A unit's bones, and beside them what carries its profiles and what was said of it: parts that
    no other unit has, so that they exclude nothing."""
    carriers = max(len(unit.profiles), 1)
    return (
        *(
            Element(
                _carrier(unit.id, i),
                bone=_carrier(unit.id, i),
                age_classes=unit.age_classes,
                profile=unit.profiles[i] if unit.profiles else None,
            )
            for i in range(carriers)
        ),
        *(replace(bone, age_classes=bone.age_classes or unit.age_classes) for bone in unit.bones),
    )


def _carrier(unit: str, number: int = 0) -> str:
    return f"{unit}#{number}"
