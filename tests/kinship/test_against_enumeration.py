"""The engine and the enumeration of every possibility give the same number."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest

from imena.kinship.observation import ReadingRates
from tests.kinship.agreement import agree, both_answers, disagreement
from tests.kinship.strategies import KINDS, Question, marker, question
from tests.oracles.kinship_enumeration import readings

#: 13,200 questions in all; `./run verify enumeration` asks more.
QUESTIONS = 1_200


@pytest.mark.parametrize("kind", KINDS)
def test_small_questions_have_one_answer(kind: str) -> None:
    differing = [found for seed in range(QUESTIONS) if (found := disagreement(seed, kind))]
    assert not differing, f"{len(differing)} of {QUESTIONS}, the first: {differing[0]}"


IS_OF_ITS_KIND: dict[str, Callable[[Question], bool]] = {
    "plain": lambda asked: len(asked.pedigree) > 0,
    "mutation": lambda asked: all(m.mutation is not None for m in asked.markers),
    "x_linked": lambda asked: all(m.x_linked for m in asked.markers),
    "theta": lambda asked: asked.theta > 0,
    "loops": lambda asked: "child" in asked.pedigree,
    "components": lambda asked: "a0" in asked.pedigree and "b0" in asked.pedigree,
    "misread": lambda asked: True,
    "silent": lambda asked: all(m.silent is not None for m in asked.markers),
    "inbred": lambda asked: asked.founder_inbreeding is not None,
    "linked": lambda asked: len(asked.linkage) == 1,
    "many_alleles": lambda asked: all(m.size >= 5 for m in asked.markers),
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_questions_are_of_their_kind(kind: str) -> None:
    assert all(IS_OF_ITS_KIND[kind](question(seed, kind)) for seed in range(100))


def test_many_samples_of_the_misread_kind_may_be_misread() -> None:
    asked = [question(seed, "misread") for seed in range(100)]
    exact = [sample.rates.exact for q in asked for sample in q.samples.values()]
    assert exact.count(False) > len(exact) / 2


def test_whatever_happens_something_is_read() -> None:
    """The oracle's own account of reading: the chances of all outcomes add up to one."""
    for seed in range(50):
        random = Random(seed)
        m = marker(random, "one", random.choice(["plain", "silent"]), x_linked=False)
        rates = ReadingRates(random.random() * 0.9, random.random() * 0.9)
        for a in range(m.size):
            for b in (None, *range(m.size)):
                assert math.isclose(sum(readings(m, rates, (a, b)).values()), 1, rel_tol=1e-12)


@pytest.mark.parametrize("theta", [0.9, 0.3, 1e-3, 1e-4, 1e-6, 1e-9])
def test_co_ancestry_however_small_or_large(theta: float) -> None:
    for seed in range(60):
        engine, oracle = both_answers(replace(question(seed, "theta"), theta=theta))
        assert agree(engine["total"], oracle["total"]), f"question({seed}, 'theta')"
