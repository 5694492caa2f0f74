"""Claims beside each other: when their numbers may be compared, added, or taken as one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

from imena.claims.bounds import Bound, Interval, hard, soft

#: What a scope includes, and nobody else, where the text speaks of people not identified.
UNIDENTIFIED = "unidentified"


class ClaimsError(ValueError):
    """Claims that must not be put together so; ``why`` is a code of the reason."""

    def __init__(self, why: str, claims: Iterable[str]) -> None:
        self.why, self.claims = why, tuple(claims)
        super().__init__(f"{why}: {', '.join(self.claims)}")


@dataclass(frozen=True)
class Scope:
    """What a number is about. An empty place is not known: two claims about “” are not claims about
    one place. An empty period is all time until the day of the claim.

    ``includes`` and ``excludes`` are codes; ``population`` "all", "civilians", "servicemen" …
    """

    place: str = ""
    period: str = ""
    population: str = "all"
    includes: frozenset[str] = frozenset()
    excludes: frozenset[str] = frozenset()

    def without_exclusions(self) -> Scope:
        """The wider scope, with nothing left out."""
        return Scope(self.place, self.period, self.population, self.includes)

    def disjoint(self, other: Scope) -> bool:
        """Whether nobody can be in both: different known populations of one place, or what one
        leaves out is just what the other holds."""
        exclusive = {"civilians", "servicemen"}
        if {self.population, other.population} == exclusive and self.place == other.place:
            return True
        return bool(self.excludes & other.includes or other.excludes & self.includes)


@dataclass(frozen=True)
class Claim:
    """Somebody’s number, confirmed by a person.

    ``speaker`` says it; ``outlet`` passed it on ("" for the speaker’s own words). ``as_of`` is the
    day it is about, ISO 8601, "" when it was not said. ``of`` is the claim that a relay was
    recorded of, "" where nobody said. ``lines`` are its breakdown, if it has one.
    """

    id: str
    quote: str
    speaker: str
    unit: str
    bound: Bound
    value: int | None
    to: int | None = None
    scope: Scope = field(default_factory=Scope)
    as_of: str = ""
    outlet: str = ""
    of: str = ""
    cumulative: bool = True
    lines: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def hard(self) -> Interval | None:
        """What the word allows."""
        return hard(self.bound, self.value, self.to)

    @cached_property
    def soft(self) -> Interval | None:
        """What the policy takes it to mean."""
        return soft(self.bound, self.value, self.to)

    @property
    def wider(self) -> Interval | None:
        """What it says of the scope without its exclusions: with any, only a lower bound."""
        own = self.soft
        if own is None or not self.scope.excludes:
            return own
        return Interval(own.lower, None)


def comparable(one: Claim, other: Claim) -> str:
    """Why two numbers may not be compared: "unit", "scope", "exclusions", "date"; "" if they may.

    Equal unit, scope and day are needed, and known: two that say no place, or no day, need not be
    about one. A claim with exclusions is not comparable with one
    without, though it bounds it from below.
    """
    if one.unit != other.unit:
        return "unit"
    same = one.scope.without_exclusions() == other.scope.without_exclusions()
    if not same or not one.scope.place:
        return "scope"
    if one.scope.excludes != other.scope.excludes:
        return "exclusions"
    if one.as_of != other.as_of or not one.as_of:
        return "date"
    return ""


def sources(claims: Iterable[Claim]) -> dict[tuple[str, str, str], tuple[Claim, ...]]:
    """Claims by who said what of when: two outlets that quote one speaker are one source."""
    by_source: dict[tuple[str, str, str], list[Claim]] = {}
    for claim in claims:
        by_source.setdefault((claim.speaker, claim.unit, claim.as_of), []).append(claim)
    return {key: tuple(found) for key, found in by_source.items()}


def met(claims: Sequence[Claim]) -> Interval | None:
    """Numbers that all of these claims allow; ``None`` where there is none.

    Raises
    ------
    ClaimsError
        Where two of them may not be compared, or one allows everything.
    """
    for one, other in combinations(claims, 2):
        if why := comparable(one, other):
            raise ClaimsError(why, (one.id, other.id))
    intervals = _intervals(claims)
    lower = max(i.lower for i in intervals)
    uppers = [i.upper for i in intervals if i.upper is not None]
    upper = min(uppers, default=None)
    return None if upper is not None and upper < lower else Interval(lower, upper)


def added(claims: Sequence[Claim]) -> Interval:
    """The sum over scopes that share nobody.

    A claim of “up to” N is a maximum, never an estimate: it adds from 0 to N once, whatever the
    number of graves it is said of.

    Raises
    ------
    ClaimsError
        Where units or days differ, scopes may share people, or one allows everything.
    """
    for one, other in combinations(claims, 2):
        if one.unit != other.unit:
            raise ClaimsError("unit", (one.id, other.id))
        if one.as_of != other.as_of:
            raise ClaimsError("date", (one.id, other.id))
        if not one.scope.disjoint(other.scope):
            raise ClaimsError("overlap", (one.id, other.id))
    total = Interval(0, 0)
    for interval in _intervals(claims):
        total = total.plus(interval)
    return total


def times(claim: Claim, many: int) -> Interval:
    """A number for each of so many graves. A maximum of one grave is none of the others.

    Raises
    ------
    ClaimsError
        For “up to” and “no more than”.
    """
    if claim.bound in (Bound.UP_TO, Bound.NO_MORE_THAN):
        raise ClaimsError("maximum", (claim.id,))
    (own,) = _intervals([claim])
    return Interval(own.lower * many, None if own.upper is None else own.upper * many)


def _intervals(claims: Sequence[Claim]) -> list[Interval]:
    found = []
    for claim in claims:
        own = claim.soft
        if own is None:
            raise ClaimsError("no_number", (claim.id,))
        found.append(own)
    return found
