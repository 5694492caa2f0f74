"""Read people on several lists from a CSV file or a workbook's first sheet."""

from __future__ import annotations

import csv
import hashlib
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from imena.estimation.lists import Lists, ListsError
from imena.exchange.operation.sheets import letters
from imena.exchange.provenance import InputFile
from imena.language import message

#: Headings of the column that says how many people a row stands for.
COUNTS = ("count", "кількість")
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
    """The lists a file holds, and which file it was."""

    lists: Lists
    file: InputFile


def read_lists(path: Path) -> ListsFile:
    """Read a table: one column for each list with 0 or 1, its name in the first row.

    With a column “count” (or “кількість”) a row is a combination of lists and how many people stand
    on just these; without one, a row is a person. CSV may have commas or semicolons.

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
    found = _counted(path.name, rows)
    return ListsFile(found, InputFile(path.name, hashlib.sha256(data).hexdigest()))


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


def _counted(file: str, rows: Iterator[Sequence[str]]) -> Lists:
    headings = [one.strip() for one in next(iter(rows), ())]
    while headings and not headings[-1]:
        headings.pop()
    counted = [i for i, one in enumerate(headings) if one.casefold() in COUNTS]
    if len(counted) > 1:
        raise ListsFileError(message("{file}: two columns of counts."), file=file)
    names = [(i, one) for i, one in enumerate(headings) if i not in counted]
    _check_names(file, names)
    cells: dict[str, int] = {}
    for number, row in enumerate(rows, start=2):
        if not any(cell.strip() for cell in row):
            continue
        marks = "".join(_mark(file, number, i, name, row) for i, name in names)
        people = _count(file, number, counted[0], row) if counted else 1
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
            cells[marks] = cells.get(marks, 0) + people
    if not cells:
        raise ListsFileError(message("{file} has no people in it."), file=file)
    try:
        return Lists.of_patterns([name for _, name in names], cells)
    except ListsError as error:
        raise ListsFileError(
            message("{file} cannot be read: {reason}"), file=file, reason=error
        ) from error


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
