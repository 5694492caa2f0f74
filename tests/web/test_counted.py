"""What takes long to count is shown for a minute, to the same person with the same rights."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.cache import cache

from imena.registry.models import Site
from imena.web import counted as counting
from tests.registry.believed import Believed
from tests.registry.cast import Cast


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


def sites(found: counting.Counted) -> int:
    return next(lane.total for lane in found.lanes if lane.unit == "sites")


@pytest.mark.parametrize(("slow", "after"), [(60.0, 2), (0.0, 1)])
def test_only_what_was_slow_is_kept(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, slow: float, after: int
) -> None:
    monkeypatch.setattr(counting, "SLOW_SECONDS", slow)
    believed = Believed(cast)
    assert sites(counting.counted(cast.prosecutor)) == 1
    believed.row(Site, code="DRUHE", name_uk="Інше вигадане місце")
    assert sites(counting.counted(cast.prosecutor)) == after


def test_what_is_kept_is_for_the_same_rights_alone(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "SLOW_SECONDS", 0.0)
    Believed(cast)
    assert counting.counted(cast.prosecutor).lanes
    roleless = replace(cast.prosecutor, roles=frozenset())
    assert counting.counted(roleless).lanes == ()
    assert counting.counted(Cast.assembled("INSHA").prosecutor).lanes[0].total == 0
