"""Results as JSON: the keys promised, logarithms named by their base, nothing infinite."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from pathlib import Path

import pytest

from imena.exchange.casefile.read import read_case
from imena.exchange.casefile.results import identification_json, kinship_json, log10_ratio
from imena.exchange.provenance import InputFile, Provenance
from imena.kinship.likelihood import Likelihood
from imena.matching.identification import (
    Check,
    Component,
    Identification,
    JointAnswer,
    JointAssignment,
    Pair,
    SymmetricSet,
)
from tests.exchange.schemas import validator
from tests.exchange.small_case import tree, written

PROVENANCE = Provenance(
    command="match",
    inputs=(InputFile("case.json", "0" * 64),),
    parameters={"prior": "flat"},
    seed=1,
    started=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    seconds=1.23456,
)


def identification() -> Identification:
    """An answer that holds every kind of value."""
    pairs = (
        Pair("B1", "Taras", "F1", 2.5, {"D3S1358": 1.0, "TH01": 1.5}),
        Pair("B2", "Olena", "F2", -math.inf, {"D3S1358": -math.inf}, ("D3S1358",)),
    )
    joint = JointAnswer(
        method="sampled",
        prior="flat",
        log_likelihood_null=-20.5,
        assignments=(
            JointAssignment({"B1": "Taras", "B2": None}, -15.0, 0.9),
            JointAssignment({"B1": None, "B2": "Olena"}, -math.inf, 0.0),
        ),
        marginals={("B1", "Taras"): 0.9},
        nobody={"B1": 0.1, "B2": 1.0},
        not_recovered={"Taras": 0.1, "Olena": 1.0},
        log10_glr={("B1", "Taras"): 2.0, ("B2", "Olena"): None, ("B2", "Taras"): math.inf},
        symmetric=(SymmetricSet(("B1", "B2"), ("Taras",), 0.4),),
        components=(Component(("B1",), ("Taras",), "sampled", 100, {"r_hat": 1.0}),),
        n_assignments=2.0,
        dropped_mass=0.0,
    )
    check = Check("few_markers", "note", ("B2",), None, ("TH01",), None)
    return Identification(pairs, joint, (check,), {"threshold": 0.999, "limits": (1, math.inf)})


def test_an_identification_fits_its_schema_and_says_impossible_in_words(tmp_path: Path) -> None:
    case = read_case(written(tmp_path, tree())).case
    result = identification_json(case, identification(), PROVENANCE)
    result = json.loads(json.dumps(result, allow_nan=False))
    validator("match-1").validate(result)
    assert result["pairwise"][1] == {
        "victim": "B2",
        "missing": "Olena",
        "family": "F2",
        "log10_lr": "-inf",
        "per_marker": {"D3S1358": "-inf"},
        "excluded_by": ["D3S1358"],
    }
    assert result["joint"]["assignments"][0]["assignment"] == {"B1": "Taras", "B2": None}
    assert [row["log10_glr"] for row in result["joint"]["glr"]] == [2.0, None, "inf"]
    assert result["parameters"]["limits"] == [1, "inf"]
    assert result["provenance"]["started"] == "2026-01-02T03:04:05Z"
    assert result["provenance"]["inputs"] == [{"file": "case.json", "sha256": "0" * 64}]


def test_kinship_ratios_are_base_ten_and_complete() -> None:
    likelihoods = {
        "brothers": Likelihood(-2 * math.log(10), {"TH01": -2 * math.log(10)}),
        "cousins": Likelihood(-5 * math.log(10), {"TH01": -5 * math.log(10)}),
        "twins": Likelihood(-math.inf, {"TH01": -math.inf}),
    }
    result = kinship_json({"men": likelihoods}, PROVENANCE)
    validator("kinship-result-1").validate(json.loads(json.dumps(result, allow_nan=False)))
    (case,) = result["cases"]
    ratios = case["log10_lr"]
    assert len(ratios) == 9
    assert ratios["brothers/cousins"] == pytest.approx(3)
    assert ratios["cousins/cousins"] == 0
    assert ratios["twins/brothers"] == "-inf"
    assert ratios["brothers/twins"] == "inf"
    assert ratios["twins/twins"] is None
    assert case["hypotheses"]["twins"] == {"log_likelihood": "-inf", "per_marker": {"TH01": "-inf"}}


@pytest.mark.parametrize(("natural", "base_ten"), [(0.0, 0.0), (math.log(1000), 3.0)])
def test_a_natural_difference_becomes_base_ten(natural: float, base_ten: float) -> None:
    assert log10_ratio(natural, 0.0) == pytest.approx(base_ten)
