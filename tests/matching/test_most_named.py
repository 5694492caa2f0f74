"""No more bodies are named than is said, but for the mass that is said."""

from __future__ import annotations

import math

import numpy as np
import pytest

from imena.matching.joint.coupling import log_convolve
from imena.matching.joint.placements import FamilyPlacements
from imena.matching.joint.prior import Prior
from imena.matching.most_named import most_named
from imena.matching.negligible import single_claims
from tests.matching.placement_tables import at_random, single, table
from tests.oracles.joint_enumeration import enumerate_joint

TOLERANCES = [1e-9, 1e-3, 0.1, 0.5, 0.9]


def columns_of(tables: list[FamilyPlacements], n_bodies: int) -> np.ndarray:
    weight = np.full((n_bodies, len(tables)), -np.inf)
    for f, one in enumerate(tables):
        weight[one.bodies[1:, 0], f] = (one.log_lr + one.log_evidence)[1:]
    return weight


def bound(
    tables: list[FamilyPlacements], n_bodies: int, prior: Prior, tolerance: float
) -> tuple[int, float]:
    alone = columns_of([t for t in tables if len(t.missing) == 1], n_bodies)
    log_prior = prior.log_weight(sum(len(t.missing) for t in tables), n_bodies)
    several = [t for t in tables if len(t.missing) > 1]
    found = most_named(log_prior, alone, *single_claims(alone), several, tolerance)
    return found.at_most, found.beyond


@pytest.mark.parametrize("recovered", [None, 0.2, 0.9])
def test_the_mass_beyond_is_below_its_bound(recovered: float | None) -> None:
    close = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        n_bodies = int(rng.integers(1, 5))
        tables = [
            at_random(f"F{f}", int(rng.choice([1, 1, 2])), range(n_bodies), rng, spread=4.0)
            for f in range(int(rng.integers(1, 4)))
        ]
        truth = enumerate_joint(tables, n_bodies, recovered)
        for tolerance in TOLERANCES:
            at_most, beyond = bound(tables, n_bodies, Prior(recovered), tolerance)
            mass = math.fsum(p for placed, _, _, p in truth.stories if len(placed) > at_most)
            assert mass <= beyond * (1 + 1e-9) + 1e-12, (seed, tolerance)
            assert beyond <= tolerance
            close += beyond > 0 and mass > 0.02 * beyond
    assert close > 3


def test_families_that_want_other_bodies_are_bounded_closely() -> None:
    """Apart, they name as many as independent draws do: their sum is known, tail and all."""
    rng = np.random.default_rng(3)
    n = 60
    tables = [at_random(f"F{f}", 1, [f], rng, spread=3.0) for f in range(n)]
    by_placed = np.zeros(1)
    for one in tables:
        by_placed = log_convolve(by_placed, one.log_lr + one.log_evidence)
    prior = Prior(0.3)
    log_weight = by_placed + prior.log_weight(n, n)
    beyond = np.logaddexp.accumulate(log_weight[::-1])[::-1] - np.logaddexp.reduce(log_weight)
    exact = int(np.argmax(beyond[1:] <= math.log(1e-6)))
    at_most, _ = bound(tables, n, prior, 1e-6)
    assert exact <= at_most <= exact + 3


def test_who_loses_the_body_it_claims_is_counted_without_it() -> None:
    """Fifty weak families may want any of fifty bodies, but those are others', all but surely."""
    n = 50
    claimed = np.full((n, 2 * n), 0.0)
    claimed[np.arange(n), np.arange(n)] = 25.0
    claimed[:, :n][~np.eye(n, dtype=bool)] = -25.0
    log_prior = Prior(0.5).log_weight(2 * n, n + 20)
    padded = np.concatenate([claimed, np.full((20, 2 * n), -20.0)])
    found = most_named(log_prior, padded, *single_claims(padded), [], 1e-6)
    assert n <= found.at_most <= n + 6


def test_a_family_may_lose_both_bodies_it_claims_at_once() -> None:
    """To two who together outweigh it; then it takes two others, and four are named."""
    brothers = table("B", ["elder", "younger"], [(-1, -1), (0, 1), (2, 3)], [0.0, 30.0, 6.0])
    tables = [brothers, single("F", [20.0]), single("G", [-20.0, 20.0])]
    truth = enumerate_joint(tables, 4, None)
    four = math.fsum(p for placed, _, _, p in truth.stories if len(placed) == 4)
    assert four > 0.99
    assert bound(tables, 4, Prior(), 0.5) == (4, 0.0)


def test_where_nobody_can_be_named_nobody_is() -> None:
    found = most_named(
        Prior(0.5).log_weight(2, 3), np.full((3, 2), -np.inf),
        *single_claims(np.full((3, 2), -np.inf)), [], 1e-2,
    )  # fmt: skip
    assert found.at_most == 0
