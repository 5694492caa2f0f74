"""How probable all findings on some elements are if the elements are one person's."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from imena.osteology.elements import (
    ARTICULATION_RATES,
    Articulation,
    Element,
    ElementsError,
    repeats,
)
from imena.osteology.lengths import LengthModel

#: The kinds of evidence, in the order they are told.
KINDS = ("lengths", "dna", "articulation")


class Named(Protocol):
    """Whatever is divided among people, by its id."""

    @property
    def id(self) -> str:
        """As the record calls it."""


class Weighed(Protocol):
    """All that is known of some things to be divided among people: bones, or units of several."""

    @property
    def elements(self) -> Sequence[Named]:
        """What is divided, each with its own id."""

    def possible(self, members: Sequence[int]) -> bool:
        """Whether one person can have all these."""

    def log_weight(self, members: Sequence[int]) -> float:
        """Natural log of the LR: all one person's against each another's."""

    def log_weights(self, members: Sequence[int]) -> dict[str, float]:
        """The same by kind of evidence."""


@dataclass(frozen=True, eq=False)
class Findings:
    """All that is known of some elements.

    Parameters
    ----------
    elements
        Each with its own id.
    lengths
        The model of bone lengths; ``None`` leaves lengths out.
    profiles
        log10 of the frequency of each DNA profile: the match probability for an unrelated person.
        Profiles with different labels were found not to be one person's, and those with one label
        to be so far as DNA tells; partial profiles that fit two others are left to the examiner.
    profile_error
        P(a profile is not of the person whose bone it is): contamination, exchanged samples.
    articulations
        What examiners said of pairs.

    Raises
    ------
    ElementsError
        For an id that comes twice, an unknown profile, element or verdict, or an error rate that is
        no probability below 1.
    """

    elements: tuple[Element, ...]
    lengths: LengthModel | None = None
    profiles: Mapping[str, float] = field(default_factory=dict)
    profile_error: float = 0.005
    articulations: tuple[Articulation, ...] = ()

    def __post_init__(self) -> None:
        ids = [e.id for e in self.elements]
        if len(set(ids)) != len(ids):
            raise ElementsError("an element comes twice")
        unknown = {e.profile for e in self.elements if e.profile is not None} - set(self.profiles)
        if unknown:
            raise ElementsError(f"profile {', '.join(sorted(unknown))} has no frequency")
        if any(log10 > 0 for log10 in self.profiles.values()):
            raise ElementsError("a frequency above 1")
        if not 0 <= self.profile_error < 1:
            raise ElementsError(f"{self.profile_error} is no error rate")
        for said in self.articulations:
            if said.verdict not in ARTICULATION_RATES:
                raise ElementsError(f"{said.verdict} is no verdict")
            if {said.first, said.second} - set(ids) or said.first == said.second:
                raise ElementsError(f"{said.first} and {said.second} are not two elements here")

    def possible(self, members: Sequence[int]) -> bool:
        """Whether one person can have all these: no part twice, one age class for all."""
        together = sum(1 << i for i in members)
        if any(self._clashes[i] & together for i in members):
            return False
        stated = [classes for i in members if (classes := self.elements[i].age_classes)]
        return not stated or bool(frozenset.intersection(*stated))

    @cached_property
    def _clashes(self) -> tuple[int, ...]:
        """Of each element, as bits, those that show a part of it once more."""
        return tuple(
            sum(1 << j for j, b in enumerate(self.elements) if i != j and repeats(a, b))
            for i, a in enumerate(self.elements)
        )

    def log_weight(self, members: Sequence[int]) -> float:
        """Natural log of the LR: these elements one person's against each another person's.

        ``members`` are positions in ``elements``. 0 for one element; -inf where no one person can
        have them all.
        """
        if not self.possible(members):
            return -math.inf
        return sum(self.log_weights(members).values())

    def log_weights(self, members: Sequence[int]) -> dict[str, float]:
        """The same by kind of evidence (:data:`KINDS`), leaving aside what excludes them."""
        return {
            "lengths": self._lengths(members),
            "dna": self._dna(members),
            "articulation": self._articulation(members),
        }

    def _lengths(self, members: Sequence[int]) -> float:
        if self.lengths is None:
            return 0.0
        measured = [i for i in members if self.elements[i].mm is not None]
        together = [x for i in measured if (x := self.elements[i].length) is not None]
        return self.lengths.log_density(together) - sum(self._length_alone[i] for i in measured)

    @cached_property
    def _length_alone(self) -> Mapping[int, float]:
        model = self.lengths
        return {
            i: model.log_density([length])
            for i, e in enumerate(self.elements)
            if model is not None and (length := e.length) is not None
        }

    def _dna(self, members: Sequence[int]) -> float:
        found = Counter(p for i in members if (p := self.elements[i].profile) is not None)
        if not found:
            return 0.0
        log_q = {p: self.profiles[p] * math.log(10) for p in found}
        wrong = self.profile_error
        # The person's own profile is one of those found, or none of them: then all are errors.
        right = {p: math.log1p(wrong * (math.exp(log_q[p]) - 1)) for p in found}
        error = {p: math.log(wrong) + log_q[p] if wrong else -math.inf for p in found}
        terms = [
            log_q[own] + n * right[own] + sum(error[p] * m for p, m in found.items() if p != own)
            for own, n in found.items()
        ]
        nobody = 1 - sum(math.exp(q) for q in log_q.values())
        if nobody > 0 and wrong:
            terms.append(math.log(nobody) + sum(error[p] * n for p, n in found.items()))
        top = max(terms)
        if top == -math.inf:
            return -math.inf
        together = top + math.log(sum(math.exp(t - top) for t in terms))
        return together - sum(n * log_q[p] for p, n in found.items())

    def _articulation(self, members: Sequence[int]) -> float:
        inside = {self.elements[i].id for i in members}
        logs = (
            math.log(one / two)
            for said in self.articulations
            if said.first in inside and said.second in inside
            for one, two in (ARTICULATION_RATES[said.verdict],)
        )
        return sum(logs)
