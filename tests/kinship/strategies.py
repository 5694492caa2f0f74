"""Random small questions for the kinship engine, small enough to be answered by enumeration.

A question is drawn from ``random.Random(seed)``, so that a number names it for good. Genotypes are
dropped down the pedigree first and then misread, so that most questions have a possible answer and
some do not.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random

import numpy as np
import numpy.typing as npt

from imena.kinship.markers import Linkage, Marker
from imena.kinship.mutation import Mutation, MutationError, build
from imena.kinship.observation import EXACT, Genotype, ReadingRates, Sample
from imena.kinship.pedigree import Pedigree, Person, Sex

FloatArray = npt.NDArray[np.float64]

#: What a question may insist on; everything else comes in by chance.
KINDS = (
    "plain",
    "mutation",
    "x_linked",
    "theta",
    "loops",
    "components",
    "misread",
    "silent",
    "inbred",
    "linked",
    "many_alleles",
)

#: The ladder alleles are taken from: neighbours, a gap and two microvariants.
_LADDER = ("7", "8", "8.2", "9", "9.2", "11")


@dataclass(frozen=True)
class Question:
    """Everything that the engine and the oracle are asked with."""

    pedigree: Pedigree
    samples: Mapping[str, Sample]
    markers: tuple[Marker, ...]
    theta: float = 0.0
    linkage: tuple[Linkage, ...] = ()
    founder_inbreeding: Mapping[str, float] | None = None

    @property
    def worlds(self) -> int:
        """About how many worlds the enumeration has to visit, over all blocks of markers."""
        linked = {name for link in self.linkage for name in (link.first, link.second)}
        single = [m for m in self.markers if m.name not in linked]
        pairs = [m for m in self.markers if m.name in linked]
        return sum(self._worlds(m) for m in single) + math.prod(self._worlds(m) for m in pairs)

    def _worlds(self, marker: Marker) -> int:
        count = 1
        for person in self.pedigree:
            if marker.x_linked and person.sex is Sex.UNKNOWN:
                continue
            one_copy = marker.x_linked and person.sex is Sex.MALE
            every = marker.size if one_copy else marker.size**2
            sample = self.samples.get(person.id, Sample())
            read = sample.genotypes.get(marker.name, (None, None))
            if None in read or not sample.rates.exact:
                count *= every
            elif read[0] != read[1]:
                count *= 2
            elif marker.silent is not None:
                count *= min(3, every)
        return count


def question(seed: int, kind: str, limit: int = 6_000) -> Question:
    """The question this number names: of one kind, with at most ``limit`` worlds."""
    random = Random(f"{kind} {seed}")
    while True:
        asked = _question(random, kind)
        if asked.worlds <= limit:
            return asked


def _question(random: Random, kind: str) -> Question:
    pedigree = _pedigree(random, kind)
    linked = kind == "linked"
    x_linked = kind == "x_linked" or random.random() < 0.15
    names = ("one", "two") if linked or random.random() < 0.1 else ("one",)
    markers = tuple(marker(random, name, kind, x_linked) for name in names)
    typed_share = random.choice([0.4, 0.6, 0.8, 1.0])
    truth = {m.name: _dropped(random, pedigree, m) for m in markers}
    samples = {}
    for person in pedigree:
        if person.id in pedigree.unnamed or random.random() > typed_share:
            continue
        rates = _rates(random, kind)
        samples[person.id] = Sample(
            {
                m.name: _read(random, m, truth[m.name].get(person.id), rates, person)
                for m in markers
                if random.random() < 0.95
            },
            rates,
        )
    asked = Question(pedigree, samples, markers)
    if linked:
        rho = random.choice([0.0, 0.5, random.uniform(0, 0.5), random.uniform(0, 0.05)])
        return replace(asked, linkage=(Linkage("one", "two", rho),))
    if kind == "inbred":
        inbred = {
            p.id: random.choice([0.0, random.random(), random.random(), 1.0])
            for p in pedigree.founders
        }
        return replace(asked, founder_inbreeding=inbred)
    if kind == "theta" or random.random() < 0.1:
        return replace(asked, theta=random.choice([0.01, 0.03, random.uniform(0, 0.6)]))
    return asked


# People


def _pedigree(random: Random, kind: str) -> Pedigree:
    if kind == "linked":
        people = _family(random, "", random.choice([1, 2, 3, 3, 4, 5]))
    elif kind == "loops":
        people = _loop(random)
    elif kind == "components":
        people = _family(random, "a", random.randint(1, 3))
        people += _family(random, "b", random.randint(1, 3))
    else:
        people = _family(random, "", random.choice([1, 2, 3, 4, 5, 5, 6, 6]))
    random.shuffle(people)
    return Pedigree.of(people)


def _family(random: Random, prefix: str, size: int) -> list[Person]:
    """People born one after another to any earlier couple, near relatives too."""
    people: list[Person] = []
    for number in range(size):
        men = [p.id for p in people if p.sex is Sex.MALE]
        women = [p.id for p in people if p.sex is Sex.FEMALE]
        sex = random.choice([Sex.MALE, Sex.FEMALE])
        father = random.choice(men) if men and random.random() < 0.8 else None
        mother = random.choice(women) if women and random.random() < 0.8 else None
        if (father is None) != (mother is None) and random.random() < 0.5:
            father = mother = None
        if number == size - 1 and random.random() < 0.1:
            sex = Sex.UNKNOWN
        people.append(Person(f"{prefix}{number}", father, mother, sex))
    return people


def _loop(random: Random) -> list[Person]:
    """A child of near relatives: sibs, half sibs, parent and child, or a brothers' exchange."""
    sexes = [Sex.MALE, Sex.FEMALE]
    woman = Person("woman", sex=Sex.FEMALE)
    man = Person("man", sex=Sex.MALE)
    son = Person("son", "man", "woman", Sex.MALE)
    daughter = Person("daughter", "man", "woman", Sex.FEMALE)
    last = random.choice(sexes)
    shapes = [
        [man, woman, son, daughter, Person("child", "son", "daughter", last)],
        [man, woman, daughter, Person("child", "man", "daughter", last)],
        [man, woman, son, Person("child", "son", "woman", last)],
        [
            *(man, woman, Person("other", sex=Sex.FEMALE), son),
            Person("half", "man", "other", Sex.FEMALE),
            Person("child", "son", "half", last),
        ],
        [
            *(man, woman, son, daughter, Person("niece", "son", "other", Sex.FEMALE)),
            *(Person("other", sex=Sex.FEMALE), Person("child", "man", "niece", last)),
        ],
    ]
    return list(random.choice(shapes))


# Markers


def marker(random: Random, name: str, kind: str, x_linked: bool) -> Marker:
    """A marker of two to six alleles, often with mutation, sometimes with a silent allele."""
    silent = kind == "silent" or random.random() < 0.05
    sizes = {"linked": [2], "many_alleles": [5, 6]}.get(kind, [2, 2, 3, 3, 4])
    visible = random.choice(sizes)
    if kind == "linked":
        silent = False
    alleles = tuple(sorted(random.sample(_LADDER, visible), key=float))
    p = _frequencies(random, visible)
    mutation = None
    if kind == "mutation" or random.random() < 0.4:
        mutation = Mutation.of(
            _matrix(random, alleles, p), _matrix(random, alleles, p), "one for each sex"
        )
    if silent:
        share = random.choice([0.02, 0.2])
        alleles, p = (*alleles, "silent"), np.append(p * (1 - share), share)
        if mutation is not None and random.random() < 0.5:
            mutation = mutation.with_silent()
        elif mutation is not None:
            mutation = Mutation.of(_dense(random, len(p)), _dense(random, len(p)))
    return Marker(name, alleles, p, x_linked, mutation, visible if silent else None)


def _frequencies(random: Random, n: int) -> FloatArray:
    if random.random() < 0.05:
        weights = [0.0] + [random.random() + 0.1 for _ in range(n - 1)]
    else:
        weights = [random.random() + 0.02 for _ in range(n)]
    return np.array(weights) / math.fsum(weights)


def _matrix(random: Random, alleles: tuple[str, ...], p: FloatArray) -> FloatArray:
    model = random.choice(
        ["equal", "proportional", "stepwise", "onestep", "twostep", "dawid", "dense", "sparse"]
    )
    if model == "dense":
        return _dense(random, len(p))
    if model == "sparse":
        some = np.array([[random.choice([0.0, random.random()]) for _ in p] for _ in p])
        np.fill_diagonal(some, 1.0)
        return np.asarray(some / some.sum(axis=1, keepdims=True))
    try:
        return build(
            model,
            alleles,
            p,
            rate=random.choice([0.002, 0.05, 0.2]),
            rate2=random.choice([0.001, 0.1]),
            range=random.choice([0.1, 0.5]),
            transform=random.choice([None, None, "MH", "BA", "PR"]),
        )
    except MutationError:  # not every model can be had for every ladder and frequency
        return _dense(random, len(p))


def _dense(random: Random, n: int) -> FloatArray:
    rows = np.array([[random.random() + (i == j) for j in range(n)] for i in range(n)])
    return np.asarray(rows / rows.sum(axis=1, keepdims=True))


# Genotypes and readings


def _dropped(random: Random, pedigree: Pedigree, m: Marker) -> dict[str, tuple[int, ...]]:
    """True alleles of everyone: two, or one for a man at an X-linked marker."""
    founder = [float(p) for p in m.frequencies]
    true: dict[str, tuple[int, ...]] = {}

    def handed_on(parent: str, matrix: FloatArray | None) -> int:
        allele = random.choice(true[parent])
        if matrix is None:
            return allele
        return random.choices(range(m.size), [float(q) for q in matrix[allele]])[0]

    for person in pedigree:
        one_copy = m.x_linked and person.sex is Sex.MALE
        if person.father is None or person.mother is None:
            true[person.id] = tuple(random.choices(range(m.size), founder, k=2 - one_copy))
            continue
        mutation = m.mutation
        maternal = handed_on(person.mother, None if mutation is None else mutation.female)
        paternal = handed_on(person.father, None if mutation is None else mutation.male)
        true[person.id] = (maternal,) if one_copy else (maternal, paternal)
    return true


def _rates(random: Random, kind: str) -> ReadingRates:
    if kind != "misread" and random.random() < 0.85:
        return EXACT
    dropout, drop_in, typing_error = (
        random.choice([0.0, 0.02, random.uniform(0, 0.7)]) for _ in range(3)
    )
    return ReadingRates(dropout, drop_in, typing_error)


def _read(
    random: Random, m: Marker, true: tuple[int, ...] | None, rates: ReadingRates, person: Person
) -> Genotype:
    visible = [a for a in range(m.size) if a != m.silent]
    copies = [a for a in true or () if a != m.silent]
    if random.random() < (0.05 if rates.exact else 0.4):
        copies = random.choices(visible, k=2)
    if m.x_linked and person.sex is Sex.MALE and not (rates.drop_in or random.random() < 0.05):
        copies = copies[:1]
    if not copies:
        return (None, None)
    first, second = m.alleles[copies[0]], m.alleles[copies[-1]]
    if random.random() < 0.08:
        return random.choice([(first, None), (None, second), (None, None)])
    return (first, second) if random.random() < 0.5 else (second, first)
