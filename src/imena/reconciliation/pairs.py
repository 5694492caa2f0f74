"""What a run says of pairs, in the form in which it is kept."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence

from imena.evidence.combination import PRIMARY, Combined
from imena.evidence.contribution import Contribution
from imena.matching.answer import LISTED_FROM, Answer, identifying
from imena.matching.identification import Identification, Pair, SymmetricSet
from imena.reconciliation.freeze import Frozen
from imena.registry.decimals import exact
from imena.registry.services.reconciliation import Contributed, Possible

#: Probability from which a name is listed that only secondary evidence speaks of.
SECONDARY_FROM = 0.1
#: A log10 LR so near 0 is rounding.
_SAYS_NOTHING = 1e-9


class SaidOfPairs:
    """The pairs of one answer, by the ids of their records.

    ``dna_alone`` is the joint answer without anything else; ``None`` where there is nothing else.
    """

    def __init__(
        self,
        frozen: Frozen,
        identification: Identification,
        answer: Answer,
        dna_alone: Mapping[tuple[str, str], float] | None = None,
    ) -> None:
        self.frozen, self.answer = frozen, answer
        self.dna_alone = identification.joint.marginals if dna_alone is None else dna_alone
        self.too_poor = {
            s
            for check in identification.checks
            if check.kind == "few_markers"
            for s in check.subjects
        }
        self.joint = identification.joint
        self.listed = {(pair.victim, pair.missing): pair for pair in identification.pairs}
        self.reached = {(one.body, one.missing) for one in answer.reached}
        self.sets: dict[tuple[str, str], SymmetricSet] = {}
        for found in self.joint.symmetric:
            if found.posterior >= answer.threshold:
                self.sets |= {(body, m): found for body in found.victims for m in found.missing}

    def possible(self) -> tuple[Possible, ...]:
        """Who may be whom: posterior from 0.01 on, or one of a set that reached the threshold.

        Where nothing that identifies by itself was compared, from 0.1 on: of whom only the sex and
        the age are known, everybody alike may be anybody. Of remains of which too little is known
        to be compared nothing is said: their posteriors are the prior’s.
        """
        silent = {one.body for one in self.answer.not_compared}
        return tuple(
            self.of(body, missing)
            for (body, missing), posterior in self.joint.marginals.items()
            if body not in silent
            and (
                posterior >= (LISTED_FROM if self.identifying(body, missing) else SECONDARY_FROM)
                or (body, missing) in self.sets
            )
        )

    def identifying(self, body: str, missing: str) -> tuple[str, ...]:
        """What identifies by itself and was compared."""
        return identifying(self.frozen.case, body, missing, self.too_poor)

    def compared(self) -> Mapping[tuple[uuid.UUID, uuid.UUID], Possible]:
        """What is said of every pair that the answer lists, said when it is asked for."""
        return _WhenAsked(self)

    def of(self, body: str, missing: str) -> Possible:
        """One pair, by numbers."""
        pair = self.listed.get((body, missing))
        among = self.sets.get((body, missing))
        compared = self.identifying(body, missing)
        typed = pair is not None and "dna" in compared
        per_marker = pair.per_marker if pair is not None and typed else {}
        found = self.frozen.weighed.combined(self.frozen.row[body], self.frozen.column[missing])
        return Possible(
            self.frozen.individuals[body],
            self.frozen.missing[missing],
            _text(None if pair is None else pair.log10_lr if typed else 0.0),
            _text(self.joint.marginals.get((body, missing))),
            (body, missing) in self.reached,
            () if among is None else among.missing,
            "" if among is None else _text(among.posterior),
            _text(found.log10_lr),
            _text(self.dna_alone.get((body, missing))),
            _rests_on(compared, pair, found),
            {marker: _text(value) for marker, value in per_marker.items()},
            tuple(_contributed(one) for one in found.contributions),
        )


class _WhenAsked(Mapping[tuple[uuid.UUID, uuid.UUID], Possible]):
    """Most pairs that were compared were never possible names: nobody asks about them."""

    def __init__(self, said: SaidOfPairs) -> None:
        self.said = said
        frozen = said.frozen
        self.pairs = {
            (frozen.individuals[body], frozen.missing[missing]): (body, missing)
            for body, missing in said.listed
        }

    def __getitem__(self, pair: tuple[uuid.UUID, uuid.UUID]) -> Possible:
        return self.said.of(*self.pairs[pair])

    def __iter__(self) -> Iterator[tuple[uuid.UUID, uuid.UUID]]:
        return iter(self.pairs)

    def __len__(self) -> int:
        return len(self.pairs)


def _rests_on(compared: Sequence[str], pair: Pair | None, found: Combined) -> tuple[str, ...]:
    """What of it speaks for the name: by itself, or together as secondary evidence."""
    groups = {one.name: one.log10_lr for one in found.contributions}
    groups["dna"] = 0.0 if pair is None else pair.log10_lr
    speaking = tuple(name for name in compared if groups[name] > _SAYS_NOTHING)
    rest = sum(one.log10_lr for one in found.contributions if one.name not in PRIMARY)
    return (*speaking, "secondary") if rest > _SAYS_NOTHING else speaking


def _contributed(one: Contribution) -> Contributed:
    low, high = one.band
    return Contributed(
        one.name,
        _text(one.log10_lr),
        _text(low),
        _text(high),
        _text(one.uncapped),
        one.capped,
        one.examined,
        one.not_examined,
        one.source,
        one.remarks,
    )


def _text(number: float | None) -> str:
    return "" if number is None else exact(number)
