"""From a case to its answer."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from imena.invented.markers import invented_markers
from imena.invented.plan import SitePlan
from imena.invented.site import invent_site
from imena.kinship.likelihood import log_likelihood
from imena.kinship.observation import Sample
from imena.kinship.pedigree import Pedigree, Person, Sex
from imena.matching import identify as identifying
from imena.matching import plausible, several
from imena.matching.case import Body, Case, Family
from imena.matching.identify import identify, nobody_identified
from imena.matching.pairwise import Readings, compare_all
from tests.matching.small_cases import Invented, invent, markers

PANEL = markers(16, mutation=0.002)


def site(seed: int = 1) -> Invented:
    """Four families, one of their dead not there, two bodies of nobody on the list."""
    shapes = ["son", "brothers", "father", "couple"]
    return invent(seed, shapes, PANEL, strangers=2, absent=["F1 son"])


def one_by_one(evidence: float | None = None) -> Case:
    """One missing son, one body that may be he; his father was read at two markers."""
    panel = markers(2, mutation=0.01)
    family = invent(1, ["son"], panel).case.families[0]
    family = replace(family, samples={"F1 dad": Sample({"L1": ("11", "12"), "L2": ("13", "13")})})
    body = Body("V1", Sex.MALE, Sample({"L1": ("12", "16"), "L2": ("11", "13")}))
    told = {} if evidence is None else {("V1", "F1 son"): evidence}
    return Case("one", panel, (family,), (body,), evidence=told)


def odds(p: float) -> float:
    return p / (1 - p)


@pytest.mark.parametrize("seed", range(1, 5))
def test_the_true_pairs_have_the_highest_posteriors(seed: int) -> None:
    invented = site(seed)
    joint = identify(invented.case).joint
    for body, person in invented.truth.items():
        pairs = {m: p for (b, m), p in joint.marginals.items() if b == body}
        best = max(pairs, key=lambda m: pairs[m], default=None)
        if person is None:
            assert joint.nobody[body] > max(pairs.values(), default=0.0)
        else:
            assert best == person or pairs[person] > 0.4  # brothers may be told apart or not
    assert joint.not_recovered["F1 son"] > 0.9


def test_everybody_is_accounted_for() -> None:
    invented = site()
    joint = identify(invented.case).joint
    for body in invented.case.bodies:
        named = math.fsum(p for (b, _), p in joint.marginals.items() if b == body.id)
        assert named + joint.nobody[body.id] == pytest.approx(1, abs=1e-12)
    for missing in invented.case.missing:
        found = math.fsum(p for (_, m), p in joint.marginals.items() if m == missing)
        assert found + joint.not_recovered[missing] == pytest.approx(1, abs=1e-12)


def test_excluded_pairs_are_listed_with_posterior_0() -> None:
    """Without mutation a stranger is no son: his pair is there, and says which markers exclude."""
    case = invent(2, ["son", "son"], markers(10), strangers=1).case
    answer = identify(case)
    excluded = [pair for pair in answer.pairs if pair.log10_lr == -math.inf]
    assert excluded
    for pair in excluded:
        assert pair.excluded_by
        assert answer.joint.marginals[pair.victim, pair.missing] == 0
        assert answer.joint.log10_glr[pair.victim, pair.missing] == -math.inf
    compared = {(b.id, m) for b in case.bodies for m in case.missing if case.comparable(b.id, m)}
    assert {(pair.victim, pair.missing) for pair in answer.pairs} == compared
    assert answer.joint.marginals.keys() == compared


def test_an_impossible_family_is_silent_and_the_others_are_answered() -> None:
    invented = site()
    first, *others = invented.case.families
    clash = {
        "F1 dad": Sample({"L1": ("11", "11")}),
        "F1 mum": Sample({"L1": ("11", "11")}),
        "F1 son of theirs": Sample({"L1": ("12", "12")}),
    }
    people = [*first.pedigree, Person("F1 son of theirs", "F1 dad", "F1 mum", Sex.MALE)]
    first = replace(first, pedigree=Pedigree.of(people), samples=clash)
    panel = markers(16)
    case = replace(invented.case, families=(first, *others), markers=panel)
    answer = identify(case)
    assert "F1 son" not in answer.joint.not_recovered
    assert not [pair for pair in answer.joint.marginals if pair[1] == "F1 son"]
    assert not [pair for pair in answer.pairs if pair.missing == "F1 son"]
    assert [c.subjects for c in answer.checks if c.kind == "family_impossible"] == [("F1",)]
    assert answer.joint.log_likelihood_null == -math.inf
    alone = identify(replace(case, families=tuple(others)), prior="flat").joint
    together = identify(case, prior="flat").joint
    assert together.marginals == pytest.approx(alone.marginals, abs=1e-12)


# One body, one missing person: by Bayes' rule


@pytest.mark.parametrize("q", [0.1, 0.5, 0.97])
def test_prior_odds_times_the_likelihood_ratio(q: float) -> None:
    answer = identify(one_by_one(), prior=f"recovered={q}")
    (pair,) = answer.pairs
    posterior = answer.joint.marginals["V1", "F1 son"]
    assert odds(posterior) == pytest.approx(q / (1 - q) * 10**pair.log10_lr, rel=1e-9)
    assert answer.joint.log10_glr["V1", "F1 son"] == pytest.approx(pair.log10_lr, rel=1e-9)


def test_the_flat_prior_gives_either_story_the_same() -> None:
    answer = identify(one_by_one(), prior="flat")
    posterior = answer.joint.marginals["V1", "F1 son"]
    assert odds(posterior) == pytest.approx(10 ** answer.pairs[0].log10_lr, rel=1e-9)


@pytest.mark.parametrize("evidence", [-3.0, 0.5, 2.0])
def test_evidence_multiplies_the_odds(evidence: float) -> None:
    without = identify(one_by_one()).joint.marginals["V1", "F1 son"]
    answer = identify(one_by_one(evidence))
    shifted = answer.joint.marginals["V1", "F1 son"]
    assert odds(shifted) == pytest.approx(odds(without) * 10**evidence, rel=1e-9)
    assert answer.pairs == identify(one_by_one()).pairs  # the LR of DNA is left alone


def test_the_story_of_nobody_has_the_likelihood_of_everybody_unrelated() -> None:
    case = one_by_one()
    family, body = case.families[0], case.bodies[0]
    lone = Pedigree((Person("V1", sex=Sex.MALE),))
    expected = log_likelihood(family.pedigree, family.samples, case.markers).total
    expected += log_likelihood(lone, {"V1": body.sample}, case.markers).total
    joint = identify(case).joint
    assert joint.log_likelihood_null == pytest.approx(expected, rel=1e-9)
    likelihoods = {s.assignment["V1"]: s.log_likelihood for s in joint.assignments}
    assert likelihoods[None] == pytest.approx(expected, rel=1e-9)
    together = log_likelihood(
        family.pedigree, {**family.samples, "F1 son": body.sample}, case.markers
    ).total
    assert likelihoods["F1 son"] == pytest.approx(together, rel=1e-9)
    assert joint.n_assignments == 2


# A large case


@pytest.mark.parametrize("tolerance", [1e-5, 0.1])
@pytest.mark.parametrize("prior", ["flat", "recovered=0.7"])
def test_a_large_case_answers_as_a_small_one_within_what_it_left_out(
    prior: str, tolerance: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = site(3).case
    small = identify(case, prior=prior).joint
    monkeypatch.setattr(plausible, "SMALL_CASE_PAIRS", 0)
    monkeypatch.setattr(several, "OPENED_FROM_LOG10", -np.inf)
    monkeypatch.setattr(several, "SECOND_FROM_LOG10", -np.inf)
    weigh = plausible.weigh_plausible
    monkeypatch.setattr(
        identifying,
        "weigh_plausible",
        lambda *args, **named: weigh(*args, **named, tolerance=tolerance),
    )
    answer = identify(case, prior=prior)
    large, dropped = answer.joint, answer.joint.dropped_mass
    assert 0 < dropped <= tolerance
    assert small.dropped_mass == 0
    assert len(large.marginals) < len(small.marginals)
    for pair, p in small.marginals.items():
        assert abs(large.marginals.get(pair, 0.0) - p) <= dropped + 1e-12, pair
    for body, p in small.nobody.items():
        assert abs(large.nobody[body] - p) <= dropped + 1e-12, body
    assert large.n_assignments == small.n_assignments
    assert large.log_likelihood_null == pytest.approx(small.log_likelihood_null, rel=1e-12)
    assert answer.parameters["dropped_mass"] == dropped
    assert answer.parameters["families_cut_short"] == []


def test_in_a_large_case_bodies_read_at_few_markers_stay_out_and_are_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The others keep their numbers: who stays out stands before them in the case."""
    monkeypatch.setattr(plausible, "SMALL_CASE_PAIRS", 0)
    invented = site(2)
    first = invented.case.bodies[0]
    poor = Body("poor", first.sex, Sample({"L1": first.sample.genotypes["L1"]}))
    case = replace(invented.case, bodies=(poor, *invented.case.bodies))
    answer = identify(case)
    assert "poor" not in answer.joint.nobody
    assert not [pair for pair in answer.joint.marginals if pair[0] == "poor"]
    assert [c.subjects for c in answer.checks if c.kind == "few_markers"] == [("poor",)]
    assert answer.parameters["bodies_decided_together"] == len(case.bodies) - 1
    without = identify(invented.case).joint
    assert answer.joint.marginals == pytest.approx(without.marginals, abs=1e-12)


def test_one_person_sampled_twice_is_not_two_brothers() -> None:
    invented = invent(4, ["brothers"], PANEL, strangers=0, absent=["F1 younger"])
    again = replace(invented.case.bodies[0], id="again")
    case = replace(invented.case, bodies=(*invented.case.bodies, again))
    answer = identify(case)
    assert [c.subjects for c in answer.checks if c.kind == "same_person"] == [("V1", "again")]
    for story in answer.joint.assignments:
        assert len({*story.assignment.values()}) == 1


def test_progress_is_told_step_by_step() -> None:
    steps: list[str] = []
    shares: list[float] = []

    def told(step: str, share: float) -> None:
        steps.append(step)
        shares.append(share)

    identify(one_by_one(), progress=told)
    assert list(dict.fromkeys(steps)) == ["pairwise", "joint", "checks"]
    assert all(0 <= share <= 1 for share in shares)


def test_what_was_assumed_is_said() -> None:
    answer = identify(one_by_one(), prior="recovered=0.9", limit=1, seed=5)
    assert answer.parameters["prior"] == "recovered=0.9"
    assert (answer.parameters["limit"], answer.parameters["seed"]) == (1, 5)
    assert len(answer.joint.assignments) == 1
    assert answer.joint.prior == "recovered=0.9"


def test_a_large_case_lists_the_pairs_that_say_something(monkeypatch: pytest.MonkeyPatch) -> None:
    shapes = ["son", "brothers", "father", "couple"]
    case = invent(5, shapes, markers(4, mutation=0.002), strangers=2).case
    every = {(p.victim, p.missing): p for p in identify(case).pairs}
    monkeypatch.setattr(identifying, "_LISTED_PAIRS", 1)
    monkeypatch.setattr(identifying, "_LISTED_BEST", 1)
    answer = identify(case)
    listed = {(p.victim, p.missing): p for p in answer.pairs}
    assert listed.keys() < every.keys()
    assert all(every[pair] == found for pair, found in listed.items())
    by_body: dict[str, float] = {}
    by_missing: dict[str, float] = {}
    for (body, missing), pair in every.items():
        by_body[body] = max(by_body.get(body, -math.inf), pair.log10_lr)
        by_missing[missing] = max(by_missing.get(missing, -math.inf), pair.log10_lr)
    only_likely = 0
    for (body, missing), pair in every.items():
        best = pair.log10_lr in (by_body[body], by_missing[missing]) and pair.log10_lr > -math.inf
        likely = answer.joint.marginals[body, missing] >= 1e-4
        assert ((body, missing) in listed) == (best or likely or pair.log10_lr >= 0)
        only_likely += likely and not (best or pair.log10_lr >= 0)
    assert only_likely


def test_a_family_without_samples_is_answered_by_the_prior() -> None:
    family = invent(1, ["son"], markers(2)).case.families[0]
    silent = Family(family.id, family.pedigree, {}, family.missing)
    case = replace(one_by_one(), families=(silent,), markers=markers(2))
    answer = identify(case, prior="recovered=0.3")
    assert answer.joint.marginals["V1", "F1 son"] == pytest.approx(0.3, rel=1e-9)


def test_pairs_stand_in_the_order_of_the_case() -> None:
    site = invent_site(SitePlan(missing=6, families=4, unlisted=1), invented_markers(8), 3)
    answer = identify(site.case, prior="flat")
    order = [(b.id, m) for b in site.case.bodies for m in site.case.missing]
    for pairs in (list(answer.joint.marginals), list(answer.joint.log10_glr)):
        assert pairs == [pair for pair in order if pair in set(pairs)]


@pytest.mark.parametrize("unsexed", [False, True])
def test_nobody_identified_weighs_every_body_as_somebody_unrelated(unsexed: bool) -> None:
    """Worn bodies, and X markers that say nothing of somebody of unknown sex, included."""
    case = invent(4, ["couple", "son"], markers(6, x_linked=2), failure=0.3, unsexed=unsexed).case
    whole = 0.0
    for family in case.families:
        whole += log_likelihood(family.pedigree, family.samples, case.markers).total
    for body in case.bodies:
        alone = Pedigree((Person(body.id, sex=body.sex),))
        whole += log_likelihood(alone, {body.id: body.sample}, case.markers).total
    found = nobody_identified(compare_all(Readings.of(case)))
    assert found == pytest.approx(whole, rel=1e-12)
