"""A workbook and a Parquet file hold what the CSV table holds, and how it was made."""

from __future__ import annotations

import csv
import json
import sys
from dataclasses import replace
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from arro3.io import read_parquet
from openpyxl import load_workbook

from imena import Case
from imena.exchange.provenance import begun, finished
from imena.exchange.search_run import workbook
from imena.exchange.search_run.contents import in_order
from imena.exchange.search_run.folder import Parameters, Tile
from imena.exchange.search_run.refusal import RunRefused
from imena.exchange.search_run.result import HEADER
from imena.exchange.search_run.written import check_writable, write_result
from imena.language import Words
from imena.matching.search.screen import search
from tests.matching.search.simulated import case

ASKED = Parameters(2, 1.0)

Values = list[tuple[object, ...]]


@pytest.fixture(scope="module")
def made() -> Case:
    """Bodies of every kind: with many pairs, excluded from everybody, with nobody to compare."""
    given = case("no mutation", 2)
    paired = {body.id: given.missing for body in given.bodies}
    paired[given.bodies[0].id] = ()
    first = given.missing[0]
    paired |= {body.id: (first,) for body in given.bodies[1:9]}
    return in_order(replace(given, pairings=paired))


@pytest.fixture(scope="module")
def found(made: Case) -> Tile:
    kept = search(made, best=ASKED.best, threshold=ASKED.threshold).kept
    return Tile(kept, {"F7": ("TH01",)})


@pytest.fixture(scope="module")
def expected(made: Case, found: Tile, tmp_path_factory: pytest.TempPathFactory) -> Values:
    """The values of the CSV table."""
    text = written(made, found, tmp_path_factory.mktemp("csv") / "pairs.csv").decode()
    header, *rows = csv.reader(StringIO(text, newline=""))
    assert tuple(header) == HEADER
    kinds = (str, str, str, float, int, int, int)
    return [
        tuple(kind(value) if value else None for kind, value in zip(kinds, row, strict=True))
        for row in rows
    ]


def written(made: Case, found: Tile, out: Path) -> bytes:
    provenance = finished(begun("imena search", [], parameters=ASKED.to_json()))
    write_result(out, made, found, ASKED, provenance)
    return out.read_bytes()


def origin_beside(out: Path) -> dict[str, Any]:
    path = out.with_name(f"{out.name}.provenance.json")
    tree: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    del tree["sha256"]
    return tree


def test_a_workbook_holds_the_same_values(
    made: Case, found: Tile, expected: Values, tmp_path: Path
) -> None:
    out = tmp_path / "pairs.xlsx"
    book = load_workbook(BytesIO(written(made, found, out)))
    header, *rows = book["pairs"].iter_rows(values_only=True)
    assert header == HEADER
    assert rows == expected
    assert {row[6] for row in expected} == {0, 1, None}
    told = {str(name): value for name, value in book["provenance"].iter_rows(values_only=True)}
    tree = origin_beside(out)
    assert told["name"] == tree["name"]
    assert json.loads(str(told["provenance"])) == tree["provenance"]
    assert json.loads(str(told["impossible_families"])) == {"F7": ["TH01"]}


def test_a_parquet_file_holds_the_same_values(
    made: Case, found: Tile, expected: Values, tmp_path: Path
) -> None:
    out = tmp_path / "pairs.parquet"
    table = read_parquet(BytesIO(written(made, found, out))).read_all()
    assert tuple(table.schema.names) == HEADER
    columns = [table[name].to_pylist() for name in HEADER]
    assert list(zip(*columns, strict=True)) == expected
    kinds = [str(table.schema.field(name).type) for name in HEADER]
    named = ["Utf8", "Utf8", "Utf8", "Float64", "Int64", "Int64", "Boolean"]
    assert [kind.strip().removeprefix("arro3.core.DataType<") for kind in kinds] == [
        f"{name}>" for name in named
    ]
    assert json.loads(table.schema.metadata_str["imena"]) == origin_beside(out)


def test_no_id_is_a_formula_in_a_workbook(made: Case, found: Tile, tmp_path: Path) -> None:
    signs = "=+-@\t\x01"
    bodies = [replace(b, id=f"{signs[i % 6]}{b.id}") for i, b in enumerate(made.bodies)]
    renamed = replace(made, bodies=tuple(bodies), pairings=None)
    book = load_workbook(BytesIO(written(renamed, found, tmp_path / "pairs.xlsx")))
    cells = [row[0] for row in book["pairs"].iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {str(cell.value)[0] for cell in cells} == set("=+-@\t_")


def test_more_pairs_than_a_sheet_can_hold_are_refused(
    made: Case, found: Tile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 20)
    with pytest.raises(RunRefused) as refused:
        written(made, found, tmp_path / "pairs.xlsx")
    assert "more pairs than the 20 rows" in refused.value.said(Words("search", "en"))
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_written_is_refused_before_any_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("a.csv", "a.CSV", "a.xlsx", "a.parquet", "a"):
        check_writable(Path(name))
    with pytest.raises(RunRefused) as refused:
        check_writable(Path("a.ods"))
    assert ".csv, .xlsx" in refused.value.said(Words("search", "en"))
    monkeypatch.delitem(sys.modules, "imena.exchange.search_run.parquet")
    monkeypatch.setitem(sys.modules, "arro3.core", None)
    with pytest.raises(RunRefused) as absent:
        check_writable(Path("a.parquet"))
    assert "--extra parquet" in absent.value.said(Words("search", "uk"))
