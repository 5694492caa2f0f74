"""Posteriors of partial matchings against exact enumerations kept outside the repository."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from imena.matching.joint.prior import Prior
from imena.matching.joint.solve import solve
from tests.matching.placement_tables import single

SUITE = Path(__file__).parents[3].parent / "shared" / "reference" / "evidence" / "assignment.json"


@pytest.mark.reference
def test_marginals_of_the_reference_cases() -> None:
    if not SUITE.exists():
        pytest.skip(f"reference results are not beside the checkout: {SUITE.name}")
    suite = json.loads(SUITE.read_text(encoding="utf-8"))
    for case in suite["cases"]:
        weights = case["input"]["W"]
        assert case["input"]["none_weight"] == 1.0
        persons = [f"of F{j}" for j in range(case["input"]["persons"])]
        bodies = [f"V{i}" for i in range(len(weights))]
        tables = [
            single(f"F{j}", [math.log(row[j]) if row[j] > 0 else -math.inf for row in weights])
            for j in range(len(persons))
        ]
        answer = solve(tables, bodies, Prior(), log_likelihood_null=0.0, limit=1)
        best = answer.assignments[0]
        expected = case["expected"]
        for body, row in zip(bodies, expected["marginals"], strict=True):
            found = [answer.marginals[body, person] for person in persons] + [answer.nobody[body]]
            assert found == pytest.approx(row, abs=1e-10), case["id"]
        assert best.posterior == pytest.approx(expected["map_probability"], abs=1e-10)
        log10_partition = (best.log_likelihood - math.log(best.posterior)) / math.log(10)
        assert log10_partition == pytest.approx(expected["log10_partition"], abs=1e-10)
        assert sum(answer.marginals.values()) == pytest.approx(
            expected["expected_matches"], abs=1e-10
        )
