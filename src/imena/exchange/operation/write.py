"""Write an operation's sheets: a workbook that can be read again, with what made it."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from imena import __version__
from imena.exchange.atomic import write_bytes
from imena.exchange.operation.columns import FORMS, Column
from imena.language import Words
from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.queries.sheets import rows
from imena.registry.services.exporting import approve_export
from imena.registry.vocabulary import said


def export(
    path: Path,
    actor: Actor,
    *,
    approvers: Sequence[Actor],
    sheets: Sequence[str] = tuple(FORMS),
    language: str = "uk",
) -> dict[str, int]:
    """Write the sheets that ``actor`` may see to a workbook; how many rows each has.

    Raises
    ------
    Refused
        Where nobody approves it, no purpose is stated, or the actor may not.
    """
    import openpyxl
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    approve_export(actor, sheets=sheets, approvers=approvers)
    words = Words("operation", language)
    book = openpyxl.Workbook(write_only=True)
    counts = {}
    for key in sheets:
        form = FORMS[key]
        sheet = book.create_sheet(form.uk if language == "uk" else form.en)
        sheet.freeze_panes = "A2"
        headings = []
        for number, column in enumerate(form.columns, start=1):
            cell = WriteOnlyCell(sheet, column.uk if language == "uk" else column.en)
            cell.font = Font(bold=True)
            headings.append(cell)
            width = max(12, len(str(cell.value)) + 2)
            sheet.column_dimensions[_letter(number)].width = width
        sheet.append(headings)
        counts[key] = 0
        for row in rows(actor, key):
            sheet.append(
                [_cell(sheet, column, row.get(column.key), language) for column in form.columns]
            )
            counts[key] += 1
    book.properties.title = words("Imena: records of an operation")
    book.properties.creator = actor.name
    book.properties.description = words(
        "Made by Imena {version}. Purpose: {purpose}. Approved by: {approvers}.",
        version=__version__,
        purpose=actor.purpose,
        approvers=", ".join(one.name for one in approvers),
    )
    book.properties.created = clock.now().replace(tzinfo=None)
    kept = BytesIO()
    book.save(kept)
    write_bytes(path, kept.getvalue())
    return counts


def _cell(sheet: Any, column: Column, value: object, language: str) -> object:
    from openpyxl.cell import WriteOnlyCell

    if value is None or value == "":
        return None
    if isinstance(value, int):
        return value
    if column.kind == "degrees":
        return float(str(value))
    text = said(column.of, str(value), language) if column.kind == "term" else str(value)
    cell = WriteOnlyCell(sheet, text)
    # Said to be text, it is never taken for a formula, whatever it begins with.
    cell.data_type = "s"
    return cell


def _letter(number: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(number))
