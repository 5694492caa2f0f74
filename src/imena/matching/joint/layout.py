"""How a block of families is laid out for the compiled moves.

Rows (placements) of family f are ``row_start[f] : row_start[f + 1]``, those that place fewer people
before those that place more, "nobody placed" first; the bodies row r uses are
``bodies[body_start[r] : body_start[r + 1]]``. ``log_weight[r]`` is its natural log weight and
``log_tilt[k]`` the natural log weight of k bodies placed in the whole block, -inf for more than can
be placed, as far as one family could get beyond. The state is ``row[f]``, the row each family
stands in, and ``owner[b]``, the family body b is used by or -1.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from imena.matching.joint.assignment import FamilyRows

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

#: a re-split with more ways than this is not tried; the same ways are counted from all of them
MOST_SPLITS = 4096
#: a chain of displacements longer than this is given up, in either direction alike
LONGEST_CHAIN = 128
#: shares of a family's weight that rows with a body must have together for the family to contend
#: for it: the first with which few enough pairs of families contend
_CONTENDS_FROM = (0.0, 1e-4, 1e-3, 1e-2, 1e-1, 1.0)
_MOST_CONTENDING = 20_000


class Block(NamedTuple):
    """The layout described above, and what is derived from it to be looked up fast.

    ``weight[r]`` is exp(log_weight[r]) over the largest of its family. Rows of one family that
    place equally many are a group: those of family f are numbered
    ``group_start[f] : group_start[f + 1]``; group g holds the rows
    ``group_row[g] : group_row[g + 1]``, each placing ``group_size[g]``; ``group_weight[g]`` is the
    sum of their weights and ``cumulative[r]`` the running sum, up to r, of the weights of r's group
    over that. ``near`` lists, for each family, those it contends with for a body. ``single[f]``:
    family f misses one person. ``by_lowest[lowest_start[f] : lowest_start[f + 1]]`` are the rows of
    family f that place somebody, in the order of their lowest body, which is in ``lowest``.
    """

    n_bodies: int
    row_start: Ints
    body_start: Ints
    bodies: Ints
    log_weight: Floats
    log_tilt: Floats
    weight: Floats
    group_start: Ints
    group_row: Ints
    group_size: Ints
    group_weight: Floats
    cumulative: Floats
    near_start: Ints
    near: Ints
    single: Flags
    by_lowest: Ints
    lowest: Ints
    lowest_start: Ints


class Schedule(NamedTuple):
    """What one sweep of a chain does; fixed while anything is counted.

    Family f is drawn given the rest in one sweep of ``pace[f]``, a power of two. ``moves`` times
    one of the ``movers`` starts a re-split and one a displacement, which touch only families that
    ``may_move`` (flags; the movers are those).
    """

    pace: Ints
    movers: Ints
    may_move: Flags
    moves: int


class Watch(NamedTuple):
    """Sums of rows whose conditional probabilities are kept batch by batch.

    Those of family f are numbered ``start[f] : start[f + 1]``; number w is the sum over the rows
    ``rows[row_start[w] : row_start[w + 1]]`` (rows of the block).
    """

    start: Ints
    row_start: Ints
    rows: Ints


class Tally(NamedTuple):
    """What a run counts.

    ``row_sums``, shape (rows,): sum over evaluations of each row's conditional probability.
    ``sums`` and ``squares``, shape (batches, watched): of each watched sum and of its square.
    ``placed``, shape (batches, numbers placed): sweeps that ended with so many placed.
    """

    row_sums: Floats
    sums: Floats
    squares: Floats
    placed: Ints


class Scratch(NamedTuple):
    """Working space, so that nothing is allocated in the loops; ``inside`` is all False between."""

    inside: Flags
    held: Ints
    rows: Ints
    splits: Ints
    probability: Floats
    conditional: Floats
    chain: Ints


class Flat(NamedTuple):
    """A block, and which row of its family (as given) each row of the block is."""

    block: Block
    given: Ints


def flatten(families: Sequence[FamilyRows], log_tilt: Floats, slope: float = 0.0) -> Flat:
    """Lay out ``families``.

    ``slope`` times the number placed moves from ``log_tilt`` to the weights of the rows, which
    leaves the weight of every state as it is: moves that look at weights alone, and then accept by
    the tilt, are accepted where the tilt is flat.
    """
    sizes = [family.log_lr.size for family in families]
    row_start = starts_of(sizes)
    family_of = np.repeat(np.arange(len(families)), sizes)
    placed = np.concatenate([family.placed for family in families]).astype(np.int64)
    order = np.lexsort((placed, family_of))  # stable: rows of one size stay as they were
    log_weight = np.concatenate([family.log_weight for family in families]) + slope * placed
    largest = np.maximum.reduceat(log_weight, row_start[:-1])
    log_weight, placed = log_weight[order], placed[order]
    weight = np.exp(log_weight - largest[family_of])
    begins = np.flatnonzero(np.diff(family_of * (placed.max(initial=0) + 1) + placed, prepend=-1))
    group_row = np.append(begins, log_weight.size).astype(np.int64)
    group_weight = np.add.reduceat(weight, begins)
    body_start, bodies = _bodies(families, order, placed)
    entry_row = np.repeat(np.arange(log_weight.size), placed)
    lowest = np.full(log_weight.size, -1, dtype=np.int64)
    lowest[placed > 0] = np.minimum.reduceat(bodies, body_start[:-1][placed > 0])
    placing = np.flatnonzero(placed)
    by_lowest = placing[np.lexsort((lowest[placing], family_of[placing]))]
    n_bodies = 1 + int(bodies.max(initial=-1))
    share = weight / np.add.reduceat(weight, row_start[:-1])[family_of]
    near = _near(len(families), family_of[entry_row], bodies, share[entry_row], n_bodies)
    tilt = np.full(log_tilt.size + int(placed.max(initial=0)), -np.inf)
    tilt[: log_tilt.size] = log_tilt - slope * np.arange(log_tilt.size)
    block = Block(
        n_bodies=n_bodies,
        row_start=row_start,
        body_start=body_start,
        bodies=bodies,
        log_weight=log_weight,
        log_tilt=tilt,
        weight=weight,
        group_start=np.searchsorted(group_row, row_start).astype(np.int64),
        group_row=group_row,
        group_size=placed[begins],
        group_weight=group_weight,
        cumulative=_running(weight, group_row, group_weight),
        near_start=starts_of([len(others) for others in near]),
        near=np.array([g for others in near for g in others], dtype=np.int64),
        single=np.array([len(family.missing) == 1 for family in families]),
        by_lowest=by_lowest,
        lowest=lowest[by_lowest],
        lowest_start=np.searchsorted(family_of[by_lowest], np.arange(len(families) + 1)),
    )
    return Flat(block, order - row_start[family_of])


def scratch_for(block: Block) -> Scratch:
    """Working space of one chain."""
    return Scratch(
        inside=np.zeros(block.n_bodies, dtype=bool),
        held=np.empty(block.n_bodies, dtype=np.int64),
        rows=np.empty((3, 256), dtype=np.int64),
        splits=np.empty((MOST_SPLITS, 3), dtype=np.int64),
        probability=np.empty(MOST_SPLITS),
        conditional=np.empty(int(np.diff(block.row_start).max())),
        chain=np.empty((2, LONGEST_CHAIN), dtype=np.int64),
    )


def starts_of(sizes: npt.ArrayLike) -> Ints:
    """Where each of several lists of these sizes begins when they are laid end to end."""
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)


def _bodies(families: Sequence[FamilyRows], order: Ints, placed: Ints) -> tuple[Ints, Ints]:
    """Where the bodies of each row start, and all of them, rows taken in ``order``."""
    given = np.concatenate([family.bodies[family.bodies >= 0] for family in families])
    counts = np.concatenate([family.placed for family in families])
    given_start = starts_of(counts)
    body_start = starts_of(placed)
    within = np.arange(given.size) - np.repeat(body_start[:-1], placed)
    return body_start, given[np.repeat(given_start[order], placed) + within].astype(np.int64)


def _running(weight: Floats, group_row: Ints, group_weight: Floats) -> Floats:
    """Running sums within each group over its whole."""
    running = np.empty(weight.size)
    for first, last, whole in zip(
        group_row[:-1].tolist(), group_row[1:].tolist(), group_weight.tolist(), strict=True
    ):
        part = np.cumsum(weight[first:last]) / (whole if whole > 0 else 1.0)
        # Not a rounding below 1 where the last row of any weight is, so that no later one is drawn.
        running[first:last] = np.where(part >= part[-1], 1.0, part)
    return running


def _near(
    n_families: int, family: Ints, body: Ints, share: Floats, n_bodies: int
) -> list[list[int]]:
    """For each family those that contend with it for a body; one entry for each use of a body."""
    code, inverse = np.unique(body * n_families + family, return_inverse=True)
    claim = np.bincount(inverse.reshape(-1), share, minlength=code.size)
    for least in _CONTENDS_FROM:
        claims = code[claim >= least]
        per_body = np.bincount(claims // n_families, minlength=n_bodies)
        if (per_body.astype(float) ** 2).sum() <= max(_MOST_CONTENDING, 20 * n_families):
            break
    near: list[set[int]] = [set() for _ in range(n_families)]
    for contending in np.split(claims % n_families, np.cumsum(per_body)[:-1]):
        for f in contending.tolist():
            near[f].update(contending.tolist())
    return [sorted(others - {f}) for f, others in enumerate(near)]
