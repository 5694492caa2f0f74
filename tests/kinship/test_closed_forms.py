"""Likelihoods that can be worked out by hand, asked of the engine and of the enumeration.

Frequencies of the alleles a, b, c, d are 0.1, 0.2, 0.3 and 0.4 unless said otherwise.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
import pytest

from imena.kinship import likelihood
from imena.kinship.markers import Linkage, Marker
from imena.kinship.mutation import Mutation, build
from imena.kinship.observation import Genotype, ReadingRates, Sample
from imena.kinship.pedigree import Pedigree, Person, Sex
from tests.oracles import kinship_enumeration

P = {"a": 0.1, "b": 0.2, "c": 0.3, "d": 0.4}
M = Marker("M", tuple(P), np.array(list(P.values())))
X = Marker("M", tuple(P), np.array(list(P.values())), x_linked=True)

Ask = Callable[..., float]


def engine(pedigree: Pedigree, typed: Mapping[str, str], marker: Marker, **asked: object) -> float:
    """P(genotypes like ``{"child": "ab"}``) by the engine."""
    found = likelihood.log_likelihood(pedigree, _samples(typed, asked), [marker], **asked)  # type: ignore[arg-type]
    return math.exp(found.total)


def enumeration(
    pedigree: Pedigree, typed: Mapping[str, str], marker: Marker, **asked: object
) -> float:
    """The same by writing out every possibility."""
    found = kinship_enumeration.log_likelihood(
        pedigree,
        _samples(typed, asked),
        [marker],
        **asked,  # type: ignore[arg-type]
    )
    return math.exp(found.total)


def _samples(typed: Mapping[str, str], asked: dict[str, object]) -> dict[str, Sample]:
    rates = asked.pop("rates", {})
    assert isinstance(rates, dict)
    return {
        person: Sample({"M": (alleles[0], alleles[1])}, rates.get(person, ReadingRates()))
        for person, alleles in typed.items()
    }


@pytest.fixture(params=[engine, enumeration], ids=["engine", "enumeration"])
def chance(request: pytest.FixtureRequest) -> Ask:
    asked: Ask = request.param
    return asked


def family(*people: str) -> Pedigree:
    """A pedigree of words: ``"girl: father mother"``; capital letters begin the men's names."""
    listed = []
    for text in people:
        name, _, parents = text.partition(":")
        father, mother = (p if p != "?" else None for p in (parents.split() or ["?", "?"]))
        sex = Sex.MALE if name[0].isupper() else Sex.FEMALE
        listed.append(Person(name, father, mother, sex))
    return Pedigree.of(listed)


TRIO = family("Father", "mother", "Child: Father mother")
SIBS = family("Father", "mother", "One: Father mother", "two: Father mother")
HALF_SIBS = family("Father", "One: Father ?", "two: Father ?")
COUSINS = family(
    *("Father", "mother", "Uncle: Father mother", "aunt: Father mother"),
    *("One: Uncle ?", "two: ? aunt"),
)


class TestOnePerson:
    def test_hardy_weinberg(self, chance: Ask) -> None:
        lone = family("woman")
        assert chance(lone, {"woman": "aa"}, M) == pytest.approx(0.01, rel=1e-12)
        assert chance(lone, {"woman": "ab"}, M) == pytest.approx(0.04, rel=1e-12)
        assert chance(lone, {"woman": "ba"}, M) == pytest.approx(0.04, rel=1e-12)

    def test_a_man_has_one_allele_at_an_x_marker(self, chance: Ask) -> None:
        assert chance(family("Man"), {"Man": "aa"}, X) == pytest.approx(0.1, rel=1e-12)
        assert chance(family("Man"), {"Man": "ab"}, X) == 0

    def test_untyped_parents_count_when_mutation_moves_the_frequencies(self, chance: Ask) -> None:
        """0.1 x 0.95 + 0.9 x 0.05 = 0.14 for each allele; 0.14 squared."""
        matrix = build("equal", ("1", "2"), [0.1, 0.9], rate=0.05)
        marker = Marker("M", ("1", "2"), np.array([0.1, 0.9]), mutation=Mutation.of(matrix))
        assert chance(family("girl"), {"girl": "11"}, marker) == pytest.approx(0.01, rel=1e-12)
        assert chance(TRIO, {"Child": "11"}, marker) == pytest.approx(0.0196, rel=1e-12)

    def test_a_silent_allele_hides_behind_a_homozygote(self, chance: Ask) -> None:
        marker = Marker("M", ("a", "b", "silent"), np.array([0.1, 0.7, 0.2]), silent=2)
        lone = family("woman")
        assert chance(lone, {"woman": "aa"}, marker) == pytest.approx(0.01 + 2 * 0.1 * 0.2)
        assert chance(lone, {"woman": "ab"}, marker) == pytest.approx(2 * 0.1 * 0.7)

    def test_founder_inbreeding(self, chance: Ask) -> None:
        inbred = {"founder_inbreeding": {"woman": 0.25}}
        lone = family("woman")
        assert chance(lone, {"woman": "aa"}, M, **inbred) == pytest.approx(0.25 * 0.1 + 0.75 * 0.01)
        assert chance(lone, {"woman": "ab"}, M, **inbred) == pytest.approx(0.75 * 0.04)

    def test_inbreeding_as_the_ancestors_make_it(self, chance: Ask) -> None:
        def inbreeding(pedigree: Pedigree, marker: Marker) -> float:
            read = chance(pedigree, {"girl": "aa"}, marker)
            return (read - 0.01) / (0.1 - 0.01)

        sibs = family("Man", "woman", "Son: Man woman", "sister: Man woman", "girl: Son sister")
        daughter = family("Man", "woman", "sister: Man woman", "girl: Man sister")
        two = Marker("M", ("a", "b"), np.array([0.1, 0.9]))
        two_x = Marker("M", ("a", "b"), np.array([0.1, 0.9]), x_linked=True)
        assert inbreeding(sibs, two) == pytest.approx(1 / 4, rel=1e-10)
        assert inbreeding(daughter, two) == pytest.approx(1 / 4, rel=1e-10)
        assert inbreeding(daughter, two_x) == pytest.approx(1 / 2, rel=1e-10)

    def test_dropout(self, chance: Ask) -> None:
        """Seen as a alone: a/a unless both copies drop; a/x when x drops and a does not."""
        d, rates = 0.3, {"rates": {"woman": ReadingRates(dropout=0.3)}}
        alone = 0.01 * (1 - d**2) + 2 * 0.1 * 0.9 * d * (1 - d)
        assert chance(family("woman"), {"woman": "aa"}, M, **rates) == pytest.approx(alone)
        both = 0.04 * (1 - d) ** 2
        assert chance(family("woman"), {"woman": "ab"}, M, **rates) == pytest.approx(both)

    def test_drop_in(self, chance: Ask) -> None:
        """Seen as a alone: a/a and nothing else came, or a came; as a, b: b joins a/a too."""
        c, rates = 0.2, {"rates": {"woman": ReadingRates(drop_in=0.2)}}
        alone = 0.01 * (1 - c + c * 0.1)
        assert chance(family("woman"), {"woman": "aa"}, M, **rates) == pytest.approx(alone)
        both = 0.04 * (1 - c + c * 0.3) + 0.01 * c * 0.2 + 0.04 * c * 0.1
        assert chance(family("woman"), {"woman": "ab"}, M, **rates) == pytest.approx(both)

    def test_a_typing_error_alone_changes_nothing(self, chance: Ask) -> None:
        rates = {"rates": {"woman": ReadingRates(typing_error=0.4)}}
        assert chance(family("woman"), {"woman": "ab"}, M, **rates) == pytest.approx(0.04)


class TestPaternity:
    @pytest.mark.parametrize(
        ("mother", "child", "father", "index"),
        [
            ("aa", "aa", "aa", 1 / 0.1),
            ("aa", "ab", "bb", 1 / 0.2),
            ("aa", "ab", "bc", 1 / (2 * 0.2)),
            ("ab", "ab", "ab", 1 / (0.1 + 0.2)),
            ("ab", "ab", "ac", 1 / (2 * (0.1 + 0.2))),
            ("ab", "aa", "ac", 1 / (2 * 0.1)),
            ("bd", "ab", "ac", 1 / (2 * 0.1)),
            ("aa", "ab", "cc", 0.0),
        ],
    )
    def test_the_index_of_a_trio(
        self, chance: Ask, mother: str, child: str, father: str, index: float
    ) -> None:
        typed = {"mother": mother, "Child": child, "Father": father}
        unrelated = family("Father", "mother", "Child: ? mother")
        ratio = chance(TRIO, typed, M) / chance(unrelated, typed, M)
        assert ratio == pytest.approx(index, rel=1e-12)

    def test_a_daughter_at_an_x_marker(self, chance: Ask) -> None:
        duo = family("Father", "girl: Father ?")
        typed = {"Father": "aa", "girl": "ab"}
        assert chance(duo, typed, X) == pytest.approx(0.1 * 0.2, rel=1e-12)
        assert chance(duo, {"Father": "aa", "girl": "bc"}, X) == 0

    def test_a_son_has_no_x_of_his_father(self, chance: Ask) -> None:
        typed = {"Father": "aa", "mother": "bc", "Child": "bb"}
        assert chance(TRIO, typed, X) == pytest.approx(0.1 * (2 * 0.2 * 0.3) / 2, rel=1e-12)

    def test_each_parent_mutates_in_a_way_of_their_own(self, chance: Ask) -> None:
        female, male = (build("equal", M.alleles, list(P.values()), rate=r) for r in (0.003, 0.03))
        marker = Marker("M", M.alleles, M.frequencies, mutation=Mutation(female, male))
        founders = 0.1**2 * 0.2**2
        by_father = chance(TRIO, {"Father": "aa", "mother": "bb", "Child": "bc"}, marker)
        assert by_father == pytest.approx(founders * (0.997 * 0.01 + 0.001 * 0.01), rel=1e-12)
        by_mother = chance(TRIO, {"Father": "aa", "mother": "bb", "Child": "ac"}, marker)
        assert by_mother == pytest.approx(founders * (0.97 * 0.001 + 0.01 * 0.001), rel=1e-12)

    def test_a_typing_error_mixes_the_child_with_a_stranger(self, chance: Ask) -> None:
        typed = {"Father": "aa", "mother": "ab", "Child": "bc"}
        rates = {"rates": {"Child": ReadingRates(typing_error=0.02)}}
        stranger = 0.1**2 * (2 * 0.1 * 0.2) * (2 * 0.2 * 0.3)
        assert chance(TRIO, typed, M, **rates) == pytest.approx(0.02 * stranger, rel=1e-12)


def urn(alleles: Iterable[str], theta: float) -> float:
    """P(founder alleles drawn in this order), Balding & Nichols (1994)."""
    product = 1.0
    drawn: list[str] = []
    for allele in alleles:
        same, n = drawn.count(allele), len(drawn)
        product *= ((1 - theta) * P[allele] + same * theta) / (1 + (n - 1) * theta)
        drawn.append(allele)
    return product


def pair(one: str, two: str, shared: Sequence[float], theta: float) -> float:
    """P(two genotypes) from P(0, 1, 2 alleles identical by descent), over all orders of alleles."""
    total = 0.0
    for g in sorted(set(itertools.permutations(one))):
        for h in sorted(set(itertools.permutations(two))):
            total += shared[0] * urn(g + h, theta)
            total += shared[1] * (g[0] == h[0]) * urn(g + h[1:], theta)
            total += shared[2] * (g == h) * urn(g, theta)
    return total


PAIRS = [("aa", "aa"), ("aa", "ab"), ("aa", "bb"), ("aa", "bc")]
PAIRS += [("ab", "ab"), ("ab", "ac"), ("ab", "cd")]


@pytest.mark.parametrize("theta", [0.0, 0.03])
@pytest.mark.parametrize("genotypes", PAIRS)
class TestPairs:
    def test_parent_and_child(self, chance: Ask, genotypes: tuple[str, str], theta: float) -> None:
        duo = family("One", "two: One ?")
        self._is(chance, duo, genotypes, (0, 1, 0), theta)

    def test_full_sibs(self, chance: Ask, genotypes: tuple[str, str], theta: float) -> None:
        self._is(chance, SIBS, genotypes, (1 / 4, 1 / 2, 1 / 4), theta)

    def test_half_sibs(self, chance: Ask, genotypes: tuple[str, str], theta: float) -> None:
        self._is(chance, HALF_SIBS, genotypes, (1 / 2, 1 / 2, 0), theta)

    def test_uncle_and_niece(self, genotypes: tuple[str, str], theta: float) -> None:
        both = family("Man", "woman", "One: Man woman", "sister: Man woman", "two: ? sister")
        self._is(engine, both, genotypes, (1 / 2, 1 / 2, 0), theta)

    def test_first_cousins(self, genotypes: tuple[str, str], theta: float) -> None:
        self._is(engine, COUSINS, genotypes, (3 / 4, 1 / 4, 0), theta)

    def test_double_first_cousins(self, genotypes: tuple[str, str], theta: float) -> None:
        both = family(
            *("Father", "mother", "Son: Father mother", "Other: Father mother"),
            *("Man", "woman", "daughter: Man woman", "sister: Man woman"),
            *("One: Son daughter", "two: Other sister"),
        )
        self._is(engine, both, genotypes, (9 / 16, 6 / 16, 1 / 16), theta)

    def test_strangers_share_only_co_ancestry(
        self, chance: Ask, genotypes: tuple[str, str], theta: float
    ) -> None:
        self._is(chance, family("One", "two"), genotypes, (1, 0, 0), theta)

    def _is(
        self,
        ask: Ask,
        pedigree: Pedigree,
        genotypes: tuple[str, str],
        shared: Sequence[float],
        theta: float,
    ) -> None:
        one, two = genotypes
        found = ask(pedigree, {"One": one, "two": two}, M, theta=theta)
        assert found == pytest.approx(pair(one, two, shared, theta), rel=1e-10)


class TestCoAncestry:
    def test_the_match_probability_of_a_homozygote(self, chance: Ask) -> None:
        """Balding & Nichols (1994), equation for AA."""
        theta, p = 0.03, 0.1
        typed = {"one": "aa", "two": "aa"}
        lone = chance(family("one"), {"one": "aa"}, M, theta=theta)
        match = chance(family("one", "two"), typed, M, theta=theta) / lone
        expected = (2 * theta + (1 - theta) * p) * (3 * theta + (1 - theta) * p)
        assert match == pytest.approx(expected / ((1 + theta) * (1 + 2 * theta)), rel=1e-12)

    def test_the_match_probability_of_a_heterozygote(self, chance: Ask) -> None:
        theta, p, q = 0.03, 0.1, 0.2
        typed = {"one": "ab", "two": "ab"}
        lone = chance(family("one"), {"one": "ab"}, M, theta=theta)
        match = chance(family("one", "two"), typed, M, theta=theta) / lone
        expected = 2 * (theta + (1 - theta) * p) * (theta + (1 - theta) * q)
        assert match == pytest.approx(expected / ((1 + theta) * (1 + 2 * theta)), rel=1e-12)

    def test_a_man_adds_one_allele_to_the_urn_at_an_x_marker(self, chance: Ask) -> None:
        found = chance(family("Man", "woman"), {"Man": "aa", "woman": "aa"}, X, theta=0.1)
        assert found == pytest.approx(urn("aaa", 0.1), rel=1e-12)


class TestOnTheX:
    """Sharing by descent differs from the autosomes: a father hands on all he has."""

    def test_full_sisters(self, chance: Ask) -> None:
        sisters = family("Father", "mother", "one: Father mother", "two: Father mother")
        for one, two in PAIRS:
            found = chance(sisters, {"one": one, "two": two}, X)
            assert found == pytest.approx(pair(one, two, (0, 1 / 2, 1 / 2), 0.0), rel=1e-10)

    def test_half_sisters_by_the_father(self, chance: Ask) -> None:
        sisters = family("Father", "one: Father ?", "two: Father ?")
        for one, two in PAIRS:
            found = chance(sisters, {"one": one, "two": two}, X)
            assert found == pytest.approx(pair(one, two, (0, 1, 0), 0.0), rel=1e-10)

    def test_brothers(self, chance: Ask) -> None:
        brothers = family("Father", "mother", "One: Father mother", "Two: Father mother")
        same = chance(brothers, {"One": "aa", "Two": "aa"}, X)
        assert same == pytest.approx(0.1 / 2 + 0.01 / 2, rel=1e-12)
        other = chance(brothers, {"One": "aa", "Two": "bb"}, X)
        assert other == pytest.approx(0.1 * 0.2 / 2, rel=1e-12)


ASKED_TOGETHER: list[Callable[..., float]] = [
    lambda *asked, **more: likelihood.log_likelihood(*asked, **more).total,
    lambda *asked, **more: kinship_enumeration.log_likelihood(*asked, **more).total,
]


@pytest.mark.parametrize("rho", [0.0, 0.1, 0.5])
@pytest.mark.parametrize("ask", ASKED_TOGETHER, ids=["engine", "enumeration"])
class TestTwoLinkedMarkers:
    def test_a_grandchild_tells_the_two_phases_apart(
        self, ask: Callable[..., float], rho: float
    ) -> None:
        """The father has a-a from his father and b-b from his mother: recombined or not."""
        markers = [Marker(name, ("a", "b"), np.array([0.4, 0.6])) for name in ("one", "two")]
        pedigree = family("Grandfather", "grandmother", "Father: Grandfather grandmother")
        pedigree = Pedigree.of([*pedigree, *family("mother"), _child("Father", "mother")])
        typed = {"Grandfather": ("aa", "aa"), "grandmother": ("bb", "bb"), "mother": ("aa", "aa")}
        founders = 0.4**2 * 0.4**2 * 0.6**2 * 0.6**2 * 0.4**2 * 0.4**2

        def read(child: tuple[str, str]) -> float:
            samples = {
                person: Sample({"one": (one[0], one[1]), "two": (two[0], two[1])})
                for person, (one, two) in {**typed, "child": child}.items()
            }
            linkage = [Linkage("one", "two", rho)]
            return math.exp(ask(pedigree, samples, markers, linkage=linkage)) / founders

        assert read(("aa", "aa")) == pytest.approx((1 - rho) / 2, rel=1e-10)
        assert read(("ab", "aa")) == pytest.approx(rho / 2, rel=1e-10, abs=0)

    def test_half_sibs_share_both_markers_or_neither_more_often(
        self, ask: Callable[..., float], rho: float
    ) -> None:
        """P(shared at both) = ((1 - rho)^2 + rho^2) / 2."""
        markers = [Marker(name, ("a", "b"), np.array([0.3, 0.7])) for name in ("one", "two")]
        sample = Sample({"one": ("a", "a"), "two": ("a", "a")})
        linkage = [Linkage("one", "two", rho)]
        found = ask(HALF_SIBS, {"One": sample, "two": sample}, markers, linkage=linkage)
        together = ((1 - rho) ** 2 + rho**2) / 2
        shared, apart = 0.3**3, 0.3**4
        expected = together * (shared**2 + apart**2) + (1 - 2 * together) * shared * apart
        assert math.exp(found) == pytest.approx(expected, rel=1e-10)


def _child(father: str, mother: str) -> Person:
    return Person("child", father, mother, Sex.FEMALE)


class TestSize:
    """Numbers far below the smallest a computer can hold, and still right."""

    def test_a_hundred_people_in_one_line_of_descent(self) -> None:
        """After g generations the last shares an allele with the first with chance 2^(1-g)."""
        generations = 50
        line = [Person("0")]
        for g in range(1, generations + 1):
            line += [Person(f"{g}", f"{g - 1}", sex=Sex.MALE)]
        pedigree = Pedigree.of(line)
        assert len(pedigree) == 101
        for g in (1, 5, generations):
            typed = {"0": Sample({"M": ("a", "a")}), f"{g}": Sample({"M": ("a", "b")})}
            found = likelihood.log_likelihood(pedigree, typed, [M]).total
            k1 = 2.0 ** (1 - g)
            expected = pair("aa", "ab", (1 - k1, k1, 0), 0.0)
            assert found == pytest.approx(math.log(expected), rel=1e-10)

    def test_a_hundred_typed_people_of_one_father(self) -> None:
        """33 mothers with a rare allele, 66 children: about 1e-350."""
        marker = Marker("M", ("rare", "b", "c"), np.array([1e-5, 0.5, 0.5 - 1e-5]))
        people = [Person("Father", sex=Sex.MALE)]
        typed = {"Father": Sample({"M": ("b", "c")})}
        for i in range(33):
            mother, first, second = f"mother {i}", f"first {i}", f"second {i}"
            people += [Person(mother), *(Person(c, "Father", mother) for c in (first, second))]
            typed[mother] = Sample({"M": ("rare", "rare")})
            typed[first] = Sample({"M": ("rare", "b")})
            typed[second] = Sample({"M": ("rare", "c")})
        found = likelihood.log_likelihood(Pedigree.of(people), typed, [marker]).total
        father = math.log(2 * 0.5 * (0.5 - 1e-5))
        assert found == pytest.approx(
            father + 33 * 2 * math.log(1e-5) + 66 * math.log(0.5), rel=1e-12
        )
        assert math.exp(found) == 0

    def test_ten_thousand_markers_of_a_trio(self) -> None:
        markers = [Marker(f"{i}", M.alleles, M.frequencies) for i in range(10_000)]
        genotypes: dict[str, Genotype] = {"Father": ("a", "b"), "mother": ("a", "c")}
        genotypes["Child"] = ("b", "c")
        typed = {
            person: Sample({marker.name: genotype for marker in markers})
            for person, genotype in genotypes.items()
        }
        found = likelihood.log_likelihood(TRIO, typed, markers)
        each = math.log(0.04 * 0.06 / 4)
        assert found.total == pytest.approx(10_000 * each, rel=1e-10)
        assert len(found.per_marker) == 10_000

    def test_one_impossible_marker_among_many_makes_it_all_impossible(self) -> None:
        markers = [Marker(f"{i}", M.alleles, M.frequencies) for i in range(100)]
        read: dict[str, Genotype] = {marker.name: ("a", "b") for marker in markers}
        typed = {
            "Father": Sample({**read, "7": ("a", "a")}),
            "mother": Sample(read),
            "Child": Sample({**read, "7": ("c", "d")}),
        }
        found = likelihood.log_likelihood(TRIO, typed, markers)
        assert found.total == -math.inf
        impossible = [name for name, value in found.per_marker.items() if value == -math.inf]
        assert impossible == ["7"]
