"""Invented cases whose shape is chosen: one family, typed as named, and bodies to compare."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from imena import (
    Body,
    Case,
    Family,
    Marker,
    Pedigree,
    Person,
    Sample,
    Sex,
    drop_genes,
    read_genes,
)

FATHER, MOTHER = Person("father", sex=Sex.MALE), Person("mother", sex=Sex.FEMALE)
MISSING = Person("missing", "father", "mother", Sex.MALE)

#: Who is typed → everyone in the family.
SHAPES: dict[tuple[str, ...], tuple[Person, ...]] = {
    ("father", "mother"): (FATHER, MOTHER, MISSING),
    ("child",): (
        FATHER,
        MOTHER,
        MISSING,
        Person("child", "missing", None, Sex.FEMALE),
    ),
    ("sister",): (FATHER, MOTHER, MISSING, Person("sister", "father", "mother", Sex.FEMALE)),
    ("uncle",): (
        Person("grandfather", sex=Sex.MALE),
        Person("grandmother", sex=Sex.FEMALE),
        Person("father", "grandfather", "grandmother", Sex.MALE),
        Person("uncle", "grandfather", "grandmother", Sex.MALE),
        MOTHER,
        MISSING,
    ),
}
SHAPES["uncle", "mother"] = SHAPES["uncle",]


def one_family(
    typed: tuple[str, ...], markers: Sequence[Marker], *, bodies: int, seed: int = 1
) -> Case:
    """One missing man, his relatives ``typed``, his own body and others of strangers."""
    rng = np.random.default_rng(seed)
    pedigree = Pedigree.of(SHAPES[typed])
    genes = {person: rows[0] for person, rows in drop_genes(pedigree, markers, rng).items()}
    samples = {person: read_genes(genes[person], markers, rng) for person in typed}
    stranger = Pedigree((Person("stranger", sex=Sex.MALE),))
    others = drop_genes(stranger, markers, rng, replicates=bodies - 1)["stranger"]
    profiles: list[Sample] = [read_genes(genes["missing"], markers, rng)]
    profiles += [read_genes(other, markers, rng) for other in others]
    return Case(
        "invented",
        tuple(markers),
        (Family("F", pedigree, samples, ("missing",)),),
        tuple(Body(f"V{i}", Sex.MALE, sample) for i, sample in enumerate(profiles, start=1)),
    )


def hypotheses(case: Case) -> tuple[Pedigree, Pedigree, dict[str, Sample]]:
    """The first body is the missing man; he is unrelated; and everything read."""
    family, body = case.families[0], case.bodies[0]
    related = family.pedigree
    apart = related.joined(Pedigree((Person("stranger", sex=Sex.MALE),)))
    samples = {**family.samples, "missing": body.sample}
    renamed = [
        Person("missing", sex=Sex.MALE) if p.id == "stranger" else _as_unknown(p) for p in apart
    ]
    return related, Pedigree.of(renamed), samples


def _as_unknown(person: Person) -> Person:
    """The same person, the missing man's place taken by somebody nobody typed."""

    def name(person_id: str | None) -> str | None:
        return "his place" if person_id == "missing" else person_id

    return Person(name(person.id) or "", name(person.father), name(person.mother), person.sex)
