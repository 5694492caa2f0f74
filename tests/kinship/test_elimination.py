"""Eliminating variables one after another gives the sum over all their values."""

from __future__ import annotations

import itertools
import math
import time

import numpy as np
import pytest

from imena.kinship import elimination
from imena.kinship.elimination import Factor, eliminate, factor, log_total
from imena.kinship.elimination_plan import elimination_order
from imena.kinship.likelihood import log_likelihood
from imena.kinship.markers import Marker
from imena.kinship.observation import Sample
from imena.kinship.pedigree import Pedigree, Person, Sex
from tests.oracles.elimination_by_hand import bodies_differ, greedy_plans, random_factor, value

CELLS = 2


def some_factors(
    seed: int, places: int = 0, bodies: int = 2
) -> tuple[list[Factor], dict[int, int], list[list[int]]]:
    """Random tables over five variables; the first ``places`` of them hold bodies."""
    random = np.random.default_rng(seed)
    sizes = {v: int(random.integers(1, 4)) for v in range(5)}
    factors, options = [], []
    for _ in range(6):
        scope = tuple(int(v) for v in random.permutation(5)[: random.integers(1, 4)])
        cells = int(random.choice([1, CELLS]))
        factors.append(factor(scope, random_factor(random, scope, sizes, cells)))
    for place in range(places):
        scope = (int(random.integers(5)),)
        chosen = [-1, *random.permutation(bodies)[: random.integers(1, bodies + 1)].tolist()]
        table = random_factor(random, scope, sizes, len(chosen) * CELLS)
        table = table.reshape(len(chosen), CELLS, -1)
        rows = np.array(chosen, dtype=np.int32)[:, np.newaxis]
        factors.append(Factor(scope, table, np.zeros((len(chosen), CELLS)), (place,), rows))
        options.append(chosen)
    return factors, sizes, options


@pytest.mark.parametrize("seed", range(60))
def test_the_total_is_the_sum_over_everything(seed: int) -> None:
    factors, sizes, _ = some_factors(seed)
    found = np.exp(np.broadcast_to(log_total(eliminate(factors, sizes)), (1, CELLS)))
    by_hand = [value(factors, _used(factors, sizes), cell, {}, {}) for cell in range(CELLS)]
    assert found[0] == pytest.approx(by_hand, rel=1e-12, abs=0)


@pytest.mark.parametrize("seed", range(60))
def test_kept_variables_keep_their_axes_in_the_order_of_their_numbers(seed: int) -> None:
    factors, sizes, _ = some_factors(seed)
    sizes = _used(factors, sizes)
    keep = tuple(sizes)[1:3]
    result = eliminate(factors, sizes, keep=keep)
    assert result.scope == tuple(sorted(keep))
    shape = (CELLS, *(sizes[v] for v in result.scope))
    with np.errstate(invalid="ignore"):
        scale = np.exp(np.broadcast_to(result.log_scale, (1, CELLS)))[0]
    found = np.broadcast_to(result.table[0], shape) * scale.reshape(CELLS, *(1 for _ in keep))
    for cell, *at in itertools.product(*(range(n) for n in shape)):
        kept = dict(zip(result.scope, at, strict=True))
        by_hand = value(factors, sizes, cell, {}, kept)
        assert found[(cell, *at)] == pytest.approx(by_hand, rel=1e-12, abs=0)


@pytest.mark.parametrize("few_at_once", [False, True])
@pytest.mark.parametrize("seed", range(40))
def test_rows_are_the_possible_ways_to_place_bodies(
    seed: int, few_at_once: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No body twice, none impossible at any cell, each with its own total, however they are cut."""
    if few_at_once:
        monkeypatch.setattr(elimination, "_JOIN_ENTRIES", 5)
    factors, sizes, options = some_factors(seed, places=3)
    result = eliminate(factors, sizes)
    assert result.rows is not None
    totals = np.broadcast_to(log_total(result), (len(result.rows), CELLS))
    found = {
        tuple(int(row[result.who.index(w)]) for w in range(3)): logs.tolist()
        for row, logs in zip(result.rows, totals, strict=True)
    }
    expected = {}
    for row in itertools.product(*options):
        placed = dict(enumerate(row))
        used = _used(factors, sizes)
        by_cell = [value(factors, used, cell, placed, {}) for cell in range(CELLS)]
        if bodies_differ(row) and min(by_cell) > 0:
            expected[row] = [math.log(v) for v in by_cell]
    assert len(found) == len(result.rows)
    assert found.keys() == expected.keys()
    for row, logs in expected.items():
        assert found[row] == pytest.approx(logs, rel=1e-11, abs=1e-11)


def test_nothing_at_all_has_the_total_one() -> None:
    assert log_total(eliminate([], {})).tolist() == [[0.0]]


def test_small_numbers_do_not_vanish() -> None:
    """400 factors of 1e-300 each: far below the smallest float, yet a number."""
    factors = [factor((v,), np.array([[1e-300, 0.0]])) for v in range(400)]
    total = log_total(eliminate(factors, dict.fromkeys(range(400), 2)))
    assert total[0, 0] == pytest.approx(400 * math.log(1e-300), rel=1e-12)


def test_a_zero_is_a_zero() -> None:
    never = factor((0,), np.array([[0.0, 0.0], [0.0, 1.0]]))
    assert log_total(eliminate([never], {0: 2})).tolist() == [[-math.inf, 0.0]]


# The plan


@pytest.mark.parametrize("seed", range(150))
def test_the_plan_is_the_better_of_the_two_greedy_ones(seed: int) -> None:
    random = np.random.default_rng(seed)
    n = int(random.integers(1, 13))
    shape = tuple(
        (
            tuple(int(v) for v in random.permutation(n)[: random.integers(1, 5)]),
            tuple(int(w) for w in random.permutation(3)[: random.integers(0, 3)]),
        )
        for _ in range(random.integers(1, 16))
    )
    variables = sorted({v for scope, _ in shape for v in scope})
    sizes = {v: int(random.choice([2, 3, 5, 7, 11, 13])) for v in variables}
    choices = {w: w + 2 for w in range(3)}
    keep = tuple(v for v in variables if random.random() < 0.15)
    plan = elimination_order(shape, tuple(sizes.items()), tuple(choices.items()), keep)
    plans = greedy_plans(shape, sizes, choices, keep)
    assert plan == min(plans, key=lambda made_by: made_by[0])[1]


def test_two_hundred_children_are_planned_at_once() -> None:
    marker = Marker("M", ("a", "b", "c"), np.array([0.3, 0.3, 0.4]))
    parents = [Person("father", sex=Sex.MALE), Person("mother", sex=Sex.FEMALE)]
    children = [Person(f"child {i}", "father", "mother") for i in range(200)]
    samples = {child.id: Sample({"M": ("a", "b")}) for child in children}
    start = time.process_time()
    found = log_likelihood(Pedigree.of([*parents, *children]), samples, [marker])
    assert time.process_time() - start < 2  # 0.1 s; 15 s when every step was counted anew
    # One parent a/x, the other b/y: the children tell that one is a/a and the other b/b, or that
    # half of them were born so by chance.
    p = {"a": 0.3, "b": 0.3, "c": 0.4}
    total = 0.0
    for m, f in itertools.product(itertools.product(p, p), itertools.product(p, p)):
        chance = sum({*pair} == {"a", "b"} for pair in itertools.product(m, f)) / 4
        total += math.prod(p[x] for x in (*m, *f)) * chance**200
    assert found.total == pytest.approx(math.log(total), rel=1e-12)


def _used(factors: list[Factor], sizes: dict[int, int]) -> dict[int, int]:
    used = {v for f in factors for v in f.scope}
    return {v: n for v, n in sizes.items() if v in used}
