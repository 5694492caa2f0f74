"""Evidence of every pair as one array: the joint answer with it is that of listing every story."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from imena.evidence.weighing.weigh import weigh
from imena.kinship.observation import Sample
from imena.kinship.pedigree import Pedigree, Person, Sex
from imena.matching import plausible
from imena.matching.answer import classify, identifying
from imena.matching.beside_dna import PairEvidence, beside, columns_of, spoken_of
from imena.matching.case import Body, Case, Family
from imena.matching.identification import JointAnswer
from imena.matching.identify import identify
from imena.matching.pairwise import Readings, compare_all
from tests.evidence.weighing.records import Drawn
from tests.matching.small_cases import invent, markers
from tests.oracles.joint_enumeration import prior_weight

PANEL = markers(6, mutation=0.002)


def silent(number: str) -> Body:
    """A body of which no profile was read."""
    return Body(number, Sex.UNKNOWN, Sample())


def untyped(missing: str) -> Family:
    """Somebody of whom nobody is typed."""
    return Family(missing, Pedigree((Person(missing, sex=Sex.UNKNOWN),)), {}, (missing,))


def with_evidence(case: Case, log10_lr: np.ndarray, **more: Mapping[str, np.ndarray]) -> Case:
    everywhere = np.ones(log10_lr.shape, dtype=bool)
    bodies = tuple(body.id for body in case.bodies)
    evidence = PairEvidence(bodies, case.missing, log10_lr, everywhere, **more)
    return replace(case, evidence=evidence)


def mixed(seed: int) -> Case:
    """Families of one missing each, two people nobody is typed for, and two silent bodies; what is
    beside DNA is weighed from findings drawn at random."""
    shapes = ["son", "father", "nephew"]
    case = invent(seed, shapes, PANEL, strangers=1, absent=["F2 man"], unsexed=True).case
    case = replace(
        case,
        families=(*case.families, untyped("M1"), untyped("M2")),
        bodies=(*case.bodies, silent("S1"), silent("S2")),
    )
    drawn = Drawn(seed)
    found = weigh([drawn.remains() for _ in case.bodies], [drawn.told() for _ in case.missing])
    return with_evidence(case, found.log10_lr, primary=found.primary)


def told_one_by_one(case: Case, recovered: float) -> dict[tuple[str, str], float]:
    """Every way to place each person in one body or in none, by the product of pairwise weights."""
    pairs = {(p.victim, p.missing): p.log10_lr for p in identify(replace(case, evidence={})).pairs}
    bodies = [body.id for body in case.bodies]
    total, of_pair = 0.0, dict.fromkeys(itertools.product(bodies, case.missing), 0.0)
    for placed in itertools.product([None, *bodies], repeat=len(case.missing)):
        named = [body for body in placed if body is not None]
        if len(set(named)) < len(named):
            continue
        story = [(b, m) for b, m in zip(placed, case.missing, strict=True) if b is not None]
        log10 = sum(pairs.get(pair, -math.inf) + case.evidence[pair] for pair in story)
        prior = prior_weight(recovered, len(story), len(case.missing), len(bodies))
        weight = prior * 10**log10
        total += weight
        for pair in story:
            of_pair[pair] += weight
    return {pair: weight / total for pair, weight in of_pair.items()}


def assert_marginals(joint: JointAnswer, expected: Mapping[tuple[str, str], float]) -> None:
    for pair, probability in expected.items():
        assert joint.marginals.get(pair, 0.0) == pytest.approx(probability, abs=1e-10)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("recovered", [0.3, 0.9])
def test_the_joint_answer_with_evidence_is_that_of_listing_every_story(
    seed: int, recovered: float
) -> None:
    case = mixed(seed)
    joint = identify(case, prior=f"recovered={recovered}").joint
    assert_marginals(joint, told_one_by_one(case, recovered))


@pytest.mark.parametrize("seed", range(3))
def test_a_large_case_takes_it_as_a_small_one_does(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = mixed(seed)
    small = identify(case).joint
    monkeypatch.setattr(plausible, "SMALL_CASE_PAIRS", 0)
    large = identify(case).joint
    assert set(large.nobody) == {body.id for body in case.bodies}
    for pair, posterior in small.marginals.items():
        assert large.marginals.get(pair, 0.0) == pytest.approx(posterior, abs=3e-5)


def test_single_lrs_and_the_array_of_them_say_the_same() -> None:
    case = mixed(5)
    stated = replace(case, evidence=dict(case.evidence))
    assert len(stated.evidence) == len(case.bodies) * len(case.missing)
    columns = [0, 2]
    assert columns_of(beside(stated), columns) == pytest.approx(columns_of(beside(case), columns))
    assert_marginals(identify(case).joint, dict(identify(stated).joint.marginals))


def test_the_lr_of_dna_stays_that_of_dna() -> None:
    case = mixed(1)
    pairs = compare_all(Readings.of(case)).log_lr
    bare = compare_all(Readings.of(replace(case, evidence={}))).log_lr
    assert np.array_equal(pairs, bare, equal_nan=True)


def test_raising_what_speaks_for_a_pair_never_lowers_it() -> None:
    case = mixed(2)
    before = identify(case).joint.marginals
    pair = max(before, key=lambda p: before[p])
    array = beside(case)
    assert isinstance(array, np.ndarray)
    row, column = case.bodies.index(case.body_of[pair[0]]), case.missing.index(pair[1])
    more = array.copy()
    more[row, column] += 0.5
    assert identify(with_evidence(case, more)).joint.marginals[pair] > before[pair]


def one_pair(log10_lr: float, **primary: bool) -> Case:
    """A silent body beside somebody nobody is typed for."""
    case = Case("one", PANEL, (untyped("M1"),), (silent("S1"),))
    where = {name: np.array([[examined]]) for name, examined in primary.items()}
    return with_evidence(case, np.array([[log10_lr]]), primary=where)


def test_secondary_evidence_alone_reaches_no_name_and_a_chart_may() -> None:
    likely = one_pair(5.0)
    answer = classify(likely, identify(likely))
    (left_open,) = answer.open_between
    assert left_open.secondary_only
    assert left_open.candidates[0].posterior > 0.9999
    charted = one_pair(5.0, dental=True)
    (reached,) = classify(charted, identify(charted)).reached
    assert reached.missing == "M1"
    assert identifying(charted, "S1", "M1") == ("dental",)
    assert identifying(likely, "S1", "M1") == ()


def test_a_silent_body_of_which_nothing_was_examined_is_not_compared() -> None:
    case = one_pair(0.0)
    assert isinstance(case.evidence, PairEvidence)
    nothing = replace(case.evidence, examined=np.zeros((1, 1), dtype=bool))
    case = replace(case, evidence=nothing)
    assert spoken_of(case) == frozenset()
    (left_out,) = classify(case, identify(case)).not_compared
    assert left_out.body == "S1"
