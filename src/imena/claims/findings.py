"""What does not fit: within a claim, between a claim and who passed it on, between claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from imena.claims.algebra import Claim, comparable, sources
from imena.claims.bounds import Bound
from imena.claims.words import UNIDENTIFIED

#: A range was written out or left to a word: neither is a dropped word.
_ROUND = frozenset({Bound.EXACT})


@dataclass(frozen=True)
class Finding:
    """One thing an officer should know. ``kind``:

    "word_dropped", "word_changed", "value_changed", "unit_changed", "exclusion_dropped": a relay
    beside the speaker’s own words (first the claim, then the relay). "does_not_sum": a breakdown
    whose lines make ``numbers[0]`` and not ``numbers[1]``. "competing_lines": two breakdowns of one
    total that differ; neither is wrong by itself. "contradiction": two that cannot both be true.
    "seems_to_conflict": two different numbers that can both be true; ``why`` says how: "overlap" or
    what is not comparable. "one_source": outlets that quote one speaker. "unidentified": the word
    was used, and in which of its three senses is not said.
    """

    kind: str
    claims: tuple[str, ...]
    numbers: tuple[int, ...] = ()
    why: str = ""


def relayed(original: Claim, relay: Claim) -> Iterator[Finding]:
    """What a relay changed of the speaker’s own words."""
    both = (original.id, relay.id)
    if original.unit != relay.unit:
        yield Finding("unit_changed", both)
    if original.bound is not relay.bound:
        dropped = relay.bound in _ROUND and original.bound not in _ROUND
        yield Finding("word_dropped" if dropped else "word_changed", both)
    if (original.value, original.to) != (relay.value, relay.to):
        numbers = tuple(n for n in (original.value, relay.value) if n is not None)
        yield Finding("value_changed", both, numbers)
    if original.scope.excludes - relay.scope.excludes:
        yield Finding("exclusion_dropped", both)


def summed(claim: Claim) -> Iterator[Finding]:
    """Whether the lines of a breakdown make its total. “Of them” lines do not belong here: a line
    is given once."""
    if claim.lines and claim.value is not None and claim.bound is Bound.EXACT:
        made = sum(claim.lines.values())
        if made != claim.value:
            yield Finding("does_not_sum", (claim.id,), (made, claim.value))


def between(one: Claim, other: Claim) -> Iterator[Finding]:
    """Two claims in their speakers’ own words.

    Cumulative numbers grow: a later, larger one takes the place of an earlier and conflicts with
    nothing; a later, smaller one of the same speaker cannot be true beside it.
    """
    both = (one.id, other.id)
    if one.lines and other.lines and one.unit == other.unit and one.value == other.value:
        if dict(one.lines) != dict(other.lines):
            yield Finding("competing_lines", both, (one.value or 0,))
        return
    mine, theirs = one.soft, other.soft
    if mine is None or theirs is None or mine == theirs:
        return
    numbers = tuple(n for n in (one.value, other.value) if n is not None)
    why = comparable(one, other)
    if not why:
        meets = mine.meets(theirs)
        kind = "seems_to_conflict" if meets else "contradiction"
        yield Finding(kind, both, numbers, "overlap" if meets else "")
    elif why == "date":
        yield from _in_time(one, other, numbers)
    elif why == "exclusions":
        yield from _excluding(one, other, numbers)
    elif mine.meets(theirs) or why == "unit" or not (one.scope.place and other.scope.place):
        yield Finding("seems_to_conflict", both, numbers, why)


def _in_time(one: Claim, other: Claim, numbers: tuple[int, ...]) -> Iterator[Finding]:
    if not (one.as_of and other.as_of and one.cumulative and other.cumulative):
        yield Finding("seems_to_conflict", (one.id, other.id), numbers, "date")
        return
    early, late = sorted((one, other), key=lambda claim: claim.as_of)
    before, after = early.soft, late.soft
    assert before is not None
    assert after is not None
    if after.upper is not None and after.upper < before.lower:
        yield Finding("contradiction", (early.id, late.id), numbers, "date")


def _excluding(one: Claim, other: Claim, numbers: tuple[int, ...]) -> Iterator[Finding]:
    """Who leaves more out cannot have more than who leaves less out on the same day."""
    if one.as_of != other.as_of or not one.as_of:
        yield Finding("seems_to_conflict", (one.id, other.id), numbers, "exclusions")
        return
    for narrow, wide in ((one, other), (other, one)):
        own, whole = narrow.soft, wide.soft
        assert own is not None
        assert whole is not None
        more = narrow.scope.excludes > wide.scope.excludes
        if more and whole.upper is not None and whole.upper < own.lower:
            yield Finding("contradiction", (narrow.id, wide.id), numbers, "exclusions")
            return
    yield Finding("seems_to_conflict", (one.id, other.id), numbers, "exclusions")


def examined(claims: Sequence[Claim]) -> tuple[Finding, ...]:
    """Everything found in these claims. Relays stand beside their speaker’s own words and nowhere
    else: an outlet is no second source."""
    found: list[Finding] = []
    own = [claim for claim in claims if not claim.outlet]
    for claim in claims:
        found += summed(claim)
        if UNIDENTIFIED.search(claim.quote):
            found.append(Finding("unidentified", (claim.id,)))
    for claim in (one for one in claims if one.outlet):
        original = _original(own, claim)
        if original is not None:
            found += relayed(original, claim)
    for one, other in combinations(own, 2):
        found += between(one, other)
    found += _outlets(claims)
    return tuple(found)


def _original(own: Iterable[Claim], relay: Claim) -> Claim | None:
    """The claim that a relay was recorded of; where nobody said, the speaker’s own that it is
    nearest to: of the same unit, else of any."""
    own = list(own)
    if relay.of:
        return next((claim for claim in own if claim.id == relay.of), None)
    said = [claim for claim in own if claim.speaker == relay.speaker]
    same = [claim for claim in said if claim.unit == relay.unit]

    def far(claim: Claim) -> int:
        if claim.value is None or relay.value is None:
            return 0 if claim.value == relay.value else 10**9
        return abs(claim.value - relay.value)

    near = [claim for claim in said if claim.value is not None and far(claim) <= claim.value // 10]
    return min(same or near, key=far, default=None)


def _outlets(claims: Sequence[Claim]) -> Iterator[Finding]:
    for told in sources(claims).values():
        outlets = [claim for claim in told if claim.outlet]
        if len(outlets) > 1:
            yield Finding("one_source", tuple(claim.id for claim in outlets))
