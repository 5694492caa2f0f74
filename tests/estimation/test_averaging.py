"""The average over graphs, hidden classes, graves, and what is left to find."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from scipy.special import gammaln

from imena.estimation.bootstrap import bootstrapped, by_best_bic, by_stepwise
from imena.estimation.decomposable import TooManyListsError, averaged, decomposable_graphs
from imena.estimation.graves import GravesError, expand, predicted
from imena.estimation.latent import ChainsDisagreeError, latent_classes, split_r_hat
from imena.estimation.lists import Lists
from imena.estimation.side_by_side import side_by_side
from imena.estimation.still_missing import DrawsError, not_yet_found, summed
from tests.estimation.tables import apart, drawn, three
from tests.oracles.graphs_by_ordering import decomposable, log_marginal


def test_which_graphs_are_decomposable() -> None:
    assert [len(decomposable_graphs(k)) for k in (2, 3, 4, 5)] == [2, 8, 61, 822]
    pairs = list(combinations(range(4), 2))
    by_ordering = sum(
        decomposable(4, frozenset(p for i, p in enumerate(pairs) if chosen >> i & 1))
        for chosen in range(2**6)
    )
    assert by_ordering == 61


def test_cliques_less_separators_hold_every_list_once() -> None:
    for graph in decomposable_graphs(4):
        for i in range(4):
            inside = sum(c >> i & 1 for c in graph.cliques)
            assert inside - sum(s >> i & 1 for s in graph.separators) == 1


def test_the_average_of_two_lists_by_one_term_at_a_time() -> None:
    lists = Lists.of_patterns(("A", "B"), {"10": 7, "01": 5, "11": 3})
    largest, delta = 60, 0.25
    found = averaged(lists, delta=delta, most_unseen=largest)
    logs = []
    for name in ("12", "1,2"):
        for unseen in range(largest + 1):
            total = 15 + unseen
            if name == "12":
                said = log_marginal([unseen, 7, 5, 3], delta)
            else:
                said = log_marginal([unseen + 5, 10], 2 * delta)
                said += log_marginal([unseen + 7, 8], 2 * delta)
            ways = gammaln(total + 1) - gammaln(unseen + 1)
            logs.append(said + ways - np.log(total))
    shares = np.exp(np.array(logs) - max(logs)).reshape(2, -1)
    posterior = shares.sum(axis=0) / shares.sum()
    assert found.posterior == pytest.approx(posterior, rel=1e-9)
    weights = {g.name: w for g, w in zip(found.graphs, found.weights, strict=True)}
    assert weights["12"] == pytest.approx(shares[0].sum() / shares.sum())
    assert found.saturated == pytest.approx(weights["12"])
    without = averaged(lists, delta=delta, most_unseen=largest, without_saturated=True)
    assert without.posterior == pytest.approx(shares[1] / shares[1].sum(), rel=1e-9)


def test_the_grid_grows_until_its_end_does_not_matter() -> None:
    found = averaged(drawn(3000, [0.05, 0.08, 0.06], 2), without_saturated=True)
    assert found.beyond < 1e-4
    assert len(found.posterior) > 1_001
    low, high = found.interval
    assert low < 3000 < high
    draws = found.draw(4000, 1)
    assert np.quantile(draws, 0.5) == pytest.approx(found.quantile(0.5), rel=0.03)


def test_six_lists_are_too_many_for_all_graphs() -> None:
    with pytest.raises(TooManyListsError):
        averaged(drawn(200, [0.3] * 6, 1))


def test_hidden_classes_settle_on_plain_data_and_else_say_nothing() -> None:
    lists = drawn(800, [0.5, 0.4, 0.5, 0.45], 4)
    found = latent_classes(lists, sweeps=(2_000, 500, 10))
    assert found.quantile(0.025) < 800 < found.quantile(0.975)
    again = latent_classes(lists, sweeps=(2_000, 500, 10))
    assert (found.totals == again.totals).all()
    with pytest.raises(ChainsDisagreeError):
        latent_classes(apart(), sweeps=(10, 20, 1))


def test_r_hat_of_chains_that_agree_and_that_do_not() -> None:
    draw = np.random.default_rng(1)
    same = draw.normal(size=(4, 1000))
    assert split_r_hat(same) < 1.01
    assert split_r_hat(same + np.arange(4)[:, None]) > 1.5


@pytest.mark.parametrize("estimator", [by_best_bic, by_stepwise])
def test_an_interval_that_chooses_the_model_again_is_wider_and_repeatable(
    estimator: object,
) -> None:
    lists = three()
    found = bootstrapped(lists, estimator, replicates=100, seed=2)  # type: ignore[arg-type]
    assert found == bootstrapped(lists, estimator, replicates=100, seed=2)  # type: ignore[arg-type]
    assert found.interval is not None
    assert found.interval[0] > lists.observed
    assert found.without == 0


def test_graves_by_hand() -> None:
    found = expand([3, 5, 4, 6, 2], 12, at_random=True)
    assert (found.exhumed, found.hard_lower, found.total) == (20, 27, 48)
    assert found.interval is not None
    assert found.interval[0] == pytest.approx(30.0066, abs=1e-4)
    whole = expand([1] * 8, 8, at_random=True)
    assert (whole.total, whole.standard_error, whole.interval) == (8, 0, (8, 8))


def test_graves_not_opened_at_random_give_only_what_always_holds() -> None:
    found = expand([3, 5, 4], 12, at_random=False)
    assert (found.hard_lower, found.total, found.interval) == (21, None, None)
    assert expand([3], 12, at_random=True).total is None
    for opened, known in (([], 3), ([1, 1], 1), ([-1, 2], 5)):
        with pytest.raises(GravesError):
            expand(opened, known, at_random=True)


def test_graves_predicted_hold_at_least_those_exhumed() -> None:
    opened = [1, 1, 2, 1, 1, 9, 1, 1, 1, 3]
    draws = predicted(opened, 40, seed=1)
    assert draws is not None
    assert draws.min() >= sum(opened)
    assert np.mean(draws) == pytest.approx(40 * np.mean(opened), rel=0.1)
    assert predicted([1, 1, 2], 40, seed=1) is None
    closed = predicted([1] * 8, 8, seed=1)
    assert closed is not None
    assert set(closed.tolist()) == {8}


def test_what_is_not_yet_found_is_subtracted_draw_by_draw() -> None:
    total = np.array([100, 110, 90, 120])
    found = not_yet_found(total, 60, np.array([30, 45, 40, 20]))
    assert found.draws.tolist() == [10, 5, 0, 40]
    assert found.impossible == 0.25
    assert found.quantile(0.5) == 5
    assert summed([total, total]).tolist() == [200, 220, 180, 240]
    with pytest.raises(DrawsError):
        not_yet_found(total, 60, np.array([1]))
    with pytest.raises(DrawsError):
        summed([])


def test_methods_side_by_side_say_when_they_disagree() -> None:
    agreeing = side_by_side(drawn(2000, [0.5, 0.4, 0.5], 1), replicates=50)
    assert not agreeing.disagree
    assert agreeing.answers
    apart_ = side_by_side(apart(), replicates=50)
    assert apart_.disagree
    assert apart_.envelope is not None


def test_methods_refuse_what_the_data_cannot_answer() -> None:
    nothing = side_by_side(Lists.of_patterns(("A", "B"), {"10": 20, "01": 15, "11": 2}))
    assert {t.method: t.refused for t in nothing.told} == {
        "lower_bound": "",
        "chapman": "few_on_both",
    }
    assert not nothing.answers
    never = side_by_side(
        Lists.of_patterns(("A", "B", "C"), {"100": 9, "010": 9, "001": 9}), replicates=10
    )
    told = {t.method: t for t in never.told}
    assert told["lower_bound"].refused == "nobody_on_two"
    assert told["best_bic"].refused == "no_estimate"
    assert told["stepwise"].refused == "no_estimate"
