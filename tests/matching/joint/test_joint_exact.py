"""The exact joint answer equals a listing of every assignment, and obeys the laws it must."""

from __future__ import annotations

import math

import numpy as np
import pytest

from imena.matching.identification import JointAnswer
from imena.matching.joint.placements import FamilyPlacements
from imena.matching.joint.prior import Prior
from imena.matching.joint.solve import solve
from tests.matching.placement_tables import at_random, case_at_random, every_row, single, table
from tests.oracles.joint_enumeration import enumerate_joint


def answer_to(
    tables: list[FamilyPlacements], bodies: list[str], prior: Prior, limit: int = 50
) -> JointAnswer:
    return solve(tables, bodies, prior, log_likelihood_null=-3.0, limit=limit)


@pytest.mark.parametrize("batch", range(20))
def test_everything_equals_enumeration(batch: int) -> None:
    rng = np.random.default_rng(1000 + batch)
    for _ in range(15):
        tables, bodies = case_at_random(rng)
        recovered = None if rng.random() < 0.5 else float(rng.uniform(0.05, 0.95))
        truth = enumerate_joint(tables, len(bodies), recovered)
        answer = answer_to(tables, bodies, Prior(recovered), limit=30)
        pairs = {(bodies[b], m): p for (b, m), p in truth.marginals.items()}
        assert answer.marginals == pytest.approx(pairs, abs=1e-10)
        assert answer.not_recovered == pytest.approx(truth.not_recovered, abs=1e-10)
        nobody = {bodies[b]: p for b, p in truth.nobody.items()}
        assert answer.nobody == pytest.approx(nobody, abs=1e-10)
        glr = {(bodies[b], m): g for (b, m), g in truth.log10_glr.items()}
        assert answer.log10_glr == pytest.approx(glr, abs=1e-10)
        assert answer.n_assignments == len(truth.stories)
        assert answer.method == "exact"


@pytest.mark.parametrize("batch", range(10))
def test_the_listed_assignments_are_the_most_probable_in_order(batch: int) -> None:
    rng = np.random.default_rng(2000 + batch)
    for _ in range(10):
        tables, bodies = case_at_random(rng)
        recovered = None if rng.random() < 0.5 else float(rng.uniform(0.05, 0.95))
        truth = enumerate_joint(tables, len(bodies), recovered)
        answer = answer_to(tables, bodies, Prior(recovered), limit=25)
        ordered = sorted(truth.stories, key=lambda story: -story[3])
        best = ordered[:25]
        assert [s.posterior for s in answer.assignments] == pytest.approx(
            [story[3] for story in best], abs=1e-10
        )
        by_names = {frozenset(placed.items()): story for story in ordered for placed in [story[0]]}
        told = set()
        for story in answer.assignments:
            placed = {m: bodies.index(v) for v, m in story.assignment.items() if m is not None}
            _, log_lr, _, posterior = by_names[frozenset(placed.items())]
            told.add(frozenset(placed.items()))
            assert story.log_likelihood == pytest.approx(log_lr - 3.0, abs=1e-10)
            assert story.posterior == pytest.approx(posterior, abs=1e-10)
        assert len(told) == len(answer.assignments) == min(25, len(ordered))


def test_a_component_tells_its_own_stories_summed_over_the_rest() -> None:
    rng = np.random.default_rng(9)
    tables = [at_random("F", 2, [0, 1], rng), at_random("G", 1, [2, 3], rng)]
    bodies = ["a", "b", "c", "d"]
    truth = enumerate_joint(tables, 4, 0.7)
    first, second = answer_to(tables, bodies, Prior(0.7)).components
    assert (first.victims, second.victims) == (("a", "b"), ("c", "d"))
    assert sum(story.posterior for story in first.assignments) == pytest.approx(1.0, abs=1e-12)
    for component in (first, second):
        for story in component.assignments:
            inside = {m: bodies.index(v) for v, m in story.assignment.items() if m is not None}
            expected = truth.probability(
                lambda placed, inside=inside, component=component: (
                    inside == {m: b for m, b in placed.items() if m in component.missing}
                )
            )
            assert story.posterior == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(("people", "bodies"), [(3, 3), (4, 6), (7, 5)])
def test_constant_weights_count_rook_placements(people: int, bodies: int) -> None:
    c = 3.0
    tables = [single(f"F{i}", [math.log(c)] * bodies) for i in range(people)]
    answer = answer_to(tables, [str(b) for b in range(bodies)], Prior(), limit=1)
    rooks = [
        math.comb(people, k) * math.comb(bodies, k) * math.factorial(k) for k in range(people + 1)
    ]
    weight = [rook * c**k for k, rook in enumerate(rooks)]
    placed = math.fsum(k * w for k, w in enumerate(weight)) / math.fsum(weight)
    assert answer.n_assignments == sum(rooks)
    assert sum(answer.marginals.values()) == pytest.approx(placed, rel=1e-12)


def test_components_decided_apart_agree_with_all_of_it_in_one() -> None:
    """A placement of practically no weight joins two components without changing anything."""
    rng = np.random.default_rng(5)
    left = [at_random(f"L{i}", 1, [0, 1], rng) for i in range(2)]
    right = [at_random(f"R{i}", 1, [2, 3], rng) for i in range(3)]
    bridge = right[2]
    joined = FamilyPlacements(
        bridge.family,
        bridge.missing,
        np.vstack([bridge.bodies, np.array([[0]], dtype=np.int32)]),
        np.append(bridge.log_lr, -600.0),
        np.append(bridge.log_evidence, 0.0),
    )
    bodies = ["a", "b", "c", "d"]
    apart = answer_to([*left, *right], bodies, Prior(0.3))
    whole = answer_to([*left, *right[:2], joined], bodies, Prior(0.3))
    assert (len(apart.components), len(whole.components)) == (2, 1)
    assert {p: whole.marginals[p] for p in apart.marginals} == pytest.approx(
        dict(apart.marginals), abs=1e-12
    )


def test_the_order_of_bodies_and_families_does_not_matter() -> None:
    rng = np.random.default_rng(6)
    tables = [at_random(f"F{f}", 2, range(5), rng, impossible=0.2) for f in range(3)]
    bodies = [f"V{b}" for b in range(5)]
    moved = rng.permutation(5)
    relabelled = [
        FamilyPlacements(
            t.family,
            t.missing,
            np.where(t.bodies >= 0, moved[t.bodies], -1).astype(np.int32),
            t.log_lr,
            t.log_evidence,
        )
        for t in reversed(tables)
    ]
    renamed = [""] * 5
    for old, new in enumerate(moved):
        renamed[new] = bodies[old]
    one = answer_to(tables, bodies, Prior(0.6))
    other = answer_to(relabelled, renamed, Prior(0.6))
    assert other.marginals == pytest.approx(dict(one.marginals), abs=1e-12)
    assert other.log10_glr == pytest.approx(dict(one.log10_glr), abs=1e-9)
    assert [s.posterior for s in other.assignments] == pytest.approx(
        [s.posterior for s in one.assignments], abs=1e-12
    )


def test_stronger_evidence_for_a_pair_never_makes_it_less_probable() -> None:
    rng = np.random.default_rng(7)
    for _ in range(20):
        log_lr = rng.normal(0.0, 3.0, (4, 4))
        bodies = [str(b) for b in range(4)]
        before = answer_to(
            [single(f"F{i}", r.tolist()) for i, r in enumerate(log_lr)], bodies, Prior(0.5)
        )
        log_lr[1, 2] += 0.7
        after = answer_to(
            [single(f"F{i}", r.tolist()) for i, r in enumerate(log_lr)], bodies, Prior(0.5)
        )
        assert after.marginals["2", "of F1"] > before.marginals["2", "of F1"]


def test_a_body_of_another_component_can_go_without_a_trace_under_the_flat_prior() -> None:
    rng = np.random.default_rng(8)
    tables = [at_random("F", 2, [0, 1], rng), at_random("G", 1, [2], rng)]
    both = answer_to(tables, ["a", "b", "c"], Prior())
    alone = answer_to(tables[:1], ["a", "b"], Prior())
    for pair, posterior in alone.marginals.items():
        assert both.marginals[pair] == pytest.approx(posterior, abs=1e-12)


@pytest.mark.parametrize("huge", [700.0, 5000.0])
def test_weights_beyond_floating_point_neither_overflow_nor_vanish(huge: float) -> None:
    tables = [single("F", [huge, huge + 1.0]), single("G", [huge, -huge])]
    answer = answer_to(tables, ["a", "b"], Prior(0.5))
    # G in a leaves b to F, which together outweighs F alone in either by e^huge.
    assert answer.marginals["a", "of G"] == pytest.approx(1.0, abs=1e-12)
    assert answer.marginals["b", "of F"] == pytest.approx(1.0, abs=1e-12)
    assert answer.log10_glr["b", "of G"] == pytest.approx(
        ((huge - huge) - (2 * huge + 1)) / math.log(10)
    )


def test_dna_alone_makes_the_glr_and_evidence_only_the_posterior() -> None:
    plain = table("F", ["m"], every_row(1, [0, 1]), [0.0, 2.0, 1.0])
    told = table("F", ["m"], every_row(1, [0, 1]), [0.0, 2.0, 1.0], [0.0, -3.0, 3.0])
    without, with_evidence = (answer_to([t], ["a", "b"], Prior()) for t in (plain, told))
    assert with_evidence.log10_glr == without.log10_glr
    assert without.log10_glr["a", "m"] == pytest.approx(1.0 / math.log(10))
    assert with_evidence.marginals["b", "m"] > 0.9 > 0.1 > with_evidence.marginals["a", "m"]


def test_an_impossible_pair_is_listed_as_impossible() -> None:
    answer = answer_to([single("F", [-math.inf, 3.0])], ["a", "b"], Prior())
    assert answer.marginals["a", "of F"] == 0.0
    assert answer.log10_glr["a", "of F"] == -math.inf
    assert answer.nobody["a"] == 1.0


def test_a_small_chance_that_a_body_is_nobody_keeps_its_digits() -> None:
    """One minus the sum of the others would say 0: a sum over what leaves the body out does not."""
    alone = answer_to([single("F", [60.0])], ["a"], Prior())
    assert alone.nobody["a"] == pytest.approx(1 / (1 + math.exp(60.0)), rel=1e-12, abs=0)
    # Two families want body a, one of them also b: stories without a are "none" and "F in b".
    shared = answer_to([single("F", [60.0, 5.0]), single("G", [50.0])], ["a", "b"], Prior())
    without = 1 + math.exp(5.0)
    total = without + math.exp(60.0) + math.exp(50.0) * (1 + math.exp(5.0))
    assert shared.nobody["a"] == pytest.approx(without / total, rel=1e-12, abs=0)


def test_evidence_may_rule_out_what_dna_allows() -> None:
    told = table("F", ["m"], every_row(1, [0]), [0.0, 9.0], [0.0, -math.inf])
    answer = answer_to([told], ["a"], Prior())
    assert answer.marginals["a", "m"] == 0.0
    assert [story.assignment for story in answer.assignments] == [{"a": None}]


def test_a_case_without_bodies_or_without_families_has_one_story() -> None:
    assert answer_to([], ["a"], Prior()).nobody == {"a": 1.0}
    nobody_found = answer_to([table("F", ["m"], [(-1,)], [0.0])], [], Prior(0.5))
    assert nobody_found.not_recovered == {"m": 1.0}
    assert len(nobody_found.assignments) == 1


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (table("F", ["a", "b"], [(-1, -1), (0, 0)], [0.0, 1.0]), "one body for two people"),
        (table("F", ["a"], [(0,), (-1,)], [0.0, 0.0]), "leave everybody unplaced"),
        (table("F", ["a"], [(-1,), (3,)], [0.0, 0.0]), "does not exist"),
        (table("F", ["a"], [(-1,), (0,)], [0.0, math.nan]), "not a likelihood"),
        (table("F", ["a"], [(-1,), (0,)], [0.0]), "needs one log_lr"),
        (table("F", ["a", "a"], [(-1, -1)], [0.0]), "used twice"),
    ],
)
def test_a_table_that_breaks_its_contract_is_refused(
    broken: FamilyPlacements, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        answer_to([broken], ["x", "y"], Prior())
