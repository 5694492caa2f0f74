"""The candidate tables of many families, those of one shape in one elimination.

Most of what a small family costs is not arithmetic but the steps of an elimination, which are the
same however many families take them side by side.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from imena.kinship.alike import Asked, Shapes
from imena.kinship.candidate import ImpossibleFamilyError, candidate_tables
from imena.matching.case import Family
from imena.matching.pairwise import Readings, family_tables
from imena.matching.search.numbering import FloatArray

#: Families that share an elimination, and of up to how many people: the tables of larger ones are
#: the work itself, and would only take more memory side by side.
TOGETHER, FEW_PEOPLE = 16, 12

#: Of one family: each missing member's tables, or the markers its own readings cannot have.
Tables = dict[str, list[FloatArray]] | tuple[str, ...]


def tables_together(readings: Readings, families: Sequence[Family]) -> list[Tables]:
    """:func:`imena.matching.pairwise.family_tables` of each family, to the last bit."""
    if any(readings.direct):
        return [_alone(readings, family) for family in families]
    shapes = Shapes()
    alike: dict[Hashable, list[tuple[int, Asked]]] = {}
    units = range(len(readings.units))
    for number, family in enumerate(families):
        observed = readings.panel.readings(family.pedigree, family.samples, units)
        for missing in family.missing:
            asked = Asked(family.pedigree, observed, missing, family.founder_inbreeding)
            small = len(family.pedigree) <= FEW_PEOPLE
            shape = shapes.of(asked) if small else (number, missing)
            alike.setdefault(shape, []).append((number, asked))
    found: dict[tuple[int, str], list[FloatArray] | tuple[str, ...]] = {}
    for members in alike.values():
        for first in range(0, len(members), TOGETHER):
            some = members[first : first + TOGETHER]
            tables = candidate_tables([asked for _, asked in some], readings.columns)
            for (number, asked), own in zip(some, tables, strict=True):
                found[number, asked.missing] = own
    return [
        _of_family({missing: found[number, missing] for missing in family.missing})
        for number, family in enumerate(families)
    ]


def _of_family(found: dict[str, list[FloatArray] | tuple[str, ...]]) -> Tables:
    tables = {}
    for missing, own in found.items():
        if isinstance(own, tuple):
            return own
        tables[missing] = own
    return tables


def _alone(readings: Readings, family: Family) -> Tables:
    try:
        return family_tables(readings, family)
    except ImpossibleFamilyError as error:
        return error.markers
