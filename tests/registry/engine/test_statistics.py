"""Remains are found by their grave, not by reading all of an operation's."""

from __future__ import annotations

import pytest

from imena.registry.engine.statistics import gather
from imena.registry.models import BurialUnit, RecoveredUnit
from tests.registry.believed import Believed
from tests.registry.cast import Cast


@pytest.mark.sqlite
def test_after_gathering_the_finer_index_is_chosen(cast: Cast) -> None:
    believed = Believed(cast)
    graves = [believed.row(BurialUnit, number=f"S-G{n:04d}", site=believed.site) for n in range(40)]
    for n in range(200):
        believed.row(
            RecoveredUnit, number=f"S-{n:04d}", site=believed.site, burial_unit=graves[n % 40]
        )
    found = RecoveredUnit.objects.filter(operation=cast.operation, burial_unit__in=graves[:5])
    before = found.explain()
    gather()
    assert "burial_unit_id=?" not in before
    assert "burial_unit_id=?" in found.explain()
