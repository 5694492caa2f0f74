"""What is left out weighs no more than its bound, and no posterior moves by more."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from scipy import sparse

from imena.matching.joint.placements import FamilyPlacements
from imena.matching.joint.prior import Prior
from imena.matching.negligible import (
    Claims,
    Loads,
    drop_negligible,
    drop_singles,
    load_of,
    log_mass_bounds,
    odds_against,
    single_claims,
)
from tests.matching.placement_tables import at_random, every_row, single, table
from tests.oracles import placement_odds
from tests.oracles.joint_enumeration import enumerate_joint
from tests.oracles.placement_odds import row_masses

#: A little more than rounding in the enumeration of a few thousand stories.
ROUNDING = 1e-12


def entangled(seed: int) -> tuple[list[FamilyPlacements], int, float | None]:
    """Families that compete for bodies, most of them with a strong claim on some."""
    rng = np.random.default_rng(seed)
    n_bodies = int(rng.integers(1, 5))
    tables = []
    for f in range(int(rng.integers(1, 4))):
        n_missing = int(rng.choice([1, 1, 2, 2, 3])) if f == 0 else int(rng.choice([1, 1, 2]))
        one = at_random(
            f"F{f}",
            n_missing,
            range(n_bodies),
            rng,
            spread=float(rng.choice([0.0, 1.0, 4.0])),
            kept=float(rng.choice([1.0, 1.0, 0.7])),
            impossible=float(rng.choice([0.0, 0.2])),
        )
        boost = rng.choice([0.0, 6.0, 12.0])
        claimed = set(rng.permutation(n_bodies)[: rng.integers(1, n_missing + 1)].tolist())
        held = [len(claimed & set(row)) for row in one.bodies.tolist()]
        evidence = one.log_evidence + boost * np.array(held)
        tables.append(table(one.family, one.missing, one.bodies.tolist(), one.log_lr.tolist(),
                            evidence.tolist()))  # fmt: skip
    recovered = [None, 0.2, 0.5, 0.95][rng.integers(4)]
    return tables, n_bodies, recovered


def gain_of(tables: Sequence[FamilyPlacements], n_bodies: int, recovered: float | None) -> float:
    n_missing = sum(len(t.missing) for t in tables)
    return float(np.max(np.diff(Prior(recovered).log_weight(n_missing, n_bodies))))


def claims_of(tables: Sequence[FamilyPlacements], n_bodies: int) -> Claims:
    claims = Claims(n_bodies)
    for one in tables:
        claims.add(one.family, odds_against(one, n_bodies))
    return claims


def loads_of(tables: Sequence[FamilyPlacements], n_bodies: int) -> Loads:
    loads = Loads(n_bodies)
    for one in tables:
        loads.add(one.family, load_of(one, n_bodies))
    return loads


@pytest.mark.parametrize("batch", range(10))
def test_no_placement_weighs_more_than_its_bound(batch: int) -> None:
    """Nor more than the sharper one that looks at the bodies others could spare."""
    tight, sharper = 0, 0
    for seed in range(30):
        tables, n_bodies, recovered = entangled(30 * batch + seed)
        masses = row_masses(enumerate_joint(tables, n_bodies, recovered), tables)
        claims, gain = claims_of(tables, n_bodies), gain_of(tables, n_bodies, recovered)
        for one in tables:
            bounds = log_mass_bounds(one, claims.against(one.family), gain)
            assert bounds[0] == math.inf
            for row, bound in zip(one.bodies.tolist(), bounds, strict=True):
                mass = masses.get((one.family, tuple(row)), 0.0)
                assert mass <= math.exp(min(bound, 0.0)) * (1 + 1e-9) + ROUNDING, (batch, seed, row)
                tight += mass > 0.3 * math.exp(bound) and mass < 0.2
            load = loads_of(tables, n_bodies).beside(one.family)
            closer = log_mass_bounds(one, claims.against(one.family), gain, load)
            assert (closer <= bounds).all()
            for row, bound, loose in zip(one.bodies.tolist(), closer, bounds, strict=True):
                mass = masses.get((one.family, tuple(row)), 0.0)
                assert mass <= math.exp(min(bound, 0.0)) * (1 + 1e-9) + ROUNDING, (batch, seed, row)
                sharper += bound < loose and mass > 0.3 * math.exp(bound) and mass < 0.2
    # else the bounds would be so loose that they could be wrong unseen
    assert tight > 8
    assert sharper > 2


@pytest.mark.parametrize("tolerance", [1e-6, 1e-3, 0.02, 0.2])
@pytest.mark.parametrize("loaded", [False, True])
def test_no_posterior_moves_by_more_than_what_is_said_to_be_left_out(
    tolerance: float, loaded: bool
) -> None:
    thinned, moved = 0, 0.0
    for seed in range(1000, 1080):
        tables, n_bodies, recovered = entangled(seed)
        claims, gain = claims_of(tables, n_bodies), gain_of(tables, n_bodies, recovered)
        loads = loads_of(tables, n_bodies) if loaded else None
        kept, dropped = drop_negligible(tables, claims, gain, tolerance, loads)
        assert 0 <= dropped <= tolerance
        assert all(np.all(one.bodies[0] == -1) for one in kept)
        full = enumerate_joint(tables, n_bodies, recovered)
        rest = enumerate_joint(kept, n_bodies, recovered)
        for pair, p in full.marginals.items():
            moved = max(moved, abs(rest.marginals.get(pair, 0.0) - p))
            assert abs(rest.marginals.get(pair, 0.0) - p) <= dropped + ROUNDING, (seed, pair)
        for body, p in full.nobody.items():
            assert abs(rest.nobody[body] - p) <= dropped + ROUNDING, (seed, body)
        for missing, p in full.not_recovered.items():
            assert abs(rest.not_recovered[missing] - p) <= dropped + ROUNDING, (seed, missing)
        masses = row_masses(full, tables)
        still = {(one.family, tuple(row)) for one in kept for row in one.bodies.tolist()}
        possible = [row for row, mass in masses.items() if mass > 0]
        thinned += any(row not in still for row in possible)
    assert thinned >= 5
    assert moved > tolerance / 1000 or tolerance < 1e-4


def test_rounds_add_up() -> None:
    """What is left out of each family first, and of all together then, is bounded by the sum."""
    moved = 0.0
    for seed in range(2000, 2060):
        tables, n_bodies, recovered = entangled(seed)
        gain = gain_of(tables, n_bodies, recovered)
        first, total = [], 0.0
        for one in tables:
            (thinner,), dropped = drop_negligible([one], Claims(n_bodies), gain, 0.05)
            first.append(thinner)
            total += dropped
        kept, dropped = drop_negligible(first, claims_of(first, n_bodies), gain, 0.1)
        full = enumerate_joint(tables, n_bodies, recovered)
        rest = enumerate_joint(kept, n_bodies, recovered)
        for pair, p in full.marginals.items():
            change = abs(rest.marginals.get(pair, 0.0) - p)
            assert change <= total + dropped + ROUNDING, (seed, pair)
            moved = max(moved, change)
    assert moved > 1e-3


# Odds


@pytest.mark.parametrize("batch", range(4))
def test_the_odds_against_a_body_are_what_their_definition_says(batch: int) -> None:
    strong = 0
    for seed in range(40):
        tables, n_bodies, _ = entangled(5000 + 40 * batch + seed)
        for one in tables:
            found = odds_against(one, n_bodies)
            for body in range(n_bodies):
                expected = placement_odds.odds_against(one, body)
                assert math.exp(found[body]) == pytest.approx(expected, rel=1e-9), (seed, body)
                strong += expected < 1
    assert strong > 15


def test_a_family_claims_the_bodies_of_its_brothers_though_who_is_who_is_open() -> None:
    rows = every_row(2, range(2))
    weight: dict[tuple[int, ...], float] = {(-1, -1): 0.0, (0, 1): 20.0, (1, 0): 20.0}
    brothers = table("B", ["elder", "younger"], rows, [weight.get(row, 8.0) for row in rows])
    odds = odds_against(brothers, 3)
    # Body 1 as either brother is answered by both bodies, log(2) + 8 - 20; nobody placed only by
    # body 0 alone, 0 - 8, which is the worse.
    assert odds[0] == odds[1] == pytest.approx(-8.0, rel=1e-12)
    assert odds[2] == math.inf
    stranger = single("S", [3.0, 0.0, 0.0])
    claims = claims_of([brothers, stranger], 3)
    bounds = log_mass_bounds(stranger, claims.against("S"), 0.0)
    assert bounds[1:] == pytest.approx([3.0 - 8.0, 0.0 - 8.0, 0.0], rel=1e-12)


def test_a_family_does_not_claim_against_itself() -> None:
    claims = Claims(2)
    claims.add("A", np.array([-5.0, np.inf]))
    claims.add("B", np.array([-3.0, -1.0]))
    claims.add("C", np.array([-4.0, np.inf]))
    assert claims.against("A").tolist() == [-4.0, -1.0]
    assert claims.against("B").tolist() == [-5.0, math.inf]
    assert claims.against("C").tolist() == [-5.0, -1.0]
    assert claims.against("D").tolist() == [-5.0, -1.0]


# Families that miss one person each, as columns of a table


def columns_of(tables: Sequence[FamilyPlacements], n_bodies: int) -> np.ndarray:
    weight = np.full((n_bodies, len(tables)), -np.inf)
    for f, one in enumerate(tables):
        weight[one.bodies[1:, 0], f] = (one.log_lr + one.log_evidence)[1:]
    return weight


def only_singles(seed: int) -> tuple[list[FamilyPlacements], int]:
    tables, n_bodies, _ = entangled(seed)
    return [one for one in tables if len(one.missing) == 1], n_bodies


def test_columns_claim_and_load_as_tables_do() -> None:
    claiming = 0
    for seed in range(3000, 3100):
        tables, n_bodies = only_singles(seed)
        weight = columns_of(tables, n_bodies)
        bodies, odds = single_claims(weight)
        for one, body, found in zip(tables, bodies, odds, strict=True):
            expected = odds_against(one, n_bodies)
            assert found == pytest.approx(expected[body], rel=1e-9)
            assert (np.delete(expected, body) == np.inf).all()
            claiming += found < 0
        together = Loads(n_bodies)
        together.add_singles([one.family for one in tables], weight)
        for family in [*(one.family for one in tables), "another"]:
            expected = loads_of(tables, n_bodies).beside(family)
            assert together.beside(family) == pytest.approx(expected, rel=1e-9)
    assert claiming > 20


def test_columns_lose_no_more_than_tables_do() -> None:
    """What goes at a glance has a bound below its share, and the bounds are added up."""
    gone = 0
    for seed in range(3000, 3100):
        tables, n_bodies = only_singles(seed)
        weight = columns_of(tables, n_bodies)
        evidence = sparse.csc_array(weight.shape)
        claims, loads = claims_of(tables, n_bodies), loads_of(tables, n_bodies)
        families = [(one.family, one.missing) for one in tables]
        kept, dropped = drop_singles(families, weight, evidence, claims, loads, 0.3, 0.1)
        expected = 0.0
        for one, thinner in zip(tables, kept, strict=True):
            against, load = claims.against(one.family), loads.beside(one.family)
            bounds = log_mass_bounds(one, against, 0.3, load)
            stays = np.exp(bounds) >= 0.1 / weight.size
            expected += math.fsum(np.exp(bounds[~stays]))
            assert thinner.bodies.tolist() == one.bodies[stays].tolist()
            total = thinner.log_lr + thinner.log_evidence
            assert total == pytest.approx((one.log_lr + one.log_evidence)[stays], rel=1e-12)
            gone += int((~stays).sum())
        assert dropped == pytest.approx(expected, rel=1e-9)
        assert dropped <= 0.1
    assert gone > 20


# At the edges


def test_impossible_placements_are_left_out_for_nothing() -> None:
    """Also those that evidence rules out, even when everything about them is impossible."""
    none = -math.inf
    lone = table("A", ["a"], [(-1,), (0,), (1,)], [0.0, none, 5.0], [0.0, 0.0, none])
    two = table("B", ["b", "c"], [(-1, -1), (0, -1), (0, 1)], [0.0, none, none])
    kept, dropped = drop_negligible([lone, two], claims_of([lone, two], 2), 0.7, 1e-9)
    assert dropped == 0
    assert [one.bodies.tolist() for one in kept] == [[[-1]], [[-1, -1]]]
    assert np.all(odds_against(lone, 2) == math.inf)


def test_an_impossible_placement_needs_no_answer() -> None:
    rows = [(-1, -1), (0, -1), (1, 2)]
    claimed = table("A", ["a", "b"], rows, [0.0, 10.0, -math.inf])
    assert odds_against(claimed, 3).tolist() == [-10.0, math.inf, math.inf]
    open_still = table("A", ["a", "b"], rows, [0.0, 10.0, -3.0])
    assert odds_against(open_still, 3)[0] == math.inf


def test_placements_that_weigh_as_much_as_nobody_are_kept() -> None:
    tables = [single(f"F{f}", [0.0, 0.0, 0.0]) for f in range(3)]
    kept, dropped = drop_negligible(tables, claims_of(tables, 3), 0.0, 0.2)
    assert dropped == 0
    assert [len(one.log_lr) for one in kept] == [4, 4, 4]


def test_a_family_may_lose_all_its_placements() -> None:
    tables = [single("F", [-30.0, -40.0]), single("G", [9.0, 0.0])]
    kept, dropped = drop_negligible(tables, claims_of(tables, 2), 0.0, 1e-9)
    assert kept[0].bodies.tolist() == [[-1]]
    assert dropped == pytest.approx(math.exp(-30) * math.exp(-9) + math.exp(-40), rel=1e-9)


@pytest.mark.parametrize("n_bodies", [1024, 2**20, 2**24])
def test_rows_of_many_places_and_many_bodies_are_told_apart(n_bodies: int) -> None:
    """Nine places among a million bodies are more rows than 64 bits number."""
    rng = np.random.default_rng(n_bodies)
    alone = rng.permutation(n_bodies - 2)[:9]
    alone[8] = n_bodies - 2  # with nobody at 0, codes to the base of a power of 2: overflow is loss
    rows: list[tuple[int, ...]] = [(-1,) * 9]
    rows += [tuple(b if p == place else -1 for p in range(9)) for place, b in enumerate(alone)]
    rows += [(*row[:8], int(alone[0])) for row in rows[1:9]]
    rows += [(int(alone[1]), *row[1:]) for row in rows[2:10]]
    log_lr = [0.0, *rng.normal(0, 5, len(rows) - 1)]
    many = table("many", [f"m{i}" for i in range(9)], rows, log_lr)
    bounds = log_mass_bounds(many, np.full(n_bodies, np.inf), 0.3)
    weight = dict(zip(rows, log_lr, strict=True))
    expected = {rows[0]: 0.0}
    for row, found in sorted(zip(rows[1:], bounds[1:], strict=True), key=lambda r: -r[0].count(-1)):
        emptied = [(*row[:p], -1, *row[p + 1 :]) for p in range(9) if row[p] >= 0]
        expected[row] = min(
            weight[row] - weight[other] + 0.3 + min(expected[other], 0.0)
            for other in emptied
            if other in weight
        )
        assert found == pytest.approx(expected[row], rel=1e-12), row
