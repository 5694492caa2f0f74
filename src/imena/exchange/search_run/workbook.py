"""The table of a search as a workbook: its numbers are numbers wherever it is opened."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Mapping
from dataclasses import astuple
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from imena.exchange.search_run.refusal import RunRefused
from imena.exchange.search_run.result import HEADER, Row
from imena.language import message

#: Rows a sheet can hold (ECMA-376 leaves it to programs; this is what they agree on).
MOST_ROWS = 1 << 20


def workbook(rows: Iterable[Row], made: Mapping[str, Any]) -> bytes:
    """A workbook of two sheets: the pairs, and how they were made.

    Raises
    ------
    RunRefused
        Where there are more rows than a sheet can hold.
    """
    held = list(itertools.islice(rows, MOST_ROWS))
    if len(held) == MOST_ROWS:
        raise RunRefused(
            message(
                "There are more pairs than the {most} rows of a spreadsheet. What is compared is "
                "saved: repeat with --resume and an --out of the same name, but .csv or .parquet."
            ),
            {"most": MOST_ROWS},
        )
    book = Workbook(write_only=True)
    pairs = book.create_sheet("pairs")
    pairs.freeze_panes = "A2"
    pairs.append(list(HEADER))
    for row in held:
        cells = (int(value) if isinstance(value, bool) else value for value in astuple(row))
        pairs.append([_cell(pairs, value) for value in cells])
    origin = book.create_sheet("provenance")
    for name, value in made.items():
        said = value if isinstance(value, str | int) else json.dumps(value, ensure_ascii=False)
        origin.append([name, _cell(origin, said)])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: WriteOnlyWorksheet, value: str | float | None) -> object:
    """A text is never taken for a formula, however it begins, and signs that XML has none of stand
    as the format writes them, such as ``_x0001_``. A number keeps all its digits, of which openpyxl
    would write sixteen."""
    if isinstance(value, str):
        text, kind = ILLEGAL_CHARACTERS_RE.sub(lambda c: f"_x{ord(c[0]):04X}_", value), "s"
    elif isinstance(value, float):
        text, kind = repr(value), "n"
    else:
        return value
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = kind
    return cell
