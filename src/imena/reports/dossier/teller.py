"""Who tells a dossier in one language: words, terms, times, and how people are named.

A name stands in the serif only where two have signed it. Until then the proposed name is in the
sans like everything else, and the remains are called by their code.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property

from imena.language import Words, numbers
from imena.registry.queries.dossier.content import Dossier, Named, Weighed
from imena.registry.vocabulary import said
from imena.reports import ruler
from imena.reports.dossier.page import Text, joined, text

#: Seconds of the units in which a gap is said.
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
#: Neither 0 nor 1 has odds; beyond this a posterior has none that could be drawn.
_LARGEST_LOG10_ODDS = 15.0


@dataclass(frozen=True)
class Teller:
    """Tells ``dossier`` in ``language``."""

    dossier: Dossier
    language: str

    @cached_property
    def words(self) -> Words:
        """The dossier's catalogue."""
        return Words("dossier", self.language)

    @property
    def of_set(self) -> bool:
        """Whether several people or several remains are decided together, who is who left open."""
        return len(self.dossier.people) > 1 or len(self.dossier.remains) > 1

    def whose(self, number: str) -> str:
        """What stands before a finding: whose it is, where several are told of together."""
        return f"{number}: " if self.of_set else ""

    def term(self, vocabulary: str, code: str) -> str:
        """The words for a code; nothing for nothing."""
        return said(vocabulary, code, self.language) if code else ""

    def terms(self, vocabulary: str, codes: Iterable[str]) -> str:
        """Several terms, one after another."""
        return ", ".join(self.term(vocabulary, code) for code in codes)

    def day(self, date: str) -> str:
        """A date, or as much of one as is known."""
        parts = date.partition("T")[0].split("-")
        return ".".join(reversed(parts)) if self.language == "uk" else "-".join(parts)

    def at(self, moment: str) -> str:
        """A time in UTC, as all of the case file has it."""
        return f"{self.day(moment)}, {moment[11:16]} UTC" if moment else "—"

    def duration(self, seconds: int) -> str:
        """A length of time, in the largest unit of which there is more than one."""
        if seconds >= 2 * _DAY:
            return self.words.count("{n} day", "{n} days", seconds // _DAY)
        if seconds >= 2 * _HOUR:
            return self.words.count("{n} hour", "{n} hours", seconds // _HOUR)
        return self.words.count("{n} minute", "{n} minutes", max(1, seconds // _MINUTE))

    def person(self, number: str) -> Text:
        """Somebody the dossier names by their name, anybody else by number."""
        for one in self.dossier.people:
            if one.number == number and one.names:
                return self.name(one)
        return text(number, "code")

    def name(self, one: Named) -> Text:
        """A person's own name."""
        if not one.names:
            return text(one.number, "code")
        return text(one.names[0], "name" if self.dossier.signed else "b")

    def drawn(self, number: str) -> str:
        """The name under somebody in the pedigree: of the dead once it is signed, else none."""
        told = (one.names[0] for one in self.dossier.people if one.number == number and one.names)
        return next(told, "") if self.dossier.signed else ""

    def people(self, numbers_of: Iterable[str]) -> Text:
        """Several people."""
        return joined([self.person(number) for number in numbers_of])

    def individuals(self) -> Text:
        """The individuals that the dossier is about."""
        return joined([text(one.number, "code") for one in self.dossier.remains])

    def codes(self, numbers_of: Iterable[str]) -> Text:
        """Several numbers."""
        return joined([text(number, "code") for number in numbers_of])

    def percent(self, posterior: str) -> Text:
        """A probability, cut."""
        return text(numbers.percent(self.language, probability(posterior) or 0.0), "b")

    def wrong_of(self, posterior: str) -> str:
        """How many of as many such names are expected to be wrong."""
        return numbers.wrong_of(self.language, probability(posterior) or 0.0)

    @cached_property
    def proposed(self) -> tuple[Weighed, ...]:
        """What was said of the pairs that the decision is about."""
        return tuple(one for one in self.dossier.weighed if one.proposed)

    @cached_property
    def leading(self) -> Weighed | None:
        """The pair whose evidence is told: the proposed one, else the likeliest."""
        mine = {one.number for one in self.dossier.remains}
        ranked = [one for one in self.dossier.weighed if one.individual in mine]
        return next(iter(self.proposed), None) or next(iter(ranked), None)

    @cached_property
    def threshold(self) -> float | None:
        """The threshold of the run whose figures are shown."""
        for run in self.dossier.runs:
            value = probability(run.parameters.get("threshold", ""))
            if value is not None:
                return value
        return None


def number(said: str) -> float | None:
    """A figure kept as text; ``None`` where there is none or it is none."""
    try:
        return float(Decimal(said)) if said else None
    except InvalidOperation:
        return None


def probability(said: str) -> float | None:
    """As :func:`number`, between 0 and 1."""
    found = number(said)
    return None if found is None or math.isnan(found) else min(max(found, 0.0), 1.0)


def log10_odds(posterior: float) -> float:
    """log10 of the odds, held within what can be drawn."""
    return min(max(ruler.log10_odds(posterior), -_LARGEST_LOG10_ODDS), _LARGEST_LOG10_ODDS)
