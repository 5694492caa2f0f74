"""One profile of several samples of one person: where they agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from imena.kinship.observation import Genotype
from imena.kinship.pedigree import Sex
from imena.registry.queries.frozen import Typing

#: From so many disagreeing markers on, and this share of those read more than once, the samples
#: look like those of two people: nothing is made of them then.
TWO_PEOPLE_FROM = 3
TWO_PEOPLE_SHARE = 0.25
_UNKNOWN = "?"
_AMELOGENIN = "amel"


@dataclass(frozen=True, slots=True)
class Consensus:
    """What the samples say together.

    ``disagreeing`` are markers left out because samples differ, ``unusable`` those where a reading
    is not of one person (more than two alleles). ``two_people``: so many differ that the samples
    can hardly be one person's; ``genotypes`` is empty then.
    """

    genotypes: dict[str, Genotype]
    disagreeing: tuple[str, ...]
    unusable: tuple[str, ...]
    two_people: bool
    sex: Sex


def consensus(typings: Sequence[Typing]) -> Consensus:
    """The markers at which all samples that were read agree.

    An allele written alone, or beside “?”, leaves the other one unknown; it agrees with a full
    reading that has it. Two full readings agree when they are the same.
    """
    readings: dict[str, list[Genotype]] = {}
    unusable: set[str] = set()
    for typing in typings:
        for marker, alleles in typing.profile.items():
            if _is_amelogenin(marker):
                continue
            if len(alleles) > 2:
                unusable.add(marker)
            elif (genotype := _genotype(alleles)) != (None, None):
                readings.setdefault(marker, []).append(genotype)
    agreed = {marker: _agreed(read) for marker, read in readings.items() if marker not in unusable}
    disagreeing = tuple(sorted(marker for marker, one in agreed.items() if one is None))
    twice = sum(len(readings[marker]) > 1 for marker in agreed)
    two_people = (
        len(disagreeing) >= TWO_PEOPLE_FROM and len(disagreeing) >= TWO_PEOPLE_SHARE * twice
    )
    genotypes = {marker: one for marker, one in sorted(agreed.items()) if one is not None}
    return Consensus(
        {} if two_people else genotypes,
        disagreeing,
        tuple(sorted(unusable)),
        two_people,
        Sex.UNKNOWN if two_people else _sex(typings),
    )


def _genotype(alleles: Sequence[str]) -> Genotype:
    known = [None if allele == _UNKNOWN else allele for allele in alleles]
    first, second = (*known, None, None)[:2]
    return (second, first) if first is None else (first, second)


def _agreed(readings: Sequence[Genotype]) -> Genotype | None:
    full = [reading for reading in readings if reading[1] is not None]
    alone = {reading[0] for reading in readings if reading[1] is None}
    if not full:
        return readings[0] if len(alone) == 1 else None
    same = {frozenset(reading) for reading in full}
    if len(same) > 1 or not alone <= set(full[0]):
        return None
    return full[0]


def _sex(typings: Sequence[Typing]) -> Sex:
    """By amelogenin. A Y is a man's; that none was read says “woman” of a full profile alone, for
    in old bone the Y is lost like any allele."""
    found = set()
    for typing in typings:
        for marker, alleles in typing.profile.items():
            if not _is_amelogenin(marker):
                continue
            if "Y" in alleles:
                found.add(Sex.MALE)
            elif typing.outcome == "full_profile" and tuple(alleles) in (("X", "X"), ("X",)):
                found.add(Sex.FEMALE)
    return found.pop() if len(found) == 1 else Sex.UNKNOWN


def _is_amelogenin(marker: str) -> bool:
    return marker.casefold().startswith(_AMELOGENIN)
