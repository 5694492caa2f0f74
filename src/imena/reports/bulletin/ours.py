"""Our own statements as they are shown: in words, as numbers among others’, as lanes and series."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime

from imena.claims.algebra import Claim, Scope
from imena.claims.bounds import Bound
from imena.language import Words, dates
from imena.language.numbers import whole
from imena.registry.queries.counts.catalogue import newest
from imena.registry.queries.figures.statements import Said
from imena.registry.words import figures as figure_words
from imena.reports.bulletin.chart import Number
from imena.reports.bulletin.lanes import Lane, Station
from imena.reports.bulletin.series import Point, Series

#: Says where a statement can be opened, by its number.
Href = Callable[[str], str]
#: Partition → its lines with their places on the ramp from the earth to the name; others have none.
LEVELS: Mapping[str, Mapping[str, str]] = {
    "work": {
        "lead": "s0", "confirmed": "s0", "protected": "s1", "authorised": "s2", "exhuming": "s3",
        "reopened": "s3", "exhumed": "s4", "closed": "s5",
    },
    "state": {
        "unopened": "s0", "being_exhumed": "open", "partially_recovered": "open", "exhumed": "s1",
        "released": "s4", "buried_named": "s5",
    },
    "stage": {
        "recovered": "s1", "examined": "s2", "compared": "s3", "identified": "s4", "returned": "s5",
    },
    "named": {"not_named": "s3", "named": "s4"},
    "search": {
        "no_sample": "s0", "few_samples": "s1", "enough_samples": "s2", "candidate": "s3",
        "identified_dead": "s4",
    },
    "samples": {"no_sample_yet": "s0", "sample_given": "s2"},
}  # fmt: skip
#: The way, a query and the partition by which it is a lane, from the first lead to the return.
WAY: tuple[tuple[str, str], ...] = (
    ("sites.known", "work"),
    ("graves.known", "state"),
    ("graves.opened", "state"),
    ("bodies.recovered", "stage"),
    ("remains.recovered", "stage"),
    ("individuals.recognised", "named"),
    ("missing.reported", "search"),
    ("missing.sought", "search"),
)
#: Those that stand beside the claims of others, and the first of them that are told first.
COMPARED = (
    "bodies.recovered", "graves.known", "remains.recovered", "individuals.recognised",
    "persons.named", "missing.reported", "sites.known",
)  # fmt: skip
#: The three senses of “unidentified”, in their order; the first is divided into all of them by:
SENSES = ("unidentified.no_decision", "unidentified.no_reference", "unidentified.no_idea")
_BY_SENSE = "sense"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a partition: ``said`` is its number, or what stands in its place."""

    level: str
    word: str
    number: int | None
    said: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A statement in words. ``bound`` stands before the number ("at least"), ``unit`` after it;
    ``number`` is the statement’s."""

    said: Said
    number: str
    bound: str
    value: str
    unit: str
    title: str
    definition: str
    where: str
    day: str
    moment: str
    lines: tuple[Line, ...]
    left_out: tuple[str, ...]
    more: str

    @property
    def whole(self) -> str:
        """The number between its word and its unit."""
        return " ".join(filter(None, (self.bound, self.value, self.unit)))

    @property
    def withheld(self) -> bool:
        """Whether a line of it is withheld."""
        return any(line.get("withheld") for line in self.said.partition)


def figure(said: Said, words: Words, names: Mapping[str, str]) -> Figure:
    """A statement in the language of ``words``; ``names`` are those of the sites by code."""
    language = words.language
    at = localtime(said.as_of)
    own = Words(figure_words.DOMAIN, language)
    return Figure(
        said,
        said.number,
        words("at least") if said.more_may_exist else "",
        whole(language, said.total),
        unit(words, said.unit, said.total),
        figure_words.name(own, said.query, said.version),
        figure_words.definition(own, said.query, said.version),
        where(said, language, names),
        dates.day(language, at.date()),
        dates.moment(language, at),
        tuple(_line(line, said, own) for line in said.partition),
        tuple(figure_words.left_out(own, one) for one in said.exclusions),
        own(figure_words.MORE) if said.more_may_exist else "",
    )


def where(said: Said, language: str, names: Mapping[str, str]) -> str:
    """What place a statement is about: its sites, or the operation."""
    if said.sites:
        return ", ".join(names.get(code, code) for code in said.sites)
    return said.operation_uk if language == "uk" else said.operation_en


def standing(found: Iterable[Said]) -> tuple[Said, ...]:
    """Approved and corrected by nothing approved, the latest first."""
    every = tuple(found)
    corrected = {one.corrects for one in every if one.approved_at is not None}
    return tuple(
        one for one in every if one.approved_at is not None and one.number not in corrected
    )


def latest(found: Iterable[Said]) -> tuple[Said, ...]:
    """Of each query and scope the latest that stands, in the order of the way."""
    newest_of: dict[tuple[str, tuple[str, ...]], Said] = {}
    for one in standing(found):
        newest_of.setdefault((one.query, one.sites), one)
    order = {query.code: place for place, query in enumerate(newest())}
    return tuple(
        sorted(newest_of.values(), key=lambda one: (order.get(one.query, len(order)), one.sites))
    )


def lead(found: Sequence[Said]) -> Said | None:
    """The statement that is told first, of the latest: the whole operation before its parts."""
    ranked = [one for code in COMPARED for one in found if one.query == code]
    return next((one for one in ranked if not one.sites), next(iter(ranked), None))


@dataclass(frozen=True, slots=True)
class Sense:
    """What is told of one sense of “unidentified”: by a statement of its own, or as a line of the
    widest (``of`` it then)."""

    what: str
    definition: str
    said: str
    day: str
    number: str
    of: bool = False


def senses(found: Sequence[Said], words: Words, names: Mapping[str, str]) -> tuple[Sense, ...]:
    """What is stated of the three senses, of the whole operation."""
    there = {one.query: one for one in found if one.query in SENSES and not one.sites}
    told = []
    for code in SENSES:
        if code in there:
            shown = figure(there[code], words, names)
            told.append(Sense(shown.title, shown.definition, shown.whole, shown.day, shown.number))
    widest = there.get(SENSES[0])
    if len(told) == 1 and widest is not None and widest.partition_by == _BY_SENSE:
        shown = figure(widest, words, names)
        told += [
            Sense(line.word, "", line.said, shown.day, shown.number, of=True)
            for line in shown.lines
        ]
    return tuple(told)


def numbers(
    found: Iterable[Said], words: Words, names: Mapping[str, str], href: Href = lambda _: ""
) -> list[tuple[str, Number]]:
    """The latest as numbers among those of others, each with its unit."""
    told = []
    for one in found:
        if one.query in COMPARED:
            shown = figure(one, words, names)
            number = Number(
                shown.whole,
                words("ours, {where}, {day}", where=shown.where, day=shown.day),
                "",
                one.total,
                None if one.more_may_exist else one.total,
                ours=True,
                href=href(one.number),
            )
            told.append((one.unit, number))
    return told


def as_claim(one: Said, words: Words, names: Mapping[str, str]) -> Claim:
    """Ours as it is held against what others say: an exact number, or “at least”.

    While an operation knows of one site alone, what it says of all is said of that site.
    """
    shown = figure(one, words, names)
    about = next(iter(names.values())) if len(names) == 1 else where(one, "uk", names)
    return Claim(
        one.number,
        shown.whole,
        words("our figure {number}", number=one.number),
        one.unit,
        Bound.AT_LEAST if one.more_may_exist else Bound.EXACT,
        one.total,
        scope=Scope(about),
        as_of=localtime(one.as_of).date().isoformat(),
    )


def lane(one: Said, words: Words, names: Mapping[str, str]) -> Lane:
    """A statement as a lane of the way."""
    shown = figure(one, words, names)
    stations = tuple(
        Station(line.level, line.word, line.number, "" if line.number is not None else line.said)
        for line in shown.lines
    )
    left = "; ".join(shown.left_out)
    under = [words("Not in it: {left}.", left=left)] if left else []
    under += [shown.more] if shown.more else []
    said = " ".join(filter(None, (shown.bound, shown.value)))
    return Lane(said, shown.unit, shown.definition, one.total, stations, tuple(under), one.number)


def the_way(found: Iterable[Said]) -> tuple[Said, ...]:
    """Of each lane the latest statement that stands and is divided by it."""
    there: dict[tuple[str, str], Said] = {}
    for one in standing(found):
        if not one.sites:
            there.setdefault((one.query, one.partition_by), one)
    return tuple(there[lane] for lane in WAY if lane in there)


def all_series(
    found: Iterable[Said], words: Words, names: Mapping[str, str], href: Href = lambda _: ""
) -> tuple[Series, ...]:
    """One series a definition: the same query in the same version of the same places.

    A figure in whose place a correction stands is shown, and marked.
    """
    approved = sorted(
        (one for one in found if one.approved_at is not None),
        key=lambda one: (one.as_of, one.number),
    )
    corrected = {one.corrects for one in approved}
    of: dict[tuple[str, int, tuple[str, ...], str], list[Said]] = {}
    for one in approved:
        key = (one.query, one.version, one.sites, one.closed_because)
        of.setdefault(key, []).append(one)
    order = {query.code: place for place, query in enumerate(newest())}
    told = []
    for key in sorted(of, key=lambda key: (order.get(key[0], len(order)), key)):
        first = figure(of[key][0], words, names)
        definition = words("{definition} {where}.", definition=first.definition, where=first.where)
        points = tuple(_point(one, corrected, words, names, href) for one in of[key])
        told.append(Series(first.title, definition, points))
    return tuple(told)


def _point(
    one: Said, corrected: set[str], words: Words, names: Mapping[str, str], href: Href
) -> Point:
    shown = figure(one, words, names)
    return Point(
        _moment(one.as_of),
        one.total,
        shown.day,
        shown.whole,
        one.number,
        one.number in corrected,
        href(one.number),
    )


def _moment(at: datetime) -> datetime:
    return localtime(at)


def _line(line: Mapping[str, Any], said: Said, words: Words) -> Line:
    code, value = str(line["line"]), line.get("value")
    number = value if isinstance(value, int) else None
    return Line(
        LEVELS.get(said.partition_by, {}).get(code, "none"),
        figure_words.line(words, said.query, said.version, said.partition_by, code),
        number,
        figure_words.value(words, line),
    )


def unit(words: Words, code: str, n: int) -> str:
    """The word for what is counted, in the form that stands after ``n``."""
    match code:
        case "bodies":
            return words.count("body", "bodies", n)
        case "graves":
            return words.count("grave", "graves", n)
        case "sites":
            return words.count("site", "sites", n)
        case "leads":
            return words.count("lead", "leads", n)
        case "remains_units":
            return words.count("unit of remains", "units of remains", n)
        case "individuals":
            return words.count("person in remains", "people in remains", n)
        case "persons_identified":
            return words.count("person named", "people named", n)
        case "persons_missing":
            return words.count("missing person", "missing people", n)
        case "families":
            return words.count("family", "families", n)
        case "samples":
            return words.count("sample", "samples", n)
        case _:
            return figure_words.unit(words, code)
