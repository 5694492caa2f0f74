"""`imena estimate` as its reader sees it."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from click.testing import CliRunner

from imena.cli.estimate import command

TABLE = "A,B,C,count\n1,0,0,{}\n0,1,0,{}\n0,0,1,{}\n1,1,0,{}\n1,0,1,{}\n0,1,1,{}\n1,1,1,{}\n"


def told(*arguments: str) -> str:
    result = CliRunner().invoke(command, [*arguments])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "lists.csv"
    path.write_text(TABLE.format(60, 45, 38, 22, 17, 12, 6))
    return path


def test_methods_stand_side_by_side_in_both_languages(table: Path) -> None:
    english = told("lists", str(table), "--replicates", "40", "--language", "en")
    assert "200 people on 3 lists (A, B, C)" in english
    assert english.count("(95%)") == 4
    assert "DISAGREE" not in english
    ukrainian = told("lists", str(table), "--replicates", "40", "--language", "uk")
    assert "людей 200, списків 3" in ukrainian
    assert "95 %" in ukrainian


def test_disagreement_is_said_before_any_estimate(tmp_path: Path) -> None:
    path = tmp_path / "apart.csv"
    path.write_text(TABLE.format(40, 30, 20, 6, 0, 0, 0))
    said = told("lists", str(path), "--replicates", "40", "--language", "en")
    assert said.index("METHODS DISAGREE") < said.index("(95%)")


def test_what_the_data_cannot_answer_is_said(tmp_path: Path) -> None:
    path = tmp_path / "two.csv"
    path.write_text("A,B,count\n1,0,20\n0,1,15\n1,1,2\n")
    said = told("lists", str(path), "--language", "en")
    assert "cannot answer" in said
    assert "fewer than 7" in said


def test_json_has_what_made_it(table: Path) -> None:
    tree = json.loads(told("lists", str(table), "--replicates", "40", "--seed", "7", "--json"))
    assert tree["made_by"]["seed"] == 7
    assert tree["made_by"]["inputs"][0]["file"] == "lists.csv"
    (result,) = tree["results"]
    assert result["answers"] is True
    assert [one["method"] for one in result["methods"]] == [
        "lower_bound", "best_bic", "stepwise", "averaged",
    ]  # fmt: skip


def test_strata_are_told_and_added(tmp_path: Path) -> None:
    path = tmp_path / "lists.csv"
    rows = [f"{one},{said}" for one in ("2024", "2025") for said in ("1,0,30", "0,1,20", "1,1,15")]
    path.write_text("\n".join(["stratum,A,B,count", *rows]))
    said = told("lists", str(path), "--language", "en")
    assert "Parted and added: 2024 (65), 2025 (65)." in said
    (result,) = json.loads(told("lists", str(path), "--json"))["results"]
    assert result["strata"] == ["2024", "2025"]
    # (46 × 36 / 16 - 1) twice.
    assert result["methods"][1]["estimate"] == pytest.approx(2 * (46 * 36 / 16 - 1))


def test_several_ways_to_settle_who_is_who_are_told_each_and_together(tmp_path: Path) -> None:
    paths = []
    for both in (20, 60):
        paths.append(tmp_path / f"{both}.csv")
        paths[-1].write_text(f"A,B,count\n1,0,{100 - both}\n0,1,{100 - both}\n1,1,{both}\n")
    tree = json.loads(told("lists", *map(str, paths), "--json"))
    ends = [one["methods"][1]["interval95"] for one in (*tree["results"], tree["together"])]
    assert tree["together"]["linkages"] == 2
    assert ends[2][0] == pytest.approx(ends[1][0], rel=0.05)
    assert ends[2][1] == pytest.approx(ends[0][1], rel=0.15)
    assert "All 2 ways together" in told("lists", *map(str, paths), "--language", "en")
    other = tmp_path / "other.csv"
    other.write_text("A,C,count\n1,0,20\n0,1,20\n1,1,9\n")
    assert json.loads(told("lists", str(paths[0]), str(other), "--json"))["together"] is None


def test_lists_that_depend_on_each_other_are_named_before_any_number(tmp_path: Path) -> None:
    path = tmp_path / "lists.csv"
    path.write_text(TABLE.format(300, 200, 260, 220, 70, 50, 60))
    said = told("lists", str(path), "--replicates", "20", "--language", "en")
    assert "The lists A – B favour the same people" in said
    assert said.index("favour") < said.index("(95%)")
    ukrainian = told("lists", str(path), "--replicates", "20", "--language", "uk")
    assert "У списки A – B частіше потрапляють ті самі люди" in ukrainian


def test_what_is_assumed_otherwise_is_told_where_it_is_asked_for(table: Path) -> None:
    plain = told("lists", str(table), "--replicates", "20", "--language", "en")
    assert "assumed" not in plain
    said = told("lists", str(table), "--replicates", "20", "--assumptions", "--language", "en")
    assert "People differ (darroch): about 332" in said
    assert "The lists A, B alone" in said
    tree = json.loads(told("lists", str(table), "--replicates", "20", "--assumptions", "--json"))
    kinds = {one["assumed"] for one in tree["results"][0]["assumed_otherwise"]}
    assert kinds == {"cells", "differ", "profile", "pair", "alike"}


def test_a_wrong_cell_is_named_and_nothing_is_estimated(tmp_path: Path) -> None:
    path = tmp_path / "lists.csv"
    path.write_text("A,B\n1,2\n")
    result = CliRunner().invoke(command, ["lists", str(path), "--language", "en"])
    assert result.exit_code == 1
    assert "cell B2 (list B)" in result.output


def test_graves_opened_at_random_and_not() -> None:
    said = told("graves", "3,5,4,6,2", "--known", "12", "--at-random", "--language", "en")
    assert "20 people exhumed from 5 of 12 known graves." in said
    assert "About 48 people" in said
    assert "more may exist" in said
    hard = told("graves", "3,5,4,6,2", "--known", "12", "--not-at-random", "--language", "en")
    assert "At least 27 people" in hard
    assert "About" not in hard
    assert json.loads(told("graves", "3,5", "--known", "4", "--at-random", "--json"))["total"] == 16


def test_a_few_graves_that_hold_many_make_the_interval_too_short() -> None:
    arguments = ("--known", "90", "--at-random", "--language", "en")
    assert "too short" in told("graves", "1,1,1,2,1,1,1,40", *arguments)
    assert "too short" not in told("graves", ",".join(["2,3,4"] * 10), *arguments)


def test_graves_that_held_equally_many_tell_no_interval() -> None:
    said = told("graves", "1,1", "--known", "100", "--at-random", "--language", "en")
    assert "At least 100 people" in said
    assert "equally many" in said
    assert "About" not in said
    every = told("graves", "2,2", "--known", "2", "--at-random", "--language", "en")
    assert "About 4 people" in every


def test_an_interval_is_told_no_narrower_than_it_is() -> None:
    arguments = ("graves", "3,5,4,6,3", "--known", "12", "--at-random")
    low, high = json.loads(told(*arguments, "--json"))["interval95"]
    assert low != int(low)
    assert high != int(high)
    said = told(*arguments, "--language", "en")
    assert f"from {math.floor(low)} to {math.ceil(high)} (95%)" in said


@pytest.mark.parametrize(
    "arguments",
    [("3,x", "--known", "5", "--at-random"), ("3,4", "--known", "1", "--at-random"),
     ("3,4", "--known", "5")],
)  # fmt: skip
def test_graves_that_cannot_be_are_refused(arguments: tuple[str, ...]) -> None:
    assert CliRunner().invoke(command, ["graves", *arguments]).exit_code == 2
