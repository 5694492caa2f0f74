"""The suite of totals: what agrees, and what is found to differ."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from imena.cli.verify import QUANTITIES
from imena.estimation.lists import Lists
from imena.exchange.reference.comparison import Comparison
from imena.exchange.reference.stated import Stated
from imena.exchange.reference.totals_suite import _compare_latent, suite

REFERENCE = Path(__file__).parents[3] / "shared" / "reference"
DATA = {
    "lists": ["A", "B", "C"],
    "cells": [
        {"pattern": pattern, "count": count}
        for pattern, count in (("100", 40), ("010", 30), ("001", 20), ("110", 6))
    ],
}


@pytest.mark.reference
@pytest.mark.slow
def test_every_total_of_the_reference_agrees_but_the_slow_ones(tmp_path: Path) -> None:
    """Five lists and hidden classes take minutes: `./run verify reference` has them."""
    if not REFERENCE.exists():
        pytest.skip("reference results are not beside the checkout")
    small = {"artificial3", "korea", "kosovo"}
    for path in suite.files(REFERENCE):
        if path.name == "lcmcr.json":
            continue
        said = json.loads(path.read_text(encoding="utf-8"))
        if "results" in said:
            said["results"] = {k: v for k, v in said["results"].items() if k in small}
        write(tmp_path, path.name, said)
    compared = list(suite.compared(tmp_path))
    assert len(compared) == 1 + 5 * 3
    assert [c.beyond for c in compared] == [[]] * len(compared)
    assert sum(c.numbers for c in compared) > 800
    assert {quantity for c in compared for quantity in c.compared} <= QUANTITIES.keys()


def write(folder: Path, name: str, value: object) -> None:
    path = folder / "estimation" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(value), encoding="utf-8")


def test_a_grave_figure_that_differs_is_named(tmp_path: Path) -> None:
    expected = {"exhumed": 20, "hard_lower": 27, "total": 48, "se": 6.5, "t95": [30, 65.99]}
    case = {"input": {"opened": [3, 5, 4, 6, 2], "graves_known": 12}, "expected": expected}
    write(tmp_path, "grave_expansion.json", {"cases": [case]})
    (comparison,) = suite.compared(tmp_path)
    assert {d.place for d in comparison.beyond} == {("1", "se"), ("1", "t95")}


def test_a_refusal_where_the_reference_has_a_total_is_a_difference(tmp_path: Path) -> None:
    pairs = {"estimate": 400.0, "wald_ci95": [300.0, 500.0], "ierr": 0}
    said = {key: dict(pairs) for key in ("sparsemse_stepwise", "main_effects", "all_pairs")}
    write(tmp_path, "datasets.json", {"results": {"invented": DATA}})
    write(tmp_path, "sparse_mse.json", {"results": {"invented": said}})
    (comparison,) = suite.compared(tmp_path)
    places = {d.place for d in comparison.beyond}
    assert ("all_pairs", "ierr") in places
    assert ("main_effects",) in places


def test_a_number_where_the_reference_did_not_mix_is_a_difference() -> None:
    lists = Lists.of_patterns(("A", "B", "C"), {"100": 30, "010": 25, "001": 28, "110": 20,
                              "101": 22, "011": 18, "111": 15})  # fmt: skip
    comparison = Comparison("invented", "lcmcr.json")
    _compare_latent(comparison, lists, Stated({"mixing": "failed"}, "invented"))
    assert [d.place for d in comparison.beyond] == [("no number",)]
