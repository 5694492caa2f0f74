"""Birth dates given and estimated, by how far they differ."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imena.evidence.birth_dates import difference_category, difference_densities
from imena.evidence.densities import DensityError
from tests.evidence.laws import assert_coherent

FloatArray = npt.NDArray[np.float64]

counts = st.lists(st.floats(0.1, 500), min_size=3, max_size=3)


@given(counts, counts)
def test_the_mean_lr_of_a_difference_is_one(same: list[float], other: list[float]) -> None:
    assert_coherent(difference_densities(same, np.array(other) / sum(other)))
    assert_coherent(difference_densities(same))


def test_a_category_begins_at_its_cut() -> None:
    cuts = [-30, 30]
    days = (-31, -30, 0, 29, 30, 31)
    assert [difference_category(d, cuts) for d in days] == ["1", "2", "2", "2", "3", "3"]


def test_what_is_seen_most_often_of_one_person_says_most() -> None:
    densities = difference_densities([1, 60, 4])
    assert 10 ** densities.log10_lr("2") == pytest.approx(60 / 65 * 3)


def test_counts_of_nothing_are_refused() -> None:
    with pytest.raises(DensityError):
        difference_densities([1, 0, 4])
    with pytest.raises(DensityError):
        difference_densities([1, 2, 4], np.array([0.5, 0.5]))
