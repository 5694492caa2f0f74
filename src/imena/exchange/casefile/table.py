"""One CSV table of a case folder, row by row with its line numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from imena.exchange.casefile.decode import read_text
from imena.exchange.casefile.problems import OTHER_REASON, Phrase, Place, Problem
from imena.exchange.provenance import InputFile
from imena.language import message

#: Separators that spreadsheets write; the one under which the heading has the columns is used.
SEPARATORS = (",", ";", "\t")

_REASONS = (
    ("unexpected end of data", Phrase(message("a cell in quotes does not end"))),
    ("field larger", Phrase(message("a cell is endless"))),
    ("new-line character", Phrase(message("a line ends in an unusual way"))),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line and its cells by column, blanks at their ends dropped."""

    line: int
    cells: Mapping[str, str]

    def get(self, column: str) -> str | None:
        """A cell; ``None`` where it is empty."""
        return self.cells.get(column) or None


@dataclass(frozen=True)
class Table:
    """Rows of a table; ``columns`` in the file's order; ``whole`` unless rows were left out."""

    file: InputFile
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    whole: bool


def read_table(
    path: Path, needed: Sequence[str], largest: int, problems: list[Problem]
) -> Table | None:
    """Read a table; problems are added to ``problems`` and unreadable rows left out.

    Raises
    ------
    CaseFileError
        Where the file cannot be read as text.
    """
    text, file = read_text(path, path.name, largest)
    separator = _separator(text, needed)
    noted = len(problems)
    try:
        lines = list(_numbered(text, separator))
    except csv.Error as error:
        reason = next((r for begin, r in _REASONS if str(error).startswith(begin)), OTHER_REASON)
        problems.append(Problem("csv-form", path.name, Place(), {"reason": reason}))
        return None
    lines = [(line, cells) for line, cells in lines if any(cells)]
    heading = lines[0][1] if lines else []
    place = Place(line=lines[0][0] if lines else 1)
    for column in needed:
        if column not in heading:
            said: dict[str, object] = {"column": column, "columns": ", ".join(needed)}
            problems.append(Problem("csv-column", path.name, place, said))
    for column in dict.fromkeys(c for c in heading if c and heading.count(c) > 1):
        problems.append(Problem("csv-column-twice", path.name, place, {"column": column}))
    if len(problems) > noted:
        return None
    rows = []
    for line, cells in lines[1:]:
        while len(cells) > len(heading) and not cells[-1]:
            cells.pop()
        if len(cells) != len(heading):
            values: dict[str, object] = {"cells": len(cells), "columns": len(heading)}
            problems.append(Problem("csv-ragged", path.name, Place(line=line), values))
        else:
            rows.append(Row(line, dict(zip(heading, cells, strict=True))))
    columns = tuple(column for column in heading if column)
    return Table(file, columns, tuple(rows), whole=len(problems) == noted)


def _numbered(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line each begins at: a quoted cell may run over several lines."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    for cells in reader:
        yield line, [cell.strip() for cell in cells]
        line = reader.line_num + 1


def _separator(text: str, needed: Sequence[str]) -> str:
    heading = text.lstrip().split("\n", 1)[0]

    def found(separator: str) -> int:
        names = {cell.strip().strip('"') for cell in heading.split(separator)}
        return len(names & set(needed))

    return max(SEPARATORS, key=found)
