"""Priors are named, and mean what they say."""

from __future__ import annotations

import math

import numpy as np
import pytest

from imena.matching.joint.prior import Prior
from imena.matching.joint.solve import solve
from tests.matching.placement_tables import every_row, table


@pytest.mark.parametrize("text", ["flat", "recovered=0.9", "recovered=0.25"])
def test_a_prior_is_read_and_written_the_same(text: str) -> None:
    assert str(Prior.parse(text)) == text


@pytest.mark.parametrize(
    "text", ["", "uniform", "flat=1", "recovered", "recovered=", "recovered=1", "recovered=0,9"]
)
def test_an_unknown_prior_is_refused_with_the_known_ones(text: str) -> None:
    with pytest.raises(ValueError, match=r'"flat" or "recovered=q"'):
        Prior.parse(text)


@pytest.mark.parametrize("q", [0.0, 1.0, -0.1, math.nan])
def test_a_probability_that_leaves_no_doubt_is_refused(q: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        Prior(q)


@pytest.mark.parametrize(("missing", "bodies"), [(3, 5), (4, 4), (1, 7)])
def test_recovered_is_a_probability_over_assignments(missing: int, bodies: int) -> None:
    weights = np.exp(Prior(0.7).log_weight(missing, bodies))
    ways = [math.comb(missing, k) * math.perm(bodies, k) for k in range(len(weights))]
    assert np.dot(ways, weights) == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize("q", [0.1, 0.9])
def test_without_evidence_everyone_is_recovered_with_probability_q(q: float) -> None:
    tables = [
        table("F", ["a", "b"], every_row(2, range(4)), [0.0] * 21),
        table("G", ["c"], every_row(1, range(4)), [0.0] * 5),
    ]
    answer = solve(tables, ["1", "2", "3", "4"], Prior(q), log_likelihood_null=0.0)
    assert list(answer.not_recovered.values()) == pytest.approx([1 - q] * 3, abs=1e-12)
    assert list(answer.marginals.values()) == pytest.approx([q / 4] * 12, abs=1e-12)


def test_without_evidence_all_assignments_are_equal_under_flat() -> None:
    tables = [table("F", ["a", "b"], every_row(2, range(2)), [0.0] * 7)]
    answer = solve(tables, ["1", "2"], Prior(), log_likelihood_null=0.0)
    assert [story.posterior for story in answer.assignments] == pytest.approx([1 / 7] * 7)
