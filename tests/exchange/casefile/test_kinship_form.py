"""The kinship form: hypotheses about the same typed people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from imena.exchange.casefile.problems import CaseFileError
from imena.exchange.casefile.read import read_kinship
from imena.kinship.markers import Linkage
from imena.kinship.observation import ReadingRates
from tests.exchange.small_case import tree, written


def brothers() -> dict[str, Any]:
    """Two men: brothers, or unrelated."""
    parents = [{"id": "F", "sex": "M"}, {"id": "M", "sex": "F"}]
    men = [{"id": name, "father": "F", "mother": "M", "sex": "M"} for name in "AB"]
    return {
        "markers": tree()["markers"][:2],
        "hypotheses": {
            "brothers": [*men, *parents],
            "unrelated": [{"id": name, "sex": "M"} for name in "AB"],
        },
        "genotypes": {"A": {"TH01": ["6", "7"]}, "B": {"TH01": ["6", None]}},
    }


def test_one_case_is_named_after_its_file(tmp_path: Path) -> None:
    (case,) = read_kinship(written(tmp_path, brothers(), "men.json")).cases
    assert case.id == "men"
    assert list(case.hypotheses) == ["brothers", "unrelated"]
    assert {p.id for p in case.hypotheses["brothers"].founders} == {"F", "M"}
    assert case.samples["B"].genotypes == {"TH01": ("6", None)}
    assert (case.theta, case.linkage, case.founder_inbreeding) == (0.0, (), {})


def test_a_suite_keeps_its_order(tmp_path: Path) -> None:
    suite = {"cases": [{**brothers(), "id": name} for name in ("z", "a", "m")]}
    read = read_kinship(written(tmp_path, suite))
    assert [case.id for case in read.cases] == ["z", "a", "m"]


def test_assumptions(tmp_path: Path) -> None:
    linked = {**brothers(), "linkage": {"marker1": "D3S1358", "marker2": "TH01", "rho": 0.2}}
    inbred = {**brothers(), "founderInbreeding": {"brothers": {"F": 0.25}, "unrelated": {}}}
    related = {**brothers(), "theta": 0.03, "rates": {"A": {"dropout": 0.1}}}
    cases = [
        {**case, "id": str(i), "expected": {"anything": 1}}
        for i, case in enumerate((linked, inbred, related))
    ]
    read = read_kinship(written(tmp_path, {"cases": cases})).cases
    assert read[0].linkage == (Linkage("D3S1358", "TH01", 0.2),)
    assert read[1].founder_inbreeding == {"brothers": {"F": 0.25}}
    assert read[2].theta == 0.03
    assert read[2].samples["A"].rates == ReadingRates(dropout=0.1)


def test_problems_of_all_cases_are_told(tmp_path: Path) -> None:
    first, second = {**brothers(), "id": "1"}, {**brothers(), "id": "2"}
    first["theta"] = 2
    second["hypotheses"] = {"alone": [{"id": "A", "sex": "M"}]}
    with pytest.raises(CaseFileError) as refused:
        read_kinship(written(tmp_path, {"cases": [first, second]}))
    assert [(p.code, str(p.place)) for p in refused.value.problems] == [
        ("number-range-open", "cases[0] (1), theta"),
        ("hypothesis-typed", "cases[1] (2), genotypes, B"),
    ]
