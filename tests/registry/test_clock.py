"""One clock: ticks order what happened, whatever the wall says."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest

from imena.registry import clock
from imena.registry.clock import SetClock

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_the_machine_s_ticks_grow_and_its_wall_is_in_utc() -> None:
    first, second = clock.moment(), clock.moment()
    assert first.boot == second.boot
    assert first.tick < second.tick
    assert first.wall.tzinfo is UTC


def test_a_clock_that_is_set_stands_still_until_it_is_moved() -> None:
    with clock.use(SetClock(NOON)) as hands:
        assert clock.now() == clock.now() == NOON
        assert isinstance(hands, SetClock)
        before = clock.moment().tick
        hands.advance(timedelta(hours=1))
        assert clock.now() == NOON + timedelta(hours=1)
        assert clock.moment().tick > before + 3600 * 10**9
    assert clock.now() != NOON


def test_a_wall_that_jumps_back_leaves_the_ticks_in_order() -> None:
    hands = SetClock(NOON)
    first = hands.read()
    hands.set_wall(datetime(1970, 1, 1, tzinfo=UTC))
    second = hands.read()
    assert second.wall < first.wall
    assert second.tick > first.tick


def test_a_restart_is_another_boot() -> None:
    hands = SetClock(NOON, boot="a", tick=100)
    hands.restart("b")
    assert (hands.read().boot, hands.read().tick) == ("b", 2)


def test_every_thread_reads_the_same_clock() -> None:
    seen: list[datetime] = []
    with clock.use(SetClock(NOON)):
        thread = threading.Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()
    assert seen == [NOON]


def test_the_clock_comes_back_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), clock.use(SetClock(NOON)):
        raise ZeroDivisionError
    assert clock.now() != NOON


def test_local_time_is_kept_in_utc() -> None:
    kyiv = timezone(timedelta(hours=2))
    assert SetClock(datetime(2026, 3, 1, 14, tzinfo=kyiv)).read().wall.isoformat() == (
        "2026-03-01T12:00:00+00:00"
    )


def test_time_without_a_zone_or_running_back_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        SetClock(datetime(2026, 3, 1))
    with pytest.raises(ValueError, match="zone"):
        SetClock(NOON).set_wall(datetime(2026, 3, 1))
    with pytest.raises(ValueError, match="forward"):
        SetClock(NOON).advance(timedelta(seconds=-1))
