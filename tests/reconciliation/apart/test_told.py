"""The estimate says what follows from the pace and from the last run, and else nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from imena.reconciliation.apart.told import Told

NOON = datetime(2031, 6, 1, 12, tzinfo=UTC)
AT_WORK = Told("pairwise", NOON, run=3, of=100, stands=40, anew=20, seconds=10.0, pairs=1000)
LAST = {"pairwise": 9.0, "placements": 1.0, "joint": 4.0, "checks": 1.0, "recording": 2.0}


def test_what_is_written_is_read_again() -> None:
    told = replace(AT_WORK, last=LAST, last_pairs=500, ended="refused", why={"uk": "ні"})
    assert Told.read(json.dumps(told.written())) == told


def test_families_take_what_those_computed_now_took_and_not_those_read_back() -> None:
    assert AT_WORK.left_of_families() == pytest.approx(60 * 0.5)
    assert replace(AT_WORK, anew=2).left_of_families() is None
    assert replace(AT_WORK, step="joint").left_of_families() is None


def test_the_whole_is_known_only_where_a_run_has_ended_here() -> None:
    assert AT_WORK.left(NOON) is None
    known = replace(AT_WORK, last=LAST, last_pairs=500)
    # Twice as many pairs as last time: 2 × (1 + 4 + 1 + 2) after the families.
    assert known.left(NOON) == pytest.approx(30 + 16)


def test_a_step_that_takes_longer_than_last_time_is_not_promised() -> None:
    joint = replace(AT_WORK, step="joint", last=LAST, last_pairs=1000)
    assert joint.left(NOON + timedelta(seconds=1)) == pytest.approx(3 + 1 + 2)
    assert joint.left(NOON + timedelta(seconds=5)) is None


def test_steps_are_timed_as_they_pass() -> None:
    told = AT_WORK.at("joint", NOON + timedelta(seconds=7)).at("checks", NOON + timedelta(0, 9))
    assert told.spent == {"pairwise": 7.0, "joint": 2.0}
