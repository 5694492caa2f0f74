"""Random invented cases with everything a case file can say, for Hypothesis."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from imena.exchange.casefile.mutation_fields import built
from imena.kinship.markers import Linkage, Marker
from imena.kinship.mutation import Mutation
from imena.kinship.observation import ReadingRates, Sample
from imena.kinship.pedigree import Pedigree, Person, Sex
from imena.matching.case import Body, Case, Family

_IDS = st.text("aZ09 -,;\"'.їґ’|\t", min_size=1, max_size=6).filter(
    lambda text: text == text.strip() and text.isprintable()
)
_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=4)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-9, 9) | _TEXT,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_TEXT, inner, max_size=2),
    max_leaves=3,
)
_NAMES = st.sampled_from(["grave", "name", "note, long", "family ", "missing_since", "коротко"])
_DETAILS = st.dictionaries(_NAMES, _JSON, max_size=2)
_RATES = st.builds(
    ReadingRates,
    dropout=st.sampled_from([0.0, 0.05, 1 / 3]),
    drop_in=st.sampled_from([0.0, 0.01]),
    typing_error=st.sampled_from([0.0, 1e-9]),
)


@st.composite
def markers(draw: st.DrawFn, number: int) -> tuple[tuple[Marker, ...], dict[str, Any]]:
    """Markers and what their mutation was made from."""
    made: list[Marker] = []
    details: dict[str, Any] = {}
    for i in range(number):
        size = draw(st.integers(2, 4))
        silent = draw(st.sampled_from([None, None, size - 1]))
        alleles = [str(6 + k) for k in range(size)]
        if silent is not None:
            alleles[silent] = "silent"
        weights = np.array(draw(st.lists(st.integers(1, 9), min_size=size, max_size=size)))
        p = weights / weights.sum()
        name = f"M{i}"
        kind = draw(st.sampled_from(["none", "parameters", "matrix"]))
        mutation = None
        if kind == "parameters":
            female, male = {"rate": 0.001, "range": 0.1, "rate2": 1e-6}, {"rate": 0.002}
            male = {**female, **male}
            mutation = built("stepwise", female, male, alleles, p, silent)
            details[name] = {"mutation": {"female": female, "male": male}}
        elif kind == "matrix":
            matrix = np.full((size, size), 0.1 / (size - 1))
            np.fill_diagonal(matrix, 0.9)
            mutation = Mutation.of(matrix, np.eye(size))
        x_linked = draw(st.booleans())
        chromosome = "X" if x_linked else draw(st.sampled_from([None, "12"]))
        made.append(Marker(name, tuple(alleles), p, x_linked, mutation, silent, chromosome))
    return tuple(made), details


@st.composite
def samples(draw: st.DrawFn, table: tuple[Marker, ...], sex: Sex) -> Sample:
    """A profile with some markers left out and some alleles unknown."""
    genotypes: dict[str, tuple[str | None, str | None]] = {}
    for marker in table:
        seen = [a for i, a in enumerate(marker.alleles) if i != marker.silent]
        first = draw(st.sampled_from(seen))
        second = draw(st.sampled_from([*seen, None]))
        if marker.x_linked and sex is Sex.MALE:
            second = first
        if draw(st.booleans()):
            genotypes[marker.name] = (first, second)
    return Sample(genotypes, draw(_RATES))


@st.composite
def families(draw: st.DrawFn, table: tuple[Marker, ...], number: int, theta: float) -> Family:
    """Two generations, now and then with one recorded parent only."""
    a, b, c, d = draw(st.lists(_IDS, min_size=4, max_size=4, unique=True))
    suffix = f" of {number}"
    father, mother, child, other = (f"{x}{suffix}" for x in (a, b, c, d))
    people = [
        Person(father, sex=Sex.MALE),
        Person(mother, sex=Sex.FEMALE),
        Person(child, father, mother, draw(st.sampled_from(list(Sex)))),
        Person(other, father, draw(st.sampled_from([mother, None])), Sex.FEMALE),
    ]
    pedigree = Pedigree.of(draw(st.permutations(people)))
    missing = draw(st.permutations([child, father]))[: draw(st.integers(1, 2))]
    typed = [person for person in (mother, other) if draw(st.booleans())]
    drawn = {person: draw(samples(table, pedigree[person].sex)) for person in typed}
    inbreeding = {} if theta else draw(st.sampled_from([{}, {father: 0.25}]))
    details = {person: said for person in (child, father) if (said := draw(_DETAILS))}
    kept = {person: sample for person, sample in drawn.items() if sample.genotypes}
    return Family(f"F{number}", pedigree, kept, tuple(missing), inbreeding, details)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A whole case."""
    table, of_markers = draw(markers(draw(st.integers(1, 3))))
    theta = draw(st.sampled_from([0.0, 0.02]))
    drawn = [draw(families(table, i, theta)) for i in range(draw(st.integers(1, 3)))]
    bodies = []
    for i in range(draw(st.integers(1, 3))):
        sex = draw(st.sampled_from(list(Sex)))
        bodies.append(Body(f"B{i}", sex, draw(samples(table, sex)), draw(_DETAILS)))
    bare = Case("x", table, tuple(drawn), tuple(bodies))
    pairs = [(b.id, m) for b in bodies for m in bare.missing if bare.comparable(b.id, m)]
    chosen = [pair for pair in pairs if draw(st.booleans())]
    pairings = None
    if draw(st.booleans()):
        pairings = {b.id: tuple(m for body, m in pairs if body == b.id) for b in bodies}
    inbred = any(family.founder_inbreeding for family in drawn)
    together = len(table) > 1 and table[0].x_linked == table[1].x_linked
    alone = table[0].chromosome is None or table[0].chromosome == table[-1].chromosome
    linked = together and alone and len(table) == 2 and not theta and not inbred
    details = {"note": draw(_JSON)}
    if of_markers:
        details["markers"] = of_markers
    return Case(
        name=draw(_IDS),
        markers=table,
        families=tuple(drawn),
        bodies=tuple(bodies),
        pairings=pairings,
        theta=theta,
        linkage=(Linkage("M0", "M1", 0.1),) if linked else (),
        evidence={pair: draw(st.sampled_from([-1.5, 2.0, float("-inf")])) for pair in chosen},
        details=details,
    )
