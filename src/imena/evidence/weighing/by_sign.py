"""Conclusions about fingerprints and serial numbers of implants: they are there for few."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from imena.evidence.caps import Caps
from imena.evidence.contribution import Contribution, nothing_examined
from imena.evidence.examiner import FINGERPRINT, compared
from imena.evidence.implants import DIFFERS, MATCHES, serial_number
from imena.evidence.weighing.group import AllPairs
from imena.evidence.weighing.records import Conclusion


@dataclass(frozen=True, eq=False)
class Fingerprints:
    """What examiners concluded, by the numbers of remains and person."""

    shape: tuple[int, int]
    conclusions: Mapping[tuple[int, int], Conclusion]
    caps: Caps
    name: str = "fingerprint"

    def contribution(self, body: int, person: int) -> Contribution:
        """One pair."""
        said = self.conclusions.get((body, person))
        if said is None:
            return nothing_examined(self.name, [self.name], self.caps)
        return compared(self.name, said.conclusion, FINGERPRINT, self.caps, verified=said.verified)

    def all_pairs(self) -> AllPairs:
        """Every pair; most have no conclusion."""
        return _few(self.shape, {p: self.contribution(*p) for p in self.conclusions})


@dataclass(frozen=True, eq=False)
class Implants:
    """Serial numbers by region, read off remains and kept in records."""

    bodies: Sequence[Mapping[str, str]]
    people: Sequence[Mapping[str, str]]
    caps: Caps
    name: str = "implant"

    def contribution(self, body: int, person: int) -> Contribution:
        """One pair: any number that agrees, or none that does."""
        return self._said[self._outcome(body, person)]

    def all_pairs(self) -> AllPairs:
        """Every pair; few have numbers."""
        read = [i for i, seen in enumerate(self.bodies) if seen]
        kept = [j for j, told in enumerate(self.people) if told]
        found = {(i, j): self.contribution(i, j) for i in read for j in kept}
        return _few((len(self.bodies), len(self.people)), found)

    def _outcome(self, body: int, person: int) -> str | None:
        seen, told = self.bodies[body], self.people[person]
        both = seen.keys() & told.keys()
        if not both:
            return None
        return MATCHES if any(seen[region] == told[region] for region in both) else DIFFERS

    @cached_property
    def _said(self) -> Mapping[str | None, Contribution]:
        return {found: serial_number(found, self.caps) for found in (None, MATCHES, DIFFERS)}


def _few(shape: tuple[int, int], found: Mapping[tuple[int, int], Contribution]) -> AllPairs:
    log10_lr, examined = np.zeros(shape), np.zeros(shape, dtype=bool)
    for pair, said in found.items():
        log10_lr[pair] = said.log10_lr
        examined[pair] = bool(said.examined)
    return AllPairs(log10_lr, examined)
