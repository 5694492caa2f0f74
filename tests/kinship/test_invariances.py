"""What may be changed about a question without changing its answer.

Each law takes random questions of every kind, larger than enumeration could answer, asks the
engine before and after the change, and wants the same total log-likelihood.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from imena.kinship.likelihood import log_likelihood
from imena.kinship.markers import Marker
from imena.kinship.mutation import Mutation, build, lump
from imena.kinship.observation import Genotype, Sample
from imena.kinship.pedigree import Pedigree, Person, Sex
from tests.kinship.agreement import agree
from tests.kinship.strategies import KINDS, Question, question

QUESTIONS_OF_A_KIND = 25
NO_LIMIT = 10**9

Change = Callable[[Question, Random], Question]


def total(asked: Question) -> float:
    return log_likelihood(
        asked.pedigree,
        asked.samples,
        asked.markers,
        theta=asked.theta,
        linkage=asked.linkage,
        founder_inbreeding=asked.founder_inbreeding,
    ).total


# People


def people_renamed_and_reordered(asked: Question, random: Random) -> Question:
    ids = [person.id for person in asked.pedigree]
    new = dict(zip(ids, random.sample([f"p{i}" for i in range(len(ids))], len(ids)), strict=True))
    people = [
        Person(
            new[p.id],
            p.father and new[p.father],
            p.mother and new[p.mother],
            p.sex,
        )
        for p in asked.pedigree
    ]
    random.shuffle(people)
    inbred = {new[i]: f for i, f in (asked.founder_inbreeding or {}).items()}
    samples = {new[i]: sample for i, sample in asked.samples.items()}
    random.shuffle(order := list(samples))
    return replace(
        asked,
        pedigree=Pedigree.of(people),
        samples={i: samples[i] for i in order},
        founder_inbreeding=inbred,
    )


def an_untyped_child_added(asked: Question, random: Random) -> Question:
    men = [p.id for p in asked.pedigree if p.sex is Sex.MALE]
    women = [p.id for p in asked.pedigree if p.sex is Sex.FEMALE]
    child = Person(
        "added",
        random.choice([*men, None]) if men else None,
        random.choice([*women, None]) if women else None,
        random.choice(list(Sex)),
    )
    return replace(asked, pedigree=Pedigree.of([*asked.pedigree, child]))


def an_untyped_family_added(asked: Question, random: Random) -> Question:
    family = [
        Person("added father", sex=Sex.MALE),
        Person("added mother", sex=Sex.FEMALE),
        Person("added son", "added father", "added mother", Sex.MALE),
        Person("added daughter", "added father", "added mother", Sex.FEMALE),
        Person("added grandchild", "added son", "added daughter", random.choice(list(Sex))),
    ]
    return replace(asked, pedigree=Pedigree.of([*asked.pedigree, *family]))


def a_founder_given_two_untyped_parents(asked: Question, random: Random) -> Question:
    """Exact without mutation: the child's two alleles are two draws from the population.

    With a mutation model that keeps the frequencies it is exact too, as long as the founders share
    no ancestry.
    """
    keeps = [None if m.mutation is None else _proportional(m) for m in asked.markers]
    if asked.theta > 0:
        keeps = [None for _ in keeps]
    founder = random.choice(asked.pedigree.founders)
    people = [p for p in asked.pedigree if p.id != founder.id]
    people += [
        Person("added father", sex=Sex.MALE),
        Person("added mother", sex=Sex.FEMALE),
        replace(founder, father="added father", mother="added mother"),
    ]
    return replace(
        asked,
        markers=tuple(replace(m, mutation=k) for m, k in zip(asked.markers, keeps, strict=True)),
        pedigree=Pedigree.of(people),
    )


def _proportional(m: Marker) -> Mutation:
    heterozygosity = float(1 - (m.frequencies**2).sum())
    return Mutation.of(
        build("proportional", m.alleles, m.frequencies, rate=0.1 * heterozygosity),
        build("proportional", m.alleles, m.frequencies, rate=0.3 * heterozygosity),
    )


# Markers and alleles


def alleles_renamed_and_reordered(asked: Question, random: Random) -> Question:
    markers, names = [], {}
    for m in asked.markers:
        order = random.sample(range(m.size), m.size)
        names[m.name] = {m.alleles[old]: f"allele {new}" for new, old in enumerate(order)}
        mutation = m.mutation and Mutation(
            m.mutation.female[np.ix_(order, order)], m.mutation.male[np.ix_(order, order)]
        )
        markers.append(
            Marker(
                m.name,
                tuple(names[m.name][m.alleles[old]] for old in order),
                m.frequencies[order],
                m.x_linked,
                mutation,
                None if m.silent is None else order.index(m.silent),
            )
        )

    def renamed(name: str, genotype: Genotype) -> Genotype:
        first, second = (None if a is None else names[name][a] for a in genotype)
        return first, second

    return replace(asked, markers=tuple(markers), samples=_reread(asked.samples, renamed))


def readings_turned_round(asked: Question, random: Random) -> Question:
    turned = _reread(asked.samples, lambda _, genotype: (genotype[1], genotype[0]))
    return replace(asked, samples=turned, markers=asked.markers[::-1])


def _reread(
    samples: Mapping[str, Sample], read: Callable[[str, Genotype], Genotype]
) -> dict[str, Sample]:
    return {
        person: replace(
            sample, genotypes={name: read(name, g) for name, g in sample.genotypes.items()}
        )
        for person, sample in samples.items()
    }


def an_allele_nobody_carries_cut_in_two(asked: Question, random: Random) -> Question:
    """The halves differ in frequency only, so merging them again must change nothing."""
    return replace(asked, markers=tuple(_cut(m, asked, random) for m in asked.markers))


def _cut(m: Marker, asked: Question, random: Random) -> Marker:
    read = {
        allele for sample in asked.samples.values() for allele in sample.genotypes.get(m.name, ())
    }
    unread = [i for i, a in enumerate(m.alleles) if a not in read and i != m.silent]
    if not unread:
        return m
    i = random.choice(unread)
    share = random.random()
    first = np.append(np.arange(m.size), i)  # which old allele each new one comes from
    weight = np.ones(m.size + 1)
    weight[[i, -1]] = share, 1 - share
    mutation = m.mutation and Mutation(
        m.mutation.female[np.ix_(first, first)] * weight,
        m.mutation.male[np.ix_(first, first)] * weight,
    )
    return Marker(
        m.name,
        (*m.alleles, "other half"),
        m.frequencies[first] * weight,
        m.x_linked,
        mutation,
        m.silent,
    )


LAWS: list[Change] = [
    people_renamed_and_reordered,
    an_untyped_child_added,
    an_untyped_family_added,
    alleles_renamed_and_reordered,
    readings_turned_round,
    an_allele_nobody_carries_cut_in_two,
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("change", LAWS, ids=lambda change: change.__name__)
def test_the_likelihood_does_not_move(change: Change, kind: str) -> None:
    for seed in range(QUESTIONS_OF_A_KIND):
        asked = question(seed, kind, NO_LIMIT)
        changed = change(asked, Random(seed))
        assert agree(total(changed), total(asked)), f"question({seed}, {kind!r}, {NO_LIMIT})"


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "inbred"])
def test_an_untyped_couple_with_one_child_may_be_cut_off(kind: str) -> None:
    for seed in range(QUESTIONS_OF_A_KIND):
        asked = question(seed, kind, NO_LIMIT)
        with_parents = a_founder_given_two_untyped_parents(asked, Random(seed))
        without = replace(asked, markers=with_parents.markers)
        assert agree(total(with_parents), total(without)), f"question({seed}, {kind!r})"


@pytest.mark.parametrize("kind", [k for k in KINDS if k != "x_linked"])
def test_mothers_and_fathers_may_change_places_away_from_the_x(kind: str) -> None:
    other = {Sex.MALE: Sex.FEMALE, Sex.FEMALE: Sex.MALE, Sex.UNKNOWN: Sex.UNKNOWN}
    asked = [question(seed, kind, NO_LIMIT) for seed in range(QUESTIONS_OF_A_KIND)]
    autosomal = [q for q in asked if not any(m.x_linked for m in q.markers)]
    assert autosomal
    for q in autosomal:
        people = [Person(p.id, p.mother, p.father, other[p.sex]) for p in q.pedigree]
        markers = tuple(
            replace(m, mutation=m.mutation and Mutation(m.mutation.male, m.mutation.female))
            for m in q.markers
        )
        mirrored = replace(q, pedigree=Pedigree.of(people), markers=markers)
        assert agree(total(mirrored), total(q))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("silent", "linked")])
def test_what_an_untyped_person_could_be_adds_up_to_not_typing_her(kind: str) -> None:
    checked = 0
    for seed in range(QUESTIONS_OF_A_KIND):
        asked = question(seed, kind, NO_LIMIT)
        m = asked.markers[0]
        people = [p for p in asked.pedigree if p.id not in asked.samples]
        people = [p for p in people if p.sex is not Sex.UNKNOWN or not m.x_linked]
        if not people or m.silent is not None:
            continue
        person = people[0]
        asked = replace(asked, markers=(m,))
        one_copy = m.x_linked and person.sex is Sex.MALE
        could_be = [
            (a, b) for i, a in enumerate(m.alleles) for b in ([a] if one_copy else m.alleles[i:])
        ]
        likelihoods = [
            math.exp(
                total(
                    replace(asked, samples={**asked.samples, person.id: Sample({m.name: genotype})})
                )
            )
            for genotype in could_be
        ]
        assert math.fsum(likelihoods) == pytest.approx(math.exp(total(asked)), rel=1e-9)
        checked += 1
    assert checked >= 5


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "theta"])
def test_families_that_share_nothing_multiply(kind: str) -> None:
    for seed in range(QUESTIONS_OF_A_KIND):
        one = replace(question(seed, kind, NO_LIMIT), theta=0.0)
        copy = people_renamed_and_reordered(one, Random(seed))
        both = replace(
            one,
            pedigree=one.pedigree.joined(copy.pedigree),
            samples={**one.samples, **copy.samples},
            founder_inbreeding={
                **(one.founder_inbreeding or {}),
                **(copy.founder_inbreeding or {}),
            },
        )
        assert agree(total(both), 2 * total(one))


@pytest.mark.parametrize("model", ["equal", "proportional"])
def test_merging_by_hand_or_leaving_it_to_the_engine(model: str) -> None:
    """Three generations, twenty alleles of which two were read."""
    random = np.random.default_rng(11)
    p = random.dirichlet(np.ones(20))
    alleles = tuple(str(i) for i in range(20))
    female = build(model, alleles, p, rate=0.03)
    male = build(model, alleles, p, rate=0.01)
    keep = np.isin(np.arange(20), [3, 7])
    whole = Marker("M", alleles, p, mutation=Mutation(female, male))
    merged = Marker(
        "M",
        ("3", "7", "others"),
        np.append(p[keep], p[~keep].sum()),
        mutation=Mutation(lump(female, p, keep), lump(male, p, keep)),
    )
    pedigree = Pedigree.of(
        [
            Person("grandson", "son", None, Sex.MALE),
            Person("son", "man", "woman", Sex.MALE),
            Person("daughter", "man", "woman", Sex.FEMALE),
            Person("man", sex=Sex.MALE),
            Person("woman", sex=Sex.FEMALE),
        ]
    )
    samples = {
        "grandson": Sample({"M": ("3", "3")}),
        "daughter": Sample({"M": ("3", "7")}),
        "woman": Sample({"M": ("7", "7")}),
    }
    for theta in (0.0, 0.03):
        asked = Question(pedigree, samples, (whole,), theta)
        assert agree(total(asked), total(replace(asked, markers=(merged,))))
