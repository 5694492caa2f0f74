"""What was on all remains beside what all people are said to have worn or carried.

A description agrees with a thing of its kind where the words of one are all among those of the
other, and differs where no word is shared. Anything between is left to a person: it is not
compared. Documents are not weighed here at all, for names are not known here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from imena.evidence.belongings import (
    DIFFERS,
    MATCHES,
    NOT_EXAMINED,
    BelongingRates,
    Thing,
    belongings,
)
from imena.evidence.caps import Caps
from imena.evidence.contribution import Contribution
from imena.evidence.densities import FloatArray
from imena.evidence.dental.teeth import BoolArray
from imena.evidence.rates import Rate
from imena.evidence.weighing.group import AllPairs
from imena.evidence.weighing.records import ThingSeen

#: The clothes of soldiers and prisoners are often not their own.
OWN, EXCHANGED = BelongingRates(), BelongingRates(not_own=Rate(0.3))
#: However common a thing is: somebody has none such.
_MOST_COMMON = 0.99
_AGREES, _DIFFERS = 1, -1


@dataclass(frozen=True, eq=False)
class Things:
    """Things by kind; ``looked_for`` names the kinds that somebody looked for on each body."""

    bodies: Sequence[tuple[ThingSeen, ...]]
    looked_for: Sequence[frozenset[str]]
    people: Sequence[tuple[ThingSeen, ...]]
    exchanged: Sequence[bool]
    caps: Caps
    name: str = "belongings"

    def contribution(self, body: int, person: int) -> Contribution:
        """One pair."""
        codes = {_AGREES: MATCHES, _DIFFERS: DIFFERS, 0: NOT_EXAMINED}
        things = [
            Thing(
                one.category,
                Rate(float(self._frequency[self._number[one]])),
                codes[int(self._outcome[self._number[one], body])],
            )
            for one in sorted(self.people[person], key=_place)
        ]
        return belongings(things, None, self.caps, self._rates(person))

    def all_pairs(self) -> AllPairs:
        """Every pair: each description is held against every body once."""
        described = np.zeros((len(self.people), len(self._described)))
        for j, own in enumerate(self.people):
            described[j, [self._number[one] for one in own]] = 1.0
        examined = (described @ (self._outcome != 0)).T > 0
        log10_lr = np.zeros(examined.shape)
        for rates in (OWN, EXCHANGED):
            some = [j for j in range(len(self.people)) if self._rates(j) is rates]
            x = rates.not_own.mean
            own_clothes = 10 ** (described[some] @ self._log10_ratios(rates)).T
            log10_lr[:, some] = np.log10((1 - x) * own_clothes + x)
        low, high = self.caps.of([self.name])
        return AllPairs(np.where(examined, np.clip(log10_lr, low, high), 0.0), examined)

    def _rates(self, person: int) -> BelongingRates:
        return EXCHANGED if self.exchanged[person] else OWN

    def _log10_ratios(self, rates: BelongingRates) -> FloatArray:
        """log10 P(what was found | own clothes) / P(it | anybody), shape (descriptions, bodies)."""
        m, q = rates.described.mean, self._frequency[:, None]
        ratio = np.where(self._outcome == _AGREES, m / q, (1 - m) / (1 - q))
        found: FloatArray = np.where(self._outcome == 0, 0.0, np.log10(ratio))
        return found

    @cached_property
    def _described(self) -> tuple[ThingSeen, ...]:
        return tuple(sorted({one for own in self.people for one in own}, key=_place))

    @cached_property
    def _number(self) -> dict[ThingSeen, int]:
        return {one: number for number, one in enumerate(self._described)}

    @cached_property
    def _outcome(self) -> npt.NDArray[np.int8]:
        """What each description is to each body, shape (descriptions, bodies); 0 = not compared."""
        looked = [
            seen | {one.category for one in own}
            for seen, own in zip(self.looked_for, self.bodies, strict=True)
        ]
        return self._against(self.bodies, looked)

    @cached_property
    def _frequency(self) -> FloatArray:
        """Share of bodies and of other people with such a thing: (X + 1) / (N + 1)."""
        told = [frozenset(one.category for one in own) for own in self.people]
        others = self._against(self.people, told)
        alike = (self._outcome == _AGREES).sum(axis=1) + (others == _AGREES).sum(axis=1)
        compared = (self._outcome != 0).sum(axis=1) + (others != 0).sum(axis=1)
        # Whoever described the thing agrees with it: one of those counted is no other person.
        share: FloatArray = alike / compared
        return np.minimum(share, _MOST_COMMON)

    def _against(
        self, groups: Sequence[tuple[ThingSeen, ...]], looked: Sequence[frozenset[str]]
    ) -> npt.NDArray[np.int8]:
        """What each description is to each group of things."""
        every = tuple(sorted({one for own in groups for one in own}, key=_place))
        number = {one: n for n, one in enumerate(every)}
        holds = np.zeros((len(every), len(groups)), dtype=np.float32)
        for g, own in enumerate(groups):
            holds[[number[one] for one in own], g] = 1.0
        outcome = np.zeros((len(self._described), len(groups)), dtype=np.int8)
        for category in sorted({one.category for one in self._described}):
            rows = [d for d, one in enumerate(self._described) if one.category == category]
            columns = [e for e, one in enumerate(every) if one.category == category]
            agrees, shares = _words([self._described[d] for d in rows], [every[e] for e in columns])
            some = holds[columns]
            match = agrees.astype(np.float32) @ some > 0
            partly = shares.astype(np.float32) @ some > 0
            seen = np.array([category in categories for categories in looked], dtype=bool)
            outcome[rows] = np.where(match, _AGREES, np.where(seen & ~partly, _DIFFERS, 0))
        return outcome


def _words(
    described: Sequence[ThingSeen], seen: Sequence[ThingSeen]
) -> tuple[BoolArray, BoolArray]:
    """Whether a description agrees with a thing, and whether it shares a word with it."""
    vocabulary = {w: n for n, w in enumerate(sorted({w for one in described for w in one.words}))}
    common = _incidence(described, vocabulary) @ _incidence(seen, vocabulary).T
    sizes = [np.array([len(one.words) for one in some])[:, None] for some in (described, seen)]
    agrees = (common == sizes[0]) | (common == sizes[1].T)
    return agrees & (common > 0), common > 0


def _incidence(things: Sequence[ThingSeen], vocabulary: dict[str, int]) -> npt.NDArray[np.float32]:
    found = np.zeros((len(things), len(vocabulary)), dtype=np.float32)
    for n, one in enumerate(things):
        found[n, [vocabulary[w] for w in one.words if w in vocabulary]] = 1.0
    return found


def _place(one: ThingSeen) -> tuple[str, list[str]]:
    return one.category, sorted(one.words)
