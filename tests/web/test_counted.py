"""What takes long to count is kept, for the same rights alone, and counted anew behind a page."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache

from imena.registry import clock
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


def test_what_is_a_minute_old_is_shown_and_counted_anew_behind_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "SLOW_SECONDS", 0.0)
    begun: list[counting.Counted] = []

    class AtOnce:
        def __init__(self, target: Any, args: Any, daemon: bool) -> None:
            self.start = lambda: begun.append(counting._anew(*args))

    monkeypatch.setattr("imena.web.counted.threading.Thread", AtOnce)
    believed = Believed(cast)
    first = counting.counted(cast.prosecutor)
    believed.row(Site, code="DRUHE", name_uk="Інше вигадане місце")
    with clock.use(clock.SetClock(clock.now() + timedelta(seconds=61))):
        assert counting.counted(cast.prosecutor) == first
        assert sites(begun[0]) == 2
        assert sites(counting.counted(cast.prosecutor)) == 2
    with clock.use(clock.SetClock(clock.now() + counting.KEPT * 2)):
        assert sites(counting.counted(cast.prosecutor)) == 2


def test_a_token_is_shown_what_its_scopes_reach(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "SLOW_SECONDS", 0.0)
    Believed(cast)
    assert counting.counted(cast.prosecutor).lanes
    narrow = replace(cast.prosecutor, scopes=frozenset({"numbers:read"}))
    assert counting.counted(narrow).lanes == ()


def test_what_is_kept_is_for_the_same_rights_alone(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "SLOW_SECONDS", 0.0)
    Believed(cast)
    assert counting.counted(cast.prosecutor).lanes
    roleless = replace(cast.prosecutor, roles=frozenset())
    assert counting.counted(roleless).lanes == ()
    assert counting.counted(Cast.assembled("INSHA").prosecutor).lanes[0].total == 0
