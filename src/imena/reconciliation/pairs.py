"""What a run says of pairs, in the form in which it is kept."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from imena.matching.answer import LISTED_FROM, Answer
from imena.matching.identification import Identification, SymmetricSet
from imena.reconciliation.freeze import Frozen
from imena.registry.services.reconciliation import Possible


class SaidOfPairs:
    """The pairs of one answer, by the ids of their records."""

    def __init__(self, frozen: Frozen, identification: Identification, answer: Answer) -> None:
        self.frozen, self.answer = frozen, answer
        self.joint = identification.joint
        self.listed = {(pair.victim, pair.missing): pair for pair in identification.pairs}
        self.reached = {(one.body, one.missing) for one in answer.reached}
        self.sets: dict[tuple[str, str], SymmetricSet] = {}
        for found in self.joint.symmetric:
            if found.posterior >= answer.threshold:
                self.sets |= {(body, m): found for body in found.victims for m in found.missing}

    def possible(self) -> tuple[Possible, ...]:
        """Who may be whom: posterior from 0.01 on, or one of a set that reached the threshold.

        Of remains of which too little is known to be compared nothing is said: their posteriors
        are the prior’s.
        """
        silent = {one.body for one in self.answer.not_compared}
        return tuple(
            self.of(body, missing)
            for (body, missing), posterior in self.joint.marginals.items()
            if body not in silent and (posterior >= LISTED_FROM or (body, missing) in self.sets)
        )

    def compared(self) -> Mapping[tuple[uuid.UUID, uuid.UUID], Possible]:
        """What is said of every pair that the answer lists."""
        said = (self.of(body, missing) for body, missing in self.listed)
        return {(one.individual, one.missing): one for one in said}

    def of(self, body: str, missing: str) -> Possible:
        """One pair, by numbers."""
        pair = self.listed.get((body, missing))
        among = self.sets.get((body, missing))
        per_marker = {} if pair is None else pair.per_marker
        return Possible(
            self.frozen.individuals[body],
            self.frozen.missing[missing],
            _text(None if pair is None else pair.log10_lr),
            _text(self.joint.marginals.get((body, missing))),
            (body, missing) in self.reached,
            () if among is None else among.missing,
            "" if among is None else _text(among.posterior),
            per_marker={marker: _text(value) for marker, value in per_marker.items()},
        )


def _text(number: float | None) -> str:
    """A number as it is kept: the shortest decimal that reads back as the same."""
    return "" if number is None else repr(float(number))
