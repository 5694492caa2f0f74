"""What is wrong with a sheet: which cell, what, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from imena.language import Words, message


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong. ``code`` is a key of :data:`SENTENCES`; ``cell`` as in "C7", empty for a
    sheet or file as a whole; ``value`` is what stands there, ``other`` what the sentence needs."""

    code: str
    file: str
    sheet: str
    cell: str
    value: str = ""
    other: str = ""

    def said(self, language: str) -> str:
        """The fault on one line."""
        words = Words("operation", language)
        place = ", ".join(part for part in (self.file, self.sheet, self.cell) if part)
        what = words(SENTENCES[self.code], value=self.value[:80], other=self.other)
        return f"{place}: {what}"


class FaultsFound(Exception):  # noqa: N818 - says what happened
    """Sheets that are refused, with everything that is wrong with them."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.said("en"))

    def said(self, language: str) -> str:
        """All faults, one a line."""
        return "\n".join(fault.said(language) for fault in self.faults)


SENTENCES: Mapping[str, str] = {
    "nothing_here": message("no workbook (.xlsx) and no .csv file is here"),
    "unreadable": message("cannot be read: {value}"),
    "unknown_sheet": message(
        "“{value}” is not a sheet of an operation: sites, graves, remains, missing, relatives"
    ),
    "sheet_twice": message("the sheet “{value}” is there twice: keep one"),
    "unknown_column": message("there is no column “{value}”; did you mean “{other}”?"),
    "column_twice": message("the column “{value}” is there twice: keep one"),
    "column_missing": message("the column “{value}” is missing and must be there"),
    "beyond_columns": message("“{value}” stands outside the columns: give it a heading"),
    "empty": message("is empty and must not be"),
    "too_long": message("is longer than {other} characters"),
    "unprintable": message("holds characters that cannot be printed"),
    "not_code": message(
        "“{value}” is not a site’s code: three or four of the letters A B C E H K M P T X"
    ),
    "not_term": message("“{value}” is not a term of this list; did you mean “{other}”?"),
    "not_whole": message("“{value}” is not a whole number"),
    "not_degrees": message("“{value}” is not degrees such as 49.2105"),
    "out_of_range": message("{value} is not between {other}"),
    "not_date": message("“{value}” is not a date such as 2022-09-16"),
    "not_partial_date": message("“{value}” is not a date such as 2022-09-16, 2022-09 or 2022"),
    "future": message("{value} lies in the future"),
    "twice": message("“{value}” stands in {other} already: each is known by a label of its own"),
    "there_already": message("“{value}” is in the case file already"),
    "not_there": message("“{value}” is neither in the sheet “{other}” nor in the case file"),
    "half_position": message("latitude and longitude come together"),
    "state_without_floor": message(
        "a grave that is exhumed or empty needs the day its floor was reached"
    ),
    "empty_without_reason": message("an empty grave needs the reason it is empty"),
    "reason_not_empty": message("a reason for being empty belongs to an empty grave"),
    "empty_with_remains": message("the grave “{value}” is called empty, but {other} lies in it"),
    "exhumed_without_remains": message(
        "the grave is called exhumed, but the sheet of remains has nothing from it"
    ),
    "recovered_from_unopened": message(
        "the grave “{value}” is not opened, yet remains are from it"
    ),
    "recovered_after_floor": message(
        "recovered on {value}, after the grave’s floor was reached on {other}"
    ),
    "place_not_held": message(
        "“{value}” is no place that a list takes over: at the site, in store, under examination "
        "or in a laboratory; whatever left custody is recorded by its own act"
    ),
    "place_without_hands": message("a place needs the person in whose hands the remains are there"),
    "born_after_seen": message("born {value}, but last seen {other}"),
    "same_as_itself": message("the report “{value}” is said to be the same person as itself"),
    "same_as_copy": message(
        "“{value}” is itself called the same person as “{other}”: name the report that stands "
        "for the person"
    ),
    "relative_is_self": message("the relative bears the name and birth of the missing person"),
}
