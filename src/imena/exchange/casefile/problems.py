"""What is wrong with a file: where, what, and what to do about it, said in either language."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from imena.exchange.casefile.findings import FINDINGS
from imena.language import Words, message

#: How much of a value from the file is repeated in a message.
LONGEST_QUOTATION = 80


class Phrase(str):
    """A value inside a message that is itself to be translated."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file.

    ``path`` is a JSON path, one text a step, with the id of the person or marker in brackets
    (``"families[2] (F3)"``); list positions count from 0. ``line`` and ``character`` count from 1;
    ``column`` is the heading of a CSV column.
    """

    path: tuple[str, ...] = ()
    line: int | None = None
    character: int | None = None
    column: str | None = None

    def said(self, words: Words) -> str:
        """The place in words; empty for a file as a whole."""
        parts = list(self.path)
        if self.line is not None:
            parts.append(words("line {n}", n=self.line))
        if self.character is not None:
            parts.append(words("character {n}", n=self.character))
        if self.column is not None:
            parts.append(words("column {name}", name=_quoted(self.column)))
        return ", ".join(parts)

    def __str__(self) -> str:
        return self.said(Words("casefile", "en"))


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a file.

    ``code`` names what is wrong (a key of :data:`~imena.exchange.casefile.findings.FINDINGS`);
    ``values`` fills the finding's message and remedy.
    """

    code: str
    file: str
    place: Place = Place()
    values: Mapping[str, object] = field(default_factory=dict)

    def said(self, words: Words) -> str:
        """The problem on one line: file, place, what is wrong, what to do."""
        finding = FINDINGS[self.code]
        values = {name: _value(words, value) for name, value in self.values.items()}
        place = self.place.said(words)
        where = f"{_quoted(self.file)}: {place}" if place else _quoted(self.file)
        what = words(finding.message, **values)
        remedy = words(finding.remedy, **values)
        return words(
            "{where}: {what}. What to do: {remedy}.", where=where, what=what, remedy=remedy
        )


class CaseFileError(Exception):
    """A file that is refused, with every problem found in it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.said(Words("casefile", "en")))

    def said(self, words: Words) -> str:
        """All problems, one a line."""
        return "\n".join(problem.said(words) for problem in self.problems)


def _value(words: Words, value: object) -> str:
    if isinstance(value, Phrase):
        return words(value)
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "∞"
    if isinstance(value, float):
        text = f"{value:.6g}"
        return text.replace(".", ",") if words.language == "uk" else text
    return _quoted(str(value))


def _quoted(text: str) -> str:
    """``text`` short and printable, so that a damaged file cannot damage the screen."""
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    return shown if len(shown) <= LONGEST_QUOTATION else shown[: LONGEST_QUOTATION - 1] + "…"


#: Phrases that stand inside messages as values.
TEXT = Phrase(message("text in quotes"))
NUMBER = Phrase(message("a number"))
LIST = Phrase(message("a list [ ]"))
OBJECT = Phrase(message("an object { }"))
FLAG = Phrase(message("true or false"))
NOTHING = Phrase(message("null"))
OTHER_REASON = Phrase(message("something unexpected"))
