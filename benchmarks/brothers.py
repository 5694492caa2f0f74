"""Families who each miss two brothers, all of whom may be any of the bodies."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from imena import (
    Body,
    Case,
    Family,
    Pedigree,
    Person,
    Sample,
    Sex,
    drop_genes,
    invented_markers,
    read_genes,
)


def brothers_case(families: int = 10, *, typed: str = "sister", seed: int = 1) -> Case:
    """As many bodies as missing, two of each family; ``typed`` is its one relative with a sample.

    ``typed`` is "mother", "sister" or "uncle". All bodies are men's, and any allele may mutate into
    any other: every placement has a likelihood above zero, no family can be decided apart.
    """
    rng = np.random.default_rng(seed)
    markers = invented_markers(mutation="equal")
    cases = [_family(f"F{i + 1}", typed) for i in range(families)]
    everyone = Pedigree.of([person for family in cases for person in family.pedigree])
    genes = {person: rows[0] for person, rows in drop_genes(everyone, markers, rng).items()}
    missing = [m for family in cases for m in family.missing]
    bodies = [
        Body(f"V{n + 1}", Sex.MALE, read_genes(genes[missing[i]], markers, rng))
        for n, i in enumerate(rng.permutation(len(missing)).tolist())
    ]
    typed_families = [
        replace(family, samples={p: read_genes(genes[p], markers, rng) for p in family.samples})
        for family in cases
    ]
    return Case("invented", markers, tuple(typed_families), tuple(bodies))


def _family(family: str, typed: str) -> Family:
    def named(who: str) -> str:
        return f"{family} {who}"

    father, mother = named("father"), named("mother")
    people = [
        Person(named("grandfather"), sex=Sex.MALE),
        Person(named("grandmother"), sex=Sex.FEMALE),
        Person(father, named("grandfather"), named("grandmother"), Sex.MALE),
        Person(named("uncle"), named("grandfather"), named("grandmother"), Sex.MALE),
        Person(mother, sex=Sex.FEMALE),
        Person(named("elder"), father, mother, Sex.MALE),
        Person(named("younger"), father, mother, Sex.MALE),
        Person(named("sister"), father, mother, Sex.FEMALE),
    ]
    missing = (named("elder"), named("younger"))
    return Family(family, Pedigree.of(people), {named(typed): Sample()}, missing)
