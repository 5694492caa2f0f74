"""Sums over sets of bodies, or of people, equal a listing of every assignment and the lattice."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imena.matching.joint import choice
from imena.matching.joint.assignment import FamilyRows, possible_rows
from imena.matching.joint.exact import ExactComponent
from imena.matching.joint.placements import FamilyPlacements
from imena.matching.joint.prior import Prior
from imena.matching.joint.solve import solve
from imena.matching.joint.subsets.component import WideComponent
from imena.matching.joint.subsets.plan import (
    Plan,
    cheapest_plan,
    plan_over_bodies,
    plan_over_people,
)
from imena.matching.joint.symmetry import OpenSet
from tests.matching.placement_tables import at_random, every_row, single, table
from tests.oracles.joint_enumeration import enumerate_joint


@pytest.fixture
def no_lattice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every component of `solve` is summed over sets."""
    monkeypatch.setattr(choice, "_by_lattice", lambda *given: None)


def every_plan(families: list[FamilyRows]) -> Iterator[Plan]:
    plans = [plan_over_bodies(families)]
    if all(len(family.missing) == 1 for family in families):
        plans.append(plan_over_people(families))
    for plan in plans:
        assert plan is not None
        yield plan


def connected(seed: int, spread: float = 4.0) -> list[FamilyRows]:
    """One component, of single missing people for even seeds: some bodies wanted by one family
    only, rows missing, rows impossible for DNA or for other evidence."""
    rng = np.random.default_rng(seed)
    n_bodies = int(rng.integers(4, 7))
    tables = []
    for f in range(int(rng.integers(2, 5))):
        n_missing = 1 if seed % 2 == 0 else int(rng.integers(1, 4))
        near = sorted({0, *rng.choice(n_bodies, 3, replace=False).tolist()})
        found = at_random(f"F{f}", n_missing, near, rng, spread=spread, kept=0.8, impossible=0.1)
        found.log_evidence[1:][rng.random(len(found.log_lr) - 1) < 0.1] = -np.inf
        # Row 1 may always be, so that the families do meet in body 0.
        bodies = np.insert(found.bodies, 1, [0] + [-1] * (n_missing - 1), axis=0).astype(np.int32)
        log_lr, log_evidence = (
            np.insert(v, 1, 0.5).tolist() for v in (found.log_lr, found.log_evidence)
        )
        tables.append(table(found.family, found.missing, bodies.tolist(), log_lr, log_evidence))
    return [possible_rows(t, n_bodies) for t in tables]


numbers = st.one_of(
    st.floats(-5.0, 5.0),
    st.floats(-700.0, 700.0),
    st.sampled_from([0.0, 1.0, 690.0, -690.0]),
    st.just(-math.inf),
)


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[FamilyPlacements], int]:
    """Up to three families over up to four bodies; ratios up to 1e300 apart, ties and zeros."""
    n_bodies = draw(st.integers(1, 4))
    tables = []
    for f in range(draw(st.integers(1, 3))):
        missing = [f"{f}.{i}" for i in range(draw(st.integers(1, 2)))]
        none, *placing = every_row(len(missing), range(n_bodies))
        rows = [none, *draw(st.lists(st.sampled_from(placing), unique=True))]
        log_lr, evidence = (
            [0.0, *draw(st.lists(numbers, min_size=len(rows) - 1, max_size=len(rows) - 1))]
            for _ in range(2)
        )
        tables.append(table(f"F{f}", missing, rows, log_lr, evidence))
    return tables, n_bodies


@pytest.mark.usefixtures("no_lattice")
def test_everything_equals_enumeration_whatever_the_likelihood_ratios() -> None:
    @settings(max_examples=150, deadline=None)
    @given(cases(), st.sampled_from([None, 1e-12, 0.5, 0.9]))
    def holds(case: tuple[list[FamilyPlacements], int], recovered: float | None) -> None:
        tables, n_bodies = case
        truth = enumerate_joint(tables, n_bodies, recovered)
        bodies = [f"V{b}" for b in range(n_bodies)]
        answer = solve(tables, bodies, Prior(recovered), log_likelihood_null=0.0, limit=20)
        pairs = {(bodies[b], m): p for (b, m), p in truth.marginals.items()}
        assert answer.marginals == pytest.approx(pairs, abs=1e-10)
        assert answer.not_recovered == pytest.approx(truth.not_recovered, abs=1e-10)
        nobody = {bodies[b]: p for b, p in truth.nobody.items()}
        assert answer.nobody == pytest.approx(nobody, abs=1e-10)
        glr = {(bodies[b], m): g for (b, m), g in truth.log10_glr.items()}
        assert answer.log10_glr == pytest.approx(glr, abs=1e-10)
        assert answer.n_assignments == len(truth.stories)
        best = sorted((s for s in truth.stories if s[2] > -math.inf), key=lambda s: -s[3])[:20]
        told = [story.posterior for story in answer.assignments]
        assert told == pytest.approx([story[3] for story in best], abs=1e-10)

    holds()


@pytest.mark.parametrize("seed", range(60))
def test_it_equals_the_lattice(seed: int) -> None:
    families = connected(seed, spread=4.0 if seed < 30 else 300.0)
    lattice = ExactComponent(families, range(len(families)), 1e7)
    rest = np.random.default_rng(seed).normal(0.0, 3.0, lattice.by_placed.size)
    expected = lattice.row_posteriors(rest)
    for plan in every_plan(families):
        wide = WideComponent(families, plan)
        n = wide.by_placed.size
        assert wide.by_placed == pytest.approx(lattice.by_placed[:n], rel=1e-13, abs=1e-11)
        assert (lattice.by_placed[n:] == -np.inf).all()
        assert wide.count == lattice.count
        found = wide.row_posteriors(rest[:n])
        for mine, theirs in zip(found, expected, strict=True):
            assert mine == pytest.approx(theirs, rel=1e-9, abs=1e-300)
        for mine, theirs in zip(wide.best_with(), lattice.best_with(), strict=True):
            assert mine == pytest.approx(theirs, rel=1e-13, abs=1e-11)
        for body in frozenset[int]().union(*(family.body_set for family in families)):
            assert wide.nobody(body, found, rest[:n]) == pytest.approx(
                lattice.nobody(body, expected, rest), rel=1e-9, abs=1e-300
            )


@pytest.mark.parametrize("seed", range(20))
def test_its_stories_are_those_of_the_lattice(seed: int) -> None:
    families = connected(seed)
    expected = ExactComponent(families, range(len(families)), 1e7).stories(12)
    for plan in every_plan(families):
        by_placed = WideComponent(families, plan).stories(12)
        for mine, theirs in zip(by_placed, expected, strict=False):
            worth = [story.log_weight for story in mine]
            assert worth == pytest.approx([story.log_weight for story in theirs], abs=1e-10)
            assert len({story.rows for story in mine}) == len(mine)
            for story in mine:
                rows = list(zip(families, story.rows, strict=True))
                weight = sum(float(family.log_weight[row]) for family, row in rows)
                assert story.log_weight == pytest.approx(weight, abs=1e-10)
                used = [b for family, row in rows for b in family.bodies[row].tolist() if b >= 0]
                assert len(set(used)) == len(used)


@pytest.mark.parametrize("seed", range(30))
def test_a_set_of_bodies_and_people_has_the_posterior_the_lattice_gives(seed: int) -> None:
    families = connected(seed)
    rng = np.random.default_rng(seed)
    lattice = ExactComponent(families, range(len(families)), 1e7)
    rest = rng.normal(0.0, 1.0, lattice.by_placed.size)
    people = [(f, c) for f, family in enumerate(families) for c in range(len(family.missing))]
    bodies = sorted(frozenset[int]().union(*(family.body_set for family in families)))
    for plan in every_plan(families):
        wide = WideComponent(families, plan)
        for _ in range(8):
            some = rng.permutation(len(people))[: rng.integers(1, 4)]
            chosen = rng.permutation(bodies)[: rng.integers(1, 4)]
            found = OpenSet(frozenset(chosen.tolist()), frozenset(people[i] for i in some))
            expected = lattice.open_set_posterior(found, rest)
            posterior = wide.open_set_posterior(found, rest[: wide.by_placed.size])
            assert posterior == pytest.approx(expected, rel=1e-10, abs=1e-300)


@pytest.mark.usefixtures("no_lattice")
def test_more_bodies_than_stand_in_one_block_and_no_order_that_is_narrow() -> None:
    """Pairs of independent people weigh as the people by themselves: two unlike plans agree."""
    rng = np.random.default_rng(3)
    bodies = [f"V{b}" for b in range(13)]
    apart = [single(f"F{i}", rng.normal(0.0, 60.0, 13).tolist()) for i in range(12)]
    together = []
    for one, other in zip(apart[::2], apart[1::2], strict=True):
        rows = every_row(2, range(13))
        log_lr = [float(one.log_lr[a + 1] + other.log_lr[b + 1]) for a, b in rows]
        missing = [*one.missing, *other.missing]
        together.append(table(f"{one.family}+{other.family}", missing, rows, log_lr))
    one_by_one = solve(apart, bodies, Prior(0.7), log_likelihood_null=0.0)
    two_by_two = solve(together, bodies, Prior(0.7), log_likelihood_null=0.0)
    for kind in ("marginals", "nobody", "not_recovered", "log10_glr"):
        expected = dict(getattr(one_by_one, kind))
        assert getattr(two_by_two, kind) == pytest.approx(expected, rel=1e-10, abs=1e-300)
    assert two_by_two.n_assignments == one_by_one.n_assignments
    assert [s.posterior for s in two_by_two.assignments] == pytest.approx(
        [s.posterior for s in one_by_one.assignments], rel=1e-10, abs=1e-300
    )


def test_evidence_may_say_that_somebody_is_surely_among_the_bodies() -> None:
    """The row of nobody has no weight, or is there twice: so is that of a person in no body."""
    rows = [(-1,), (-1,), (0,), (1,)]
    sure = table("F", ["m"], rows, [0.0, 0.0, 1.0, 2.0], [-math.inf, -math.inf, 0.0, 0.0])
    twice = table("G", ["n"], rows, [0.0, 0.5, 1.0, 3.0], [0.0, 0.0, 0.0, 0.0])
    families = [possible_rows(t, 2) for t in (sure, twice)]
    expected = ExactComponent(families, [0, 1], 1e3).row_posteriors(np.zeros(3))
    for plan in every_plan(families):
        found = WideComponent(families, plan).row_posteriors(np.zeros(3))
        for mine, theirs in zip(found, expected, strict=True):
            assert mine == pytest.approx(theirs, rel=1e-12)
        assert found[0][:2].tolist() == [0.0, 0.0]


def test_sixty_bodies_and_eight_people_are_passed_body_by_body() -> None:
    rng = np.random.default_rng(4)
    tables = [single(f"F{i}", rng.normal(0.0, 3.0, 60).tolist()) for i in range(8)]
    plan = cheapest_plan([possible_rows(t, 60) for t in tables])
    assert plan is not None
    assert len(plan.bodies) == 60
    answer = solve(tables, [f"V{b}" for b in range(60)], Prior(0.9), log_likelihood_null=0.0)
    assert answer.method == "exact"
    ways = [math.comb(60, k) * math.comb(8, k) * math.factorial(k) for k in range(9)]
    assert answer.n_assignments == pytest.approx(sum(ways), rel=1e-13)
    placed = sum(answer.marginals.values())
    assert placed == pytest.approx(60 - sum(answer.nobody.values()), abs=1e-9)
    assert placed == pytest.approx(8 - sum(answer.not_recovered.values()), abs=1e-9)


def test_what_is_too_much_is_left_to_the_sampler_and_the_cheapest_come_first() -> None:
    rng = np.random.default_rng(5)
    small = [at_random(f"S{i}", 2, range(6), rng) for i in range(3)]
    large = [at_random(f"L{i}", 2, range(6, 14), rng) for i in range(4)]
    families = [possible_rows(t, 14) for t in (*large, *small)]
    groups = [[0, 1, 2, 3], [4, 5, 6]]
    works = []
    for group in groups:
        plan = cheapest_plan([families[f] for f in group])
        assert plan is not None
        works.append(plan.work)
    # Below a lattice's first attempt, so that only sets remain to choose from.
    for share, exact in ((0.9, [False, False]), (1.0, [False, True])):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(choice, "_by_lattice", lambda *given: None)
            found = choice.exact_solvers(families, groups, works[1] * share)
        assert [solver is not None for solver in found] == exact
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(choice, "_by_lattice", lambda *given: None)
        assert None in choice.exact_solvers(families, groups, sum(works) - 1)
        assert None not in choice.exact_solvers(families, groups, sum(works))


def test_a_component_of_forty_bodies_in_families_of_two_has_no_plan_to_sum() -> None:
    rng = np.random.default_rng(6)
    tables = [at_random(f"F{i}", 2, range(40), rng) for i in range(20)]
    assert cheapest_plan([possible_rows(t, 40) for t in tables]) is None


@pytest.mark.slow
def test_twenty_bodies_and_twenty_missing_in_ten_families_of_two() -> None:
    """Every placement weighs c for each placed: rook numbers, 1.7e21 assignments in all."""
    c = 0.25
    rows = every_row(2, range(20))
    log_lr = [math.log(c) * sum(b >= 0 for b in row) for row in rows]
    tables = [table(f"F{f}", [f"{f}.1", f"{f}.2"], rows, log_lr) for f in range(10)]
    bodies = [f"V{b}" for b in range(20)]
    answer = solve(tables, bodies, Prior(), log_likelihood_null=0.0, limit=3, symmetric_floor=2.0)
    assert answer.method == "exact"
    rooks = [math.comb(20, k) ** 2 * math.factorial(k) for k in range(21)]
    weight = [rook * c**k for k, rook in enumerate(rooks)]
    placed = math.fsum(k * w for k, w in enumerate(weight)) / math.fsum(weight)
    assert answer.n_assignments == pytest.approx(sum(rooks), rel=1e-13)
    assert list(answer.marginals.values()) == pytest.approx([placed / 400] * 400, rel=1e-12)
    assert list(answer.nobody.values()) == pytest.approx([1 - placed / 20] * 20, rel=1e-12)
    # Without a pair, nothing is lost: the best story leaves everybody unplaced.
    assert list(answer.log10_glr.values()) == pytest.approx([math.log10(c)] * 400, abs=1e-12)
    assert answer.assignments[0].posterior == pytest.approx(1 / math.fsum(weight), rel=1e-12)
