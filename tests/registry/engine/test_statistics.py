"""Samples are found by what they were taken from, not by reading all of an operation's."""

from __future__ import annotations

import pytest

from imena.registry.engine.statistics import gather
from imena.registry.models import Sample
from tests.registry.believed import Believed
from tests.registry.cast import Cast


@pytest.mark.sqlite
def test_after_gathering_the_finer_index_is_chosen(cast: Cast) -> None:
    believed = Believed(cast)
    units = [believed.unit() for _ in range(10)]
    for n in range(200):
        believed.row(
            Sample, number=f"S-{n:04d}", unit=units[n % 10], kind="femur",
            taken_by_id=cast.mortuary.user, state="retained",
        )  # fmt: skip
    found = Sample.objects.filter(operation=cast.operation, unit__in=units[:5])
    before = found.explain()
    gather()
    assert "unit_id=?" not in before
    assert "unit_id=?" in found.explain()
