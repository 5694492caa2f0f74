"""The fewest people that fragments can be of: the same zone of a bone, twice, is two people's.

Source: the zones of Knüsel and Outram 2004, *Environmental Archaeology* 9, 85-98.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from imena.osteology.counts import CountsError


@dataclass(frozen=True, slots=True)
class Fragments:
    """``number`` fragments that each show all of these zones of one bone.

    ``age_class`` is one of classes that exclude each other, ``None`` where it cannot be told.

    Raises
    ------
    CountsError
        For a negative number, or no zone at all.
    """

    element: str
    side: str
    zones: frozenset[int]
    number: int = 1
    age_class: str | None = "adult"

    def __post_init__(self) -> None:
        if self.number < 0 or not self.zones:
            raise CountsError(f"{self.number} fragments with {len(self.zones)} zones")


@dataclass(frozen=True)
class ZonalMinimum:
    """At least ``minimum`` people: the larger of two lower bounds.

    ``by_age_class`` counts each class by itself; its sum is one bound, ``ignoring_age``, over all
    fragments whatever their class, the other.
    """

    minimum: int
    by_age_class: Mapping[str, int]
    ignoring_age: int


def zonal_minimum(fragments: Iterable[Fragments]) -> ZonalMinimum:
    """The greatest number of one zone of one bone of one side, and its sum over age classes."""
    everything = list(fragments)
    classes = sorted({f.age_class for f in everything if f.age_class is not None})
    by_class = {a: _greatest(f for f in everything if f.age_class == a) for a in classes}
    ignoring = _greatest(everything)
    return ZonalMinimum(max(sum(by_class.values()), ignoring), by_class, ignoring)


def _greatest(fragments: Iterable[Fragments]) -> int:
    met: Counter[tuple[str, str, int]] = Counter()
    for some in fragments:
        for zone in some.zones:
            met[some.element, some.side, zone] += some.number
    return max(met.values(), default=0)
