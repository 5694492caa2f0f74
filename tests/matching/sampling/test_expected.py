"""The expected log10 LR of a body, before and after one more sample: exact."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imena.invented.markers import invented_markers
from imena.kinship.candidate import ImpossibleFamilyError
from imena.kinship.observation import EXACT, ReadingRates, Sample
from imena.kinship.pedigree import Pedigree, Person, Sex
from imena.kinship.simulate import drop, read
from imena.matching.sampling.prospects import Prospect
from tests.matching.sampling.families import PEDIGREE, RELATIVES, family, marker, planned, search
from tests.oracles.sampling_enumeration import expected_log10, worlds


def expected(prospect: Prospect) -> tuple[float, float]:
    return prospect.before[0].log10_lr, prospect.after[0].log10_lr


def test_a_parent_added_to_nothing_adds_what_can_be_worked_out_by_hand() -> None:
    p = [0.5, 0.3, 0.2]
    total = 0.0
    # A parent hands on allele i with probability p[i]; the other allele j comes from anywhere. The
    # LR of a child (i, j) beside a parent (k, l) is P(child | parent) / P(child).
    for k, a in enumerate(p):
        for l, b in enumerate(p):
            for i in (k, l):
                for j, c in enumerate(p):
                    passed = [(k == x) + (l == x) for x in (i, j)]
                    child = passed[0] / 2 * c if i == j else (passed[0] * c + passed[1] * p[i]) / 2
                    random = c * c if i == j else 2 * p[i] * c
                    total += a * b * 0.5 * c * math.log10(child / random)
    found = expected(planned(family(), search([marker(p)])).with_relative("mum"))
    assert found == pytest.approx((0.0, total), abs=1e-12)


def test_a_direct_sample_adds_the_surprise_of_the_profile_itself() -> None:
    p = [0.5, 0.3, 0.2]
    found = expected(planned(family(), search([marker(p)])).with_direct_sample("he"))
    genotypes = [
        (a * b * (1 if i == j else 2)) for i, a in enumerate(p) for j, b in enumerate(p) if i <= j
    ]
    assert found[1] == pytest.approx(-sum(g * math.log10(g) for g in genotypes), abs=1e-12)


@pytest.mark.parametrize("relative", RELATIVES)
@pytest.mark.parametrize(("mutation", "x_linked"), [(0.0, False), (0.05, False), (0.0, True)])
def test_it_is_what_writing_out_every_genotype_gives(
    relative: str, mutation: float, *, x_linked: bool
) -> None:
    one = marker((0.6, 0.4), mutation=mutation, x_linked=x_linked)
    # Everybody else of the family is typed or not by lot; the enumeration stays small.
    typed = {"half": Sample({"A": ("1", "2")})} if relative != "half" else {}
    small = _without_bystanders(relative, typed)
    found = planned(family(typed, pedigree=small), search([one])).with_relative(relative)
    by_hand = expected_log10(worlds(small, typed, "he", relative, [one]))
    assert expected(found) == pytest.approx(by_hand, abs=1e-9)


def _without_bystanders(relative: str, typed: dict[str, Sample]) -> Pedigree:
    needed: set[str] = set()
    waiting = ["he", relative, *typed]
    while waiting:
        person = PEDIGREE[waiting.pop()]
        needed.add(person.id)
        waiting += [p for p in (person.father, person.mother) if p is not None]
    return Pedigree.of([person for person in PEDIGREE if person.id in needed])


@settings(max_examples=25, deadline=None)
@given(
    st.sets(st.sampled_from(RELATIVES), max_size=3), st.sampled_from(RELATIVES), st.integers(0, 99)
)
def test_one_more_relative_never_lowers_what_is_expected(
    typed: set[str], relative: str, seed: int
) -> None:
    markers = [marker((0.4, 0.3, 0.2, 0.1), f"L{n}", mutation=0.01) for n in range(3)]
    rng = np.random.default_rng(seed)
    genes = drop(PEDIGREE, markers, rng)
    samples = {p: read(genes[p][0], markers, rng) for p in sorted(typed - {relative})}
    found = planned(family(samples), search(markers, replicates=10)).with_relative(relative)
    before, after = expected(found)
    assert before >= -1e-12
    assert after >= before - 1e-12


def test_somebody_unrelated_adds_nothing() -> None:
    found = planned(family(), search([marker()])).with_relative("wife")
    assert expected(found) == pytest.approx((0.0, 0.0), abs=1e-12)


def test_the_family_as_it_is_is_what_each_sample_starts_from() -> None:
    typed = {"mum": Sample({"A": ("1", "3")})}
    plan = planned(family(typed), search([marker()]))
    (now,), (start,) = plan.without().after, plan.with_relative("uncle").before
    assert now.log10_lr == pytest.approx(start.log10_lr, rel=1e-12)


def test_merged_alleles_hide_some_of_it_and_add_none() -> None:
    markers = invented_markers(mutation="none")[:8]
    whole, merged = (
        expected(planned(family(), search(markers, classes=n, replicates=1)).with_relative("mum"))[
            1
        ]
        for n in (40, 8)
    )
    assert merged < whole
    assert merged > 0.85 * whole


def test_a_poor_reading_says_less() -> None:
    markers = [marker((0.4, 0.3, 0.2, 0.1), f"L{n}") for n in range(3)]
    typed = {"mum": Sample({"L0": ("1", "4"), "L1": ("2", "2"), "L2": ("3", "4")})}
    said = [
        planned(family(typed), search(markers, rates=rates)).without().after[0].log10_lr
        for rates in (EXACT, ReadingRates(dropout=0.1, drop_in=0.01), ReadingRates(dropout=0.5))
    ]
    assert said[0] > said[1] > said[2] > 0


def test_markers_that_bodies_lack_count_as_often_as_they_are_read() -> None:
    markers = [marker((0.4, 0.3, 0.2, 0.1), name) for name in ("L0", "L1")]
    typed = {"mum": Sample({"L0": ("1", "4"), "L1": ("2", "2")})}
    by = search(markers, bodies=4)
    by.read[1:, 1] = False
    alone = [planned(family(typed), search([one])).without().after[0].log10_lr for one in markers]
    said = planned(family(typed), by).without().after[0].log10_lr
    assert said == pytest.approx(alone[0] + alone[1] / 4)


def test_a_family_whose_profiles_cannot_be_is_refused() -> None:
    typed = {"mum": Sample({"A": ("1", "1")}), "brother": Sample({"A": ("2", "2")})}
    with pytest.raises(ImpossibleFamilyError, match="A"):
        planned(family(typed), search([marker()])).without()


def test_x_says_nothing_of_whose_sex_is_not_known() -> None:
    on_x = marker((0.5, 0.5), x_linked=True)
    pedigree = Pedigree.of([*PEDIGREE, Person("twin", "dad", "mum", Sex.UNKNOWN)])
    found = planned(family(pedigree=pedigree), search([on_x])).with_relative("twin")
    assert expected(found) == pytest.approx((0.0, 0.0), abs=1e-12)
