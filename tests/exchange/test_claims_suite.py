"""The suite of claims: what agrees, and what is found to differ."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from imena.exchange.reference.claims_suite import suite

REFERENCE = Path(__file__).parents[3] / "shared" / "reference"


@pytest.mark.reference
def test_every_phrase_of_the_reference_agrees() -> None:
    if not REFERENCE.exists():
        pytest.skip("reference results are not beside the checkout")
    (comparison,) = suite.compared(REFERENCE)
    assert comparison.beyond == []
    assert comparison.numbers > 50


def test_a_phrase_taken_to_mean_something_else_is_named(tmp_path: Path) -> None:
    cases = [
        {"input": {"text": "майже 50 тіл"}, "expected": {"kind": "approx", "lower": 45}},
        {"input": {"text": "ні слова про кількість"}, "expected": {"unit": "bodies"}},
    ]
    (tmp_path / "estimation").mkdir()
    (tmp_path / "estimation" / "claims.json").write_text(json.dumps({"cases": cases}))
    (comparison,) = suite.compared(tmp_path)
    assert {d.place for d in comparison.beyond} == {
        ("1", "kind"),
        ("2", "numbers"),
        ("2", "unit"),
    }
