"""Gene dropping against what can be worked out by hand.

Every frequency is held to six standard errors of its closed form: with a fixed seed a test either
always passes or always fails, and a wrong rule misses by hundreds.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from imena.kinship.markers import Linkage, Marker
from imena.kinship.mutation import Mutation, build
from imena.kinship.observation import EXACT, ReadingRates
from imena.kinship.pedigree import Pedigree, Person, Sex
from imena.kinship.simulate import NO_COPY, IntArray, SimulationError, drop, read

REPLICATES = 20_000
MANY = 200
FREQUENCIES = np.array([0.5, 0.3, 0.2])

NUCLEAR = Pedigree.of(
    [
        Person("father", sex=Sex.MALE),
        Person("mother", sex=Sex.FEMALE),
        Person("son", "father", "mother", Sex.MALE),
        Person("daughter", "father", "mother", Sex.FEMALE),
    ]
)


def marker(name: str = "M", *, x_linked: bool = False, mutation: Mutation | None = None) -> Marker:
    return Marker(name, ("1", "2", "3"), FREQUENCIES, x_linked=x_linked, mutation=mutation)


def many_alleles(name: str = "M", x_linked: bool = False) -> Marker:
    """Many equally frequent alleles: identical by state is nearly identical by descent."""
    n = MANY
    return Marker(name, tuple(map(str, range(n))), np.full(n, 1 / n), x_linked=x_linked)


def agrees(observed: npt.ArrayLike, expected: float) -> bool:
    happened = np.asarray(observed, dtype=float)
    error = np.sqrt(max(expected * (1 - expected), 1e-12) / happened.size)
    return bool(abs(happened.mean() - expected) <= 6 * error)


def rng() -> np.random.Generator:
    return np.random.default_rng(20261122)


def shared_copies(a: IntArray, b: IntArray) -> npt.NDArray[np.int64]:
    same_maternal = a[:, 0, 0] == b[:, 0, 0]
    same_paternal = a[:, 0, 1] == b[:, 0, 1]
    return np.asarray(same_maternal.astype(int) + same_paternal, dtype=np.int64)


def test_founders_have_the_population_frequencies() -> None:
    genes = drop(NUCLEAR, [marker()], rng(), replicates=REPLICATES)
    for copy in (0, 1):
        for allele, p in enumerate(FREQUENCIES):
            assert agrees(genes["mother"][:, 0, copy] == allele, p)


def test_full_siblings_share_none_one_two_alleles_in_1_to_2_to_1() -> None:
    genes = drop(NUCLEAR, [many_alleles()], rng(), replicates=REPLICATES)
    shared = shared_copies(genes["son"], genes["daughter"])
    each = 1 / 2 + 1 / (2 * MANY)  # by descent, or else by the chance of meeting the same allele
    assert agrees(shared == 0, (1 - each) ** 2)
    assert agrees(shared == 1, 2 * each * (1 - each))
    assert agrees(shared == 2, each**2)


def test_a_child_carries_one_allele_of_each_parent() -> None:
    genes = drop(NUCLEAR, [marker()], rng(), replicates=2_000)
    child = genes["daughter"]
    assert np.all((child[..., :1] == genes["mother"]).any(axis=-1))
    assert np.all((child[..., 1:] == genes["father"]).any(axis=-1))


def test_first_cousins_share_an_allele_by_descent_in_a_quarter() -> None:
    cousins = Pedigree.of(
        [
            Person("gf", sex=Sex.MALE),
            Person("gm", sex=Sex.FEMALE),
            Person("a", "gf", "gm", Sex.MALE),
            Person("b", "gf", "gm", Sex.MALE),
            Person("ma", sex=Sex.FEMALE),
            Person("mb", sex=Sex.FEMALE),
            Person("ca", "a", "ma", Sex.MALE),
            Person("cb", "b", "mb", Sex.MALE),
        ]
    )
    genes = drop(cousins, [many_alleles()], rng(), replicates=REPLICATES)
    assert agrees(genes["ca"][:, 0, 1] == genes["cb"][:, 0, 1], 1 / 4 + 3 / 4 / MANY)


def test_a_sons_x_comes_from_his_mother_and_a_daughter_gets_her_fathers() -> None:
    genes = drop(NUCLEAR, [many_alleles(x_linked=True)], rng(), replicates=2_000)
    assert np.all(genes["father"][..., 1] == NO_COPY)
    assert np.all(genes["son"][..., 1] == NO_COPY)
    assert np.all((genes["son"][..., :1] == genes["mother"]).any(axis=-1))
    assert np.all(genes["daughter"][..., 1] == genes["father"][..., 0])


def test_each_parent_mutates_at_the_rate_of_their_sex() -> None:
    alleles = ("1", "2", "3")
    female = build("equal", alleles, FREQUENCIES, rate=0.02)
    male = build("equal", alleles, FREQUENCIES, rate=0.10)
    fixed = Marker("M", alleles, np.array([1.0, 0.0, 0.0]), mutation=Mutation.of(female, male))
    genes = drop(NUCLEAR, [fixed], rng(), replicates=REPLICATES)
    assert agrees(genes["son"][:, 0, 0] != 0, 0.02)
    assert agrees(genes["son"][:, 0, 1] != 0, 0.10)
    assert agrees(genes["son"][:, 0, 1] == 2, 0.05)


def test_an_allele_of_frequency_zero_never_appears() -> None:
    never = Marker("M", ("1", "2", "3"), np.array([0.4, 0.6, 0.0]))
    genes = drop(NUCLEAR, [never], rng(), replicates=REPLICATES)
    assert all(row.max() <= 1 for row in genes.values())


@pytest.mark.parametrize("theta", [0.02, 0.2])
def test_theta_makes_founders_homozygous_and_alike(theta: float) -> None:
    genes = drop(NUCLEAR, [marker()], rng(), replicates=REPLICATES, theta=theta)
    alike = theta + (1 - theta) * float((FREQUENCIES**2).sum())
    mother, father = genes["mother"][:, 0], genes["father"][:, 0]
    assert agrees(mother[:, 0] == mother[:, 1], alike)
    assert agrees(mother[:, 0] == father[:, 1], alike)
    assert agrees(father[:, 1] == 0, FREQUENCIES[0])


def test_theta_at_the_x_counts_a_mans_one_allele() -> None:
    x = marker(x_linked=True)
    genes = drop(NUCLEAR, [x], rng(), replicates=REPLICATES, theta=0.2)
    alike = 0.2 + 0.8 * float((FREQUENCIES**2).sum())
    assert agrees(genes["mother"][:, 0, 0] == genes["father"][:, 0, 0], alike)


def test_three_founder_alleles_follow_the_sampling_formula() -> None:
    """P(1, 1, 1) = p (p(1-t)+t) (p(1-t)+2t) / (1+t)."""
    t, p = 0.2, FREQUENCIES[0]
    genes = drop(NUCLEAR, [marker()], rng(), replicates=REPLICATES, theta=t)
    three = np.concatenate([genes["mother"][:, 0], genes["father"][:, 0, :1]], axis=1)
    expected = p * (p * (1 - t) + t) * (p * (1 - t) + 2 * t) / (1 + t)
    assert agrees((three == 0).all(axis=1), expected)


def test_an_inbred_founder_is_homozygous_by_descent_with_probability_f() -> None:
    genes = drop(
        NUCLEAR, [marker()], rng(), replicates=REPLICATES, founder_inbreeding={"mother": 0.25}
    )
    by_state = float((FREQUENCIES**2).sum())
    assert agrees(genes["mother"][:, 0, 0] == genes["mother"][:, 0, 1], 0.25 + 0.75 * by_state)
    assert agrees(genes["father"][:, 0, 0] == genes["father"][:, 0, 1], by_state)


@pytest.mark.parametrize("rho", [0.0, 0.1, 0.5])
def test_linked_markers_recombine_at_their_rate(rho: float) -> None:
    pair = [many_alleles("A"), many_alleles("B")]
    genes = drop(NUCLEAR, pair, rng(), replicates=REPLICATES, linkage=[Linkage("A", "B", rho)])
    mother, son = genes["mother"], genes["son"]
    told_apart = (mother[:, :, 0] != mother[:, :, 1]).all(axis=1)
    from_grandmother = (son[:, :, 0] == mother[:, :, 0])[told_apart]
    assert agrees(from_grandmother[:, 0] != from_grandmother[:, 1], rho)


def test_the_same_seed_gives_the_same_genes() -> None:
    once = drop(NUCLEAR, [marker()], np.random.default_rng(3), replicates=5, theta=0.1)
    again = drop(NUCLEAR, [marker()], np.random.default_rng(3), replicates=5, theta=0.1)
    other = drop(NUCLEAR, [marker()], np.random.default_rng(4), replicates=5, theta=0.1)
    assert all(np.array_equal(once[person], again[person]) for person in once)
    assert any(not np.array_equal(once[person], other[person]) for person in once)


def test_what_cannot_be_simulated_is_refused() -> None:
    unknown = Pedigree.of([Person("somebody")])
    with pytest.raises(SimulationError, match="sex"):
        drop(unknown, [marker(x_linked=True)], rng())
    with pytest.raises(SimulationError, match="cannot be combined"):
        drop(NUCLEAR, [marker()], rng(), theta=0.1, founder_inbreeding={"father": 0.1})
    with pytest.raises(SimulationError, match="no founder"):
        drop(NUCLEAR, [marker()], rng(), founder_inbreeding={"son": 0.1})
    with pytest.raises(SimulationError, match="theta"):
        drop(NUCLEAR, [marker()], rng(), theta=1.0)


def readings(
    genotype: tuple[int, int], rates: ReadingRates, failure: float = 0.0, silent: int | None = None
) -> list[tuple[str | None, ...]]:
    """The same true genotype read 20,000 times; ``()`` where nothing was written down."""
    times = 20_000
    columns = [Marker(f"M{n}", ("1", "2", "3"), FREQUENCIES, silent=silent) for n in range(times)]
    sample = read(
        np.tile(np.array(genotype), (times, 1)), columns, rng(), rates=rates, failure=failure
    )
    return [sample.genotypes.get(column.name, ()) for column in columns]


def share(seen: list[tuple[str | None, ...]], wanted: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    return np.array([reading == wanted for reading in seen])


def test_exact_reading_is_the_genotype() -> None:
    assert set(readings((1, 0), EXACT)) == {("1", "2")}
    assert set(readings((2, 2), EXACT)) == {("3", "3")}


def test_each_copy_drops_out_by_itself() -> None:
    d = 0.3
    heterozygote = readings((0, 1), ReadingRates(dropout=d))
    assert agrees(share(heterozygote, ("1", "2")), (1 - d) ** 2)
    assert agrees(share(heterozygote, ("1", "1")), d * (1 - d))
    assert agrees(share(heterozygote, ()), d**2)
    homozygote = readings((0, 0), ReadingRates(dropout=d))
    assert agrees(share(homozygote, ("1", "1")), 1 - d**2)


def test_one_spurious_allele_drops_in_by_frequency() -> None:
    c = 0.2
    homozygote = readings((0, 0), ReadingRates(drop_in=c))
    assert agrees(share(homozygote, ("1", "3")), c * FREQUENCIES[2])
    heterozygote = readings((0, 1), ReadingRates(drop_in=c))
    assert agrees(share(heterozygote, ()), c * FREQUENCIES[2])  # three alleles: left out


def test_a_typing_error_reads_a_random_person() -> None:
    seen = readings((0, 0), ReadingRates(typing_error=0.4))
    assert agrees(share(seen, ("3", "3")), 0.4 * FREQUENCIES[2] ** 2)
    assert agrees(share(seen, ("1", "1")), 0.6 + 0.4 * FREQUENCIES[0] ** 2)


def test_a_silent_allele_is_never_seen() -> None:
    assert set(readings((0, 2), EXACT, silent=2)) == {("1", "1")}
    assert set(readings((2, 2), EXACT, silent=2)) == {()}


def test_a_marker_fails_whatever_the_genotype() -> None:
    assert agrees(share(readings((0, 1), EXACT, failure=0.35), ()), 0.35)


def test_a_mans_x_is_one_copy_written_twice() -> None:
    d = 0.3
    seen = readings((1, NO_COPY), ReadingRates(dropout=d))
    assert agrees(share(seen, ("2", "2")), 1 - d)
    assert agrees(share(seen, ()), d)
    swapped = readings((1, NO_COPY), ReadingRates(typing_error=0.4))
    assert {len(set(reading)) for reading in swapped} == {1}
