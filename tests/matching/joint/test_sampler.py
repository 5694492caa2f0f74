"""The sampler leaves the posterior as it is, reaches it, and refuses to guess."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pytest
from numba import njit

from imena.matching.joint import kernels
from imena.matching.joint.assignment import possible_rows
from imena.matching.joint.contention import contest_of
from imena.matching.joint.convergence import Summary, summarise
from imena.matching.joint.layout import Block, Contest, Scratch, flatten, scratch_for
from imena.matching.joint.layout import State as Books
from imena.matching.joint.placements import FamilyPlacements
from imena.matching.joint.prior import Prior
from imena.matching.joint.sampler import Effort, SamplerDidNotConverge
from imena.matching.joint.solve import solve
from tests.matching.placement_tables import at_random, single

State = tuple[int, ...]


class Tiny:
    """A block small enough to write down every state and its probability."""

    def __init__(
        self,
        tables: Sequence[FamilyPlacements],
        n_bodies: int,
        prior: Prior,
        slope: float = 0.0,
    ) -> None:
        families = [possible_rows(table, n_bodies) for table in tables]
        tilt = prior.log_weight(sum(len(t.missing) for t in tables), n_bodies)
        self.block = flatten(families, tilt, slope).block
        starts = self.block.row_start
        ranges = [range(a, b) for a, b in itertools.pairwise(starts.tolist())]
        self.states = [s for s in itertools.product(*ranges) if self._possible(s)]
        self.place = {state: i for i, state in enumerate(self.states)}
        log_weight = np.array([self._log_weight(s) for s in self.states])
        self.pi = np.exp(log_weight - log_weight.max())
        self.pi /= self.pi.sum()

    def bodies(self, row: int) -> list[int]:
        block = self.block
        return list(block.bodies[block.body_start[row] : block.body_start[row + 1]].tolist())

    def _possible(self, state: State) -> bool:
        used = [b for row in state for b in self.bodies(row)]
        return len(set(used)) == len(used)

    def _log_weight(self, state: State) -> float:
        placed = sum(len(self.bodies(row)) for row in state)
        return float(self.block.log_weight[list(state)].sum() + self.block.log_tilt[placed])

    def transitions(
        self, ways: Callable[[npt.NDArray[np.int64]], list[tuple[State, float]]]
    ) -> npt.NDArray[np.float64]:
        """Transition matrix of a move given as (state → states it may lead to, probabilities)."""
        matrix = np.zeros((len(self.states), len(self.states)))
        for i, state in enumerate(self.states):
            for reached, probability in ways(np.array(state)):
                matrix[i, self.place[reached]] += probability
        return matrix


def tiny_blocks() -> list[Tiny]:
    rng = np.random.default_rng(11)
    return [
        Tiny([at_random(f"F{i}", 1, range(3), rng) for i in range(3)], 3, Prior(0.4)),
        Tiny(
            [at_random(f"F{i}", 1 + i % 2, range(3), rng, kept=0.7) for i in range(3)], 3, Prior()
        ),
        Tiny([at_random(f"F{i}", 2, range(3), rng) for i in range(2)], 3, Prior(0.8), slope=-1.3),
    ]


@pytest.fixture(scope="module", params=range(3))
def tiny(request: pytest.FixtureRequest) -> Tiny:
    number: int = request.param
    return tiny_blocks()[number]


def test_laying_out_with_a_slope_leaves_the_weight_of_every_state() -> None:
    rng = np.random.default_rng(5)
    tables = [at_random(f"F{i}", 1 + i, range(4), rng) for i in range(2)]
    plain, tilted = (Tiny(tables, 4, Prior(0.7), slope=s) for s in (0.0, 2.0))
    assert plain.states == tilted.states
    assert tilted.pi == pytest.approx(plain.pi, rel=1e-12)


def test_drawing_a_family_given_the_rest_leaves_the_posterior_unchanged(tiny: Tiny) -> None:
    block = tiny.block
    for f in range(len(block.single)):

        def ways(state: npt.NDArray[np.int64], f: int = f) -> list[tuple[State, float]]:
            scratch = scratch_for(block)
            n = kernels.conditional(block, kernels.holding(block, state), f, scratch)
            rows = range(block.row_start[f], block.row_start[f + 1])
            reached = [(*state[:f].tolist(), r, *state[f + 1 :].tolist()) for r in rows]
            shares = scratch.conditional[:n].tolist()
            return [(s, p) for s, p in zip(reached, shares, strict=True) if p > 0]

        matrix = tiny.transitions(ways)
        assert matrix.sum(axis=1) == pytest.approx(np.ones(len(tiny.states)))
        assert np.abs(tiny.pi @ matrix - tiny.pi).max() < 1e-14


def in_step(block: Block, state: Books) -> bool:
    """Whether who holds what, and how many are placed, is as the rows of the state say."""
    right = kernels.holding(block, state.row.copy())
    same = (right.owner == state.owner).all() and (right.free == state.free).all()
    return bool(same) and right.placed[0] == state.placed[0]


def contest_among(tiny: Tiny, heavy: int) -> Contest:
    """Every pair of families, each with its first ``heavy`` rows only."""
    starts = tiny.block.row_start
    rows = [np.arange(a, min(a + heavy, b)) for a, b in itertools.pairwise(starts.tolist())]
    is_heavy = np.isin(np.arange(starts[-1]), np.concatenate(rows))
    heavy_start = np.append(0, np.cumsum([len(of_family) for of_family in rows]))
    first, second = np.triu_indices(len(rows), 1)
    running = np.linspace(0.0, 1.0, first.size + 1)[1:]
    return Contest(
        first, second, running, 1.0, heavy_start, np.flatnonzero(is_heavy), is_heavy
    )  # fmt: skip


@pytest.mark.parametrize("heavy", [2, 32])
def test_a_pair_drawn_together_leaves_the_posterior_unchanged(tiny: Tiny, heavy: int) -> None:
    """Whatever rows count as heavy; and the rows beyond those are left where they are."""
    block, moved = tiny.block, 0
    scratch, contest = scratch_for(block), contest_among(tiny, heavy)
    for f, g in itertools.permutations(range(len(block.single)), 2):

        def ways(state: npt.NDArray[np.int64], f: int = f, g: int = g) -> list[tuple[State, float]]:
            held = kernels.holding(block, state)
            count = kernels.pairings(block, held, f, g, contest, scratch)
            if count == 0:
                assert not contest.is_heavy[state[[f, g]]].all()
                return [(tuple(state.tolist()), 1.0)]
            found = []
            for way in range(count):
                reached = state.copy()
                reached[[f, g]] = scratch.ways[way]
                found.append((tuple(reached.tolist()), float(scratch.probability[way])))
            return found

        matrix = tiny.transitions(ways)
        moved += int((matrix - np.diag(np.diag(matrix)) > 0).sum())
        assert matrix.sum(axis=1) == pytest.approx(np.ones(len(tiny.states)))
        assert np.abs(tiny.pi @ matrix - tiny.pi).max() < 1e-14
    assert moved > 0


def test_a_pair_drawn_together_keeps_the_books_in_step(tiny: Tiny) -> None:
    block, scratch, contest = tiny.block, scratch_for(tiny.block), contest_among(tiny, 32)
    for state in tiny.states:
        for u in (-1.0, 0.0, 0.5, 0.999):
            reached = kernels.holding(block, np.array(state))
            kernels.pair(block, reached, 0, 1, contest, scratch, u)
            assert in_step(block, reached)


@pytest.mark.parametrize("number", [0, 1])
def test_a_duel_leaves_the_posterior_unchanged(number: int) -> None:
    """To each row of the one by the middle of its share, then to each row of its rival."""
    tiny = tiny_blocks()[number]
    block, scratch = tiny.block, scratch_for(tiny.block)
    n = len(block.single)
    duels = [(f, g) for f, g in itertools.permutations(range(n), 2) if block.single[f]]

    def fought(state: npt.NDArray[np.int64], f: int, g: int, u: float) -> npt.NDArray[np.int64]:
        reached = kernels.holding(block, state.copy())
        assert kernels.duel(block, reached, f, g, scratch, u, 0.5)
        assert in_step(block, reached)
        assert not scratch.leaning.any()
        return reached.row

    for f, g in duels:

        def ways(state: npt.NDArray[np.int64], f: int = f, g: int = g) -> list[tuple[State, float]]:
            fought(state, f, g, 0.5)
            share = scratch.conditional[: block.row_start[f + 1] - block.row_start[f]].copy()
            found = []
            for i in np.flatnonzero(share).tolist():
                reached = fought(state, f, g, share[:i].sum() + share[i] / 2)
                assert reached[f] == block.row_start[f] + i
                theirs = scratch.rival[: block.row_start[g + 1] - block.row_start[g]]
                for j in np.flatnonzero(theirs).tolist():
                    reached[g] = block.row_start[g] + j
                    found.append((tuple(reached.tolist()), float(share[i] * theirs[j])))
            return found

        matrix = tiny.transitions(ways)
        assert matrix.sum(axis=1) == pytest.approx(np.ones(len(tiny.states)))
        assert np.abs(tiny.pi @ matrix - tiny.pi).max() < 1e-14


def test_a_duel_over_a_body_that_outweighs_all_else_keeps_its_digits() -> None:
    """What is left to a rival beside it is a 10^-26th of what it had: not lost in a difference."""
    tables = [single("F0", [60.0, -np.inf]), single("F1", [60.0, -5.0])]
    tiny = Tiny(tables, 2, Prior())
    block, scratch = tiny.block, scratch_for(tiny.block)
    state = kernels.holding(block, block.row_start[:-1].copy())
    assert kernels.duel(block, state, 0, 1, scratch, 0.5, 0.5)
    beside_nobody = np.exp(60.0) + np.exp(-5.0) + 1
    expected = (
        np.exp(60.0) * (1 + np.exp(-5.0)) / (np.exp(60.0) * (1 + np.exp(-5.0)) + beside_nobody)
    )
    assert scratch.conditional[1] == pytest.approx(expected, rel=1e-12)


def test_a_rival_is_who_most_often_bars_the_way_to_a_body() -> None:
    tables = [single("F0", [3.0]), single("F1", [1.0]), single("F2", [-6.0]), single("F3", [0.0])]
    tables[3] = single("F3", [-np.inf, 2.0])
    block = flatten([possible_rows(t, 2) for t in tables], Prior().log_weight(4, 2)).block
    means = [0.3, 0.7, 0.7, 0.3, 0.99, 0.01, 0.1, 0.9]
    everyone = np.ones(4, dtype=bool)
    contest, rival = contest_of(block, everyone, np.array(means))
    assert rival.tolist() == [1, 0, -1, -1]
    pairs = set(zip(contest.first.tolist(), contest.second.tolist(), strict=True))
    assert pairs == {(0, 1), (0, 2), (1, 2)}
    assert contest_of(block, everyone & [True, False, True, True])[0].first.tolist() == [0]


@njit()
def draw_each(block: Block, rows: npt.NDArray[np.int64], seed: int, scratch: Scratch) -> int:
    """One family drawn at random on each state; how often the books were not in step then."""
    wrong = 0
    np.random.seed(seed)
    for i in range(rows.shape[0]):
        state = kernels.holding(block, rows[i])
        kernels.draw(block, state, np.random.randint(0, rows.shape[1]), scratch)
        right = kernels.holding(block, rows[i])
        wrong += state.placed[0] != right.placed[0]
        wrong += (right.owner != state.owner).any() or (right.free != state.free).any()
    return wrong


@njit()
def displace_each(
    block: Block,
    rows: npt.NDArray[np.int64],
    may_move: npt.NDArray[np.bool_],
    seed: int,
    scratch: Scratch,
) -> int:
    """One displacement on each state, from a family drawn at random among those that may move.

    Returns how often the books were not in step with the state afterwards.
    """
    wrong = 0
    np.random.seed(seed)
    for i in range(rows.shape[0]):
        state = kernels.holding(block, rows[i])
        f = np.random.randint(0, rows.shape[1])
        if block.single[f] and may_move[f]:
            kernels.displace(block, state, f, may_move, scratch)
            right = kernels.holding(block, rows[i])
            wrong += state.placed[0] != right.placed[0]
            wrong += (right.owner != state.owner).any() or (right.free != state.free).any()
    return wrong


@pytest.mark.parametrize(("number", "fixed"), [(0, ()), (1, ()), (0, (2,))])
def test_a_displacement_leaves_the_posterior_unchanged(number: int, fixed: tuple[int, ...]) -> None:
    """States drawn from the posterior are still so distributed after it: chi-square."""
    tiny = tiny_blocks()[number]
    runs = 400_000
    start = np.random.default_rng(number).choice(len(tiny.states), size=runs, p=tiny.pi)
    rows = np.array(tiny.states)[start]
    before = rows.copy()
    may_move = ~np.isin(np.arange(rows.shape[1]), fixed)
    assert displace_each(tiny.block, rows, may_move, number, scratch_for(tiny.block)) == 0
    assert (rows != before).any(axis=1).mean() > 0.05
    assert_still_distributed(tiny, rows)


def test_a_family_drawn_by_weight_until_a_row_is_free_leaves_the_posterior_unchanged(
    tiny: Tiny,
) -> None:
    start = np.random.default_rng(1).choice(len(tiny.states), size=100_000, p=tiny.pi)
    rows = np.array(tiny.states)[start]
    before = rows.copy()
    assert draw_each(tiny.block, rows, 1, scratch_for(tiny.block)) == 0
    assert (rows != before).any(axis=1).mean() > 0.2
    assert_still_distributed(tiny, rows)


def test_a_family_that_seldom_finds_a_free_row_stays_or_is_drawn_as_it_should() -> None:
    """Beside the other two it finds one in one try of thirty."""
    tables = [single("F0", [3.5, 3.5]), single("F1", [4.0, -1.0]), single("F2", [-1.0, 4.0])]
    crowded = Tiny(tables, 2, Prior())
    start = np.random.default_rng(2).choice(len(crowded.states), size=100_000, p=crowded.pi)
    rows = np.array(crowded.states)[start]
    assert draw_each(crowded.block, rows, 1, scratch_for(crowded.block)) == 0
    assert_still_distributed(crowded, rows)


def assert_still_distributed(tiny: Tiny, rows: npt.NDArray[np.int64]) -> None:
    """Chi-square of the states against their probabilities."""
    ended = Counter(tuple(row) for row in rows.tolist())
    observed = np.array([ended[state] for state in tiny.states])
    expected = len(rows) * tiny.pi
    common = expected > 20
    chi_square = ((observed - expected)[common] ** 2 / expected[common]).sum()
    freedom = int(common.sum()) - 1
    assert chi_square < freedom + 4 * np.sqrt(2 * freedom)


@pytest.mark.parametrize("several", [False, True])
def test_sampled_agrees_with_exact_within_its_stated_error(several: bool) -> None:
    rng = np.random.default_rng(21)
    tables = [at_random(f"F{i}", 1 + several * (i % 2), range(5), rng) for i in range(5)]
    tables += [at_random("apart", 2, [5, 6], rng)]
    bodies = [f"V{b}" for b in range(7)]
    exact = solve(tables, bodies, Prior(0.6), log_likelihood_null=0.0)
    work = 60.0  # enough for the component apart, so that exact and sampled are joined
    sampled = solve(
        tables, bodies, Prior(0.6), log_likelihood_null=0.0, max_exact_work=work, limit=10
    )
    assert (exact.method, sampled.method) == ("exact", "sampled")
    assert [c.method for c in sampled.components] == ["exact", "sampled"]
    diagnostics = sampled.components[1].diagnostics
    assert diagnostics["r_hat"] <= 1.01
    assert diagnostics["mcse"] <= 0.005
    for pair, posterior in exact.marginals.items():
        assert sampled.marginals[pair] == pytest.approx(posterior, abs=4 * diagnostics["mcse"])
    for kind in ("nobody", "not_recovered"):
        assert getattr(sampled, kind) == pytest.approx(getattr(exact, kind), abs=0.02)
    for one, other in zip(exact.assignments[:5], sampled.assignments, strict=False):
        assert other.posterior == pytest.approx(one.posterior, rel=0.15)
        assert other.log_likelihood == pytest.approx(one.log_likelihood, abs=1e-9)
    assert bool(several) is not set(exact.log10_glr).issubset(sampled.log10_glr)
    for pair, ratio in sampled.log10_glr.items():
        assert ratio == pytest.approx(exact.log10_glr[pair], abs=1e-9)


def crowded(n: int) -> tuple[list[FamilyPlacements], list[str]]:
    """More people than bodies, all of whom fit nearly alike."""
    rng = np.random.default_rng(n)
    tables = [single(f"F{i}", rng.normal(-1.0, 1.0, n).tolist()) for i in range(n)]
    return tables, [f"V{b}" for b in range(n)]


def test_the_same_seed_gives_the_same_answer() -> None:
    tables, bodies = crowded(6)
    effort = Effort(sweeps=400, r_hat=2.0, mcse=1.0)
    one, same, other = (
        solve(
            tables,
            bodies,
            Prior(0.5),
            log_likelihood_null=0.0,
            seed=seed,
            effort=effort,
            max_exact_work=0,
        )
        for seed in (1, 1, 2)
    )
    assert one == same
    assert one.marginals != other.marginals


def test_chains_that_are_not_precise_enough_give_no_answer() -> None:
    tables, bodies = crowded(6)
    effort = Effort(sweeps=400, max_sweeps=800, mcse=1e-5)
    with pytest.raises(SamplerDidNotConverge, match="mcse") as refused:
        solve(tables, bodies, Prior(0.5), log_likelihood_null=0.0, effort=effort, max_exact_work=0)
    assert refused.value.diagnostics["mcse"] > 1e-5


def test_a_probability_beside_the_threshold_is_sampled_further_and_said_to_be_near() -> None:
    tables, bodies = crowded(6)

    def sampled(threshold: float, near_rows: float = 1e7) -> tuple[int, float]:
        effort = Effort(sweeps=512, r_hat=2.0, mcse=1.0, threshold=threshold, near_rows=near_rows)
        answer = solve(
            tables, bodies, Prior(0.5), log_likelihood_null=0.0, effort=effort, max_exact_work=0
        )
        (component,) = answer.components
        marginals.append(max(answer.marginals.values()))
        return component.size, component.diagnostics["near_threshold"]

    marginals: list[float] = []
    size, near = sampled(0.999)
    assert near == 0
    beside = marginals[0]
    longer, near = sampled(beside)
    assert longer > size
    assert sampled(beside, near_rows=0.0) == (size, near + 1) or near > 0


@pytest.mark.slow
def test_thirty_strongly_contested_bodies_are_decided_alike_by_every_seed() -> None:
    rng = np.random.default_rng(1)
    tables = [single(f"F{i}", rng.normal(-3.0, 4.0, 30).tolist()) for i in range(30)]
    bodies = [f"V{b}" for b in range(30)]
    answer, again = (
        solve(
            tables,
            bodies,
            Prior(0.9),
            log_likelihood_null=0.0,
            seed=seed,
            effort=Effort(near_rows=0.0),  # what lies beside the threshold is another test's
            max_exact_work=0,
        )
        for seed in (1, 2)
    )
    assert answer.method == "sampled"
    error = np.hypot(
        answer.components[0].diagnostics["mcse"], again.components[0].diagnostics["mcse"]
    )
    assert answer.marginals == pytest.approx(dict(again.marginals), abs=5 * error)


def test_chains_that_differ_a_little_near_certainty_do_not_agree() -> None:
    """0.004 is little beside 0.6; beside 0.999 it is a wrong name."""

    def told(mean: float) -> Summary:
        apart = np.array([mean - 0.004, mean + 0.004])[:, None, None] * np.ones((2, 4, 1))
        return summarise(apart * 100, apart**2 * 100, np.array([100]), 0.01)

    assert told(0.6).diagnostics["r_hat"] == 1.0
    assert told(0.99).diagnostics["r_hat"] > 1.01
