"""Tables of people on several lists: what is read, and what is named when it cannot be."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from imena.exchange.lists.read import ListsFileError, read_lists


def written(folder: Path, text: str) -> Path:
    path = folder / "lists.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_combinations_with_counts_and_people_one_by_one_say_the_same(tmp_path: Path) -> None:
    counted = read_lists(written(tmp_path, "A,B,count\n1,0,2\n0,1,1\n1,1,1\n")).lists
    people = read_lists(written(tmp_path, "A;B\n1;0\n1;0\n\n0;1\n1;1\n")).lists
    assert (counted.counts == people.counts).all()
    assert counted.names == people.names == ("A", "B")


def test_a_workbook_says_the_same_as_csv(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["кількість", "Родини", "Могильник"], [2, 1, 0], [3, 1, 1], [4, 0, 1]):
        sheet.append(row)
    book.save(tmp_path / "lists.xlsx")
    found = read_lists(tmp_path / "lists.xlsx")
    assert found.lists.names == ("Родини", "Могильник")
    assert found.lists.counts.tolist() == [0, 2, 4, 3]
    assert len(found.file.sha256) == 64


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("A,B,count\n1,0,2\n0,x,1\n", "cell B3 (list B): “x”"),
        ("A,B,count\n1,0,2\n0,1,many\n", "cell C3: “many”"),
        ("A,B,count\n1,0,2\n0,0,5\n", "row 3: on no list"),
        ("A,,C\n1,0,1\n", "column B: the first row must name"),
        ("A,A\n1,0\n", "two lists are called A"),
        ("A,count\n1,3\n", "from 2 to 12 lists are needed"),
        ("count,A,B,count\n", "two columns are called “count”"),
        ("A,B,stratum\n1,0,x\n0,1,\n", "cell C3: the stratum is empty"),
        ("A,B\n", "has no people"),
        ("", "from 2 to 12 lists"),
        ('A,B\n"1,0\n', "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_cell(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ListsFileError) as refused:
        read_lists(written(tmp_path, text))
    assert said in str(refused.value)


def test_files_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(ListsFileError, match="cannot be read"):
        read_lists(tmp_path / "absent.csv")
    (tmp_path / "b.xlsx").write_bytes(b"no workbook")
    with pytest.raises(ListsFileError, match="no workbook"):
        read_lists(tmp_path / "b.xlsx")
    (tmp_path / "c.csv").write_bytes("Ім’я,B\n1,0\n".encode("cp1251"))
    with pytest.raises(ListsFileError, match="not UTF-8"):
        read_lists(tmp_path / "c.csv")


def test_a_column_of_strata_parts_people_and_the_whole_is_their_sum(tmp_path: Path) -> None:
    text = "stratum,A,B,count\n2024,1,0,2\n2025,1,1,4\n2024,0,1,3\n"
    found = read_lists(written(tmp_path, text))
    assert [name for name, _ in found.strata] == ["2024", "2025"]
    assert [part.observed for _, part in found.strata] == [5, 4]
    assert found.lists.counts.tolist() == [0, 2, 3, 4]
    assert read_lists(written(tmp_path, "A,B\n1,0\n0,1\n")).strata == ()
