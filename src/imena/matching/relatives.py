"""Bodies against bodies: the same person sampled twice, and close relatives.

All pairs are screened without mutation through tables of the distinct readings; what stands out is
recomputed by the engine, mutation and all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from imena.kinship.candidate import ColumnSet, column_of
from imena.kinship.emission import Locus
from imena.kinship.observation import Sample
from imena.kinship.pedigree import Pedigree, Person, Sex
from imena.matching.case import Body
from imena.matching.pairwise import LOG10, Readings

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Relation:
    """A way two bodies may be related, and log10 LR of it against "unrelated"."""

    name: str
    log10_lr: float


def screen(readings: Readings) -> dict[str, FloatArray]:
    """Natural log LR of each pair of bodies for "same_person", "parent_child", "full_siblings".

    Shape (bodies, bodies) each, over autosomal unlinked markers, without mutation or co-ancestry.
    """
    n = len(readings.case.bodies)
    out = {name: np.zeros((n, n)) for name in ("same_person", "parent_child", "full_siblings")}
    for u, (unit, at) in enumerate(zip(readings.units, readings.panel.loci, strict=True)):
        if at.marker.x_linked or len(unit) > 1 or not readings.samples[u]:
            continue
        read_as = [column_of(at.marker, sample, Sex.UNKNOWN) for sample in readings.samples[u]]
        tables = _tables(at, ColumnSet.of(at, [column for column in read_as if column is not None]))
        column = readings.column[:, u]
        read = np.flatnonzero(column >= 0)
        for name, table in tables.items():
            out[name][np.ix_(read, read)] += table[np.ix_(column[read], column[read])]
    return out


def _tables(at: Locus, columns: ColumnSet) -> dict[str, FloatArray]:
    """Natural log LR of every two readings, identical by descent at 2, 1, or (1/4, 1/2, 1/4)."""
    p = at.frequencies
    e = np.stack(columns.emissions)
    population = np.exp(columns.log_population)
    unrelated = np.outer(population, population)
    flat = e.reshape(len(e), -1)
    both = (flat * np.outer(p, p).ravel()) @ flat.T
    passed = ((e + e.transpose(0, 2, 1)) / 2) @ p
    one = (passed * p) @ passed.T
    with np.errstate(divide="ignore"):
        return {
            "same_person": np.log(both / unrelated),
            "parent_child": np.log(one / unrelated),
            "full_siblings": np.log(0.25 * both / unrelated + 0.5 * one / unrelated + 0.25),
        }


def engine_relations(readings: Readings, first: Body, second: Body) -> list[Relation]:
    """Parent and child (either way round) and full siblings, by the engine with mutation."""
    samples = {"first": _speaking(readings, first), "second": _speaking(readings, second)}
    father, mother = Person("father", sex=Sex.MALE), Person("mother", sex=Sex.FEMALE)
    apart = [Person("first", sex=first.sex), Person("second", sex=second.sex)]
    reference = _log(readings, apart, samples)
    siblings = [father, mother, *(Person(p.id, "father", "mother", p.sex) for p in apart)]
    found = [Relation("full_siblings", (_log(readings, siblings, samples) - reference) / LOG10)]
    both_ways = []
    for parent, child in (apart, apart[::-1]):
        as_mother = parent.sex is Sex.FEMALE
        born = Person(
            child.id,
            None if as_mother else parent.id,
            parent.id if as_mother else None,
            child.sex,
        )
        both_ways.append(_log(readings, [parent, born], samples))
    found.append(Relation("parent_child", (max(both_ways) - reference) / LOG10))
    return sorted(found, key=lambda relation: -relation.log10_lr)


def _speaking(readings: Readings, body: Body) -> Sample:
    """Without X-linked readings where the sex is not known: a parent's role would give it one."""
    if body.sex is not Sex.UNKNOWN:
        return body.sample
    autosomal = {m.name for m in readings.case.markers if not m.x_linked}
    kept = {name: g for name, g in body.sample.genotypes.items() if name in autosomal}
    return Sample(kept, body.sample.rates)


def _log(readings: Readings, people: list[Person], samples: dict[str, Sample]) -> float:
    return sum(readings.log_by_unit(Pedigree.of(people), samples).values())


def disagreeing(first: Sample, second: Sample) -> tuple[str, ...]:
    """Markers at which two readings of one person would differ."""
    both = first.genotypes.keys() & second.genotypes.keys()
    return tuple(
        name
        for name in first.genotypes
        if name in both
        and None not in first.genotypes[name]
        and None not in second.genotypes[name]
        and set(first.genotypes[name]) != set(second.genotypes[name])
    )
