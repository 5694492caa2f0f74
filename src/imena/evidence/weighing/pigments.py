"""Hair and eyes of all remains beside those of all people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from imena.evidence.appearance import ColourFinding, Trait, after_burial, pigmentation
from imena.evidence.caps import Caps
from imena.evidence.colours import EYES, HAIR
from imena.evidence.contribution import Contribution
from imena.evidence.densities import FloatArray
from imena.evidence.dental.teeth import BoolArray
from imena.evidence.weighing.group import AllPairs


@dataclass(frozen=True, slots=True)
class Colours:
    """Hair and eyes, ``None`` where unknown; ``months`` in the ground, of remains."""

    hair: str | None
    eyes: str | None
    months: float = 0.0


@dataclass(frozen=True, eq=False)
class Pigments:
    """Colours seen and told; how long hair lay in the ground is taken alike for every person."""

    bodies: Sequence[Colours]
    people: Sequence[Colours]
    caps: Caps
    name: str = "pigmentation"

    def contribution(self, body: int, person: int) -> Contribution:
        """One pair."""
        seen, told = self.bodies[body], self.people[person]
        findings = [
            ColourFinding(HAIR, seen.hair, told.hair, round(seen.months)),
            ColourFinding(EYES, seen.eyes, told.eyes),
        ]
        return pigmentation(findings, self.caps)

    def all_pairs(self) -> AllPairs:
        """Every pair: each trait is a table."""
        months = [round(one.months) for one in self.bodies]
        hair = _one_trait(
            HAIR, [one.hair for one in self.bodies], [one.hair for one in self.people], months
        )
        eyes = _one_trait(
            EYES,
            [one.eyes for one in self.bodies],
            [one.eyes for one in self.people],
            [0] * len(self.bodies),
        )
        low, high = self.caps.of([self.name])
        log10_lr = np.clip(hair.log10_lr + eyes.log10_lr, low, high)
        return AllPairs(log10_lr, hair.examined | eyes.examined)


def _one_trait(
    trait: Trait, seen: Sequence[str | None], told: Sequence[str | None], months: Sequence[int]
) -> AllPairs:
    at_body, of_body = _numbers(trait, seen)
    at_person, of_person = _numbers(trait, told)
    log10_lr = np.zeros((len(seen), len(told)))
    buried = np.array(months)
    for span in sorted({m for m, known in zip(months, at_body, strict=True) if known}):
        bodies, people = np.flatnonzero(at_body & (buried == span)), np.flatnonzero(at_person)
        table = _table(after_burial(trait, span))
        log10_lr[np.ix_(bodies, people)] = table[np.ix_(of_person[people], of_body[bodies])].T
    return AllPairs(log10_lr, np.outer(at_body, at_person))


def _numbers(trait: Trait, colours: Sequence[str | None]) -> tuple[BoolArray, npt.NDArray[np.intp]]:
    known = np.array([colour is not None for colour in colours], dtype=bool)
    numbers = [0 if colour is None else trait.index(colour) for colour in colours]
    return known, np.array(numbers, dtype=np.intp)


def _table(trait: Trait) -> FloatArray:
    """log10 LR, rows the colour told, columns the colour seen."""
    return np.array([trait.densities(colour).log10_lrs for colour in trait.colours])
