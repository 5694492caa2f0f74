"""What every model of evidence must obey, whatever its parameters."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from imena.evidence.densities import Densities


def probabilities(most: float = 1.0) -> st.SearchStrategy[float]:
    """From 0 to ``most``, both ends among them, and nothing so small that products vanish."""
    return st.just(0.0) | st.floats(1e-9, most - 1e-9) | st.just(most)


def assert_coherent(densities: Densities) -> None:
    """Both densities sum to 1, and the LR has mean 1 among the unlisted."""
    assert densities.person.sum() == pytest.approx(1, abs=1e-12)
    assert densities.unlisted.sum() == pytest.approx(1, abs=1e-12)
    lrs = 10**densities.log10_lrs
    assert float(densities.unlisted @ lrs) == pytest.approx(1, abs=1e-12)
