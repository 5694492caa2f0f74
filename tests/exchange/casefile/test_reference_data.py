"""The reference data sets are read as they are, and nothing of them is lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from imena.exchange.casefile.as_json import case_json
from imena.exchange.casefile.read import read_case, read_kinship

GENETICS = Path(__file__).parents[4] / "shared" / "reference" / "genetics"
DATASETS = sorted((GENETICS / "datasets").glob("*.json")) or [Path("absent")]
SUITES = ("kinship/kinship_suite.json", "fam/parsed_fam_cases.json")

pytestmark = pytest.mark.reference


def loaded(path: Path) -> dict[str, Any]:
    tree: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return tree


@pytest.mark.parametrize("path", DATASETS, ids=lambda path: path.stem)
def test_a_data_set_is_read_whole(path: Path) -> None:
    given, case = loaded(path), read_case(path).case
    written = case_json(case)
    for key in ("name", "source", "license", "note"):
        assert written[key] == given[key]
    assert [b["profile"] for b in written["pm"]] == [b["profile"] for b in given["pm"]]
    for was, now in zip(given["families"], written["families"], strict=True):
        assert (now["id"], now["typed"], now["missing"]) == (
            was["id"],
            was["typed"],
            was["missing"],
        )
        assert {m["id"]: m for m in now["members"]} == {m["id"]: m for m in was["members"]}
    if given["pairings"] is None:
        assert case.pairings is None
    else:
        assert case.pairings == {
            victim: tuple(m for m in listed if m != "*")
            for victim, listed in given["pairings"].items()
        }
    for was, marker in zip(given["markers"], case.markers, strict=True):
        assert (marker.name, list(marker.alleles)) == (was["name"], was["alleles"])
        np.testing.assert_allclose(marker.frequencies, was["frequencies"], rtol=1e-9)
        assert marker.x_linked == was["xlinked"]
        if was["mutation"] is None:
            assert marker.mutation is None
        else:
            assert marker.mutation is not None
            matrices = np.array([was["mutation"]["matrixFemale"], was["mutation"]["matrixMale"]])
            np.testing.assert_allclose(
                [marker.mutation.female, marker.mutation.male], matrices, rtol=1e-9, atol=1e-15
            )


@pytest.mark.parametrize("name", SUITES)
def test_a_suite_is_read_whole(name: str) -> None:
    given = loaded(GENETICS / name)["cases"]
    read = read_kinship(GENETICS / name).cases
    assert [case.id for case in read] == [case["id"] for case in given]
    for was, case in zip(given, read, strict=True):
        assert case.theta == (was["theta"] or 0)
        assert set(case.hypotheses) == set(was["hypotheses"])
        assert case.founder_inbreeding == (was["founderInbreeding"] or {})
        for hypothesis, members in was["hypotheses"].items():
            assert {p.id for p in case.hypotheses[hypothesis]} == {m["id"] for m in members}
        for person, genotypes in was["genotypes"].items():
            assert case.samples[person].genotypes == {m: tuple(g) for m, g in genotypes.items()}
        assert [pair.rho for pair in case.linkage] == (
            [] if was["linkage"] is None else [was["linkage"]["rho"]]
        )
        for marker in case.markers:
            silent = "silent" in marker.alleles
            assert marker.silent == (marker.index["silent"] if silent else None)
