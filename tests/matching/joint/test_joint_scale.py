"""A whole site at once: hundreds of components, joined by the prior alone."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from imena.matching.joint.coupling import log_rests
from imena.matching.joint.prior import Prior
from imena.matching.joint.ranking import Story, whole_stories
from imena.matching.joint.solve import solve
from tests.matching.placement_tables import at_random, single, table


def test_the_rest_of_the_case_is_the_sum_over_everything_else() -> None:
    rng = np.random.default_rng(1)
    by_placed = [rng.normal(0.0, 2.0, n) for n in (2, 4, 1, 3)]
    log_prior = Prior(0.3).log_weight(9, 8)
    rests, log_total = log_rests(by_placed, log_prior)
    total = 0.0
    expected = [np.zeros(part.size) for part in by_placed]
    for ks in itertools.product(*(range(part.size) for part in by_placed)):
        weight = np.exp(log_prior[sum(ks)] + sum(p[k] for p, k in zip(by_placed, ks, strict=True)))
        total += weight
        for part, k, sums in zip(by_placed, ks, expected, strict=True):
            sums[k] += weight / np.exp(part[k])
    assert log_total == pytest.approx(np.log(total), abs=1e-12)
    for rest, sums in zip(rests, expected, strict=True):
        assert rest == pytest.approx(np.log(sums), abs=1e-12)


def test_stories_of_components_combine_best_first_whatever_the_prior() -> None:
    """A prior that rewards extremes, so that the best whole is not made of the best parts."""
    rng = np.random.default_rng(2)
    parts = [
        [
            [Story((k, i), w) for i, w in enumerate(sorted(rng.normal(size=3), reverse=True))]
            for k in range(3)
        ]
        for _ in range(4)
    ]
    log_prior = np.array([0.0, -3.0, 2.0, -1.0, 4.0, -5.0, 1.0, 0.0, 3.0])
    every = sorted(
        (
            log_prior[sum(story.rows[0] for story in whole)]
            + sum(story.log_weight for story in whole)
            for whole in itertools.product(*([s for k in part for s in k] for part in parts))
        ),
        reverse=True,
    )
    found = whole_stories(parts, log_prior, 40)
    assert [worth for worth, _ in found] == pytest.approx(every[:40], abs=1e-12)
    assert len({tuple(id(s) for s in stories) for _, stories in found}) == 40


@pytest.mark.parametrize("prior", [Prior(), Prior(0.9)])
def test_a_site_of_hundreds_of_families(prior: Prior) -> None:
    rng = np.random.default_rng(3)
    n_bodies = 450
    tables = []
    for i in range(350):
        near = sorted(rng.choice(n_bodies, 3, replace=False).tolist()) if i % 10 == 0 else [i]
        tables.append(at_random(f"F{i}", 1 + (i % 7 == 0), near, rng, spread=5.0))
    bodies = [f"V{b}" for b in range(n_bodies)]
    answer = solve(tables, bodies, prior, log_likelihood_null=0.0)
    assert answer.method == "exact"
    assert len(answer.assignments) == 50
    posteriors = [story.posterior for story in answer.assignments]
    assert posteriors == sorted(posteriors, reverse=True)
    placed = sum(answer.marginals.values())
    assert placed == pytest.approx(n_bodies - sum(answer.nobody.values()), abs=1e-9)
    assert placed == pytest.approx(400 - sum(answer.not_recovered.values()), abs=1e-9)


def test_sixteen_families_who_all_may_be_any_of_sixteen_bodies() -> None:
    rng = np.random.default_rng(4)
    tables = [single(f"F{i}", rng.normal(0.0, 2.0, 16).tolist()) for i in range(16)]
    answer = solve(tables, [f"V{b}" for b in range(16)], Prior(0.5), log_likelihood_null=0.0)
    assert [c.method for c in answer.components] == ["exact"]
    assert answer.log10_glr["V0", "of F0"] is not None
    for person in answer.not_recovered:
        row = [p for (_, m), p in answer.marginals.items() if m == person]
        assert sum(row) + answer.not_recovered[person] == pytest.approx(1.0, abs=1e-12)


def test_one_family_with_eight_missing() -> None:
    """Four men and four women: 209 x 209 placements, and their answer is that of each sex alone."""
    rng = np.random.default_rng(5)
    men = at_random("men", 4, range(4), rng, spread=6.0)
    women = at_random("women", 4, range(4, 8), rng, spread=6.0)
    rows = [(*a, *b) for a in men.bodies.tolist() for b in women.bodies.tolist()]
    log_lr = np.add.outer(men.log_lr, women.log_lr).reshape(-1)
    one = table("F", [*men.missing, *women.missing], rows, log_lr.tolist())
    apart = [table(t.family, t.missing, t.bodies.tolist(), t.log_lr.tolist()) for t in (men, women)]
    bodies = [f"V{b}" for b in range(8)]
    whole = solve([one], bodies, Prior(0.8), log_likelihood_null=0.0)
    parts = solve(apart, bodies, Prior(0.8), log_likelihood_null=0.0)
    assert whole.n_assignments == parts.n_assignments == 209.0**2
    assert whole.marginals == pytest.approx(dict(parts.marginals), abs=1e-12)
    assert [s.posterior for s in whole.assignments] == pytest.approx(
        [s.posterior for s in parts.assignments], abs=1e-12
    )
