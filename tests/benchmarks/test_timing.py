"""What a timing says: the first call, the usual call, and what was promised of it."""

from __future__ import annotations

import importlib

import pytest

from benchmarks.__main__ import BENCHMARKS
from benchmarks.timing import Timing, measure


def test_the_first_call_is_cold_and_the_others_are_warm() -> None:
    calls: list[int] = []
    timing = measure("counted", lambda: calls.append(1), most=4, enough=60)
    assert (len(calls), timing.repeats) == (5, 4)
    assert timing.warm is not None


def test_a_cold_time_from_elsewhere_is_taken_over() -> None:
    assert measure("nothing", lambda: None, most=1, cold=3.5).cold == 3.5


def test_a_promise_concerns_the_warm_time_where_there_is_one() -> None:
    assert Timing("", 9.0, 1.0, 1.0, 3, bound=2.0).kept is True
    assert Timing("", 1.0, 3.0, 3.0, 3, bound=2.0).kept is False
    assert Timing("", 1.0, None, None, 0, bound=2.0).kept is True
    assert Timing("", 1.0, 1.0, 1.0, 3).kept is None


def test_speed_is_said_beside_another_way() -> None:
    timing = Timing("", 9.0, 0.5, 0.5, 3).against("the slow way", 10.0)
    assert (timing.beside, timing.times) == ("the slow way", 20.0)
    assert Timing("", 9.0, 0.5, 0.5, 3).against("nothing", None).times is None


@pytest.mark.parametrize("name", BENCHMARKS)
def test_every_benchmark_answers_a_question(name: str) -> None:
    module = importlib.import_module(BENCHMARKS[name])
    assert str(module.__doc__).strip().endswith("?")
    assert callable(module.timings)
