"""What a cell says, as its column has it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache

from imena.exchange.operation.columns import Column
from imena.exchange.operation.sheets import Value
from imena.numbering.pattern import is_site_code
from imena.registry.vocabulary import vocabulary

LONGEST = 2_000
LONGEST_LABEL = 60
_LABELS = frozenset({"label", "ref", "code"})
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_POINTED = re.compile(r"(?:(\d{1,2})\.)?(\d{1,2})\.(\d{4})")


class WrongError(ValueError):
    """A value that is none of this column: the code of a fault, and what else it says."""

    def __init__(self, code: str, other: str = "") -> None:
        super().__init__(code)
        self.code, self.other = code, other


def read(column: Column, value: Value) -> object:
    """The value of a cell that is not empty.

    Raises
    ------
    WrongError
        Where it is none.
    """
    if column.kind in ("whole", "degrees"):
        return _number(column, value)
    if column.kind in ("date", "partial_date"):
        return _date(column, value)
    text = _text(value)
    if not all(c.isprintable() or c in "\n\t" for c in text):
        raise WrongError("unprintable")
    longest = LONGEST_LABEL if column.kind in _LABELS else LONGEST
    if len(text) > longest:
        raise WrongError("too_long", str(longest))
    if column.kind == "code" and not is_site_code(text):
        raise WrongError("not_code")
    return _term(column, text) if column.kind == "term" else text


def _text(value: Value) -> str:
    """Numbers in a column of text are what the sheet shows: 7, not 7.0."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _number(column: Column, value: Value) -> object:
    wrong = "not_whole" if column.kind == "whole" else "not_degrees"
    try:
        found = Decimal(_text(value).replace(",", "."))
    except InvalidOperation:
        raise WrongError(wrong) from None
    if not found.is_finite() or (column.kind == "whole" and found != int(found)):
        raise WrongError(wrong)
    if not column.low <= found <= column.high:
        raise WrongError("out_of_range", f"{column.low:g} – {column.high:g}")
    return int(found) if column.kind == "whole" else format(found.normalize(), "f")


def _date(column: Column, value: Value) -> object:
    wrong = "not_date" if column.kind == "date" else "not_partial_date"
    if isinstance(value, date):
        return value if column.kind == "date" else value.isoformat()
    text = _text(value)
    found = _PARTIAL.fullmatch(text)
    if found:
        year, month, day = found.groups()
    elif pointed := _POINTED.fullmatch(text):
        day, month, year = pointed.groups()
    else:
        raise WrongError(wrong)
    try:
        first = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise WrongError(wrong) from None
    if column.kind == "date":
        if day is None:
            raise WrongError(wrong)
        return first
    return first.isoformat()[: 4 if month is None else 7 if day is None else 10]


def _term(column: Column, text: str) -> str:
    known = _spellings(column.of)
    found = known.get(text.casefold())
    if found is None:
        near = difflib.get_close_matches(text.casefold(), known, n=1, cutoff=0.0)
        raise WrongError("not_term", near[0] if near else "—")
    return found


@cache
def _spellings(name: str) -> Mapping[str, str]:
    """Code by every way to write the term: the code itself, and its words in both languages."""
    found: dict[str, str] = {}
    for term in vocabulary(name).current:
        for spelling in (term.code, term.uk, term.en):
            found.setdefault(spelling.casefold(), term.code)
    return found
