"""Claims as numbers on their scales: their own words, and the relays that changed them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from imena.claims.algebra import UNIDENTIFIED, Claim
from imena.claims.bounds import MANY_TIMES, Bound
from imena.language import Words
from imena.language.dates import day
from imena.registry.queries.claims import Told
from imena.registry.vocabulary import said, vocabulary
from imena.registry.words.claim_letters import core, excluded
from imena.registry.words.claims import interval
from imena.reports.bulletin.chart import Chart, Number, chart

#: Says where a claim can be opened, by its number.
Href = Callable[[str], str]


def charts(
    claims: Sequence[Told],
    ours: Sequence[tuple[str, Number]] = (),
    *,
    wrong: frozenset[str] = frozenset(),
    words: Words,
    href: Href = lambda _: "",
) -> tuple[Chart, ...]:
    """One chart a unit, in the order of the vocabulary; ours are the last of each.

    ``ours`` are pairs of a unit and a number; ``wrong`` the numbers of claims about which a finding
    says that something cannot stand. A relay that changed nothing is no second number: whoever
    passed a claim on as it was stands beside it.
    """
    by_unit: dict[str, list[Number]] = {}
    for claim in claims:
        for unit, number in _numbers(claim, wrong, words, href):
            by_unit.setdefault(unit, []).append(number)
    for unit, number in ours:
        by_unit.setdefault(unit, []).append(number)
    return tuple(
        chart(_capital(said("figure_unit", term.code, words.language)), by_unit[term.code])
        for term in vocabulary("figure_unit").terms
        if term.code in by_unit
    )


def _numbers(
    claim: Told, wrong: frozenset[str], words: Words, href: Href
) -> Iterator[tuple[str, Number]]:
    faithful = [relay.outlet for relay in claim.relays if not relay.differences]
    by = _by(words, claim.office, claim.said_on)
    if faithful:
        by = words("{by}; passed on as it was: {outlets}", by=by, outlets=", ".join(faithful))
    there = href(claim.number)
    own = number(claim.said, by, words=words, wrong=claim.number in wrong, href=there)
    language = claim.language if claim.language != words.language else ""
    yield claim.said.unit, replace(own, language=language)
    for relay in claim.relays:
        if relay.differences:
            by = _by(words, relay.outlet, relay.published_on)
            by = words("{by}, passing on “{claim}”", by=by, claim=core(claim.said))
            passed = number(relay.said, by, words=words, wrong=True, href=there)
            yield relay.said.unit, replace(passed, language=language)


def number(claim: Claim, by: str, *, words: Words, wrong: bool = False, href: str = "") -> Number:
    """A claim as it is drawn: what the policy takes its word to mean, never a midpoint."""
    found, quoted = claim.soft, words("“{text}”", text=core(claim))
    only = list(_only(claim, words))
    if found is None:
        said_so = (
            words("at least {n} times, no number of its own", n=MANY_TIMES)
            if claim.bound is Bound.MANY_TIMES_MORE
            else words("no number on a scale")
        )
        meant = "; ".join([said_so, *only])
        return Number(quoted, by, meant, None, None, wrong=wrong, href=href)
    claims = Words("claims", words.language)
    allowed = [] if found.lower == found.upper else [interval(claims, found)]
    meant = "; ".join([*allowed, *only])
    named = claim.value if claim.bound is Bound.ABOUT else None
    return Number(quoted, by, meant, found.lower, found.upper, named, wrong=wrong, href=href)


def _only(claim: Claim, words: Words) -> Iterator[str]:
    """Of whom and when a number is, where not of everybody until its day; what it leaves out."""
    scope = claim.scope
    if UNIDENTIFIED in scope.includes:
        yield words("only those not identified")
    if scope.population == "civilians":
        yield words("civilians only")
    if scope.population == "servicemen":
        yield words("servicemen only")
    if scope.period:
        yield words("of {period} only", period=scope.period)
    if scope.excludes:
        left_out = excluded(Words("claims", words.language), sorted(scope.excludes))
        yield words("leaves out {what}", what=left_out)


def _by(words: Words, who: str, when: str) -> str:
    return f"{who}, {day(words.language, when)}" if when else who


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
