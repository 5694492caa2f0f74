"""Simulated cases for the search, and its input made at random without a case."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from imena import Case, SitePlan, invent_site, invented_markers
from imena.matching.pairwise import LOG10, Readings, compare_all
from imena.matching.search.kernels import LANES
from imena.matching.search.tables import Block

KINDS = ("no mutation", "stepwise", "x_linked", "sexes unknown", "pairings")


def case(kind: str, seed: int) -> Case:
    """Degraded bodies (dropout, drop-in, partial and failed profiles) and mixed families."""
    mutation = None if kind == "no mutation" else "stepwise"
    markers = list(invented_markers(12, mutation=mutation))
    if kind == "x_linked":
        markers[8:] = [replace(marker, x_linked=True) for marker in markers[8:]]
    plan = SitePlan(
        missing=40,
        families=30,
        unlisted=8,
        absent=6,
        partial=14,
        failed=3,
        sampled_twice=1,
        sexed=kind != "sexes unknown",
    )
    made = invent_site(plan, markers, seed).case
    if kind == "pairings":
        rng = np.random.default_rng(seed)
        some = {
            body.id: tuple(rng.choice(made.missing, size=rng.integers(0, 20), replace=False))
            for body in made.bodies[:30]
        }
        return replace(made, pairings=some)
    return made


def log10_matrix(made: Case) -> npt.NDArray[np.float64]:
    """The engine's log10 LRs pair by pair, shape (bodies, missing); ``-inf`` = not compared."""
    pairwise = compare_all(Readings.of(made))
    matrix = np.full(pairwise.log_lr.shape, -np.inf)
    for body, position in np.argwhere(~np.isnan(pairwise.log_lr)):
        matrix[body, position] = pairwise.pair(int(body), made.missing[position]).log10_lr
    return matrix


def random_search(
    rng: np.random.Generator,
    *,
    bodies: int,
    missing: int,
    units: int,
    readings: int = 9,
    scale: float = 3.0,
    impossible: float = 0.01,
    grid: float = 0.0,
) -> tuple[npt.NDArray[np.int32], list[Block], npt.NDArray[np.float64]]:
    """Rows, blocks and the exact log10 LR matrix of tables drawn at random.

    ``impossible`` is the share of ``-inf`` entries; entries are multiples of ``grid``, so that many
    pairs are equal, unless it is 0.
    """
    starts = 1 + readings * np.arange(units)
    columns = []
    for _ in range(missing):
        column = rng.normal(-0.1, scale, 1 + units * readings)
        if grid:
            column = np.round(column / grid) * grid
        column[rng.random(len(column)) < impossible] = -np.inf
        column[0] = 0.0
        columns.append(column)
    width = -(-units // 4) * 4
    rows = np.zeros((bodies, width), dtype=np.int32)
    rows[:, :units] = starts + rng.integers(0, readings, (bodies, units))
    blocks = [
        Block.of(range(first, min(first + LANES, missing)), columns[first : first + LANES], starts)
        for first in range(0, missing, LANES)
    ]
    exact = np.zeros((bodies, missing))
    for looked_up in rows.T:
        exact += np.stack(columns, axis=1)[looked_up]
    return rows, blocks, exact / LOG10
