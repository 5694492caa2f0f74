"""Invented placement tables for the tests of the joint answer."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from imena.matching.joint.placements import FamilyPlacements


def every_row(n_missing: int, bodies: Sequence[int]) -> list[tuple[int, ...]]:
    """All ways to place them in ``bodies``, nobody placed first."""
    rows = itertools.product((-1, *bodies), repeat=n_missing)
    return [row for row in rows if len({b for b in row if b >= 0}) == sum(b >= 0 for b in row)]


def table(
    family: str,
    missing: Sequence[str],
    rows: Sequence[tuple[int, ...]],
    log_lr: Sequence[float],
    log_evidence: Sequence[float] | None = None,
) -> FamilyPlacements:
    return FamilyPlacements(
        family,
        tuple(missing),
        np.array(rows, dtype=np.int32).reshape(len(rows), len(missing)),
        np.array(log_lr, dtype=float),
        np.array(log_evidence if log_evidence is not None else np.zeros(len(rows)), dtype=float),
    )


def single(family: str, log_lr: Sequence[float]) -> FamilyPlacements:
    """One missing person, ``log_lr[b]`` for body b."""
    rows = [(-1,), *((b,) for b in range(len(log_lr)))]
    return table(family, [f"of {family}"], rows, [0.0, *log_lr])


def at_random(
    family: str,
    n_missing: int,
    bodies: Sequence[int],
    rng: np.random.Generator,
    *,
    spread: float = 2.0,
    kept: float = 1.0,
    impossible: float = 0.0,
) -> FamilyPlacements:
    """Random weights; a share of the rows left out, a share of the rest impossible."""
    none, *placing = every_row(n_missing, bodies)
    rows = [none, *(row for row in placing if rng.random() < kept)]
    log_lr = rng.normal(0.0, spread, len(rows))
    log_lr[rng.random(len(rows)) < impossible] = -np.inf
    log_lr[0] = 0.0
    evidence = rng.normal(0.0, 1.0, len(rows))
    evidence[0] = 0.0
    missing = [f"{family}.{i}" for i in range(n_missing)]
    return table(family, missing, rows, log_lr.tolist(), evidence.tolist())


def case_at_random(rng: np.random.Generator) -> tuple[list[FamilyPlacements], list[str]]:
    """A few families and bodies, with rows missing and rows impossible: (tables, body ids)."""
    n_bodies = int(rng.integers(1, 5))
    kept = float(rng.random())
    tables = [
        at_random(f"F{f}", int(rng.integers(1, 3)), range(n_bodies), rng, kept=kept, impossible=0.1)
        for f in range(int(rng.integers(1, 4)))
    ]
    return tables, [f"V{b}" for b in range(n_bodies)]
