"""The folder form as spreadsheets really write it."""

from __future__ import annotations

from pathlib import Path

from imena.exchange.casefile.read import read_case
from imena.exchange.casefile.write import write_folder
from imena.kinship.observation import ReadingRates
from imena.matching.case import Case
from tests.exchange.small_case import tree, written


def folder_of(tmp_path: Path) -> Path:
    write_folder(read_case(written(tmp_path, tree())).case, tmp_path / "site")
    return tmp_path / "site"


def edited(folder: Path, name: str, old: str, new: str) -> Case:
    path = folder / name
    before = path.read_text(encoding="utf-8")
    assert old in before
    path.write_bytes(before.replace(old, new).encode())
    return read_case(folder).case


def test_the_name_of_the_folder_names_the_case(tmp_path: Path) -> None:
    assert edited(folder_of(tmp_path), "markers.json", '"name": "invented",', "").name == "site"


def test_semicolons_and_decimal_commas(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    (folder / "pm.csv").write_text("id;sex;dropout\nB1;M;0,05\nB2;F;\n")
    case = read_case(folder).case
    assert case.body_of["B1"].sample.rates == ReadingRates(dropout=0.05)
    assert case.body_of["B2"].sample.rates == ReadingRates()


def test_windows_line_ends_blank_lines_and_blanks_round_cells(tmp_path: Path) -> None:
    case = edited(folder_of(tmp_path), "pm.csv", "B1,M\n", " B1 , M\r\n,\r\n\r\n")
    assert [body.id for body in case.bodies] == ["B1", "B2"]


def test_further_columns_are_carried_through(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    (folder / "pm.csv").write_text('id,sex,grave,note\nB1,M,17,"a, b\nc"\nB2,F,,\n')
    case = read_case(folder).case
    assert case.bodies[0].details == {"grave": "17", "note": "a, b\nc"}
    assert case.bodies[1].details == {}


def test_the_line_is_counted_past_cells_of_several_lines(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    (folder / "pm.csv").write_text('id,sex,note\nB1,M,"a\nb\nc"\nB2,F,\n')
    assert read_case(folder).case.bodies[1].id == "B2"


def test_missing_may_be_said_in_ukrainian_and_in_order(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    (folder / "members.csv").write_text(
        "family,id,father,mother,sex,missing\n"
        "F1,Father,,,M,2\nF1,Mother,,,F,ні\nF1,Taras,Father,Mother,M,1\n"
        "F2,Sister,,,F,\nF2,Olena,,,F,так\n",
        encoding="utf-8",
    )
    assert read_case(folder).case.missing == ("Taras", "Father", "Olena")


def test_an_empty_marker_row_says_nothing(tmp_path: Path) -> None:
    case = edited(folder_of(tmp_path), "profiles.csv", "pm,,B1,TH01,6,6", "pm,,B1,TH01,,")
    assert set(case.body_of["B1"].sample.genotypes) == {"D3S1358"}


def test_markers_json_may_be_the_bare_list(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    (folder / "markers.json").write_text(
        '[{"name": "D3S1358", "alleles": ["14","15","16","17"], "frequencies": [0.1,0.2,0.3,0.4]},'
        '{"name": "TH01", "alleles": ["6","7"], "frequencies": [0.4,0.6]},'
        '{"name": "DXS10103", "alleles": ["16","17"], "frequencies": [0.4,0.6], "xlinked": true}]'
    )
    assert [marker.size for marker in read_case(folder).case.markers] == [4, 2, 2]


def test_every_file_is_in_the_provenance(tmp_path: Path) -> None:
    names = {file.name for file in read_case(folder_of(tmp_path)).inputs}
    assert names == {"markers.json", "members.csv", "profiles.csv", "pm.csv"}
