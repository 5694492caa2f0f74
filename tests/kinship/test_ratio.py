"""The likelihood ratio of two hypotheses: closed forms, exclusion, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest

from imena.kinship.markers import Linkage, Marker
from imena.kinship.observation import Sample
from imena.kinship.pedigree import Pedigree, Person, Sex
from imena.kinship.ratio import HypothesesError, likelihood_ratio

P, Q = 0.1, 0.3
M = Marker("M", ("a", "b", "c"), np.array([P, Q, 0.6]))
N = Marker("N", ("a", "b", "c"), np.array([P, Q, 0.6]))
X = Marker("X", ("a", "b", "c"), np.array([P, Q, 0.6]), x_linked=True)

FATHER, MOTHER = Person("father", sex=Sex.MALE), Person("mother", sex=Sex.FEMALE)
SISTERS = (
    Person("one", "father", "mother", Sex.FEMALE),
    Person("two", "father", "mother", Sex.FEMALE),
)
RELATED = Pedigree.of([FATHER, MOTHER, *SISTERS])
APART = Pedigree.of([Person("one", sex=Sex.FEMALE), Person("two", sex=Sex.FEMALE)])
PARENT = Pedigree.of([Person("one", sex=Sex.FEMALE), Person("two", None, "one", Sex.FEMALE)])


def typed(**genotypes: tuple[str, str]) -> dict[str, Sample]:
    """Both sisters with one reading at M each, given as ``one=…, two=…``."""
    return {person: Sample({"M": genotype}) for person, genotype in genotypes.items()}


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        (("a", "a"), ("a", "a"), 1 / 4 + 1 / (2 * P) + 1 / (4 * P**2)),
        (("a", "b"), ("a", "b"), 1 / 4 + (P + Q) / (8 * P * Q) + 1 / (8 * P * Q)),
        (("a", "b"), ("a", "c"), 1 / 4 + 1 / (8 * P)),
        (("a", "a"), ("b", "c"), 1 / 4),
    ],
)
def test_full_siblings_are_a_quarter_a_half_and_a_quarter(
    one: tuple[str, str], two: tuple[str, str], expected: float
) -> None:
    ratio = likelihood_ratio(RELATED, APART, typed(one=one, two=two), [M])
    assert 10**ratio.log10_lr == pytest.approx(expected, rel=1e-12)
    assert ratio.per_marker == {"M": ratio.log10_lr}
    assert ratio.excluded_by == ()


def test_markers_add_up_and_the_reverse_ratio_is_the_inverse() -> None:
    samples = {p: Sample({"M": ("a", "b"), "N": ("a", "a")}) for p in ("one", "two")}
    ratio = likelihood_ratio(RELATED, APART, samples, [M, N])
    reverse = likelihood_ratio(APART, RELATED, samples, [M, N])
    assert ratio.log10_lr == pytest.approx(sum(ratio.per_marker.values()), rel=1e-12)
    assert reverse.log10_lr == pytest.approx(-ratio.log10_lr, rel=1e-12)


def test_a_marker_that_cannot_be_excludes_and_is_named() -> None:
    samples = {
        "one": Sample({"M": ("a", "a"), "N": ("a", "b")}),
        "two": Sample({"M": ("b", "b"), "N": ("a", "b")}),
    }
    ratio = likelihood_ratio(PARENT, APART, samples, [M, N])
    assert ratio.log10_lr == -math.inf
    assert ratio.per_marker["M"] == -math.inf
    assert math.isfinite(ratio.per_marker["N"])
    assert ratio.excluded_by == ("M",)
    reverse = likelihood_ratio(APART, PARENT, samples, [M, N])
    assert reverse.log10_lr == math.inf
    assert reverse.excluded_by == ()


def test_where_both_are_impossible_there_is_no_ratio() -> None:
    mother = Person("mother", sex=Sex.FEMALE)
    child = Person("child", None, "mother")
    samples = {"mother": Sample({"M": ("a", "a")}), "child": Sample({"M": ("b", "b")})}
    grandmother = Pedigree.of(
        [Person("hers", sex=Sex.FEMALE), Person("mother", None, "hers", Sex.FEMALE), child]
    )
    ratio = likelihood_ratio(Pedigree.of([mother, child]), grandmother, samples, [M])
    assert math.isnan(ratio.log10_lr)
    assert math.isnan(ratio.per_marker["M"])
    assert ratio.excluded_by == ()


def test_theta_linkage_and_inbred_founders_reach_the_engine() -> None:
    both = {p: Sample({"M": ("a", "a"), "N": ("a", "b")}) for p in ("one", "two")}
    plain = likelihood_ratio(RELATED, APART, both, [M, N]).log10_lr
    with_theta = likelihood_ratio(RELATED, APART, both, [M, N], theta=0.05).log10_lr
    linked = likelihood_ratio(RELATED, APART, both, [M, N], linkage=[Linkage("M", "N", 0.05)])
    inbred = likelihood_ratio(RELATED, APART, both, [M, N], founder_inbreeding={"one": 0.25})
    assert with_theta < plain
    assert list(linked.per_marker) == ["M+N"]
    assert linked.log10_lr != pytest.approx(plain, rel=1e-6)
    # Sister one is a founder of the denominator alone: f + (1 - f) p for each homozygote there.
    homozygous, heterozygous = (0.25 + 0.75 * P) / P, 0.75
    lower = math.log10(homozygous * heterozygous)
    assert inbred.log10_lr == pytest.approx(plain - lower, rel=1e-12)


def test_a_typed_person_must_stand_in_both_hypotheses() -> None:
    alone = Pedigree.of([Person("one", sex=Sex.FEMALE)])
    with pytest.raises(HypothesesError, match="two: is typed and not in the denominator"):
        likelihood_ratio(RELATED, alone, typed(one=("a", "a"), two=("a", "a")), [M])
    with pytest.raises(HypothesesError, match="he: is typed and not in the numerator or the den"):
        likelihood_ratio(RELATED, APART, typed(he=("a", "a")), [M])


def test_untyped_people_may_stand_in_one_hypothesis_only() -> None:
    assert math.isfinite(likelihood_ratio(RELATED, APART, typed(one=("a", "a")), [M]).log10_lr)


def test_a_typed_person_has_one_sex() -> None:
    his = Pedigree.of([Person("one", sex=Sex.MALE), Person("two", sex=Sex.FEMALE)])
    with pytest.raises(HypothesesError, match=r"one: .* about the sex, female and male"):
        likelihood_ratio(RELATED, his, typed(one=("a", "a")), [M])


def test_an_unknown_sex_matters_only_on_the_x() -> None:
    unknown = Pedigree.of([Person("one"), Person("two", sex=Sex.FEMALE)])
    assert math.isfinite(likelihood_ratio(RELATED, unknown, typed(one=("a", "a")), [M]).log10_lr)
    with pytest.raises(HypothesesError, match=r"one: .* about the sex, female and unknown"):
        likelihood_ratio(RELATED, unknown, {"one": Sample({"X": ("a", "a")})}, [X])


def test_only_founders_can_be_said_to_be_inbred() -> None:
    with pytest.raises(HypothesesError, match="nobody: is inbred and a founder of neither"):
        likelihood_ratio(RELATED, APART, {}, [M], founder_inbreeding={"nobody": 0.1})
