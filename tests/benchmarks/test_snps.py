"""3,000 SNPs with both parents typed: the right finite answer, for the son and for a stranger."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from benchmarks.snps import RATE, SNPS, checked, closed_form, trio
from imena import Case, identify

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def case() -> Case:
    return trio(RATE)


def test_both_bodies_have_the_ratio_worked_out_by_hand(case: Case) -> None:
    assert len(case.markers) == SNPS
    answer = identify(case, prior="flat")
    son, stranger = checked(case, answer, RATE)
    assert 308 < son < math.inf  # beyond what a float holds as a plain ratio
    assert -math.inf < stranger < -323
    assert answer.joint.marginals["V1", "missing"] == pytest.approx(1, abs=1e-300)


def test_a_ratio_that_is_off_is_not_let_through(case: Case) -> None:
    answer = identify(case, prior="flat")
    wrong = [replace(p, log10_lr=p.log10_lr * (1 + 1e-8)) for p in answer.pairs]
    with pytest.raises(ArithmeticError, match="V1: log10 LR"):
        checked(case, replace(answer, pairs=tuple(wrong)), RATE)


def test_one_snp_by_hand(case: Case) -> None:
    """Parents A/G and A/A: a son A/A has 1/2 but for mutation, anybody p squared."""
    family = case.families[0]
    marker = case.markers[0]
    name, p = marker.name, marker.frequencies[0]
    samples = {
        "father": replace(family.samples["father"], genotypes={name: ("A", "G")}),
        "mother": replace(family.samples["mother"], genotypes={name: ("A", "A")}),
    }
    body = case.bodies[0]
    body = replace(body, sample=replace(body.sample, genotypes={name: ("A", "A")}))
    one = replace(case, markers=(marker,), families=(replace(family, samples=samples),))
    assert closed_form(one, body, 0.0) == pytest.approx(math.log10(0.5 / p**2), rel=1e-12)
