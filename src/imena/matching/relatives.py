"""Bodies against bodies: the same person sampled twice, and close relatives.

All pairs are screened through tables of the distinct readings, mutation and all; what stands out is
recomputed by the engine, which knows linked markers, the X and co-ancestry as well.
"""

from __future__ import annotations

from collections.abc import Mapping
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
IntArray = npt.NDArray[np.int64]

#: Of a pair; the first body as the other's father or mother, where that is asked.
SAME, SIBLINGS, FATHER, MOTHER = "same_person", "full_siblings", "father", "mother"


@dataclass(frozen=True)
class Relation:
    """A way two bodies may be related, and log10 LR of it against "unrelated"."""

    name: str
    log10_lr: float


@dataclass(frozen=True, eq=False)
class BodyTables:
    """What two readings say of two bodies, marker by marker, natural log LR against "unrelated".

    Autosomal unlinked markers only, without co-ancestry. ``column`` has shape (bodies, markers):
    which of a marker's distinct readings the body has, -1 = none. ``tables[name][marker]`` has
    shape (readings + 1, readings + 1), the first body's first, and "not read" last: that says a
    little of a child where mutation moves frequencies. ``women``, shape (bodies,): who would be a
    mother. ``complete``: the case has no other markers and no co-ancestry, so that this is all.
    """

    column: IntArray
    tables: Mapping[str, tuple[FloatArray, ...]]
    women: npt.NDArray[np.bool_]
    complete: bool

    @classmethod
    def of(cls, readings: Readings) -> BodyTables:
        """The tables of a case's bodies."""
        used, found = [], []
        for u, (unit, at) in enumerate(zip(readings.units, readings.panel.loci, strict=True)):
            if at.marker.x_linked or len(unit) > 1 or not readings.samples[u]:
                continue
            read_as = [column_of(at.marker, s, Sex.UNKNOWN) for s in readings.samples[u]]
            columns = ColumnSet.of(at, [column for column in read_as if column is not None])
            found.append(_tables(at, columns))
            used.append(u)
        speaking = [u for u, samples in enumerate(readings.samples) if samples]
        return cls(
            readings.column[:, used].astype(np.int64),
            {name: tuple(t[name] for t in found) for name in (SAME, SIBLINGS, FATHER, MOTHER)},
            np.array([body.sex is Sex.FEMALE for body in readings.case.bodies], dtype=bool),
            used == speaking and not readings.case.theta,
        )

    def log_lr(self, name: str, first: IntArray, second: IntArray) -> FloatArray:
        """Natural log LR of pairs of bodies (numbers, of shapes that go together)."""
        total = np.zeros(np.broadcast_shapes(first.shape, second.shape))
        for column, table in zip(self.column.T, self.tables[name], strict=True):
            total += table[column[first], column[second]]
        return total

    def log_parent(self, first: IntArray, second: IntArray) -> FloatArray:
        """The same for "the first is a parent of the second", by the first one's sex."""
        as_father = self.log_lr(FATHER, first, second)
        return np.where(self.women[first], self.log_lr(MOTHER, first, second), as_father)


def screen(readings: Readings) -> dict[str, FloatArray]:
    """Natural log LR of each pair of bodies for "same_person", "parent_child", "full_siblings".

    Shape (bodies, bodies) each, by `BodyTables`; parent and child either way round.
    """
    tables = BodyTables.of(readings)
    one, other = np.ix_(*2 * [np.arange(len(tables.column))])
    born = tables.log_parent(one, other)
    return {
        "same_person": tables.log_lr(SAME, one, other),
        "full_siblings": tables.log_lr(SIBLINGS, one, other),
        "parent_child": np.maximum(born, born.T),
    }


def _tables(at: Locus, columns: ColumnSet) -> dict[str, FloatArray]:
    """Natural log LR of every two readings at one locus.

    An untyped parent's alleles are drawn from the population and passed on, which moves their
    frequencies where the mutation model is not stationary.
    """
    p = at.frequencies
    e = np.stack([*columns.emissions, np.ones((at.size, at.size))])
    flat = e.reshape(len(e), -1)
    population = np.append(np.exp(columns.log_population), 1.0)
    together = {SAME: (flat * np.outer(p, p).ravel()) @ flat.T}
    female, male = (np.eye(len(p)) if m is None else m for m in (at.female, at.male))
    one_of_two = (e + e.transpose(0, 2, 1)) / 2 @ p * p
    together[MOTHER] = one_of_two @ female @ (e @ (p @ male)).T
    together[FATHER] = one_of_two @ male @ (e.transpose(0, 2, 1) @ (p @ female)).T
    theirs = [_passed_twice(p, passing) for passing in (female, male)]
    passed = np.einsum("xac,ab,cd->xbd", e, *theirs, optimize=True)
    together[SIBLINGS] = passed.reshape(len(e), -1) @ flat.T
    with np.errstate(divide="ignore"):
        return {name: np.log(t / np.outer(population, population)) for name, t in together.items()}


def _passed_twice(p: FloatArray, passing: FloatArray) -> FloatArray:
    """P(a founder passes on these two alleles to two children), shape (classes, classes)."""
    same = passing.T @ (p[:, np.newaxis] * passing)
    return np.asarray((same + np.outer(p @ passing, p @ passing)) / 2)


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
    return body.sample.only({m.name for m in readings.case.markers if not m.x_linked})


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
