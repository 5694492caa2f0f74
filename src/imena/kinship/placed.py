"""Several bodies placed in one family at once: the JOINT likelihood of every way to do it.

Never a product of pairwise ratios: two brothers, both missing, inform each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from imena.kinship.candidate import Column, ColumnSet, ImpossibleFamilyError
from imena.kinship.elimination import eliminate, log_total
from imena.kinship.grouping import Observed, grouped
from imena.kinship.network import Cells, Placed, build
from imena.kinship.pedigree import Pedigree, Sex

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int32]


def placement_log_lr(
    pedigree: Pedigree,
    readings: Sequence[Observed],
    choices: Mapping[str, Sequence[int]],
    body_columns: Sequence[Mapping[int, Column]],
    columns: Sequence[ColumnSet],
    *,
    founder_inbreeding: Mapping[str, float] | None = None,
) -> tuple[IntArray, FloatArray]:
    """Natural log LR of every placement of bodies in the places of ``choices``.

    Parameters
    ----------
    readings
        The family's readings, one entry a locus.
    choices
        For each missing person, the numbers of the bodies that may take the place.
    body_columns, columns
        By locus, what each body was read with (absent = nothing), and all distinct readings.

    Returns
    -------
    rows
        Shape (placements, places), -1 = nobody, no body twice; impossible placements are left
        out; the first row places nobody.
    log_lr
        Shape (placements,): ln of the joint likelihood over that with all bodies unrelated.

    Raises
    ------
    ImpossibleFamilyError
        When the family's own readings have likelihood zero.
    """
    places = list(choices)
    rows: IntArray | None = None
    logs: FloatArray | None = None
    for group in grouped(readings):
        cells = Cells.of([readings[i].locus for i in group])
        emissions = {
            p: cells.padded([readings[i].emissions[p] for i in group])
            for p in readings[group[0]].emissions
        }
        placed = {
            place: _placed(cells, group, pedigree[place].sex, choices[place], body_columns, columns)
            for place in places
        }
        network = build(cells, pedigree, emissions, placed=placed, inbreeding=founder_inbreeding)
        result = eliminate(network.factors, network.sizes)
        assert result.rows is not None
        ordered = np.empty_like(result.rows)
        ordered[:, list(result.who)] = result.rows
        order = np.lexsort(ordered.T[::-1])
        ordered, total = ordered[order], log_total(result)[order]
        if not len(ordered) or np.any(ordered[0] >= 0):
            raise ImpossibleFamilyError(_impossible(pedigree, readings, group, founder_inbreeding))
        total = np.broadcast_to(total, (len(total), len(group))).sum(axis=1)
        if rows is None or logs is None:
            rows, logs = ordered, total
        else:
            rows, logs = _in_both(rows, logs, ordered, total)
    assert rows is not None
    assert logs is not None
    return rows, logs - logs[0]


def _placed(
    cells: Cells,
    group: Sequence[int],
    sex: Sex,
    bodies: Sequence[int],
    body_columns: Sequence[Mapping[int, Column]],
    columns: Sequence[ColumnSet],
) -> Placed:
    copies = 1 if cells.x_linked and sex is Sex.MALE else 2
    out = np.ones((len(bodies) + 1, len(group), *(cells.size,) * copies))
    for cell, i in enumerate(group):
        if cells.x_linked and sex is Sex.UNKNOWN:
            continue
        number = {column: j for j, column in enumerate(columns[i].columns)}
        for row, body in enumerate(bodies, start=1):
            column = body_columns[i].get(body)
            if column is None or column[1] != copies:
                continue
            j = number[column]
            e = columns[i].emissions[j]
            out[row, cell] = 0.0
            target = out[row, cell]
            target[tuple(slice(n) for n in e.shape)] = e / np.exp(columns[i].log_population[j])
    return Placed(out, np.array([-1, *bodies], dtype=np.int32))


def _in_both(
    rows: IntArray, logs: FloatArray, others: IntArray, more: FloatArray
) -> tuple[IntArray, FloatArray]:
    """Add the logs of rows that stand in both tables; both are sorted."""
    if rows.shape == others.shape and np.array_equal(rows, others):
        return rows, logs + more
    pool, inverse = np.unique(np.concatenate([rows, others]), axis=0, return_inverse=True)
    inverse = inverse.ravel()
    at_first, at_second = inverse[: len(rows)], inverse[len(rows) :]
    total = np.full(len(pool), -np.inf)
    total[at_first] = logs
    extra = np.full(len(pool), -np.inf)
    extra[at_second] = more
    both = total + extra
    kept = both > -np.inf
    return pool[kept].astype(np.int32), both[kept]


def _impossible(
    pedigree: Pedigree,
    readings: Sequence[Observed],
    group: Sequence[int],
    founder_inbreeding: Mapping[str, float] | None,
) -> list[str]:
    names = []
    for i in group:
        cells = Cells.of([readings[i].locus])
        emissions = {p: e[np.newaxis] for p, e in readings[i].emissions.items()}
        network = build(cells, pedigree, emissions, inbreeding=founder_inbreeding)
        if np.isneginf(log_total(eliminate(network.factors, network.sizes))).any():
            names.append(readings[i].locus.marker.name)
    return names
