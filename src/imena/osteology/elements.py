"""Bones, and what is known of each that says whose it is."""

from __future__ import annotations

from dataclasses import dataclass

from imena.osteology.lengths import Length


class ElementsError(ValueError):
    """Elements or findings that contradict themselves: the message names them."""


@dataclass(frozen=True, slots=True)
class Element:
    """A bone or fragment.

    Parameters
    ----------
    id
        As the record calls it.
    bone, side
        ``side`` is ``"L"``, ``"R"``, or empty for a bone without sides.
    zones
        Which zones it shows; two fragments of one bone and side with a zone in common are of two
        people. Empty: taken as the whole bone.
    age_classes
        What it may be; elements with no class in common are of two people. Empty: may be any.
    mm
        Its greatest length, where it could be measured.
    profile
        The label of the DNA profile found, where one was.
    """

    id: str
    bone: str
    side: str = ""
    zones: frozenset[int] = frozenset()
    age_classes: frozenset[str] = frozenset()
    mm: float | None = None
    profile: str | None = None

    @property
    def length(self) -> Length | None:
        """What was measured."""
        return None if self.mm is None else Length(self.bone, self.side, self.mm)


@dataclass(frozen=True, slots=True)
class Articulation:
    """What an examiner said of two elements held together.

    ``verdict`` is ``"fits"``, ``"misfits"`` or ``"undecided"``.
    """

    first: str
    second: str
    verdict: str


#: P(verdict | one person), P(verdict | two people). Proposals of ours.
ARTICULATION_RATES = {
    "fits": (0.85, 0.05),
    "misfits": (0.03, 0.70),
    "undecided": (0.12, 0.25),
}


def repeats(first: Element, second: Element) -> bool:
    """Whether both show the same part of the same bone, so that one person cannot have both."""
    if (first.bone, first.side) != (second.bone, second.side):
        return False
    return not first.zones or not second.zones or not first.zones.isdisjoint(second.zones)
