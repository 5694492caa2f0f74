"""How a result was made stands in it."""

from __future__ import annotations

import platform
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest

from imena import __version__
from imena.exchange.provenance import InputFile, Provenance, begun, finished


def test_versions_are_those_that_ran() -> None:
    made = Provenance("match", ()).to_json()
    assert made["version"] == __version__
    assert made["python"] == platform.python_version()
    assert made["numpy"] == np.__version__


def test_the_moment_is_utc_whatever_the_clock_says() -> None:
    kyiv = datetime(2026, 7, 1, 12, 0, tzinfo=timezone(timedelta(hours=3)))
    assert Provenance("match", (), started=kyiv).to_json()["started"] == "2026-07-01T09:00:00Z"


def test_a_run_has_a_beginning_and_a_length() -> None:
    run = begun("match", [InputFile("a.json", "f" * 64)], parameters={"limit": 5}, seed=3)
    assert run.seconds is None
    done = finished(run)
    assert done.seconds is not None
    assert 0 <= done.seconds < 60
    assert (done.seed, done.parameters, done.inputs) == (3, {"limit": 5}, run.inputs)
    assert done.started is not None
    assert abs(datetime.now(UTC) - done.started) < timedelta(minutes=1)


def test_a_run_that_never_began_cannot_end() -> None:
    with pytest.raises(ValueError, match="began"):
        finished(Provenance("match", ()))
