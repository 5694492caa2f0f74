"""``imena simulate`` writes a case that can be read, and its truth, the same each time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from imena.cli.simulate import command
from imena.exchange.casefile.read import read_case

SMALL = ["--missing", "6", "--families", "5", "--markers", "4", "--seed", "3"]


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(command, [str(a) for a in arguments])
    return result.exit_code, result.output


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.json", "b.json"):
        assert run(tmp_path / name, *SMALL)[0] == 0
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    assert (tmp_path / "a.truth.json").read_bytes() == (tmp_path / "b.truth.json").read_bytes()
    run(tmp_path / "c.json", *SMALL[:-1], "4")
    assert (tmp_path / "a.json").read_bytes() != (tmp_path / "c.json").read_bytes()


def test_the_truth_speaks_of_every_body_of_the_case(tmp_path: Path) -> None:
    run(tmp_path / "a.json", *SMALL, "--sampled-twice", "1")
    case = read_case(tmp_path / "a.json").case
    truth = json.loads((tmp_path / "a.truth.json").read_text(encoding="utf-8"))
    assert list(truth["identities"]) == [body.id for body in case.bodies]
    named = {m for m in truth["identities"].values() if m is not None}
    assert named | set(truth["not_among"]) == set(case.missing)
    assert truth["seed"] == 3
    assert len(truth["sampled_twice"]) == 1


def test_both_forms_hold_the_same_case(tmp_path: Path) -> None:
    run(tmp_path / "a.json", *SMALL, "--x", "--partial", "2")
    run(tmp_path / "b", *SMALL, "--x", "--partial", "2", "--folder")
    one, other = read_case(tmp_path / "a.json").case, read_case(tmp_path / "b").case
    assert one.families == other.families
    assert one.bodies == other.bodies
    assert (tmp_path / "b.truth.json").exists()


def test_the_number_of_bodies_settles_who_is_absent(tmp_path: Path) -> None:
    code, _ = run(tmp_path / "a.json", *SMALL, "--bodies", "7", "--unlisted", "3")
    assert code == 0
    truth = json.loads((tmp_path / "a.truth.json").read_text(encoding="utf-8"))
    assert len(truth["identities"]) == 7
    assert len(truth["not_among"]) == 2


@pytest.mark.parametrize(
    "contradiction",
    [
        ("--bodies", "30"),
        ("--bodies", "5", "--absent", "2", "--unlisted", "2"),
        ("--absent", "7"),
        ("--failed", "40"),
        ("--related-unlisted", "9"),
        ("--sampled-twice", "40"),
        ("--misrecorded", "40"),
        ("--families", "7"),
    ],
)
def test_a_contradiction_is_said_and_nothing_written(
    tmp_path: Path, contradiction: tuple[str, ...]
) -> None:
    code, said = run(tmp_path / "a.json", *SMALL, *contradiction)
    assert code == 2
    assert "Traceback" not in said
    assert said.rstrip().endswith(".")
    assert list(tmp_path.iterdir()) == []
