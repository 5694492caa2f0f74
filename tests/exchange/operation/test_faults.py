"""Fifty faults are planted in the sheets of an operation, and each is found where it stands."""

from __future__ import annotations

import csv
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest

from imena.exchange.operation import sheets
from imena.exchange.operation.check import check
from imena.exchange.operation.columns import FORMS
from imena.exchange.operation.faults import SENTENCES, Fault, FaultsFound
from imena.exchange.operation.sheets import sheets_of

TODAY = date(2031, 8, 1)

#: Sheets without a fault, and beside each cell that is to be spoiled what is put there instead.
#: (sheet, cell, planted value, code of the fault, the cell where it is told when it is another)
Planted = tuple[str, str, str, str]

SOUND: Mapping[str, Sequence[Sequence[str]]] = {
    "sites": [
        ["code", "name", "kind", "latitude", "longitude", "precision, m", "discovered on"],
        ["PTX", "Вигаданий ліс", "cluster of individual graves", "49.1", "37.2", "15", "2031-05"],
        ["KTM", "Вигаданий яр", "trench", "49.3", "37.4", "30", "2031"],
        ["HEX", "Вигаданий сад", "suspected", "", "", "", ""],
        ["BEK", "Вигадане поле", "suspected", "", "", "", ""],
    ],
    "graves": [
        ["site", "label", "kind", "depth, cm", "orientation, °", "state", "floor reached on",
         "why empty", "marker text"],
        *[["PTX", f"{n}", "single_grave", "120", "90", "exhumed", "2031-06-10", "", "хрест"]
          for n in range(1, 9)],
        ["PTX", "9", "single_grave", "120", "90", "empty", "2031-06-11", "moved_earlier", ""],
        ["PTX", "10", "single_grave", "", "", "unopened", "", "", ""],
        ["KTM", "1", "pit", "", "", "unopened", "", "", ""],
        ["KTM", "2", "pit", "", "", "unopened", "", "", ""],
    ],
    "remains": [
        ["site", "grave", "label", "kind", "human", "completeness, %", "recovered on"],
        *[["PTX", f"{n}", f"T{n}", "complete_body", "yes", "100", "2031-06-09"]
          for n in range(1, 9)],
        ["PTX", "", "T9", "single_bone", "yes", "1", "2031-06-12"],
        ["PTX", "1", "T10", "body_part", "yes", "10", "2031-06-09"],
        ["PTX", "2", "T11", "body_part", "yes", "10", "2031-06-09"],
        ["PTX", "3", "T12", "body_part", "yes", "10", "2031-06-09"],
    ],
    "missing": [
        ["label", "family name", "given name", "patronymic", "sex", "born", "last seen"],
        *[[f"M{n}", "Вигаданий", f"Ім’я{n}", "Олесьович", "male", "1980-05-01", "2031-03"]
          for n in range(1, 11)],
    ],
    "relatives": [
        ["label", "missing person", "family name", "given name", "patronymic", "relationship",
         "born"],
        *[[f"R{n}", f"M{n}", "Вигадана", f"Родич{n}", "", "mother", "1955"] for n in range(1, 11)],
    ],
}  # fmt: skip

PLANTED: Sequence[Planted] = [
    ("sites", "A2", "PТX1", "not_code"),
    ("sites", "B3", "", "empty"),
    ("sites", "C3", "ровище", "not_term"),
    ("sites", "D3", "91", "out_of_range"),
    ("sites", "E2", "схід", "not_degrees"),
    ("sites", "E4", "37.1", "half_position"),
    ("sites", "F3", "-3", "out_of_range"),
    ("sites", "G2", "2031-13", "not_partial_date"),
    ("sites", "G3", "2032", "future"),
    ("sites", "H4", "нотатка", "beyond_columns"),
    ("sites", "A5", "HEX", "twice"),
    ("graves", "A2", "PTT", "not_there"),
    ("graves", "B4", "2", "twice"),
    ("graves", "C4", "склеп", "not_term"),
    ("graves", "D5", "1,5", "not_whole"),
    ("graves", "D6", "2000", "out_of_range"),
    ("graves", "E7", "360", "out_of_range"),
    ("graves", "G8", "", "state_without_floor"),
    ("graves", "G9", "2031-06-08", "recovered_after_floor"),
    ("graves", "H10", "", "empty_without_reason"),
    ("graves", "H11", "moved_earlier", "reason_not_empty"),
    ("graves", "F12", "exhumed", "state_without_floor"),
    ("graves", "G13", "10 червня", "not_date"),
    ("graves", "B13", "", "empty"),
    ("graves", "I2", "хрест\x07", "unprintable"),
    ("remains", "A2", "", "empty"),
    ("remains", "B3", "77", "not_there"),
    ("remains", "C5", "T2", "twice"),
    ("remains", "D5", "тіло", "not_term"),
    ("remains", "D6", "", "empty"),
    ("remains", "E7", "maybe", "not_term"),
    ("remains", "F8", "101", "out_of_range"),
    ("remains", "G7", "", "empty"),
    ("remains", "G10", "2031-06", "not_date"),
    ("remains", "G11", "2031-09-01", "future"),
    ("remains", "B12", "9", "empty_with_remains"),
    ("remains", "B13", "10", "recovered_from_unopened"),
    ("missing", "A2", "", "empty"),
    ("missing", "B3", "", "empty"),
    ("missing", "C4", "", "empty"),
    ("missing", "E5", "невідомий", "not_term"),
    ("missing", "F6", "1980-02-30", "not_partial_date"),
    ("missing", "F7", "2031-04", "born_after_seen"),
    ("missing", "G8", "2031-08-02", "future"),
    ("missing", "A9", "M9", "twice"),
    ("missing", "B10", "В" * 2_001, "too_long"),
    ("relatives", "B2", "M99", "not_there"),
    ("relatives", "C3", "", "empty"),
    ("relatives", "F4", "кума", "not_term"),
    ("relatives", "G5", "торік", "not_partial_date"),
]


def written(folder: Path, sheets: Mapping[str, Sequence[Sequence[str]]]) -> Path:
    for name, rows in sheets.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    return folder


def spoiled(planted: Sequence[Planted]) -> Mapping[str, Sequence[Sequence[str]]]:
    sheets = {name: [list(row) for row in rows] for name, rows in SOUND.items()}
    for sheet, cell, value, _ in planted:
        row = sheets[sheet][int(cell[1:]) - 1]
        column = ord(cell[0]) - ord("A")
        row += [""] * (column + 1 - len(row))
        row[column] = value
    return sheets


def faults(folder: Path) -> list[Fault]:
    return check(sheets_of(folder), {}, TODAY).faults


def test_sound_sheets_have_no_faults(tmp_path: Path) -> None:
    assert faults(written(tmp_path, SOUND)) == []


def test_fifty_planted_faults_are_all_named_where_they_stand(tmp_path: Path) -> None:
    assert len(PLANTED) == 50
    told = {(f.sheet, f.cell, f.code) for f in faults(written(tmp_path, spoiled(PLANTED)))}
    # A rule between two cells is told at the one that the sheet is read by.
    elsewhere = {
        ("sites", "E4", "half_position"): ("sites", "D4", "half_position"),
        ("graves", "G8", "state_without_floor"): ("graves", "F8", "state_without_floor"),
        ("graves", "H10", "empty_without_reason"): ("graves", "F10", "empty_without_reason"),
        ("remains", "B12", "empty_with_remains"): ("graves", "F10", "empty_with_remains"),
        ("remains", "B13", "recovered_from_unopened"): ("graves", "B11", "recovered_from_unopened"),
        ("missing", "A9", "twice"): ("missing", "A10", "twice"),
    }
    wanted = {(sheet, cell, code) for sheet, cell, _, code in PLANTED}
    wanted = {elsewhere.get(one, one) for one in wanted}
    assert wanted - told == set()


@pytest.mark.parametrize("planted", PLANTED, ids=lambda p: f"{p[0]}-{p[1]}-{p[3]}")
def test_each_fault_alone_is_found_and_not_much_else_is_said(
    tmp_path: Path, planted: Planted
) -> None:
    found = faults(written(tmp_path, spoiled([planted])))
    assert planted[3] in {fault.code for fault in found}
    # A spoiled key also leaves the rows hanging that refer to it; nothing else is blamed.
    follow = {"not_there", "exhumed_without_remains"}
    assert {fault.code for fault in found} <= {planted[3]} | follow


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("graves.csv", "site,label,глибина\nPTX,1,3\n", "unknown_column"),
        ("graves.csv", "site,label,label\nPTX,1,3\n", "column_twice"),
        ("graves.csv", "label\n1\n", "column_missing"),
    ],
)
def test_headings_are_checked(tmp_path: Path, name: str, content: str, code: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    found = check(sheets_of(tmp_path), {"sites": {("", "PTX")}}, TODAY).faults
    assert [fault.code for fault in found] == [code]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("могилки.csv", "a,b\n", "unknown_sheet"),
        ("graves.xlsx", "це не книга", "unreadable"),
        ("notes.txt", "нічого", "nothing_here"),
    ],
)
def test_files_that_are_no_sheets_are_refused(
    tmp_path: Path, name: str, content: str, code: str
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(FaultsFound) as refused:
        sheets_of(tmp_path)
    assert [fault.code for fault in refused.value.faults] == [code]


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("latitude", "-90", ""),
        ("latitude", "90", ""),
        ("latitude", "90.0001", "out_of_range"),
        ("latitude", "-90.0001", "out_of_range"),
        ("precision, m", "0", ""),
        ("precision, m", "100000", ""),
        ("precision, m", "100001", "out_of_range"),
        ("precision, m", "-1", "out_of_range"),
    ],
)
def test_bounds_are_included(tmp_path: Path, key: str, value: str, code: str) -> None:
    row = {"code": "PTX", "name": "Вигаданий ліс", "longitude": "37.2", "latitude": "49.1"}
    row[key] = value
    written(tmp_path, {"sites": [list(row), list(row.values())]})
    assert [fault.code for fault in faults(tmp_path)] == ([code] if code else [])


def test_what_unpacks_to_far_more_than_a_workbook_is_not_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "graves.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 10_000_000)
    with pytest.raises(FaultsFound, match="unpacks to far more"):
        sheets_of(tmp_path)


def test_a_sheet_without_end_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 5)
    written(tmp_path, {"sites": SOUND["sites"]})
    assert faults(tmp_path) == []
    written(tmp_path, {"sites": [*SOUND["sites"], ["KEX", "Зайве", *[""] * 5]]})
    with pytest.raises(FaultsFound, match="more than 5 rows"):
        sheets_of(tmp_path)


def test_a_sheet_given_twice_is_refused(tmp_path: Path) -> None:
    written(tmp_path, {"sites": SOUND["sites"], "місця": SOUND["sites"]})
    with pytest.raises(FaultsFound, match="there twice"):
        sheets_of(tmp_path)


@pytest.mark.parametrize(
    ("place", "hands", "code"),
    [
        ("store", "Ярина Холод", ""),
        ("", "Ярина Холод", ""),
        ("store", "", "place_without_hands"),
        ("buried", "Ярина Холод", "place_not_held"),
        ("in transport", "Ярина Холод", "place_not_held"),
        ("under this roof", "Ярина Холод", "not_term"),
    ],
)
def test_remains_are_where_a_list_can_have_them(
    tmp_path: Path, place: str, hands: str, code: str
) -> None:
    headings = ["site", "label", "kind", "recovered on", "place", "in the hands of"]
    row = ["PTX", "T1", "single_bone", "2031-06-09", place, hands]
    written(tmp_path, {"sites": SOUND["sites"], "remains": [headings, row]})
    assert [fault.code for fault in faults(tmp_path)] == ([code] if code else [])


def test_ukrainian_headings_words_and_dates_are_understood(tmp_path: Path) -> None:
    (tmp_path / "зниклі.csv").write_text(
        "позначення;прізвище;ім’я;стать;народження\nЗ-1;Вигаданий;Олесь;чоловіча;01.05.1980\n",
        encoding="utf-8",
    )
    (sheet,) = sheets_of(tmp_path)
    checked = check([sheet], {}, TODAY)
    assert checked.faults == []
    assert checked.rows["missing"][0].values["born"] == "1980-05-01"


def test_every_sentence_can_be_said_in_both_languages() -> None:
    for code in SENTENCES:
        fault = Fault(code, "f.xlsx", "sites", "A1", "x", "y")
        assert fault.said("uk") != fault.said("en")


def test_every_planted_kind_is_of_the_forms() -> None:
    codes = Counter(code for *_, code in PLANTED)
    assert set(codes) <= set(SENTENCES)
    assert {sheet for sheet, *_ in PLANTED} == set(FORMS)
