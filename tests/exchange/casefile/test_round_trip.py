"""What is written is what is read, in both forms; and both forms say the same."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from imena.exchange.casefile.as_json import case_json
from imena.exchange.casefile.read import read_case
from imena.exchange.casefile.write import write_case, write_folder
from imena.kinship.pedigree import Pedigree, Person
from imena.matching.case import Case
from tests.exchange.case_strategies import cases
from tests.exchange.small_case import tree, written


def people(pedigree: Pedigree) -> dict[str, Person]:
    """Everybody by id: beyond parents before children, their order means nothing."""
    return {person.id: person for person in pedigree}


def compared(case: Case) -> dict[str, Any]:
    """All a case says, in a shape that can be compared."""
    return {
        "name": case.name,
        "markers": [
            (m.name, m.alleles, m.frequencies.tolist(), m.x_linked, m.silent, m.chromosome)
            for m in case.markers
        ],
        "mutation": [
            None
            if m.mutation is None
            else (m.mutation.model, m.mutation.female.tolist(), m.mutation.male.tolist())
            for m in case.markers
        ],
        "families": [
            (f.id, people(f.pedigree), f.samples, f.missing, f.founder_inbreeding, f.details)
            for f in case.families
        ],
        "bodies": list(case.bodies),
        "pairings": case.pairings,
        "theta": case.theta,
        "linkage": case.linkage,
        "evidence": case.evidence,
        "details": case.details,
    }


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases())
def test_both_forms_give_back_the_case(case: Case) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_case(case, Path(folder) / "case.json")
        write_folder(case, Path(folder) / "case")
        from_json = read_case(Path(folder) / "case.json").case
        from_folder = read_case(Path(folder) / "case").case
    assert compared(from_json) == compared(case)
    assert compared(from_folder) == compared(case)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases())
def test_writing_again_what_was_read_gives_the_same_bytes(case: Case) -> None:
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder) / "1.json", Path(folder) / "2.json"
        write_case(case, first)
        write_case(read_case(first).case, second)
        again = Path(folder) / "3.json"
        write_case(read_case(second).case, again)
        assert again.read_bytes() == second.read_bytes()


def test_matrices_are_left_out_where_parameters_make_them(tmp_path: Path) -> None:
    contents = tree()
    parameters = {"rate": 0.002, "range": 0.1, "rate2": 1e-6}
    contents["markers"][1]["mutation"] = {
        "model": "stepwise",
        "female": parameters,
        "male": parameters,
    }
    case = read_case(written(tmp_path, contents)).case
    mutation = case_json(case)["markers"][1]["mutation"]
    assert mutation == {"model": "stepwise", "female": parameters, "male": parameters}


def test_matrices_stay_where_parameters_make_others(tmp_path: Path) -> None:
    contents = tree()
    contents["markers"][1]["mutation"] = {
        "model": "equal",
        "female": {"rate": 0.5},
        "male": {"rate": 0.5},
        "matrixFemale": np.eye(3).tolist(),
        "matrixMale": np.eye(3).tolist(),
    }
    case = read_case(written(tmp_path, contents)).case
    assert case_json(case)["markers"][1]["mutation"]["matrixMale"] == np.eye(3).tolist()


def test_a_number_that_is_none_is_not_written(tmp_path: Path) -> None:
    case = read_case(written(tmp_path, tree())).case
    case.details["depth"] = float("nan")  # type: ignore[index]
    target = tmp_path / "out.json"
    target.write_text("before")
    with pytest.raises(ValueError, match="JSON compliant"):
        write_case(case, target)
    assert target.read_text() == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["case.json", "out.json"]


def test_a_folder_is_written_over_file_by_file(tmp_path: Path) -> None:
    case = read_case(written(tmp_path, tree())).case
    folder = tmp_path / "case"
    write_folder(case, folder)
    (folder / "photo.txt").write_text("kept")
    write_folder(case, folder)
    assert sorted(path.name for path in folder.iterdir()) == [
        "markers.json",
        "members.csv",
        "photo.txt",
        "pm.csv",
        "profiles.csv",
    ]


def test_the_example_says_the_same_in_both_forms() -> None:
    examples = Path(__file__).parents[3] / "examples"
    from_json = read_case(examples / "case.json").case
    assert compared(from_json) == compared(read_case(examples / "case").case)
