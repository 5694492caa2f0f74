"""Fields of forms: what was typed becomes a value, and a value is shown again as it is typed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, TypeAlias

from django.utils import timezone

from imena.language import Words, dates, message
from imena.numbering.pattern import Kind
from imena.numbering.reading import NumberError, read
from imena.registry.vocabulary import vocabulary
from imena.registry.words.numbers import fault_in_words

#: As a form sends a field: nothing, one text, or several for boxes that are ticked.
Typed: TypeAlias = tuple[str, ...]
Options: TypeAlias = Sequence[tuple[str, str]]

_CHOOSE = message("Choose one of the list.")
_WHOLE = message("Write a whole number from {least} to {most}.")
_METRES = message("Write metres as a number, such as 12.4; west and south have a minus.")
_DAY = message("Write a day, such as 2026-03-14.")
_MOMENT = message("Write a day and a time, such as 2026-03-14 14:05.")
_YES, _NO, _M = message("yes"), message("no"), message("m")
#: More options than these are a list to open, not buttons.
MOST_BUTTONS = 8


class Wrong(Exception):  # noqa: N818 - says what happened
    """What was typed cannot be taken; ``sentence`` says what to do, in the reader's language."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


@dataclass(frozen=True, kw_only=True)
class Field:
    """A field called ``name`` in the form; ``label`` and ``hint`` are said beside it, ``needed``
    where it was left empty and must not be. An empty field never means "no"."""

    name: str
    label: str
    hint: str = ""
    needed: str = ""
    language: str = "uk"
    part: ClassVar[str] = "line"

    def value(self, typed: Typed) -> Any:
        """What was meant.

        Raises
        ------
        Wrong
            Where that cannot be told.
        """
        if not any(typed):
            if self.needed:
                raise Wrong(self.needed)
            return self.empty()
        return self.read(typed)

    def empty(self) -> Any:
        """The value of a field that was left empty."""
        return ""

    def read(self, typed: Typed) -> Any:
        """The value of what was typed; raises as :meth:`value`."""
        return typed[0]

    def typed(self, value: Any) -> Typed:
        """A recorded value as it stands in the field."""
        return (str(value),) if value not in (None, "") else ()

    def said(self, typed: Typed) -> str:
        """What was typed, for a person."""
        return ", ".join(typed)

    def words(self, sentence: str, **values: object) -> str:
        """A sentence of these fields."""
        return Words("web_filling", self.language)(sentence, **values)


@dataclass(frozen=True, kw_only=True)
class Text(Field):
    """A line of text."""

    longest: int = 200

    def read(self, typed: Typed) -> Any:
        return typed[0][: self.longest]


@dataclass(frozen=True, kw_only=True)
class Verbatim(Field):
    """Words as they were said or stood there, over several lines."""

    part: ClassVar[str] = "lines"


@dataclass(frozen=True, kw_only=True)
class Whole(Field):
    """A whole number in ``unit``."""

    least: int = 0
    most: int = 100
    unit: str = ""
    part: ClassVar[str] = "whole"

    def empty(self) -> Any:
        return None

    def read(self, typed: Typed) -> Any:
        text = typed[0]
        digits = text.removeprefix("-")
        if digits.isascii() and digits.isdigit() and self.least <= int(text) <= self.most:
            return int(text)
        raise Wrong(self.words(_WHOLE, least=self.least, most=self.most))

    def said(self, typed: Typed) -> str:
        return f"{typed[0]} {self.unit}".strip() if typed else ""


@dataclass(frozen=True, kw_only=True)
class Metres(Field):
    """A distance, typed in metres with a point or a comma, kept in whole centimetres."""

    part: ClassVar[str] = "metres"

    def empty(self) -> Any:
        return None

    def read(self, typed: Typed) -> Any:
        try:
            metres = float(typed[0].replace(",", ".").replace("−", "-"))
        except ValueError:
            metres = math.nan
        if not abs(metres) <= 10_000:
            raise Wrong(self.words(_METRES))
        return round(metres * 100)

    def typed(self, value: Any) -> Typed:
        return () if value is None else (f"{value / 100:.2f}",)

    def said(self, typed: Typed) -> str:
        if not typed:
            return ""
        shown = typed[0].replace(".", ",") if self.language == "uk" else typed[0]
        return f"{shown} {self.words(_M)}"


@dataclass(frozen=True, kw_only=True)
class Choice(Field):
    """One of ``options``: buttons where there are few, a list to open where there are more."""

    options: Options = ()
    part: ClassVar[str] = "choice"

    @property
    def buttons(self) -> bool:
        """Whether all options are shown at once."""
        return len(self.options) <= MOST_BUTTONS

    def read(self, typed: Typed) -> Any:
        if typed[0] not in dict(self.options):
            raise Wrong(self.words(_CHOOSE))
        return typed[0]

    def said(self, typed: Typed) -> str:
        known = dict(self.options)
        return ", ".join(known.get(one, one) for one in typed)


@dataclass(frozen=True, kw_only=True)
class Several(Choice):
    """Any number of ``options``."""

    part: ClassVar[str] = "several"

    def empty(self) -> Any:
        return []

    def read(self, typed: Typed) -> Any:
        if {*typed} - {code for code, _ in self.options}:
            raise Wrong(self.words(_CHOOSE))
        return list(typed)

    def typed(self, value: Any) -> Typed:
        return tuple(value or ())


@dataclass(frozen=True, kw_only=True)
class Tick(Field):
    """Something that is so when it is ticked."""

    part: ClassVar[str] = "tick"

    def empty(self) -> Any:
        return False

    def read(self, typed: Typed) -> Any:
        return bool(typed)

    def typed(self, value: Any) -> Typed:
        return ("yes",) if value else ()

    def said(self, typed: Typed) -> str:
        return self.words(_YES if typed else _NO)


@dataclass(frozen=True, kw_only=True)
class Day(Field):
    """A whole day."""

    part: ClassVar[str] = "day"

    def empty(self) -> Any:
        return None

    def read(self, typed: Typed) -> Any:
        try:
            return date.fromisoformat(typed[0])
        except ValueError:
            raise Wrong(self.words(_DAY)) from None

    def typed(self, value: Any) -> Typed:
        return (value.isoformat(),) if value else ()

    def said(self, typed: Typed) -> str:
        try:
            return dates.day(self.language, date.fromisoformat(typed[0])) if typed else ""
        except ValueError:
            return typed[0]


@dataclass(frozen=True, kw_only=True)
class Moment(Field):
    """A moment in the office's time zone, to the minute."""

    part: ClassVar[str] = "moment"

    def empty(self) -> Any:
        return None

    def read(self, typed: Typed) -> Any:
        try:
            return timezone.make_aware(datetime.fromisoformat(typed[0]).replace(tzinfo=None))
        except ValueError:
            raise Wrong(self.words(_MOMENT)) from None

    def typed(self, value: Any) -> Typed:
        return (f"{timezone.localtime(value):%Y-%m-%dT%H:%M}",) if value else ()

    def said(self, typed: Typed) -> str:
        try:
            return dates.moment(self.language, datetime.fromisoformat(typed[0])) if typed else ""
        except ValueError:
            return typed[0]


@dataclass(frozen=True, kw_only=True)
class Numbered(Field):
    """A number of ours, typed or scanned; what a label's square holds is read too."""

    kind: Kind
    part: ClassVar[str] = "number"

    def read(self, typed: Typed) -> Any:
        try:
            return str(read(typed[0], expected=self.kind).number)
        except NumberError as error:
            raise Wrong(fault_in_words(error, Words("numbering", self.language))) from None


def of(name: str, language: str, *, only: Sequence[str] = ()) -> Options:
    """The terms of a vocabulary as options; ``only`` these where they are given, in their order."""
    known = vocabulary(name)
    terms = [known[code] for code in only] if only else known.current
    return tuple((term.code, term.said(language)) for term in terms)
