"""Weigh the ways in which one family's missing members may be among the bodies."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from imena.kinship.placed import placement_log_lr
from imena.matching.beside_dna import beside, columns_of
from imena.matching.case import Family
from imena.matching.joint.placements import FamilyPlacements
from imena.matching.pairwise import LOG10, Pairwise, Readings, direct_log_lr

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int32]


def placements(
    pairwise: Pairwise,
    family: Family,
    choices: Mapping[str, Sequence[int]],
    same_person: Collection[tuple[int, int]] = (),
) -> FamilyPlacements:
    """The joint likelihood ratio of every placement of ``choices`` in the family.

    Parameters
    ----------
    choices
        For each missing member, the numbers of the bodies to be considered.
    same_person
        Pairs of bodies that quality control found to be one person sampled twice: they cannot be
        two members of the family. (To the pedigree alone they would look like brothers who share
        everything.)

    Returns
    -------
    FamilyPlacements
        A family whose own readings are impossible gets the single row "nobody placed".
    """
    if family.id in pairwise.impossible or not any(choices.values()):
        rows = np.full((1, len(family.missing)), -1, dtype=np.int32)
        log_lr = np.zeros(1)
    elif len(family.missing) == 1:
        rows, log_lr = _single(pairwise, family.missing[0], choices[family.missing[0]])
    else:
        rows, log_lr = _several(pairwise.readings, family, choices)
        twice = _both_placed(rows, same_person)
        rows, log_lr = rows[~twice], log_lr[~twice]
    return FamilyPlacements(
        family.id, family.missing, rows, log_lr, _evidence(pairwise.readings, family, rows)
    )


def _both_placed(rows: IntArray, same_person: Collection[tuple[int, int]]) -> npt.NDArray[np.bool_]:
    twice = np.zeros(len(rows), dtype=bool)
    for first, second in same_person:
        twice |= (rows == first).any(axis=1) & (rows == second).any(axis=1)
    return twice


def _single(pairwise: Pairwise, missing: str, bodies: Sequence[int]) -> tuple[IntArray, FloatArray]:
    position = pairwise.readings.case.missing.index(missing)
    values = pairwise.log_lr[list(bodies), position]
    possible = values > -np.inf
    rows = np.concatenate([[-1], np.asarray(bodies)[possible]]).astype(np.int32)[:, np.newaxis]
    return rows, np.concatenate([[0.0], values[possible]])


def _several(
    readings: Readings, family: Family, choices: Mapping[str, Sequence[int]]
) -> tuple[IntArray, FloatArray]:
    plain = [u for u, direct in enumerate(readings.direct) if not direct]
    whole = [u for u, direct in enumerate(readings.direct) if direct]
    if plain:
        bodies = {b for chosen in choices.values() for b in chosen}
        body_columns = [
            {b: readings.columns[u].columns[c] for b in bodies if (c := readings.column[b, u]) >= 0}
            for u in plain
        ]
        rows, log_lr = placement_log_lr(
            family.pedigree,
            readings.panel.readings(family.pedigree, family.samples, plain),
            choices,
            body_columns,
            [readings.columns[u] for u in plain],
            founder_inbreeding=family.founder_inbreeding,
        )
    else:
        rows = np.array(list(every_row(choices)), dtype=np.int32)
        log_lr = np.zeros(len(rows))
    for u in whole:
        log_lr = log_lr + _direct(readings, family, u, rows)
    possible = log_lr > -np.inf
    return rows[possible], log_lr[possible]


def _direct(readings: Readings, family: Family, unit: int, rows: IntArray) -> FloatArray:
    """One unit computed whole for every row; rows with the same readings share the work."""
    known: dict[tuple[int, ...], float] = {}
    out = np.zeros(len(rows))
    for i, row in enumerate(rows):
        key = tuple(int(readings.column[b, unit]) if b >= 0 else -1 for b in row)
        if key not in known:
            placed = {
                m: readings.samples[unit][c]
                for m, c in zip(family.missing, key, strict=True)
                if c >= 0
            }
            known[key] = direct_log_lr(readings, family, unit, placed) if placed else 0.0
        out[i] = known[key]
    return out


def every_row(choices: Mapping[str, Sequence[int]]) -> Iterator[tuple[int, ...]]:
    """Every placement with no body in two places, "nobody" first."""
    options = [(-1, *bodies) for bodies in choices.values()]

    def grow(row: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        if len(row) == len(options):
            yield row
            return
        for body in options[len(row)]:
            if body < 0 or body not in row:
                yield from grow((*row, body))

    return grow(())


def _evidence(readings: Readings, family: Family, rows: IntArray) -> FloatArray:
    """Natural log of the product of the placed pairs' non-genetic LRs."""
    total = np.zeros(len(rows))
    columns = [readings.case.missing.index(missing) for missing in family.missing]
    for place, given in enumerate(columns_of(beside(readings.case), columns).T):
        total += np.append(given, 0.0)[rows[:, place]] * LOG10  # -1 is the last entry: nobody
    return total
