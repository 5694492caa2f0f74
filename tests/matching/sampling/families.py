"""Families in which a further relative could be asked, and a search to plan them in."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from imena.kinship.markers import Marker
from imena.kinship.mutation import Mutation, build
from imena.kinship.observation import EXACT, ReadingRates, Sample
from imena.kinship.pedigree import Pedigree, Person, Sex
from imena.matching.case import Family
from imena.matching.joint.prior import Prior
from imena.matching.sampling.prospects import Planned, Search
from imena.matching.sampling.rivalry import prior_odds
from imena.matching.sampling.stakes import Stakes

M, F = Sex.MALE, Sex.FEMALE
PEOPLE = [
    Person("grandad", sex=M), Person("grandma", sex=F),
    Person("dad", "grandad", "grandma", M), Person("mum", sex=F), Person("wife", sex=F),
    Person("uncle", "grandad", "grandma", M),
    Person("he", "dad", "mum", M), Person("brother", "dad", "mum", M),
    Person("half", "dad", None, F), Person("girl", "he", "wife", F),
]  # fmt: skip
PEDIGREE = Pedigree.of(PEOPLE)
RELATIVES = ("grandma", "dad", "mum", "uncle", "brother", "half", "girl")


def marker(
    frequencies: Sequence[float] = (0.5, 0.3, 0.2),
    name: str = "A",
    *,
    mutation: float = 0.0,
    x_linked: bool = False,
) -> Marker:
    """A marker with alleles "1", "2" …"""
    alleles = tuple(str(n + 1) for n in range(len(frequencies)))
    p = np.array(frequencies)
    matrix = build("equal", alleles, p, rate=mutation) if mutation else None
    mutates = None if matrix is None else Mutation(matrix, matrix)
    return Marker(name, alleles, p, x_linked=x_linked, mutation=mutates)


def family(
    typed: dict[str, Sample] | None = None,
    missing: tuple[str, ...] = ("he",),
    pedigree: Pedigree = PEDIGREE,
) -> Family:
    return Family("F", pedigree, typed or {}, missing)


def search(
    markers: Sequence[Marker],
    *,
    bodies: int = 5,
    missing: int = 4,
    threshold: float = 0.9,
    rates: ReadingRates = EXACT,
    replicates: int = 2000,
    prior: str = "recovered=0.5",
    classes: int = 12,
) -> Search:
    """A search in which every body is read in full."""
    weight = prior_odds(Prior.parse(prior), bodies, 0.0)
    stakes = Stakes.of(weight=weight, bodies=bodies, missing=missing, threshold=threshold)
    return Search(
        stakes,
        tuple(markers),
        np.ones((bodies, len(markers)), dtype=bool),
        (Sex.UNKNOWN,) * bodies,
        rates=rates,
        replicates=replicates,
        seed=7,
        classes=classes,
    )


def planned(of: Family, by: Search, among: float = 0.5) -> Planned:
    return Planned(of, by, dict.fromkeys(of.missing, among))
