"""Alleles that were read and are not in the frequency table: the two remedies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from imena.exchange.casefile.problems import CaseFileError
from imena.exchange.casefile.read import UnlistedAlleles, read_case
from tests.exchange.small_case import tree, written


def with_unlisted_eight() -> dict[str, Any]:
    contents = tree()
    contents["pm"][0]["profile"]["TH01"] = ["6", "8"]
    return contents


def test_add_gives_the_allele_the_frequency_and_rescales(tmp_path: Path) -> None:
    path = written(tmp_path, with_unlisted_eight())
    read = read_case(path, unlisted=UnlistedAlleles("add", 0.05))
    marker = read.case.markers[1]
    assert read.added == {"TH01": ("8",)}
    assert marker.alleles == ("6", "7", "9.3", "8")
    np.testing.assert_allclose(marker.frequencies, np.array([0.3, 0.3, 0.4, 0.05]) / 1.05)
    np.testing.assert_array_equal(read.case.markers[0].frequencies, [0.1, 0.2, 0.3, 0.4])


def test_minimum_lets_no_allele_of_any_marker_be_rarer(tmp_path: Path) -> None:
    path = written(tmp_path, with_unlisted_eight())
    read = read_case(path, unlisted=UnlistedAlleles("minimum", 0.15))
    np.testing.assert_allclose(
        read.case.markers[1].frequencies, np.array([0.3, 0.3, 0.4, 0.15]) / 1.15
    )
    np.testing.assert_allclose(
        read.case.markers[0].frequencies, np.array([0.15, 0.2, 0.3, 0.4]) / 1.05
    )


def test_minimum_leaves_a_silent_allele_alone(tmp_path: Path) -> None:
    contents = with_unlisted_eight()
    contents["markers"][0].update(
        alleles=["14", "15", "16", "17", "silent"], frequencies=[0.1, 0.2, 0.3, 0.39, 0.01]
    )
    read = read_case(written(tmp_path, contents), unlisted=UnlistedAlleles("minimum", 0.05))
    assert read.case.markers[0].frequencies[4] == 0.01


def test_mutation_is_made_anew_from_its_parameters(tmp_path: Path) -> None:
    contents = with_unlisted_eight()
    contents["markers"][1]["mutation"] = {
        "model": "equal",
        "female": {"rate": 0.003},
        "male": {"rate": 0.006},
    }
    read = read_case(written(tmp_path, contents), unlisted=UnlistedAlleles("add", 0.05))
    mutation = read.case.markers[1].mutation
    assert mutation is not None
    assert mutation.female[0, 3] == pytest.approx(0.001)
    assert mutation.male[3, 0] == pytest.approx(0.002)


def test_a_given_matrix_has_no_row_for_a_new_allele(tmp_path: Path) -> None:
    contents = with_unlisted_eight()
    identity = np.eye(3).tolist()
    contents["markers"][1]["mutation"] = {
        "model": "custom",
        "matrixFemale": identity,
        "matrixMale": identity,
    }
    with pytest.raises(CaseFileError) as refused:
        read_case(written(tmp_path, contents), unlisted=UnlistedAlleles("add", 0.05))
    assert [problem.code for problem in refused.value.problems] == ["allele-matrix"]


def test_nothing_changes_where_every_allele_is_listed(tmp_path: Path) -> None:
    path = written(tmp_path, tree())
    read = read_case(path, unlisted=UnlistedAlleles("add", 0.05))
    assert read.added == {}
    np.testing.assert_array_equal(read.case.markers[1].frequencies, [0.3, 0.3, 0.4])
