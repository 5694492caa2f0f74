"""Founders who share an ancestry: closed forms a geneticist can check."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pytest

from imena.kinship import coancestry
from imena.kinship.coancestry import CoancestryTooLargeError
from imena.kinship.likelihood import log_likelihood
from imena.kinship.markers import Marker
from imena.kinship.observation import Genotype, Sample
from imena.kinship.pedigree import Pedigree, Person, Sex

P, Q = 0.2, 0.3
THETAS = [0.001, 0.03, 0.3]


def likelihood(
    people: list[Person], read: Mapping[str, Genotype], theta: float, *, x_linked: bool = False
) -> float:
    marker = Marker("M", ("a", "b", "c"), np.array([P, Q, 1 - P - Q]), x_linked)
    samples = {person: Sample({"M": genotype}) for person, genotype in read.items()}
    return math.exp(log_likelihood(Pedigree.of(people), samples, [marker], theta=theta).total)


def urn(drawn: str, theta: float) -> float:
    """P(founder alleles in this order): (k theta + (1 - theta) p) / (1 + (n - 1) theta) each."""
    chance = 1.0
    for n, allele in enumerate(drawn):
        p = {"a": P, "b": Q, "c": 1 - P - Q}[allele]
        chance *= (drawn[:n].count(allele) * theta + (1 - theta) * p) / (1 + (n - 1) * theta)
    return chance


def woman(person_id: str) -> Person:
    return Person(person_id, sex=Sex.FEMALE)


@pytest.mark.parametrize("theta", THETAS)
def test_one_person(theta: float) -> None:
    one = [woman("one")]
    homozygote = P * (theta + (1 - theta) * P)
    assert likelihood(one, {"one": ("a", "a")}, theta) == pytest.approx(homozygote, rel=1e-12)
    heterozygote = 2 * (1 - theta) * P * Q
    assert likelihood(one, {"one": ("a", "b")}, theta) == pytest.approx(heterozygote, rel=1e-12)
    assert likelihood(one, {"one": ("a", None)}, theta) == pytest.approx(
        homozygote + 2 * (1 - theta) * P * (1 - P), rel=1e-12
    )


@pytest.mark.parametrize("theta", THETAS)
def test_people_unrelated_by_pedigree_are_related_by_ancestry(theta: float) -> None:
    """The match probability of Balding and Nichols: 4.10a and b of the second NRC report."""
    two = [woman("one"), woman("two")]
    same = likelihood(two, {"one": ("a", "a"), "two": ("a", "a")}, theta)
    match = (2 * theta + (1 - theta) * P) * (3 * theta + (1 - theta) * P)
    match /= (1 + theta) * (1 + 2 * theta)
    assert same / likelihood(two, {"one": ("a", "a")}, theta) == pytest.approx(match, rel=1e-12)
    other = likelihood(two, {"one": ("a", "b"), "two": ("a", "b")}, theta)
    match = 2 * (theta + (1 - theta) * P) * (theta + (1 - theta) * Q)
    match /= (1 + theta) * (1 + 2 * theta)
    assert other / likelihood(two, {"one": ("a", "b")}, theta) == pytest.approx(match, rel=1e-12)


@pytest.mark.parametrize("theta", THETAS)
def test_mother_and_child(theta: float) -> None:
    """Only three founder alleles: the mother's two and the father's one."""
    people = [woman("mother"), Person("child", None, "mother")]
    found = likelihood(people, {"mother": ("a", "a"), "child": ("a", "b")}, theta)
    assert found == pytest.approx(urn("aab", theta), rel=1e-12)
    found = likelihood(people, {"mother": ("a", "b"), "child": ("a", "b")}, theta)
    assert found == pytest.approx(2 * (urn("abb", theta) + urn("aba", theta)) / 2, rel=1e-12)


@pytest.mark.parametrize("theta", THETAS)
def test_siblings_of_untyped_parents(theta: float) -> None:
    """a/a and b/b: the parents are both a/b, each child takes one of 4: 4 orders times 1/16."""
    people = [
        *(Person("father", sex=Sex.MALE), woman("mother")),
        *(Person(child, "father", "mother") for child in ("one", "two")),
    ]
    found = likelihood(people, {"one": ("a", "a"), "two": ("b", "b")}, theta)
    assert found == pytest.approx(4 * urn("abab", theta) / 16, rel=1e-12)


@pytest.mark.parametrize("theta", THETAS)
def test_at_the_x_a_man_draws_one_allele(theta: float) -> None:
    people = [Person("man", sex=Sex.MALE), woman("woman"), Person("unknown")]
    read: dict[str, Genotype] = {"man": ("a", "a"), "woman": ("a", "b"), "unknown": ("c", "c")}
    found = likelihood(people, read, theta, x_linked=True)
    assert found == pytest.approx(2 * urn("aab", theta), rel=1e-12)


def test_the_smaller_theta_the_nearer_to_none() -> None:
    people = [woman("mother"), Person("child", None, "mother"), woman("stranger")]
    read: dict[str, Genotype] = {"child": ("a", "b"), "stranger": ("a", "a")}
    none = likelihood(people, read, 0.0)
    off = [abs(likelihood(people, read, theta) / none - 1) for theta in (1e-2, 1e-4, 1e-6, 1e-8)]
    assert off[0] > off[1] > off[2]
    assert off[3] < 1e-7


def test_nodes_worked_on_in_parts_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    people = [woman("mother"), Person("one", None, "mother"), Person("two", None, "mother")]
    read: dict[str, Genotype] = {"one": ("a", "b"), "two": ("a", None)}
    whole = likelihood(people, read, 0.05)
    monkeypatch.setattr(coancestry, "_NODES_AT_ONCE", 2)
    assert likelihood(people, read, 0.05) == pytest.approx(whole, rel=1e-12)


def test_what_would_take_too_long_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coancestry, "_MOST_NODES", 3)
    people = [woman("mother"), Person("one", None, "mother"), Person("two", None, "mother")]
    with pytest.raises(CoancestryTooLargeError, match=r"M: with theta > 0, 6 founder alleles"):
        likelihood(people, {"one": ("a", "b"), "two": ("a", "b")}, 0.05)


def test_an_allele_nobody_has_cannot_be_read() -> None:
    marker = Marker("M", ("a", "b"), np.array([0.0, 1.0]))
    one = Pedigree.of([woman("one")])
    found = log_likelihood(one, {"one": Sample({"M": ("a", "b")})}, [marker], theta=0.1)
    assert found.total == -math.inf
