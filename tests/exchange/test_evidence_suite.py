"""The reference results of evidence: what was worked out by hand agrees, what is wrong is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from imena.cli.verify import QUANTITIES
from imena.exchange.reference.comparison import Comparison
from imena.exchange.reference.evidence_suite import suite
from tests.conftest import REFERENCE

SEX = {"mp_sex": "F", "observed_sex": "F", "eps": 0.1, "prop_F": 0.25, "prop_M": 0.75}
AGE = {"mp_age": 40, "mp_half_range": 2, "epa": 0.2, "observed_group": "T1"}


def _put(folder: Path, name: str, tree: object) -> None:
    room = folder / "evidence"
    room.mkdir(exist_ok=True)
    (room / name).write_text(json.dumps(tree), encoding="utf-8")


def _compared(folder: Path) -> list[Comparison]:
    return list(suite.compared(folder))


def _stature(mm: float) -> object:
    case = {
        "id": "one",
        "input": {"sex": "m", "measures_mm": {"Fem1": 450.0}},
        "expected": {
            "trotter_gleser_1952_aw": {"stature_mm": mm, "bones": "4. Fem1"},
            "nobodys_equation": {"stature_mm": 1, "bones": "Fem1"},
        },
    }
    return {"tolerance": {"abs_mm": 1.0}, "cases": [case]}


def test_what_was_worked_out_by_hand_agrees(tmp_path: Path) -> None:
    _put(tmp_path, "sex_lr.json", {"cases": [{"input": SEX, "expected": {"LR": 0.9 / 0.25}}]})
    age = {
        "input": AGE,
        "expected_coherent_LR": 0.8 / (5 / 80),
        "expected_peer_LR": 0.8 / (4 / 80),
    }
    _put(tmp_path, "age_lr.json", {"cases": [age]})
    _put(tmp_path, "stature.json", _stature(1685))
    compared = _compared(tmp_path)
    assert {c.case: c.numbers for c in compared} == {"age_lr": 2, "sex_lr": 1, "stature": 1}
    assert [c.case for c in compared if c.beyond] == []


def test_a_wrong_lr_is_named(tmp_path: Path) -> None:
    _put(tmp_path, "sex_lr.json", {"cases": [{"input": SEX, "expected": {"LR": 3.61}}]})
    (compared,) = _compared(tmp_path)
    assert [d.quantity for d in compared.beyond] == ["lr"]


@pytest.mark.parametrize(("mm", "beyond"), [(1685, 0), (1686, 0), (1684, 1), (1687, 1)])
def test_a_rounded_stature_may_be_as_far_off_as_its_file_says(
    tmp_path: Path, mm: float, beyond: int
) -> None:
    """2.38 · 45 + 61.41 = 168.51 cm: 1685.1 mm."""
    _put(tmp_path, "stature.json", _stature(mm))
    (compared,) = _compared(tmp_path)
    assert len(compared.beyond) == beyond


def test_the_folder_itself_may_be_named(tmp_path: Path) -> None:
    _put(tmp_path, "sex_lr.json", {"cases": [{"input": SEX, "expected": {"LR": 3.6}}]})
    assert [c.case for c in _compared(tmp_path / "evidence")] == ["sex_lr"]


@pytest.mark.reference
def test_every_evidence_result_of_the_reference_agrees() -> None:
    compared = _compared(REFERENCE)
    assert len(compared) == 11
    assert [c.case for c in compared if c.beyond] == []
    assert all(c.numbers for c in compared)
    assert {quantity for c in compared for quantity in c.compared} <= QUANTITIES.keys()
