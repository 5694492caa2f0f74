"""Which elements are one person's: against every partition counted by hand."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imena.osteology import sampling
from imena.osteology.elements import Articulation, Element, ElementsError
from imena.osteology.lengths import PROPOSED_LENGTHS
from imena.osteology.partition import (
    EXACT_UP_TO,
    PartitionPosterior,
    exact_partition_posterior,
)
from imena.osteology.sampling import partition_posterior, sampled_partition_posterior
from imena.osteology.suggestions import suggestions
from imena.osteology.whose import Findings
from tests.oracles.partition_enumeration import partitions, posterior

BONES = [(b, s) for b in ("femur", "tibia", "humerus") for s in ("L", "R")]


def deposit(size: int, seed: int, people: int = 3) -> Findings:
    """An invented deposit: bones of a few people, some measured, some sampled, some fitted."""
    rng = np.random.default_rng(seed)
    height = rng.normal(0, 0.05, people)
    mean = {"femur": 445, "tibia": 370, "humerus": 318}
    pool = [(who, *which) for who in range(people) for which in BONES]
    some = [pool[i] for i in rng.permutation(len(pool))[:size]]
    elements = tuple(
        Element(
            f"E{i}",
            bone,
            side,
            zones=frozenset({int(rng.integers(1, 3))}) if rng.random() < 0.3 else frozenset(),
            age_classes=frozenset({"adult"}) if rng.random() < 0.5 else frozenset(),
            mm=mean[bone] * math.exp(height[who] + rng.normal(0, 0.01))
            if rng.random() < 0.7
            else None,
            profile=f"P{who}" if rng.random() < 0.3 else None,
        )
        for i, (who, bone, side) in enumerate(some)
    )
    said = tuple(
        Articulation(f"E{i}", f"E{j}", ("fits", "misfits", "undecided")[rng.integers(3)])
        for i, j in itertools.combinations(range(size), 2)
        if rng.random() < 0.1
    )
    return Findings(elements, PROPOSED_LENGTHS, {f"P{w}": -2.0 for w in range(people)}, 0.01, said)


def assert_as_enumerated(found: PartitionPosterior, findings: Findings, people: int | None) -> None:
    size = len(findings.elements)
    expected = posterior(size, findings.log_weight, people)
    pair = np.zeros((size, size))
    by_people = np.zeros(size + 1)
    whole: dict[frozenset[str], float] = {}
    for partition, probability in expected.items():
        by_people[len(partition)] += probability
        for block in partition:
            members = sorted(block)
            pair[np.ix_(members, members)] += probability
            ids = frozenset(found.ids[i] for i in block)
            whole[ids] = whole.get(ids, 0.0) + probability
    np.testing.assert_allclose(found.pair, pair, atol=1e-10)
    np.testing.assert_allclose(found.people, by_people, atol=1e-10)
    assert {k: v for k, v in found.whole.items() if v > 0} == pytest.approx(whole, abs=1e-10)
    best = max(expected, key=lambda partition: expected[partition])
    here = frozenset(frozenset(found.ids.index(e) for e in block) for block in found.best)
    assert expected[here] == pytest.approx(expected[best], rel=1e-9)


def test_the_oracle_counts_as_bell_did() -> None:
    assert [sum(1 for _ in partitions(range(n))) for n in range(9)] == [
        *(1, 1, 2, 5, 15, 52, 203, 877, 4140)
    ]


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 6), st.integers(0, 10**6), st.sampled_from([None, 6, 9]))
def test_the_posterior_is_that_of_all_partitions(size: int, seed: int, people: int | None) -> None:
    findings = deposit(size, seed)
    assert_as_enumerated(exact_partition_posterior(findings, people), findings, people)


@pytest.mark.parametrize("people", [None, 5])
def test_the_posterior_of_eight_elements(people: int | None) -> None:
    findings = deposit(8, 20)
    assert_as_enumerated(exact_partition_posterior(findings, people), findings, people)


def test_with_nothing_known_every_partition_is_as_probable_as_any_other() -> None:
    findings = Findings(tuple(Element(f"E{i}", f"bone {i}") for i in range(8)))
    found = exact_partition_posterior(findings)
    stirling = [0, 1, 127, 966, 1701, 1050, 266, 28, 1]
    np.testing.assert_allclose(found.people, np.array(stirling) / 4140, atol=1e-12)
    np.testing.assert_allclose(found.pair[0, 1], 877 / 4140, atol=1e-12)


def test_of_n_people_two_bones_are_one_person_s_with_probability_1_in_n() -> None:
    two = Findings((Element("a", "femur", "L"), Element("b", "tibia", "L")))
    assert exact_partition_posterior(two, 5).pair[0, 1] == pytest.approx(1 / 5)


def test_what_comes_twice_is_two_people_s_and_so_are_a_child_and_an_adult() -> None:
    femur = Element("a", "femur", "L", frozenset({1, 2}))
    again = replace(femur, id="b", zones=frozenset({2, 3}))
    beside = replace(femur, id="c", zones=frozenset({3}))
    adult = Element("d", "tibia", "R", age_classes=frozenset({"adult"}))
    child = Element("e", "tibia", "L", age_classes=frozenset({"child", "youth"}))
    young = Element("f", "humerus", "L", age_classes=frozenset({"youth", "adult"}))
    found = exact_partition_posterior(Findings((femur, again, beside, adult, child, young)))
    impossible = {("a", "b"), ("b", "c"), ("d", "e")}
    for a, b in itertools.combinations(found.ids, 2):
        p = found.pair[found.ids.index(a), found.ids.index(b)]
        assert (p == 0) == ((a, b) in impossible)
    # Youth suits both, and adult suits both, but nobody is all three.
    assert frozenset("def") not in found.whole


def test_profiles_are_as_probable_as_their_errors_make_them() -> None:
    """By hand: the person's profile is one of those read, or neither and both were errors."""
    q, e = 0.01, 0.1
    same = Findings(
        (Element("a", "femur", profile="P"), Element("b", "tibia", profile="P")),
        profiles={"P": -2.0, "Q": -2.0},
        profile_error=e,
    )
    own = (1 - e) + e * q
    expected = (q * own**2 + (1 - q) * (e * q) ** 2) / q**2
    assert math.exp(same.log_weight([0, 1])) == pytest.approx(expected, rel=1e-12)
    other = replace(same, elements=(same.elements[0], replace(same.elements[1], profile="Q")))
    expected = (2 * q * own * e * q + (1 - 2 * q) * (e * q) ** 2) / q**2
    assert math.exp(other.log_weight([0, 1])) == pytest.approx(expected, rel=1e-12)
    assert math.exp(same.log_weight([0])) == pytest.approx(1)


@pytest.mark.parametrize("error", [0.0, 0.02])
def test_among_profiles_of_two_people_the_mean_lr_is_1(error: float) -> None:
    """A population of four profiles; two bones, each of somebody."""
    shares = {"P": 0.4, "Q": 0.3, "R": 0.2, "S": 0.1}
    mean = 0.0
    for (p, a), (q, b) in itertools.product(shares.items(), repeat=2):
        findings = Findings(
            (Element("a", "femur", profile=p), Element("b", "tibia", profile=q)),
            profiles={k: math.log10(v) for k, v in shares.items()},
            profile_error=error,
        )
        mean += a * b * math.exp(findings.log_weight([0, 1]))
    assert mean == pytest.approx(1, abs=1e-12)


def test_a_sampled_answer_agrees_with_the_exact_one() -> None:
    for seed, people in ((3, None), (20, 6)):
        findings = deposit(8, seed)
        exact = exact_partition_posterior(findings, people)
        found = sampled_partition_posterior(findings, people, seed=1, sweeps=700)
        assert found.diagnostics is not None
        assert found.diagnostics.r_hat < 1.05
        np.testing.assert_allclose(found.pair, exact.pair, atol=0.03)
        np.testing.assert_allclose(found.people, exact.people, atol=0.04)


def test_where_ways_to_divide_are_proposed_by_coins_the_answer_is_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sampling, "_DIVIDED_EXACTLY", 0)
    findings = deposit(7, 5)
    exact = exact_partition_posterior(findings, 5)
    found = sampled_partition_posterior(findings, 5, seed=2, sweeps=1500)
    np.testing.assert_allclose(found.pair, exact.pair, atol=0.03)


def test_of_many_elements_dna_and_lengths_bring_people_together() -> None:
    findings = deposit(EXACT_UP_TO + 2, 11)
    findings = replace(findings, profiles={f"P{w}": -15.0 for w in range(3)})
    found = partition_posterior(findings, people=4, sweeps=60)
    assert found.diagnostics is not None
    with pytest.raises(ElementsError, match="converge"):
        suggestions(findings, replace(found, diagnostics=replace(found.diagnostics, r_hat=2.0)))
    profiles = [e.profile for e in findings.elements]
    for i, j in itertools.combinations(range(len(profiles)), 2):
        if profiles[i] is not None and profiles[j] is not None:
            alike = profiles[i] == profiles[j]
            assert found.pair[i, j] > 0.95 if alike else found.pair[i, j] < 0.05


def test_suggestions_name_what_goes_together_and_why() -> None:
    femora = [
        Element("left", "femur", "L", mm=500, profile="P"),
        Element("right", "femur", "R", mm=501, profile="P"),
        Element("short", "femur", "R", mm=400),
    ]
    said = (Articulation("left", "short", "misfits"),)
    findings = Findings(tuple(femora), PROPOSED_LENGTHS, {"P": -12.0}, articulations=said)
    found = exact_partition_posterior(findings, 2)
    (pair,) = suggestions(findings, found)
    assert pair.elements == {"left", "right"}
    assert pair.together == pytest.approx(found.pair[0, 1])
    assert pair.log10_lrs["dna"] == pytest.approx(12, abs=0.01)
    assert pair.log10_lrs["lengths"] > 1
    assert pair.log10_lrs["articulation"] == 0
    assert suggestions(findings, found, least=1.1) == ()
    with pytest.raises(ElementsError):
        suggestions(replace(findings, elements=tuple(femora[:2]), articulations=()), found)


def test_what_contradicts_itself_is_refused() -> None:
    one, two = Element("a", "femur"), Element("b", "tibia", profile="P")
    for wrong in (
        lambda: Findings((one, one)),
        lambda: Findings((one, two)),
        lambda: Findings((one, two), profiles={"P": 0.5}),
        lambda: Findings((one,), profile_error=1.0),
        lambda: Findings((one,), articulations=(Articulation("a", "z", "fits"),)),
        lambda: Findings((one, replace(one, id="c")), articulations=(Articulation("a", "c", "?"),)),
        lambda: exact_partition_posterior(Findings((one, replace(one, id="c"))), people=1),
        lambda: exact_partition_posterior(Findings((one,)), people=0),
        lambda: exact_partition_posterior(
            Findings(tuple(Element(str(i), str(i)) for i in range(EXACT_UP_TO + 1)))
        ),
    ):
        with pytest.raises(ElementsError):
            wrong()
