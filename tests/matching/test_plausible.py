"""What a large case weighs gives the posteriors of everything, within what it says it left out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from imena.kinship.observation import ReadingRates
from imena.matching import plausible, several
from imena.matching.case import Case
from imena.matching.joint.prior import Prior
from imena.matching.pairwise import Pairwise, Readings, compare_all
from imena.matching.plausible import Weighed, is_small, weigh_all, weigh_plausible
from tests.matching.small_cases import invent, markers
from tests.oracles.joint_enumeration import Enumerated, enumerate_joint

ROUNDING = 1e-12


def few_families(seed: int, count: int = 3) -> Case:
    """Families that compete for bodies read at few markers, some with evidence beside."""
    rng = np.random.default_rng(seed)
    shapes = ["brothers", *rng.choice(["son", "father", "nephew"], size=count - 1)]
    panel = markers(int(rng.choice([3, 6, 10])), mutation=0.002)
    rates = ReadingRates(dropout=float(rng.choice([0.0, 0.2])))
    absent = [["F1 younger"], ["F1 elder"], []][rng.integers(3)]
    case = invent(seed, shapes, panel, strangers=1, absent=absent, rates=rates).case
    evidence = {
        (body.id, m): float(rng.normal(0, 1))
        for body in case.bodies
        for m in case.missing
        if case.comparable(body.id, m) and rng.random() < 0.3
    }
    return replace(case, evidence=evidence)


def posteriors(weighed: Weighed, case: Case, prior: Prior) -> Enumerated:
    return enumerate_joint(weighed.tables, len(case.bodies), prior.recovered)


def weighed_both_ways(
    case: Case, prior: Prior, tolerance: float
) -> tuple[Pairwise, Weighed, Weighed]:
    pairwise = compare_all(Readings.of(case))
    log_prior = prior.log_weight(len(case.missing), len(case.bodies))
    everybody = range(len(case.bodies))
    some = weigh_plausible(pairwise, log_prior, everybody, (), tolerance=tolerance)
    return pairwise, weigh_all(pairwise, ()), some


@pytest.mark.parametrize("tolerance", [1e-5, 1e-2, 0.2])
@pytest.mark.parametrize("prior", ["flat", "recovered=0.3", "recovered=0.9"])
def test_no_posterior_moves_by_more_than_the_mass_left_out(
    prior: str, tolerance: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything is opened here, so that the bound has to answer for everything left out."""
    monkeypatch.setattr(several, "OPENED_FROM_LOG10", -np.inf)
    monkeypatch.setattr(several, "SECOND_FROM_LOG10", -np.inf)
    left_out = 0
    for seed in range(25):
        case = few_families(seed)
        _, everything, some = weighed_both_ways(case, Prior.parse(prior), tolerance)
        assert some.not_opened == 0
        assert 0 <= some.dropped_mass <= tolerance
        assert [t.family for t in some.tables] == [f.id for f in case.families]
        full = posteriors(everything, case, Prior.parse(prior))
        kept = posteriors(some, case, Prior.parse(prior))
        for pair, p in full.marginals.items():
            change = abs(kept.marginals.get(pair, 0.0) - p)
            assert change <= some.dropped_mass + ROUNDING, (seed, pair)
        for missing, p in full.not_recovered.items():
            assert abs(kept.not_recovered[missing] - p) <= some.dropped_mass + ROUNDING
        left_out += sum(len(t.log_lr) for t in everything.tables)
        left_out -= sum(len(t.log_lr) for t in some.tables)
    assert left_out > 100


def test_what_is_not_opened_is_counted_and_its_family_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No eliminations are allowed: bodies stand alone in their places, and never together."""
    monkeypatch.setattr(several, "MOST_ELIMINATIONS", 0)
    monkeypatch.setattr(several, "OPENED_FROM_LOG10", -np.inf)
    monkeypatch.setattr(several, "SECOND_FROM_LOG10", -np.inf)
    case = few_families(4)
    pairwise, everything, some = weighed_both_ways(case, Prior(0.5), 1e-5)
    assert some.cut_short == ("F1",)
    assert some.not_opened == np.count_nonzero(pairwise.log_lr[:, :2] > -np.inf)
    assert ((some.tables[0].bodies >= 0).sum(axis=1) <= 1).all()
    assert (everything.cut_short, everything.not_opened) == ((), 0)


def test_usual_bars_lose_nothing_that_shows() -> None:
    """Nothing bounds what was not opened; on small cases it is seen to be less than the bound."""
    for seed in range(25):
        case = few_families(seed)
        _, everything, some = weighed_both_ways(case, Prior(0.5), 1e-5)
        full, kept = (posteriors(w, case, Prior(0.5)) for w in (everything, some))
        for pair, p in full.marginals.items():
            assert kept.marginals.get(pair, 0.0) == pytest.approx(p, abs=1e-5)


def test_bodies_that_take_no_part_are_in_no_placement() -> None:
    case = few_families(5)
    pairwise = compare_all(Readings.of(case))
    log_prior = Prior(0.5).log_weight(len(case.missing), len(case.bodies) - 1)
    others = [b for b in range(len(case.bodies)) if b != 2]
    some = weigh_plausible(pairwise, log_prior, others, (), tolerance=1e-9)
    assert all(2 not in table.bodies for table in some.tables)


def test_one_person_sampled_twice_is_never_two_of_a_family() -> None:
    case = few_families(6)
    case = replace(case, bodies=(*case.bodies, replace(case.bodies[0], id="again")))
    pairwise = compare_all(Readings.of(case))
    twice = {(0, len(case.bodies) - 1)}
    log_prior = Prior(0.5).log_weight(len(case.missing), len(case.bodies))
    everybody = range(len(case.bodies))
    for found in (
        weigh_all(pairwise, twice),
        weigh_plausible(pairwise, log_prior, everybody, twice),
    ):
        for table in found.tables:
            for row in table.bodies.tolist():
                assert not {0, len(case.bodies) - 1} <= set(row)


def test_progress_is_told_for_families_with_several_missing() -> None:
    told: list[tuple[str, float]] = []
    case = few_families(8)
    pairwise = compare_all(Readings.of(case))
    log_prior = Prior(0.5).log_weight(len(case.missing), len(case.bodies))
    weigh_plausible(
        pairwise,
        log_prior,
        range(len(case.bodies)),
        (),
        progress=lambda step, share: told.append((step, share)),
    )
    assert told == [("placements", 0.0)]


def test_a_case_is_small_by_its_pairs_and_by_its_largest_family(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = invent(9, ["brothers"], markers(2), strangers=0).case
    pairwise = compare_all(Readings.of(case))
    assert is_small(pairwise)
    monkeypatch.setattr(plausible, "MOST_ROWS", 6)  # 1 + 2 x 2 + 2 placements
    assert not is_small(pairwise)
    monkeypatch.setattr(plausible, "MOST_ROWS", 7)
    assert is_small(pairwise)
    monkeypatch.setattr(plausible, "SMALL_CASE_PAIRS", 3)
    assert not is_small(pairwise)
