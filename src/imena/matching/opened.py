"""What a family says of its free places once some bodies are put in others, as typed.

Many placements are opened at a time, of one family or of several: those that make their families
alike share an elimination, whose steps cost more than its arithmetic where families are small.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
import numpy.typing as npt

from imena.kinship.alike import Asked, Shapes
from imena.kinship.candidate import ImpossibleFamilyError, candidate_tables
from imena.kinship.observation import Sample
from imena.kinship.pedigree import Sex
from imena.matching.case import Family
from imena.matching.pairwise import Readings

FloatArray = npt.NDArray[np.float64]
#: One placement: for each missing member the number of a body, -1 = not among the bodies.
Placement = tuple[int, ...]

#: Places whose tables one elimination gives, at most: more would only take more memory.
_TOGETHER = 64


def plain_units(readings: Readings) -> list[int]:
    """The numbers of the units that have tables."""
    return [u for u, direct in enumerate(readings.direct) if not direct]


def tables_of_free_places(
    readings: Readings, opened: Sequence[tuple[Family, Placement]]
) -> list[dict[int, list[FloatArray]]]:
    """For each placement and free place of it, the natural log LRs of the distinct readings.

    One array a unit that has tables (`plain_units`). To the last bit what each placement has alone.

    Raises
    ------
    ImpossibleFamilyError
        Where the bodies cannot stand in their places together.
    """
    plain = plain_units(readings)
    columns = [readings.columns[u] for u in plain]
    shapes = Shapes()
    alike: dict[Hashable, list[tuple[int, int, Asked]]] = {}
    for number, (family, placed) in enumerate(opened):
        samples = typed(readings, family, placed)
        observed = readings.panel.readings(family.pedigree, samples, plain)
        for place in (place for place, body in enumerate(placed) if body < 0):
            missing = family.missing[place]
            asked = Asked(family.pedigree, observed, missing, family.founder_inbreeding)
            alike.setdefault(shapes.of(asked), []).append((number, place, asked))
    found: list[dict[int, list[FloatArray]]] = [{} for _ in opened]
    for every in alike.values():
        for first in range(0, len(every), _TOGETHER):
            some = every[first : first + _TOGETHER]
            answers = candidate_tables([asked for _, _, asked in some], columns)
            for (number, place, _), answer in zip(some, answers, strict=True):
                if isinstance(answer, tuple):
                    raise ImpossibleFamilyError(answer)
                found[number][place] = answer
    return found


def bodies_by_person(family: Family, placed: Placement) -> dict[str, int]:
    """The body each missing member stands for; those of whom none does are left out."""
    return {m: body for m, body in zip(family.missing, placed, strict=True) if body >= 0}


def typed(readings: Readings, family: Family, placed: Placement) -> dict[str, Sample]:
    """The family's samples, with those of the bodies in their places."""
    samples = dict(family.samples)
    for m, body in bodies_by_person(family, placed).items():
        samples[m] = _as_typed(readings, body, family.pedigree[m].sex)
    return samples


def _as_typed(readings: Readings, body: int, sex: Sex) -> Sample:
    """What a body says in a place of this sex where candidate tables are used, and no more."""
    sample = readings.case.bodies[body].sample
    speaking = set()
    for u, (marker, *_) in enumerate(readings.units):
        c = readings.column[body, u]
        if c < 0 or readings.direct[u]:
            continue
        copies = 1 if marker.x_linked and sex is Sex.MALE else 2
        if readings.columns[u].columns[c][1] == copies:
            speaking.add(marker.name)
    return sample.only(speaking)
