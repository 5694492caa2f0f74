"""Log-linear models: how many there are, what they give, and when they give nothing."""

from __future__ import annotations

import numpy as np
import pytest

from imena.estimation.existence import Existence, existence, inside
from imena.estimation.heterogeneity import Difference, NoEstimateError, heterogeneous
from imena.estimation.hierarchical import Hierarchical, all_models, pair_masks
from imena.estimation.lists import Lists
from imena.estimation.log_linear import best_totals, expected_counts, fitted, ranked
from imena.estimation.lower_bound import lower_bound
from imena.estimation.profile import profile
from imena.estimation.stepwise import stepwise
from tests.estimation.tables import apart, drawn, three
from tests.oracles.log_linear_by_search import total_by_search


def test_how_many_models_there_are() -> None:
    assert [len(all_models(k)) for k in (2, 3, 4, 5)] == [1, 8, 113, 1024]
    assert all_models(3)[0].name == "[1,2,3]"
    assert len({model.name for model in all_models(4)}) == 113


def test_a_model_is_closed_under_what_lies_inside() -> None:
    model = Hierarchical.of(4, [0b0111, 0b0001, 0b1001])
    assert model.name == "[123,14]"
    assert len(model.interactions) == 1 + 4 + 4 + 1
    assert set(model.interactions) >= {0, 0b0011, 0b0101, 0b0110, 0b1001}
    assert model.design.shape == (15, 10)
    assert (model.design[:, 0] == 1).all()


def test_every_model_of_three_lists_agrees_with_a_general_search() -> None:
    lists = three()
    for model in all_models(3):
        found = fitted(model, lists)
        assert found.total is not None
        searched = total_by_search(model.design, lists.counts[1:])
        assert found.total.estimate == pytest.approx(searched, rel=1e-5), model.name
        assert found.degrees == 7 - len(model.interactions)


def test_a_fit_keeps_the_margins_of_its_model() -> None:
    lists = three()
    for model in all_models(3):
        whole = expected_counts(model, lists)
        kept = model.design.T @ whole[1:]
        assert kept == pytest.approx(model.design.T @ lists.counts[1:])


def test_independent_lists_are_found_to_be_so() -> None:
    lists = drawn(5000, [0.5, 0.4, 0.45], 3)
    best = ranked(lists)[0]
    assert best.model.name == "[1,2,3]"
    assert best.total is not None
    low, high = best.total.interval
    assert low < 5000 < high


def test_a_total_that_would_be_endless_is_refused() -> None:
    """Peers print 1.4e13 here."""
    lists = apart()
    for name, found in (
        ((0b011,), Existence.INFINITE),
        ((0b101,), Existence.EXISTS),
        (pair_masks(3), Existence.NOT_IDENTIFIABLE),
    ):
        model = Hierarchical.of(3, name)
        assert existence(model, lists) is found
        assert (fitted(model, lists).total is None) == (found is not Existence.EXISTS)


def test_where_the_estimate_does_not_exist_the_likelihood_never_stops_growing() -> None:
    lists, model = apart(), Hierarchical.of(3, [0b011])
    counts, design = lists.counts[1:], model.design
    # More on no list, fewer where a list joins, more again for the pair: no filled cell moves.
    order = [model.interactions.index(m) for m in (0, 1, 2, 4, 3)]
    along = design[:, order] @ np.array([1.0, -1.0, -1.0, -1.0, 1.0])
    assert (along[counts > 0] == 0).all()
    assert (along[counts == 0] <= 0).all()


def test_a_table_without_empty_cells_always_has_an_estimate() -> None:
    assert inside(np.ones((3, 1)), np.ones(3))
    assert not inside(np.eye(2), np.array([1.0, 0.0]))


def test_a_fit_proves_existence_where_linear_programming_finds_it_and_nowhere_else() -> None:
    """Fits settle most questions of existence; none may be settled otherwise than by the rule."""
    draw = np.random.default_rng(7)
    answers = set()
    for _ in range(30):
        counts = np.append(0.0, draw.poisson(draw.choice([0.4, 1.0, 30.0], size=15)))
        counts[draw.integers(1, 16)] += 1
        lists = Lists(("A", "B", "C", "D"), counts)
        for model in all_models(4)[::9]:
            found = existence(model, lists)
            answers.add(found)
            assert fitted(model, lists).existence is found, (model.name, counts)
    assert answers >= {Existence.EXISTS, Existence.INFINITE}


def test_many_tables_at_once_give_what_each_gives_alone() -> None:
    lists = three()
    draw = np.random.default_rng(5)
    draws = np.zeros((40, 8))
    draws[:, 1:] = draw.multinomial(60, lists.counts[1:] / lists.observed, size=40)
    draws[0] = [0, 5, 5, 0, 0, 0, 0, 0]
    together = best_totals(lists, draws)
    for drawn_counts, total in zip(draws, together, strict=True):
        alone = ranked(Lists(lists.names, drawn_counts))
        if not alone:
            assert np.isnan(total)
            continue
        assert alone[0].total is not None
        assert total == pytest.approx(alone[0].total.estimate, rel=1e-8)


def test_the_profile_interval_holds_the_likeliest_total() -> None:
    lists = three()
    model = Hierarchical.of(3, ())
    found, plain = profile(model.design, lists), fitted(model, lists)
    assert plain.total is not None
    assert found.high is not None
    assert found.low < found.estimate < found.high
    assert found.estimate == pytest.approx(plain.total.estimate, rel=0.02)
    low, high = plain.total.interval
    assert found.low == pytest.approx(low, rel=0.1)
    assert found.high == pytest.approx(high, rel=0.1)


def test_stepwise_lets_in_what_surprises_and_nothing_else() -> None:
    assert stepwise(drawn(4000, [0.3, 0.3, 0.3], 1)).model.name == "[1,2,3]"
    draw = np.random.default_rng(2)
    on = draw.random((3000, 4)) < 0.3
    # Whoever stands on the first list mostly stands on the second too.
    on[:, 1] |= on[:, 0] & (draw.random(3000) < 0.5)
    counts = np.bincount((on * (1 << np.arange(4))).sum(axis=1), minlength=16).astype(float)
    counts[0] = 0
    found = stepwise(Lists(("A", "B", "C", "D"), counts))
    assert found.model.name == "[12,3,4]"
    assert found.total is not None
    low, high = found.total.interval
    assert low < 3000 < high


def test_people_who_differ_make_the_total_larger() -> None:
    draw = np.random.default_rng(1)
    rate = np.where(draw.random(2000) < 0.5, 0.15, 0.6)
    on = draw.random((2000, 3)) < rate[:, None]
    counts = np.bincount((on * (1 << np.arange(3))).sum(axis=1), minlength=8).astype(float)
    counts[0] = 0
    lists = Lists(("A", "B", "C"), counts)
    alike = heterogeneous(lists, Difference.NONE, lists_differ=False).total
    assert heterogeneous(lists, Difference.DARROCH, lists_differ=False).total > alike
    bound = lower_bound(lists).for_few_lists
    assert bound is not None
    chao = heterogeneous(lists, Difference.CHAO, lists_differ=False).total
    assert chao == pytest.approx(bound.estimate, rel=0.02)
    with pytest.raises(NoEstimateError):
        heterogeneous(apart(), Difference.GAMMA, lists_differ=False)
