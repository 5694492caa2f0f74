"""Random families with places to fill, and bodies that may fill them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from imena.kinship.candidate import Column, ColumnSet, Panel, column_of
from imena.kinship.grouping import Observed
from imena.kinship.likelihood import log_likelihood
from imena.kinship.markers import Marker
from imena.kinship.observation import Sample
from imena.kinship.pedigree import Pedigree, Person, Sex
from tests.kinship.strategies import question
from tests.oracles.placed_by_likelihood import Body


@dataclass(frozen=True)
class Search:
    """A family that misses ``places``, and ``bodies``: those of its own and others."""

    pedigree: Pedigree
    samples: Mapping[str, Sample]
    markers: tuple[Marker, ...]
    founder_inbreeding: Mapping[str, float]
    places: tuple[str, ...]
    bodies: tuple[Body, ...]

    @property
    def panel(self) -> Panel:
        """The markers, with every allele anybody was read with."""
        return Panel.of(self.markers, [*self.samples.values(), *(s for s, _ in self.bodies)])

    def readings(self, panel: Panel) -> list[Observed]:
        return panel.readings(self.pedigree, self.samples, range(len(self.markers)))

    def columns_of(self, marker: Marker) -> dict[int, Column]:
        """What each body was read with at a marker, by its number."""
        read = {i: column_of(marker, sample, sex) for i, (sample, sex) in enumerate(self.bodies)}
        return {i: column for i, column in read.items() if column is not None}

    def column_sets(self, panel: Panel) -> list[ColumnSet]:
        """The distinct readings of the bodies at each marker."""
        return [
            ColumnSet.of(at, list(dict.fromkeys(self.columns_of(at.marker).values())))
            for at in panel.loci
        ]


def search(seed: int, kind: str, places: int, strangers: int = 2) -> Search:
    """The search this number names."""
    random = Random(f"search {kind} {seed}")
    while True:
        asked = question(random.randrange(10**9), kind, limit=10**9)
        read = [p for p in asked.samples if p not in asked.pedigree.unnamed]
        if len(read) < places:
            continue
        missing = tuple(random.sample(read, places))
        own = [(asked.samples[m], asked.pedigree[m].sex) for m in missing]
        others = [_stranger(random, asked.samples, asked.markers) for _ in range(strangers)]
        bodies = []
        for sample, recorded in own + others:
            sex = random.choice([recorded, recorded, recorded, Sex.UNKNOWN])
            bodies.append((_possible(sample, sex, asked.markers), sex))
        return Search(
            asked.pedigree,
            {p: s for p, s in asked.samples.items() if p not in missing},
            asked.markers,
            dict(asked.founder_inbreeding or {}),
            missing,
            tuple(bodies),
        )


def _stranger(
    random: Random, samples: Mapping[str, Sample], markers: tuple[Marker, ...]
) -> tuple[Sample, Sex]:
    genotypes = {}
    for marker in markers:
        visible = [a for i, a in enumerate(marker.alleles) if i != marker.silent]
        alleles = (random.choice(visible), random.choice([*visible, None]))
        genotypes[marker.name] = random.choice([alleles, alleles[::-1]])
    rates = random.choice([sample.rates for sample in samples.values()])
    return Sample(genotypes, rates), random.choice([Sex.MALE, Sex.FEMALE])


def _possible(sample: Sample, sex: Sex, markers: tuple[Marker, ...]) -> Sample:
    """Without the readings that nobody can have (an allele of frequency 0, say)."""
    lone = Pedigree((Person("alone", sex=sex),))
    kept = {
        marker.name: sample.genotypes[marker.name]
        for marker in markers
        if marker.name in sample.genotypes
        and log_likelihood(lone, {"alone": sample}, [marker]).total > -math.inf
    }
    return Sample(kept, sample.rates)
