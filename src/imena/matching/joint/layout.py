"""How a block of families is laid out for the compiled moves.

Rows (placements) of family f are ``row_start[f] : row_start[f + 1]``, those that place fewer people
before those that place more, "nobody placed" first; the bodies row r uses are
``bodies[body_start[r] : body_start[r + 1]]``. ``log_weight[r]`` is its natural log weight and
``log_tilt[k]`` the natural log weight of k bodies placed in the whole block, -inf for more than can
be placed, as far as two families could get beyond. Who stands where, and who holds
each body, is a `State`.
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
Bodies = npt.NDArray[np.int32]

#: rows of a family that are drawn together with those of another, at most
HEAVY_ROWS = 32
#: draws of a family by weight alone before it stays where it is
TRIES = 16
#: a chain of displacements longer than this is given up, in either direction alike
LONGEST_CHAIN = 128


class Block(NamedTuple):
    """The layout described above, and what is derived from it to be looked up fast.

    ``weight[r]`` is exp(log_weight[r]) over the largest of its family. Rows of one family that
    place equally many are a group: those of family f are numbered
    ``group_start[f] : group_start[f + 1]``; group g holds the rows
    ``group_row[g] : group_row[g + 1]``, each placing ``group_size[g]``; ``group_weight[g]`` is the
    sum of their weights and ``cumulative[r]`` the running sum, up to r, of the weights of r's group
    over that. ``single[f]``: family f misses one person.
    """

    n_bodies: int
    row_start: Ints
    body_start: Ints
    bodies: Bodies
    log_weight: Floats
    log_tilt: Floats
    weight: Floats
    group_start: Ints
    group_row: Ints
    group_size: Ints
    group_weight: Floats
    cumulative: Floats
    single: Flags


class State(NamedTuple):
    """``row[f]``: the row family f stands in. ``owner[b]``: the family that holds body b or -1,
    int32; ``free[b]``: 1 if none does, else 0. ``placed[0]``: how many bodies are held.
    """

    row: Ints
    owner: Bodies
    free: Floats
    placed: Ints


class Contest(NamedTuple):
    """Pairs of families that contend for a body, to be drawn together.

    ``first`` and ``second``, shape (pairs,): the families of each pair; ``running``, of the same
    shape: the running sum of the probabilities with which the pairs are chosen, and ``weight`` what
    they came to before they were made to sum to 1, a pair that surely contends counting as 1.
    ``heavy[heavy_start[f] : heavy_start[f + 1]]``: the rows of family f that are drawn together
    with another family's, those that ``is_heavy``.
    """

    first: Ints
    second: Ints
    running: Floats
    weight: float
    heavy_start: Ints
    heavy: Ints
    is_heavy: Flags


class Schedule(NamedTuple):
    """What one sweep of a chain does; fixed while anything is counted.

    All rows of family f are weighed given the rest in one sweep of ``pace[f]``, a power of two, and
    in none if that is 0; together with those of the family ``rival[f]``, if that is not -1, so that
    its probabilities hold whatever its rival does: then f misses one person. In the other sweeps it
    is only drawn, if it may move and is not ``at_rest``, which takes next to no time. ``pairings``
    times a pair of the ``contest`` is drawn together, and ``displacements`` times one of the
    ``movers`` starts to displace others; both touch only families that ``may_move`` (flags).
    At the end come the ``extras``, one after another: 0 or more is a family that is weighed once
    more, below 0 pair number -1 - extra of the contest, which is drawn together; ``extra`` is how
    often each family is weighed so.
    """

    pace: Ints
    rival: Ints
    movers: Ints
    may_move: Flags
    at_rest: Flags
    contest: Contest
    extras: Ints
    extra: Ints
    pairings: int
    displacements: int


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
    ``draws``, shape (kept, families): states at equal distances.
    """

    row_sums: Floats
    sums: Floats
    squares: Floats
    placed: Ints
    draws: Ints


class Scratch(NamedTuple):
    """Working space, so that nothing is allocated in the loops; ``leaning`` is 0 between.

    ``level`` stays 1: a tilt that is none.
    """

    rows: Ints
    weights: Floats
    sizes: Ints
    firsts: Ints
    tilt: Floats
    level: Floats
    ways: Ints
    probability: Floats
    conditional: Floats
    rival: Floats
    leaning: Floats
    chain: Ints


class Counting(NamedTuple):
    """What a chain does in a sweep, what it watches and counts of it, and where it works."""

    schedule: Schedule
    watch: Watch
    tally: Tally
    scratch: Scratch


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
    n_bodies = 1 + int(bodies.max(initial=-1))
    tilt = np.full(log_tilt.size + 2 * int(placed.max(initial=0)), -np.inf)
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
        single=np.array([len(family.missing) == 1 for family in families]),
    )
    return Flat(block, order - row_start[family_of])


def scratch_for(block: Block) -> Scratch:
    """Working space of one chain."""
    most = int(np.diff(block.body_start).max(initial=0))  # that one family places
    rows = int(np.diff(block.row_start).max())
    return Scratch(
        rows=np.empty((2, HEAVY_ROWS), dtype=np.int64),
        weights=np.empty((2, HEAVY_ROWS)),
        sizes=np.empty(HEAVY_ROWS, dtype=np.int64),
        firsts=np.empty(HEAVY_ROWS, dtype=np.int64),
        tilt=np.empty(2 * most + 1),
        level=np.ones(most + 1),
        ways=np.empty((HEAVY_ROWS**2, 2), dtype=np.int64),
        probability=np.empty(HEAVY_ROWS**2),
        conditional=np.empty(rows),
        rival=np.empty(rows),
        leaning=np.zeros(block.n_bodies),
        chain=np.empty((2, LONGEST_CHAIN), dtype=np.int64),
    )


def starts_of(sizes: npt.ArrayLike) -> Ints:
    """Where each of several lists of these sizes begins when they are laid end to end."""
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)


def _bodies(families: Sequence[FamilyRows], order: Ints, placed: Ints) -> tuple[Ints, Bodies]:
    """Where the bodies of each row start, and all of them, rows taken in ``order``."""
    given = np.concatenate([family.bodies[family.bodies >= 0] for family in families])
    counts = np.concatenate([family.placed for family in families])
    given_start = starts_of(counts)
    body_start = starts_of(placed)
    within = np.arange(given.size) - np.repeat(body_start[:-1], placed)
    return body_start, given[np.repeat(given_start[order], placed) + within].astype(np.int32)


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
