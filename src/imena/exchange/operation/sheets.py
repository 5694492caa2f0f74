"""Read the sheets of a folder: a workbook's sheets, or one CSV file each."""

from __future__ import annotations

import csv
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from imena.exchange.operation.columns import FORMS, Form
from imena.exchange.operation.faults import Fault, FaultsFound

#: Rows of one sheet that are read at most.
MOST_ROWS = 1_000_000
#: A workbook that unpacks to more than this many times its size is refused.
MOST_UNPACKED = 200
_ENDINGS = (".csv", ".xlsx")

#: What a cell holds: spreadsheets know numbers and dates, CSV only text.
Value = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell and where it is ("C7")."""

    where: str
    value: Value


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that was recognised. ``rows`` has the number and the cells, in the columns' order of
    the file; empty rows are left out. ``headings`` are the first row's."""

    form: Form
    file: str
    headings: tuple[Cell, ...]
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]


def sheets_of(folder: Path) -> list[Sheet]:
    """The sheets in a folder, or in one workbook, in the order of the forms.

    Raises
    ------
    FaultsFound
        Where nothing is recognised, a sheet is there twice, or a file cannot be read.
    """
    files = files_of(folder)
    found: dict[str, Sheet] = {}
    faults: list[Fault] = []
    for path in files:
        try:
            for name, rows in _tables(path):
                form = form_named(name)
                if form is None:
                    faults.append(Fault("unknown_sheet", path.name, name, "", value=name))
                elif form.key in found:
                    faults.append(Fault("sheet_twice", path.name, name, "", value=name))
                else:
                    found[form.key] = _sheet(form, path.name, rows)
        except (OSError, ValueError, KeyError, zipfile.BadZipFile, UnicodeDecodeError) as error:
            faults.append(Fault("unreadable", path.name, "", "", value=str(error)))
    if not found and not faults:
        faults.append(Fault("nothing_here", folder.name, "", ""))
    if faults:
        raise FaultsFound(faults)
    return [found[key] for key in FORMS if key in found]


def files_of(folder: Path) -> list[Path]:
    """The workbooks and CSV files of a folder by name, or the one file itself."""
    if folder.is_file():
        return [folder]
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in _ENDINGS and not path.name.startswith((".", "~"))
    )


def form_named(name: str) -> Form | None:
    """The form a sheet's or file's name means, in either language."""
    wanted = name.strip().casefold()
    return next((f for f in FORMS.values() if wanted in (f.key, f.uk, f.en)), None)


def _sheet(form: Form, file: str, rows: Iterator[Sequence[Any]]) -> Sheet:
    headings: tuple[Cell, ...] = ()
    kept = []
    for number, row in enumerate(rows, start=1):
        if number > MOST_ROWS:
            raise ValueError(f"more than {MOST_ROWS} rows")
        cells = tuple(
            Cell(f"{letters(place)}{number}", _plain(value)) for place, value in enumerate(row)
        )
        if number == 1:
            headings = cells
        elif any(cell.value is not None for cell in cells):
            kept.append((number, cells))
    return Sheet(form, file, headings, tuple(kept))


def _tables(path: Path) -> Iterator[tuple[str, Iterator[Sequence[Any]]]]:
    if path.suffix.lower() == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            start = file.read(4096)
            file.seek(0)
            comma = ";" if start.count(";") > start.count(",") else ","
            yield path.stem, csv.reader(file, delimiter=comma, strict=True)
        return
    with zipfile.ZipFile(path) as packed:
        unpacked = sum(entry.file_size for entry in packed.infolist())
        if unpacked > MOST_UNPACKED * max(path.stat().st_size, 1):
            raise ValueError("it unpacks to far more than a workbook should")
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        for sheet in book.worksheets:
            yield sheet.title, sheet.iter_rows(values_only=True)
    finally:
        book.close()


def _plain(value: object) -> Value:
    """Text in one Unicode form without blanks around it; what is empty is ``None``."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value).strip() or None
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, int | float | date):
        return value
    return str(value)


def letters(place: int) -> str:
    """A spreadsheet's name for a column counted from 0: A, B … Z, AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
