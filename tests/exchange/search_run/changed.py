"""A simulated case on two days: people added, changed, removed, and listed in another order."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from imena import Body, Case, Family, Pedigree, Person, Sample, Sex


def with_every_allele(case: Case) -> Case:
    """The case with a family in which every allele of every marker was read, so that which alleles
    are told apart does not change with the people."""
    longest = max(marker.size for marker in case.markers)
    typed = [f"read-{i}" for i in range(longest)]
    samples = {
        person: Sample({m.name: (m.alleles[i % m.size],) * 2 for m in case.markers})
        for i, person in enumerate(typed)
    }
    people = [Person(person, sex=Sex.FEMALE) for person in [*typed, "zz-missing"]]
    family = Family("zz", Pedigree.of(people), samples, ("zz-missing",))
    return replace(case, families=(*case.families, family))


def two_days(case: Case, rng: np.random.Generator) -> tuple[Case, Case]:
    """Yesterday's and today's case, each with most of the people of ``case``."""
    days = []
    for today in (False, True):
        bodies = [b for b in case.bodies if rng.random() < 0.96]
        families = [f for f in case.families if f.id == "zz" or rng.random() < 0.96]
        if today:
            bodies = [_read_otherwise(b) if rng.random() < 0.05 else b for b in bodies]
            families = [
                _one_sample_less(f) if f.id != "zz" and rng.random() < 0.05 else f for f in families
            ]
            rng.shuffle(bodies)
            rng.shuffle(families)
        days.append(replace(case, bodies=tuple(bodies), families=tuple(families)))
    return days[0], days[1]


def _read_otherwise(body: Body) -> Body:
    """One marker not read any more."""
    genotypes = dict(list(body.sample.genotypes.items())[1:])
    return replace(body, sample=replace(body.sample, genotypes=genotypes))


def _one_sample_less(family: Family) -> Family:
    return replace(family, samples=dict(list(family.samples.items())[1:]))
