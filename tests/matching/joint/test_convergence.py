"""Chains agree, or do not; near certainty they are held to a tenth of the tolerance."""

from __future__ import annotations

import numpy as np
import pytest

from imena.matching.joint.convergence import NEARLY_CERTAIN, Summary, summarise

NEGLIGIBLE = 0.005


def two_chains(mean: float, apart: float) -> Summary:
    """Two chains that each say the same all along, ``apart`` from the mean of both."""
    counts = np.array([100])
    said = np.array([mean - apart, mean + apart])[:, None, None] * np.ones((2, 4, 1))
    return summarise(said * counts, said**2 * counts, counts, NEGLIGIBLE)


@pytest.mark.parametrize(
    ("mean", "apart", "agree"),
    [
        # What is little beside 0.6 …
        (0.6, 0.002, True),
        (0.6, 0.02, False),
        # … is everything beside 0.999.
        (0.99, 0.002, False),
        (0.99, 0.0002, True),
        # The step is where a name may be given.
        (0.95 - 1e-6, 0.002, True),
        (0.95 + 1e-6, 0.002, False),
    ],
)
def test_near_certainty_chains_are_held_to_a_tenth(mean: float, apart: float, agree: bool) -> None:
    assert (two_chains(mean, apart).diagnostics["r_hat"] == 1.0) is agree


def test_a_name_may_be_given_from_nineteen_in_twenty() -> None:
    assert NEARLY_CERTAIN == 0.95
