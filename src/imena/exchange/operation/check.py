"""Check the sheets of an operation whole: every fault is named by its sheet and cell."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from imena.exchange.operation.columns import FORMS, HELD, Column, Form
from imena.exchange.operation.faults import Fault
from imena.exchange.operation.sheets import Sheet
from imena.exchange.operation.values import WrongError, read

#: A row's label, after the value that it is unique within ("" = everywhere).
Name = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """A row: values by column key, without what was empty or none of its column; ``faulty`` are the
    columns of which a fault was told already."""

    number: int
    values: Mapping[str, object]
    cells: Mapping[str, str]
    faulty: frozenset[str]

    def text(self, key: str) -> str:
        """The value as text; empty where there is none."""
        return str(self.values.get(key, ""))


@dataclass(eq=False)
class Checked:
    """The sheets as read. Nothing may be taken in while ``faults`` has any."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    @cached_property
    def remains_of(self) -> Mapping[tuple[str, str], Sequence[Row]]:
        """The rows of remains by site and grave."""
        found: dict[tuple[str, str], list[Row]] = {}
        for row in self.rows.get("remains", ()):
            found.setdefault((row.text("site"), row.text("grave")), []).append(row)
        return found

    @cached_property
    def missing_of(self) -> Mapping[str, Row]:
        """The rows of missing people by label."""
        return {row.text("label"): row for row in self.rows.get("missing", ())}


def check(sheets: Sequence[Sheet], known: Mapping[str, Collection[Name]], today: date) -> Checked:
    """Check every sheet and what they say of each other.

    ``known`` has, by sheet, the names that are in the case file already.
    """
    checked = Checked()
    for sheet in sheets:
        checked.rows[sheet.form.key] = _rows(sheet, today, checked.faults)
    for sheet in sheets:
        _names(sheet, checked, known)
    for sheet in sheets:
        _references(sheet, checked, known)
    for sheet in sheets:
        rule = _RULES.get(sheet.form.key)
        if rule:
            for row in checked.rows[sheet.form.key]:
                checked.faults += [
                    Fault(
                        code,
                        sheet.file,
                        _called(sheet),
                        row.cells.get(key, f"{row.number}"),
                        value,
                        other,
                    )
                    for key, code, value, other in rule(row, checked)
                ]
    return checked


def name_of(form: Form, row: Row) -> Name:
    """What a row is called."""
    return (row.text(form.within) if form.within else "", row.text(form.label))


def _called(sheet: Sheet) -> str:
    return sheet.form.uk if sheet.headings and _is_ukrainian(sheet) else sheet.form.en


def _is_ukrainian(sheet: Sheet) -> bool:
    written = {str(cell.value).casefold() for cell in sheet.headings}
    return bool(written & {column.uk for column in sheet.form.columns})


def _rows(sheet: Sheet, today: date, faults: list[Fault]) -> list[Row]:
    def fault(code: str, cell: str, value: object = "", other: str = "") -> None:
        faults.append(Fault(code, sheet.file, _called(sheet), cell, str(value), other))

    columns = _columns(sheet, fault)
    found = []
    for number, cells in sheet.rows:
        values: dict[str, object] = {}
        where: dict[str, str] = {}
        faulty: set[str] = set()
        for place, cell in enumerate(cells):
            column = columns.get(place)
            if column is None:
                if cell.value is not None and place >= len(sheet.headings):
                    fault("beyond_columns", cell.where, cell.value)
                continue
            where[column.key] = cell.where
            if cell.value is None:
                if column.required:
                    fault("empty", cell.where)
                continue
            try:
                values[column.key] = read(column, cell.value)
            except WrongError as wrong:
                fault(wrong.code, cell.where, cell.value, wrong.other)
                faulty.add(column.key)
                continue
            said = str(values[column.key])
            if column.kind in ("date", "partial_date") and said > today.isoformat()[: len(said)]:
                fault("future", cell.where, said)
                faulty.add(column.key)
        for column in columns.values():
            if column.required and column.key not in where:
                fault("empty", f"{number}", column.en)
        found.append(Row(number, values, where, frozenset(faulty)))
    return found


def _columns(sheet: Sheet, fault: Callable[..., None]) -> dict[int, Column]:
    spelled = {
        name: column for column in sheet.form.columns for name in (column.key, column.uk, column.en)
    }
    columns: dict[int, Column] = {}
    for place, cell in enumerate(sheet.headings):
        if cell.value is None:
            continue
        heading = str(cell.value).casefold()
        column = spelled.get(heading)
        if column is None:
            near = difflib.get_close_matches(heading, spelled, n=1, cutoff=0.0)
            fault("unknown_column", cell.where, cell.value, near[0])
        elif column in columns.values():
            fault("column_twice", cell.where, cell.value)
        else:
            columns[place] = column
    for column in sheet.form.columns:
        if column.required and column not in columns.values():
            fault("column_missing", "1", column.uk if _is_ukrainian(sheet) else column.en)
    return columns


def _names(sheet: Sheet, checked: Checked, known: Mapping[str, Collection[Name]]) -> None:
    form = sheet.form
    first: dict[Name, str] = {}
    for row in checked.rows[form.key]:
        name = name_of(form, row)
        if not name[1]:
            continue
        cell = row.cells[form.label]
        if name in first:
            checked.faults.append(
                Fault("twice", sheet.file, _called(sheet), cell, name[1], first[name])
            )
        elif name in known.get(form.key, ()):
            checked.faults.append(Fault("there_already", sheet.file, _called(sheet), cell, name[1]))
        first.setdefault(name, cell)


def _references(sheet: Sheet, checked: Checked, known: Mapping[str, Collection[Name]]) -> None:
    for column in sheet.form.columns:
        if column.kind != "ref":
            continue
        target = FORMS[column.of]
        there = {name_of(target, row) for row in checked.rows.get(column.of, ())}
        for row in checked.rows[sheet.form.key]:
            label = row.text(column.key)
            name = (row.text(target.within) if target.within else "", label)
            if label and name not in there and name not in known.get(column.of, ()):
                checked.faults.append(
                    Fault(
                        "not_there",
                        sheet.file,
                        _called(sheet),
                        row.cells[column.key],
                        label,
                        target.uk if _is_ukrainian(sheet) else target.en,
                    )
                )


#: Column key, code of the fault, and what its sentence says.
Said = tuple[str, str, str, str]


def _site(row: Row, checked: Checked) -> Iterator[Said]:
    del checked
    half = ("latitude" in row.values) != ("longitude" in row.values)
    if half and not row.faulty & {"latitude", "longitude"}:
        yield "latitude", "half_position", "", ""


def _grave(row: Row, checked: Checked) -> Iterator[Said]:
    state, floor = row.text("state"), row.text("floor_reached_on")
    remains = checked.remains_of.get((row.text("site"), row.text("label")), ())
    if state in ("exhumed", "empty") and not floor:
        yield "state", "state_without_floor", "", ""
    if state == "empty" and "empty_reason" not in row.values:
        yield "state", "empty_without_reason", "", ""
    if state != "empty" and "empty_reason" in row.values:
        yield "empty_reason", "reason_not_empty", "", ""
    if state == "empty" and remains:
        yield "state", "empty_with_remains", row.text("label"), remains[0].text("label")
    if state == "exhumed" and not remains:
        yield "state", "exhumed_without_remains", "", ""
    if state in ("", "unopened") and remains:
        yield "label", "recovered_from_unopened", row.text("label"), ""
    for one in remains:
        if floor and "recovered_on" not in one.faulty and one.text("recovered_on") > floor:
            yield "floor_reached_on", "recovered_after_floor", one.text("recovered_on"), floor


def _remains(row: Row, checked: Checked) -> Iterator[Said]:
    del checked
    place = row.text("place")
    if place and place not in HELD:
        yield "place", "place_not_held", place, ""
    if place and "custodian" not in row.values and "custodian" not in row.faulty:
        yield "place", "place_without_hands", "", ""


def _missing(row: Row, checked: Checked) -> Iterator[Said]:
    kept = row.text("same_as")
    if kept and kept == row.text("label"):
        yield "same_as", "same_as_itself", kept, ""
    elif kept in checked.missing_of and checked.missing_of[kept].text("same_as"):
        yield "same_as", "same_as_copy", kept, checked.missing_of[kept].text("same_as")
    born, seen = row.text("born"), row.text("last_seen")
    length = min(len(born), len(seen))
    if born and seen and born[:length] > seen[:length]:
        yield "born", "born_after_seen", born, seen


def _relative(row: Row, checked: Checked) -> Iterator[Said]:
    missing = checked.missing_of.get(row.text("missing"))
    who = ("family", "given", "patronymic", "born")
    if missing and row.text("born") and all(missing.text(key) == row.text(key) for key in who):
        yield "family", "relative_is_self", "", ""


_RULES: Mapping[str, Callable[[Row, Checked], Iterator[Said]]] = {
    "sites": _site,
    "graves": _grave,
    "remains": _remains,
    "missing": _missing,
    "relatives": _relative,
}
