"""Every body against every missing person, each by itself: the pairwise likelihood ratios.

One table a missing person and marker holds the log LR of every distinct reading among the bodies,
so that a pair is a look-up and an addition per marker.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from imena.kinship.candidate import (
    Column,
    ColumnSet,
    ImpossibleFamilyError,
    Panel,
    candidate_table,
    column_of,
)
from imena.kinship.likelihood import check_assumptions, log_likelihood, side_by_side
from imena.kinship.linked import linkage_groups
from imena.kinship.markers import Marker
from imena.kinship.observation import Sample
from imena.kinship.pedigree import Pedigree, Person, Sex
from imena.matching.case import Case, Family
from imena.matching.identification import Pair

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int32]

LOG10 = float(np.log(10))


@dataclass(frozen=True, eq=False)
class Readings:
    """The bodies' readings, numbered by distinct content.

    ``units`` are what is computed by itself: a marker, or a chain of linked markers. ``column``
    has shape (bodies, units): which of the unit's distinct readings the body has, -1 = none.
    ``direct`` units (linked, or with co-ancestry) have no candidate table: each distinct reading
    is placed in the family and computed whole.
    """

    case: Case
    panel: Panel
    units: tuple[tuple[Marker, ...], ...]
    column: IntArray
    columns: tuple[ColumnSet, ...]
    samples: tuple[tuple[Sample, ...], ...]
    direct: tuple[bool, ...]

    @classmethod
    def of(cls, case: Case) -> Readings:
        """Number the readings of a case's bodies.

        Raises
        ------
        UnsupportedModelError
            For co-ancestry with linkage or inbred founders, or linkage with inbred founders.
        """
        inbred = {m: f for fam in case.families for m, f in fam.founder_inbreeding.items() if f}
        check_assumptions(case.theta, case.linkage, inbred)
        units = tuple(linkage_groups(case.markers, case.linkage))
        everyone = [s for fam in case.families for s in fam.samples.values()]
        everyone += [body.sample for body in case.bodies]
        panel = Panel.of([unit[0] for unit in units], everyone)
        direct = tuple(len(unit) > 1 or case.theta > 0 for unit in units)
        column = np.full((len(case.bodies), len(units)), -1, dtype=np.int32)
        sets: list[ColumnSet] = []
        samples: list[tuple[Sample, ...]] = []
        for u, unit in enumerate(units):
            numbers: dict[object, int] = {}
            first: list[tuple[Column, ...]] = []
            held: list[Sample] = []
            for b, body in enumerate(case.bodies):
                read = [column_of(marker, body.sample, body.sex) for marker in unit]
                if all(one is None for one in read):
                    continue
                key = tuple(read)
                if key not in numbers:
                    numbers[key] = len(numbers)
                    first.append(tuple(one for one in read if one is not None))
                    held.append(body.sample.only({marker.name for marker in unit}))
                column[b, u] = numbers[key]
            single = [] if direct[u] else [one[0] for one in first]
            sets.append(ColumnSet.of(panel.loci[u], single))
            samples.append(tuple(held))
        return cls(case, panel, units, column, tuple(sets), tuple(samples), direct)

    @property
    def names(self) -> tuple[str, ...]:
        """The units' names: the marker, or "A+B" for linked markers."""
        return tuple("+".join(m.name for m in unit) for unit in self.units)

    def log_by_unit(
        self,
        pedigree: Pedigree,
        samples: Mapping[str, Sample],
        founder_inbreeding: Mapping[str, float] | None = None,
    ) -> dict[str, float]:
        """Natural log of P(samples | pedigree), unit by unit, with the case's panel and model."""
        plain = [u for u, direct in enumerate(self.direct) if not direct]
        observed = self.panel.readings(pedigree, samples, plain)
        found = side_by_side(pedigree, observed, founder_inbreeding or {})
        for u, direct in enumerate(self.direct):
            if direct:
                found[self.names[u]] = self.log_of_unit(u, pedigree, samples, founder_inbreeding)
        return {name: found[name] for name in self.names}

    def log_of_unit(
        self,
        unit: int,
        pedigree: Pedigree,
        samples: Mapping[str, Sample],
        founder_inbreeding: Mapping[str, float] | None = None,
    ) -> float:
        """Natural log of P(samples | pedigree) at one unit, computed whole."""
        names = {marker.name for marker in self.units[unit]}
        return log_likelihood(
            pedigree,
            samples,
            self.units[unit],
            theta=self.case.theta,
            linkage=[li for li in self.case.linkage if {li.first, li.second} <= names],
            founder_inbreeding=founder_inbreeding,
        ).total


@dataclass(eq=False)
class Pairwise:
    """Natural-log LRs of all pairs.

    ``log_lr`` has shape (bodies, missing): ``nan`` where the two were not compared (sex, a barred
    pairing, a family whose own readings are impossible), ``-inf`` where impossible.
    ``impossible`` names, by family, the markers its own readings cannot have.
    """

    readings: Readings
    log_lr: FloatArray
    tables: dict[str, list[FloatArray]]
    impossible: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def per_unit(self, body: int, missing: str) -> dict[str, float]:
        """Natural-log LR by unit, of the units the body was read at."""
        return {
            name: float(self.tables[missing][u][c])
            for u, name in enumerate(self.readings.names)
            if (c := self.readings.column[body, u]) >= 0
        }

    def pair(self, body: int, missing: str) -> Pair:
        """One pair, in base 10, with the units that exclude it."""
        per_unit = self.per_unit(body, missing)
        case = self.readings.case
        return Pair(
            case.bodies[body].id,
            missing,
            case.family_of[missing].id,
            float(sum(per_unit.values())) / LOG10,
            {name: value / LOG10 for name, value in per_unit.items()},
            tuple(name for name, value in per_unit.items() if value == -np.inf),
        )


#: The tables of a family, as :func:`family_tables` makes them.
TablesOf = Callable[[Readings, Family], dict[str, list[FloatArray]]]


def comparable(case: Case) -> npt.NDArray[np.bool_]:
    """`Case.comparable` of every body and every missing person, shape (bodies, missing)."""
    if case.pairings is None:
        bodies = np.array([body.sex.value for body in case.bodies], dtype=object)
        missing = np.array([case.sex_of(m).value for m in case.missing], dtype=object)
        man, woman = Sex.MALE.value, Sex.FEMALE.value
        man_woman = np.outer(bodies == man, missing == woman)
        return np.asarray(~(man_woman | np.outer(bodies == woman, missing == man)), dtype=bool)
    position = {m: j for j, m in enumerate(case.missing)}
    may = np.zeros((len(case.bodies), len(case.missing)), dtype=bool)
    for i, body in enumerate(case.bodies):
        may[i, [position[m] for m in case.pairings.get(body.id, ()) if m in position]] = True
    return may


def compare_all(
    readings: Readings,
    progress: Callable[[str, float], None] | None = None,
    tables_of: TablesOf | None = None,
) -> Pairwise:
    """Compare every body with every missing person it may be.

    ``tables_of`` stands in for :func:`family_tables`, and must answer and raise as it does: a
    caller that keeps tables gives them again.
    """
    case = readings.case
    tables_of = tables_of or family_tables
    result = Pairwise(readings, np.full((len(case.bodies), len(case.missing)), np.nan), {})
    may = comparable(case)
    position = 0
    for done, family in enumerate(case.families):
        if progress:
            progress("pairwise", done / len(case.families))
        try:
            tables = tables_of(readings, family)
        except ImpossibleFamilyError as error:
            result.impossible[family.id] = error.markers
            position += len(family.missing)
            continue
        result.tables.update(tables)
        for missing in family.missing:
            total = np.zeros(len(case.bodies))
            for u, values in enumerate(tables[missing]):
                read = readings.column[:, u] >= 0
                total[read] += values[readings.column[read, u]]
            result.log_lr[may[:, position], position] = total[may[:, position]]
            position += 1
    return result


def family_tables(readings: Readings, family: Family) -> dict[str, list[FloatArray]]:
    """For each missing member, the natural-log LR of each distinct reading, unit by unit.

    Raises
    ------
    ImpossibleFamilyError
        When the family's own readings have likelihood zero.
    """
    plain = [u for u, direct in enumerate(readings.direct) if not direct]
    observed = readings.panel.readings(family.pedigree, family.samples, plain)
    tables: dict[str, list[FloatArray]] = {}
    for missing in family.missing:
        whole = [np.zeros(len(samples)) for samples in readings.samples]
        values = candidate_table(
            family.pedigree,
            observed,
            missing,
            [readings.columns[u] for u in plain],
            founder_inbreeding=family.founder_inbreeding,
        )
        for u, table in zip(plain, values, strict=True):
            whole[u] = table
        tables[missing] = whole
    for u, direct in enumerate(readings.direct):
        if direct:
            for missing, column in direct_tables(readings, family, u).items():
                tables[missing][u] = column
    return tables


def direct_tables(readings: Readings, family: Family, unit: int) -> dict[str, FloatArray]:
    """As :func:`family_tables`, for one unit, placing each distinct reading in the family."""
    own = readings.log_of_unit(unit, family.pedigree, family.samples, family.founder_inbreeding)
    if own == -np.inf:
        raise ImpossibleFamilyError([readings.names[unit]])
    return {
        missing: np.array(
            [
                direct_log_lr(readings, family, unit, {missing: sample})
                for sample in readings.samples[unit]
            ]
        )
        for missing in family.missing
    }


def direct_log_lr(
    readings: Readings, family: Family, unit: int, placed: dict[str, Sample]
) -> float:
    """Natural-log LR of samples placed together in a family, computed whole, at one unit.

    With co-ancestry, the founders of the family and of the unplaced candidates share it under
    either hypothesis.

    Raises
    ------
    ImpossibleFamilyError
        When the family's own readings have likelihood zero.
    """
    inbreeding = family.founder_inbreeding
    samples = {**family.samples, **placed}
    together = readings.log_of_unit(unit, family.pedigree, samples, inbreeding)
    unrelated = [Person(f"{m} unrelated", sex=family.pedigree[m].sex) for m in placed]
    apart = family.pedigree.joined(Pedigree(tuple(unrelated)))
    alone = {f"{m} unrelated": sample for m, sample in placed.items()}
    reference = readings.log_of_unit(unit, apart, {**family.samples, **alone}, inbreeding)
    if reference == -np.inf:
        raise ImpossibleFamilyError([readings.names[unit]])
    return together - reference
