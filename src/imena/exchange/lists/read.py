"""Read people on several lists from a CSV file or a workbook's first sheet."""

from __future__ import annotations

import csv
import hashlib
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np

from imena.estimation.lists import Lists, ListsError
from imena.exchange.operation.sheets import letters
from imena.exchange.provenance import InputFile
from imena.language import message

#: Headings of the column that says how many people a row stands for.
COUNTS = ("count", "кількість")
#: Headings of the column that parts people: a period, a place, women and men.
STRATA = ("stratum", "страта")
#: More lists than this are no lists but a mistake in the file.
MOST_LISTS = 12
_LARGEST = 64 * 2**20


class ListsFileError(ValueError):
    """A table that cannot be read: ``text`` with ``{names}``, filled by ``values``, says where."""

    def __init__(self, text: str, **values: object) -> None:
        self.text, self.values = text, values
        super().__init__(text.format(**values))


@dataclass(frozen=True, eq=False)
class ListsFile:
    """The lists a file holds, and which file it was. ``strata`` are the parts that a column
    “stratum” makes, by its values in the order in which they come first; none without one."""

    lists: Lists
    file: InputFile
    strata: tuple[tuple[str, Lists], ...] = ()


def read_lists(path: Path) -> ListsFile:
    """Read a table: one column for each list with 0 or 1, its name in the first row.

    With a column “count” (or “кількість”) a row is a combination of lists and how many people stand
    on just these; without one, a row is a person. A column “stratum” (or “страта”) parts people.
    CSV may have commas or semicolons.

    Raises
    ------
    ListsFileError
        For a file that cannot be read, or a cell that is neither 0 nor 1: the message names it.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ListsFileError(
            message("{file} cannot be read: {reason}"), file=path.name, reason=error.strerror
        ) from error
    if len(data) > _LARGEST:
        raise ListsFileError(message("{file} is larger than 64 MB."), file=path.name)
    rows = _workbook(path) if path.suffix.casefold() == ".xlsx" else _text(path.name, data)
    names, strata = _counted(path.name, rows)
    try:
        parts = [(name, Lists.of_patterns(names, cells)) for name, cells in strata.items()]
    except ListsError as error:
        raise ListsFileError(
            message("{file} cannot be read: {reason}"), file=path.name, reason=error
        ) from error
    file = InputFile(path.name, hashlib.sha256(data).hexdigest())
    counts = np.sum([part.counts for _, part in parts], axis=0)
    return ListsFile(Lists(tuple(names), counts), file, tuple(parts) if "" not in strata else ())


def _text(file: str, data: bytes) -> Iterator[Sequence[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ListsFileError(
            message("{file} is not UTF-8: save it as CSV UTF-8, or as .xlsx."), file=file
        ) from error
    heading = text.partition("\n")[0]
    separator = ";" if heading.count(";") > heading.count(",") else ","
    try:
        yield from csv.reader(text.splitlines(), delimiter=separator, strict=True)
    except csv.Error as error:
        raise ListsFileError(
            message("{file} cannot be read: {reason}"), file=file, reason=error
        ) from error


def _workbook(path: Path) -> Iterator[Sequence[str]]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        for row in book.worksheets[0].iter_rows(values_only=True):
            yield ["" if value is None else str(value).strip() for value in row]
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise ListsFileError(
            message("{file} is no workbook that can be read."), file=path.name
        ) from error


#: People by stratum and by pattern of lists; one stratum without a name where there is no column.
_Cells: TypeAlias = dict[str, dict[str, int]]


def _counted(file: str, rows: Iterator[Sequence[str]]) -> tuple[list[str], _Cells]:
    headings = [one.strip() for one in next(iter(rows), ())]
    while headings and not headings[-1]:
        headings.pop()
    counted, parted = _column(file, headings, COUNTS), _column(file, headings, STRATA)
    names = [(i, one) for i, one in enumerate(headings) if i not in (counted, parted)]
    _check_names(file, names)
    found: _Cells = {}
    for number, row in enumerate(rows, start=2):
        if not any(cell.strip() for cell in row):
            continue
        marks = "".join(_mark(file, number, i, name, row) for i, name in names)
        people = 1 if counted is None else _count(file, number, counted, row)
        if people and "1" not in marks:
            raise ListsFileError(
                message(
                    "{file}, row {row}: on no list. People on none of the lists cannot be counted: "
                    "leave the row out."
                ),
                file=file,
                row=number,
            )
        if people:
            cells = found.setdefault(_stratum(file, number, parted, row), {})
            cells[marks] = cells.get(marks, 0) + people
    if not found:
        raise ListsFileError(message("{file} has no people in it."), file=file)
    return [name for _, name in names], found


def _column(file: str, headings: Sequence[str], called: Sequence[str]) -> int | None:
    """The one column with such a heading, if there is one."""
    found = [i for i, one in enumerate(headings) if one.casefold() in called]
    if len(found) > 1:
        raise ListsFileError(
            message("{file}: two columns are called “{name}”."), file=file, name=headings[found[1]]
        )
    return found[0] if found else None


def _stratum(file: str, number: int, i: int | None, row: Sequence[str]) -> str:
    if i is None:
        return ""
    value = row[i].strip() if i < len(row) else ""
    if not value:
        raise ListsFileError(
            message("{file}, cell {cell}: the stratum is empty."),
            file=file,
            cell=f"{letters(i)}{number}",
        )
    return value


def _check_names(file: str, names: Sequence[tuple[int, str]]) -> None:
    for i, name in names:
        if not name:
            raise ListsFileError(
                message("{file}, column {column}: the first row must name the list."),
                file=file,
                column=letters(i),
            )
        if [one for _, one in names].count(name) > 1:
            raise ListsFileError(
                message("{file}: two lists are called {name}."), file=file, name=name
            )
    if not 2 <= len(names) <= MOST_LISTS:
        raise ListsFileError(
            message("{file}: from 2 to {most} lists are needed, a column for each; {n} are there."),
            file=file,
            most=MOST_LISTS,
            n=len(names),
        )


def _mark(file: str, number: int, i: int, name: str, row: Sequence[str]) -> str:
    value = row[i].strip() if i < len(row) else ""
    if value in ("0", "1"):
        return value
    raise ListsFileError(
        message("{file}, cell {cell} (list {name}): “{value}” stands there; 0 or 1 is needed."),
        file=file,
        cell=f"{letters(i)}{number}",
        name=name,
        value=value,
    )


def _count(file: str, number: int, i: int, row: Sequence[str]) -> int:
    value = row[i].strip() if i < len(row) else ""
    if value.isascii() and value.isdigit() and len(value) <= 9:
        return int(value)
    raise ListsFileError(
        message("{file}, cell {cell}: “{value}” stands there; a whole number is needed."),
        file=file,
        cell=f"{letters(i)}{number}",
        value=value,
    )
