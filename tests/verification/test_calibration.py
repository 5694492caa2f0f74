"""The calibration programme itself: it draws from the prior it states, and it can fail."""

from __future__ import annotations

import numpy as np
import pytest

from imena.invented.calibration import Statement
from imena.kinship.pedigree import Sex
from verification.calibration import DrawnSite, collect, draw_site, excess_of_wrong_names


def drawn(count: int) -> list[DrawnSite]:
    return [draw_site(np.random.default_rng(seed)) for seed in range(count)]


def test_the_missing_are_recovered_as_often_as_the_prior_says() -> None:
    """Only sites with a body for everybody: there nothing is cut off."""
    expected, recovered, variance = 0.0, 0, 0.0
    for one in drawn(150):
        case, q = one.site.case, float(one.prior.removeprefix("recovered="))
        if len(case.bodies) < len(case.missing):
            continue
        named = sum(m is not None for m in one.site.truth.identities.values())
        recovered += named
        expected += q * len(case.missing)
        variance += q * (1 - q) * len(case.missing)
    assert variance > 50
    assert abs(recovered - expected) < 5 * np.sqrt(variance)


def test_sex_enters_as_the_evidence_it_is() -> None:
    """A body's sex speaks for everyone of that sex alike, and for nobody of the other."""
    sexed = [one.site.case for one in drawn(40) if one.site.case.evidence]
    assert sexed
    for case in sexed:
        for (body, missing), log10_lr in case.evidence.items():
            assert case.body_of[body].sex is case.sex_of(missing) is not Sex.UNKNOWN
            assert log10_lr >= 0


def test_a_few_sites_are_answered_and_their_statements_kept() -> None:
    collected = collect(3, seed=5)
    assert sum(collected.methods.values()) == 3
    assert set(collected.said) == {"name", "nobody", "not_recovered"}


@pytest.mark.parametrize(("wrong", "unexpected"), [(0, False), (1, False), (40, True)])
def test_too_many_wrong_names_are_noticed(wrong: int, unexpected: bool) -> None:
    names = [Statement(0.9995, n >= wrong) for n in range(2000)]
    counted, expected, chance = excess_of_wrong_names(names, 0.999)
    assert counted == wrong
    assert expected == pytest.approx(1.0)
    assert (chance < 0.001) is unexpected


def test_names_below_the_threshold_do_not_count() -> None:
    assert excess_of_wrong_names([Statement(0.5, False)] * 100, 0.999)[0] == 0
