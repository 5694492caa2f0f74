"""How many people the bones are of, at least and most likely."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imena.osteology.counts import CountsError, PairCounts, TooFewPairsError, posterior_of_total
from imena.osteology.zones import Fragments, zonal_minimum

REFERENCE = Path(__file__).parents[3] / "shared" / "reference" / "estimation"


def stated(name: str) -> list[dict[str, Any]]:
    if not (REFERENCE / name).exists():
        pytest.skip(f"reference results are not beside the checkout: {name}")
    cases: list[dict[str, Any]] = json.loads((REFERENCE / name).read_text())["cases"]
    return cases


@pytest.mark.reference
def test_the_reference_counts_and_posteriors() -> None:
    for case in stated("mni_mlni.json"):
        said = case["input"]
        counts = PairCounts(*(said[key] for key in "LRP"))
        expected = case["expected"]
        assert counts.minimum == expected["mni_max"]
        assert counts.grand_minimum == expected["grand_minimum_total"]
        lincoln = expected["lincoln_index"]
        assert counts.lincoln == (None if lincoln is None else pytest.approx(lincoln, rel=1e-9))
        assert counts.most_likely_unrounded == pytest.approx(expected["mlni_unfloored"], rel=1e-9)
        assert counts.most_likely == expected["mlni"]
        assert counts.recovery == pytest.approx(expected["recovery_probability"], rel=1e-9)
        if "posterior" not in expected:
            with pytest.raises(TooFewPairsError):
                posterior_of_total(counts)
            continue
        of_total = expected["posterior"]
        found = posterior_of_total(counts, of_total["n_max"])
        assert found.mode == of_total["mode"]
        assert found.mean == pytest.approx(of_total["mean"], rel=1e-9)
        assert list(found.highest_density()) == of_total["hdr95"]
        quantiles = {q: found.quantile(float(q)) for q in of_total["quantiles"]}
        assert quantiles == of_total["quantiles"]


@pytest.mark.reference
def test_the_reference_zones() -> None:
    for case in stated("mni_zonal.json"):
        said = case["input"]
        found = zonal_minimum(
            Fragments(f["element"], f["side"], frozenset(f["zones"]), f["n"], f.get("age", "adult"))
            for f in said
        )
        assert found.minimum == case["expected"]["mni"]
        assert found.by_age_class == case["expected"]["per_age_class"]
        assert found.ignoring_age == case["expected"]["mni_ignoring_age"]


def test_the_posterior_is_the_hypergeometric_of_the_pairs() -> None:
    """P(N) is proportional to C(L, P) C(N - L, R - P) / C(N, R), in whole numbers."""
    found = posterior_of_total(PairCounts(6, 5, 3), largest=60)
    weights = [
        math.comb(6, 3) * math.comb(n - 6, 2) / math.comb(n, 5) for n in range(found.first, 61)
    ]
    np.testing.assert_allclose(found.probability, np.array(weights) / sum(weights), rtol=1e-10)


@given(st.integers(2, 30), st.integers(0, 40), st.integers(0, 40))
def test_bounds_stand_in_order_and_the_most_probable_numbers_hold_what_they_say(
    pairs: int, more_left: int, more_right: int
) -> None:
    counts = PairCounts(pairs + more_left, pairs + more_right, pairs)
    assert counts.minimum <= counts.grand_minimum <= max(counts.most_likely, counts.grand_minimum)
    found = posterior_of_total(counts, largest=2000)
    low, high = found.highest_density(0.9)
    assert counts.grand_minimum <= low <= found.mode <= high
    inside = found.probability[low - found.first : high - found.first + 1].sum()
    assert inside >= 0.9 - 1e-12
    assert found.probability.argmax() + found.first in (found.mode, found.mode - 1)


def test_sides_change_places_and_nothing_changes() -> None:
    one, other = posterior_of_total(PairCounts(9, 5, 3)), posterior_of_total(PairCounts(5, 9, 3))
    np.testing.assert_allclose(one.probability, other.probability, atol=1e-12)


def test_simulated_deposits_lie_in_their_interval_as_often_as_it_says() -> None:
    """40 to 200 people, half of each side lost; the interval holds 95 in 100."""
    rng = np.random.default_rng(8)
    inside = 0
    for _ in range(300):
        people = int(rng.integers(40, 200))
        left, right = rng.random((2, people)) < 0.5
        counts = PairCounts(int(left.sum()), int(right.sum()), int((left & right).sum()))
        low, high = posterior_of_total(counts, 2000).highest_density()
        inside += low <= people <= high
    assert 0.91 <= inside / 300 <= 0.985


@pytest.mark.parametrize("pairs", [0, 1])
def test_fewer_than_two_pairs_have_no_posterior(pairs: int) -> None:
    with pytest.raises(TooFewPairsError):
        posterior_of_total(PairCounts(8, 5, pairs))


def test_impossible_counts_are_refused() -> None:
    for counts in ((1, 2, 2), (3, 3, -1)):
        with pytest.raises(CountsError):
            PairCounts(*counts)
    with pytest.raises(CountsError):
        posterior_of_total(PairCounts(9, 9, 5), largest=12)
    with pytest.raises(CountsError):
        Fragments("femur", "L", frozenset())
    assert PairCounts(0, 0, 0).recovery is None
    assert PairCounts(3, 2, 0).lincoln is None


def test_a_fragment_of_unknown_age_still_counts_towards_the_whole() -> None:
    femora = Fragments("femur", "L", frozenset({1}), 4, None)
    child = Fragments("femur", "L", frozenset({1, 2}), 2, "child")
    found = zonal_minimum([femora, child])
    assert (found.minimum, found.by_age_class, found.ignoring_age) == (6, {"child": 2}, 6)
    assert zonal_minimum([]).minimum == 0


def test_zones_that_do_not_meet_may_be_one_bone() -> None:
    top, shaft = (Fragments("femur", "L", frozenset({z}), 3) for z in (1, 2))
    assert zonal_minimum([top, shaft]).minimum == 3
    assert zonal_minimum([top, Fragments("femur", "L", frozenset({1, 2}))]).minimum == 4
