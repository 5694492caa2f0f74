"""Marks seen on all remains beside those that were told of all people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from imena.evidence.caps import Caps
from imena.evidence.contribution import Contribution
from imena.evidence.marks import (
    DENIED,
    MARK_KINDS,
    NOT_ASKED,
    NOT_EXAMINED,
    NOT_SEEN,
    REPORTED,
    SEEN,
    MarkFinding,
    MarkKind,
    marks,
)
from imena.evidence.weighing.group import AllPairs
from imena.evidence.weighing.records import Place

_SAID = {True: REPORTED, False: DENIED}
_FOUND = {True: SEEN, False: NOT_SEEN}


@dataclass(frozen=True, eq=False)
class BodyMarks:
    """By place, whether a mark was seen and whether it was told of; motifs are for a person to
    compare."""

    bodies: Sequence[Mapping[Place, bool]]
    conditions: Sequence[str]
    people: Sequence[Mapping[Place, bool]]
    caps: Caps
    name: str = "marks"

    def contribution(self, body: int, person: int) -> Contribution:
        """One pair; a place of which only one side tells is named as not examined."""
        seen, told = self.bodies[body], self.people[person]
        findings = [
            MarkFinding(
                _kind(place),
                _SAID[told[place]] if place in told else NOT_ASKED,
                _FOUND[seen[place]] if place in seen else NOT_EXAMINED,
                self.conditions[body],
            )
            for place in sorted(seen.keys() | told.keys())
        ]
        return marks(findings, self.caps)

    def all_pairs(self) -> AllPairs:
        """Every pair, one place after another."""
        shape = (len(self.bodies), len(self.people))
        log10_lr, examined = np.zeros(shape), np.zeros(shape, dtype=bool)
        for place in sorted({p for told in self.people for p in told}):
            for condition, found, bodies in self._looked(place):
                for said in (True, False):
                    people = [
                        j for j, told in enumerate(self.people) if told.get(place, not said) is said
                    ]
                    densities = _kind(place).densities(_SAID[said], condition)
                    at = np.ix_(bodies, people)
                    log10_lr[at] += densities.log10_lr(_FOUND[found])
                    examined[at] = True
        low, high = self.caps.of([self.name])
        return AllPairs(np.clip(log10_lr, low, high), examined)

    def _looked(self, place: Place) -> Iterator[tuple[str, bool, list[int]]]:
        """Those looked at there, by condition and by what was found."""
        groups: dict[tuple[str, bool], list[int]] = {}
        for i, (seen, condition) in enumerate(zip(self.bodies, self.conditions, strict=True)):
            if place in seen:
                groups.setdefault((condition, seen[place]), []).append(i)
        for (condition, found), bodies in groups.items():
            yield condition, found, bodies


def _kind(place: Place) -> MarkKind:
    kind, region = place
    return replace(MARK_KINDS[kind], name=f"{kind}/{region}" if region else kind)
