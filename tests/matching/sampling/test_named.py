"""How probably a body is named, and how often a stranger's would be: by lot, with its error."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from imena.kinship.observation import Sample
from imena.kinship.pedigree import Pedigree, Person, Sex
from imena.matching.case import Body, Case, Family
from imena.matching.identify import identify
from imena.matching.joint.prior import Prior
from imena.matching.sampling.remains import Bones
from imena.matching.sampling.rivalry import Rivalry
from imena.matching.sampling.stakes import Stakes
from imena.matching.sampling.together import with_all
from tests.matching.sampling.families import PEDIGREE, family, marker, planned, search
from tests.oracles.sampling_enumeration import worlds

MARKERS = [marker((0.4, 0.3, 0.2, 0.1), "A"), marker((0.5, 0.25, 0.15, 0.1), "B")]
#: As the family, without those who do not matter to the brothers.
SMALL = Pedigree.of(
    [
        Person("dad", sex=Sex.MALE), Person("mum", sex=Sex.FEMALE),
        Person("he", "dad", "mum", Sex.MALE), Person("brother", "dad", "mum", Sex.MALE),
    ]
)  # fmt: skip
MUM = {"mum": Sample({"A": ("3", "4"), "B": ("4", "4")})}


def bar(stakes: Stakes) -> float:
    """The likelihood ratio from which a lone missing person is named."""
    odds = stakes.threshold / (1 - stakes.threshold)
    return odds * stakes.strangers(1) / stakes.weight


def test_both_probabilities_are_those_of_every_genotype_written_out() -> None:
    by = search(MARKERS, bodies=2, missing=2, threshold=0.6, replicates=40_000)
    found = planned(family(MUM), by).with_relative("brother")
    every = list(worlds(SMALL, MUM, "he", "brother", MARKERS))
    least = bar(by.stakes)
    for said, lr in ((found.before[0], "before"), (found.after[0], "after")):
        reached = [w for w in every if getattr(w, lr) >= least and w.probability > 0]
        named = sum(w.probability for w in reached)
        assert 0.05 < named < 0.95
        assert said.named == pytest.approx(named, abs=4 * said.named_mcse)
        strangers = by.stakes.bodies * sum(w.probability / getattr(w, lr) for w in reached)
        assert said.false_alarms == pytest.approx(strangers, abs=4 * said.false_alarms_mcse)
        assert said.false_alarms_mcse < 0.1 * strangers


def test_names_gained_are_of_those_who_were_not_found_before() -> None:
    by = search(MARKERS, bodies=2, missing=2, threshold=0.6, replicates=40_000)
    found = planned(family(MUM), by, among=0.4).with_relative("brother")
    least = bar(by.stakes)
    not_yet = [w for w in worlds(SMALL, MUM, "he", "brother", MARKERS) if w.before < least]
    share = sum(w.probability for w in not_yet if w.after >= least)
    share /= sum(w.probability for w in not_yet)
    assert found.gained == pytest.approx(0.4 * share, abs=4 * found.gained_mcse)


def test_the_same_seed_says_the_same_whatever_was_asked_before() -> None:
    plan = planned(family(MUM), search(MARKERS))
    first = plan.with_relative("brother")
    plan.with_relative("dad")
    assert plan.with_relative("brother") == first


def test_brothers_whom_only_their_parents_speak_for_are_never_told_apart() -> None:
    markers = [marker((0.1,) * 10, f"L{n}") for n in range(12)]
    parents = {
        who: Sample({m.name: pair for m in markers})
        for who, pair in (("dad", ("1", "2")), ("mum", ("3", "4")))
    }
    plan = planned(family(parents, missing=("he", "brother")), search(markers, threshold=0.99))
    assert [o.in_full for o in plan.without().after] == [0.0, 0.0]
    assert plan.without().after[0].log10_lr > 10
    told = plan.with_relative("girl")
    assert told.after[0].in_full + told.after[1].in_full > 0.5
    own = plan.with_direct_sample("he")
    assert min(o.in_full for o in own.after) > 0.95


def test_together_one_relative_is_what_the_relative_is_alone() -> None:
    plan = planned(family(MUM), search(MARKERS, bodies=2, missing=2, threshold=0.6))
    (alone,) = plan.with_relative("brother").after
    (found,) = with_all(plan, ["brother"], families=2000)
    error = math.hypot(found.named_mcse, alone.named_mcse)
    assert found.named == pytest.approx(alone.in_full, abs=4 * error)


def test_together_both_parents_and_a_child_tell_more_than_each() -> None:
    markers = [marker((0.1,) * 10, f"L{n}") for n in range(6)]
    plan = planned(family(), search(markers, bodies=50, missing=50, threshold=0.99))
    each = [plan.with_relative(p).after[0].in_full for p in ("dad", "mum", "girl")]
    (found,) = with_all(plan, ["dad", "mum", "girl"])
    assert found.named > max(each) + 0.1
    assert with_all(plan, ["dad", "mum", "girl"]) == [found]


def test_a_bone_adds_what_the_markers_it_lacks_would_say() -> None:
    by = search(MARKERS, bodies=2, missing=1, threshold=0.9, replicates=40_000)
    here = {"A": ("1", "4")}
    body = Body("one", Sex.MALE, Sample(here))
    case = Case("", tuple(MARKERS), (Family("F", PEDIGREE, MUM, ("he",)),), (body,))
    lr = 10 ** identify(case).pairs[0].log10_lr
    rivalry = Rivalry.of(np.log([[lr], [1e-9]]), [[0]], Prior(0.5), 0.9)
    assert not rivalry.reached.any()
    plan = planned(family(MUM), replace(by, stakes=rivalry.stakes))
    bones = Bones(rivalry, np.array([[True, False], [True, True]]), np.array([True, False]))
    bones.add(plan, [0])
    (found,) = bones.prospects()
    assert (found.body, found.read, found.added) == (0, 1, 1)
    only_b = [w for w in worlds(SMALL, MUM, "he", "dad", MARKERS[1:]) if w.probability > 0]
    least = 0.9 / 0.1 * rivalry.against[0, 0] / rivalry.stakes.weight
    share = sum(w.probability for w in only_b if lr * w.before >= least)
    assert 0.02 < share < 0.98
    gained = rivalry.posterior[0, 0] * share
    assert found.gained == pytest.approx(gained, abs=4 * found.gained_mcse)
    assert found.log10_lr == pytest.approx(
        sum(w.probability * math.log10(w.before) for w in only_b), abs=0.02
    )
