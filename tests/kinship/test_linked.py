"""Markers that are inherited together: which they are, and what distance does."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pytest

from imena.kinship.likelihood import log_likelihood
from imena.kinship.linked import linkage_groups
from imena.kinship.markers import Linkage, Marker, MarkerError
from imena.kinship.mutation import Mutation, build
from imena.kinship.observation import Genotype, Sample
from imena.kinship.pedigree import Pedigree, Person, Sex

P = np.array([0.1, 0.2, 0.7])


def marker(name: str, x_linked: bool = False, mutation: Mutation | None = None) -> Marker:
    return Marker(name, ("a", "b", "c"), P, x_linked, mutation)


def names(markers: list[Marker], links: list[Linkage]) -> list[str]:
    return ["".join(m.name for m in group) for group in linkage_groups(markers, links)]


def test_a_group_is_a_chain_in_the_order_of_the_markers() -> None:
    five = [marker(name) for name in "ABCDE"]
    chain = [Linkage("D", "B", 0.1), Linkage("A", "D", 0.2)]
    assert names(five, chain) == ["ADB", "C", "E"]
    assert names(five[::-1], chain) == ["E", "BDA", "C"]
    assert names(five, [Linkage("E", "B", 0.1), Linkage("C", "A", 0.0)]) == ["AC", "BE", "D"]


def test_free_recombination_is_no_linkage() -> None:
    assert names([marker("A"), marker("B")], [Linkage("A", "B", 0.5)]) == ["A", "B"]


@pytest.mark.parametrize(
    ("links", "said"),
    [
        ([("A", "Z")], "Z, which is not among the markers"),
        ([("A", "X")], "A and X are on different chromosomes"),
        ([("A", "B"), ("A", "C"), ("A", "D")], "A has more than two linked neighbours"),
        ([("A", "B"), ("B", "C"), ("C", "A")], "linked markers form a circle: "),
    ],
)
def test_what_is_no_chain_is_refused(links: list[tuple[str, str]], said: str) -> None:
    markers = [*(marker(name) for name in "ABCD"), marker("X", x_linked=True)]
    with pytest.raises(MarkerError, match=said):
        linkage_groups(markers, [Linkage(a, b, 0.1) for a, b in links])


#: A woman, her daughter (untyped) and her granddaughter.
LINE = Pedigree.of(
    [
        Person("grandma", sex=Sex.FEMALE),
        Person("mother", None, "grandma", Sex.FEMALE),
        Person("girl", None, "mother", Sex.FEMALE),
    ]
)


def log(
    people: Pedigree,
    read: Mapping[str, Mapping[str, Genotype]],
    markers: list[Marker],
    links: list[Linkage],
) -> float:
    samples = {person: Sample(genotypes) for person, genotypes in read.items()}
    return log_likelihood(people, samples, markers, linkage=links).total


@pytest.mark.parametrize("rho", [0.0, 0.02, 0.3, 0.5])
def test_a_grandchild_keeps_alleles_together(rho: float) -> None:
    """Grandmother a/a at both markers, granddaughter a/c at both, by hand.

    The mother has a/x at both; the chromosome she passes on is her mother's at both markers with
    (1 - rho)/2, at one of them with rho/2, at none with (1 - rho)/2. The rest is drawn by chance:
    given that her mother's a came, the other allele must be c (q), else {x, y} must be a/c (2pq).
    """
    p, q = P[0], P[2]
    both, one = (1 - rho) / 2, rho / 2
    expected = p**4 * (both * q * q + 2 * one * q * 2 * p * q + both * (2 * p * q) ** 2)
    read: dict[str, dict[str, Genotype]] = {
        "grandma": {"A": ("a", "a"), "B": ("a", "a")},
        "girl": {"A": ("a", "c"), "B": ("a", "c")},
    }
    found = log(LINE, read, [marker("A"), marker("B")], [Linkage("A", "B", rho)])
    assert found == pytest.approx(math.log(expected), rel=1e-12)


def test_linked_markers_mutate_by_the_parents_sex() -> None:
    """Only mothers mutate: a child b/b excludes a father a/a and not a mother a/a."""
    often, never = build("equal", ("a", "b", "c"), P, rate=0.02), np.eye(3)
    markers = [marker(name, mutation=Mutation.of(often, never)) for name in "AB"]
    people = [Person("father", sex=Sex.MALE), Person("mother", sex=Sex.FEMALE)]
    family = Pedigree.of([*people, Person("child", "father", "mother")])
    links = [Linkage("A", "B", 0.1)]
    child: dict[str, Genotype] = {"A": ("b", "b"), "B": ("b", "b")}
    parent: dict[str, Genotype] = {"A": ("a", "a"), "B": ("a", "a")}
    assert log(family, {"father": parent, "child": child}, markers, links) == -math.inf
    found = log(family, {"mother": parent, "child": child}, markers, links)
    # Both of hers mutate to b (0.01 each), the father passes on b as it is drawn.
    assert found == pytest.approx(2 * math.log(0.1**2 * 0.01 * 0.2), rel=1e-12)


def test_an_unread_marker_between_two_adds_its_distances() -> None:
    """rho of the ends = r + s - 2 r s: an even number of crossings is none."""
    r, s = 0.1, 0.25
    read: dict[str, dict[str, Genotype]] = {
        "grandma": {"A": ("a", "b"), "C": ("a", "c")},
        "girl": {"A": ("a", "c"), "C": ("a", "b")},
    }
    mutation = Mutation.of(*(build("equal", ("a", "b", "c"), P, rate=0.02),) * 2)
    ends = [marker("A", mutation=mutation), marker("C", mutation=mutation)]
    apart = log(LINE, read, ends, [Linkage("A", "C", r + s - 2 * r * s)])
    chain = [ends[0], marker("B"), ends[1]]
    links = [Linkage("A", "B", r), Linkage("B", "C", s)]
    assert log(LINE, read, chain, links) == pytest.approx(apart, rel=1e-12)
    wrong = log(LINE, read, ends, [Linkage("A", "C", r + s)])
    assert abs(apart - wrong) > 1e-4


def test_markers_that_never_recombine_are_one_marker_of_haplotypes() -> None:
    """Half siblings share the whole haplotype or nothing of it, as far as two markers show."""
    people = Pedigree.of(
        [
            Person("mother", sex=Sex.FEMALE),
            Person("one", None, "mother", Sex.FEMALE),
            Person("other", None, "mother", Sex.FEMALE),
        ]
    )
    same: Genotype = ("a", "a")
    read = {"one": {"A": same, "B": same}, "other": {"A": same, "B": same}}
    found = log(people, read, [marker("A"), marker("B")], [Linkage("A", "B", 0.0)])
    h = P[0] ** 2  # the haplotype a-a
    assert found == pytest.approx(math.log(h * h * (h / 2 + h * h / 2)), rel=1e-12)


@pytest.mark.parametrize("rho", [0.05, 0.4])
def test_a_fathers_x_does_not_recombine_and_a_mothers_does(rho: float) -> None:
    """A man's daughters share his whole X; his maternal grandfather's comes in pieces."""
    markers = [marker("A", x_linked=True), marker("B", x_linked=True)]
    father = Pedigree.of(
        [Person("father", sex=Sex.MALE), Person("girl", "father", None, Sex.FEMALE)]
    )
    read: dict[str, dict[str, Genotype]] = {
        "father": {"A": ("a", "a"), "B": ("b", "b")},
        "girl": {"A": ("a", "c"), "B": ("b", "c")},
    }
    found = log(father, read, markers, [Linkage("A", "B", rho)])
    assert found == pytest.approx(math.log(0.1 * 0.2 * 0.7 * 0.7), rel=1e-12)
    line = Pedigree.of(
        [
            Person("grandfather", sex=Sex.MALE),
            Person("mother", "grandfather", None, Sex.FEMALE),
            Person("boy", None, "mother", Sex.MALE),
        ]
    )
    read = {
        "grandfather": {"A": ("a", "a"), "B": ("b", "b")},
        "boy": {"A": ("a", "a"), "B": ("b", "b")},
    }
    found = log(line, read, markers, [Linkage("A", "B", rho)])
    p, q = 0.1, 0.2
    passed = (1 - rho) / 2 * (1 + p * q) + rho / 2 * (p + q)
    assert found == pytest.approx(math.log(p * q * passed), rel=1e-12)
