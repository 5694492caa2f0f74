"""How strongly a family claims a body, and what each of its placements weighs, one by one."""

from __future__ import annotations

import math
from collections.abc import Sequence

from imena.matching.joint.placements import FamilyPlacements
from tests.oracles.joint_enumeration import Enumerated

Row = tuple[int, ...]


def row_masses(
    truth: Enumerated, tables: Sequence[FamilyPlacements]
) -> dict[tuple[str, Row], float]:
    """Posterior mass of all stories with a placement, by family and row."""
    masses: dict[tuple[str, Row], float] = {}
    for placed, _, _, posterior in truth.stories:
        for table in tables:
            row = tuple(placed.get(m, -1) for m in table.missing)
            masses[table.family, row] = masses.get((table.family, row), 0.0) + posterior
    return masses


def odds_against(table: FamilyPlacements, body: int) -> float:
    """The odds (no logarithm) a family puts against one body, as the definition reads."""
    weights = {
        tuple(row): math.exp(float(w))
        for row, w in zip(table.bodies.tolist(), table.log_lr + table.log_evidence, strict=True)
    }
    total = math.fsum(weights.values())
    having = math.fsum(w for row, w in weights.items() if body in row)
    if having <= 0.9 * total:
        return math.inf
    answered: dict[Row, float] = {}
    for row, weight in weights.items():
        if body in row or weight == 0:
            continue
        named = {b for b in row if b >= 0}
        answers = [
            other
            for other, w in weights.items()
            if w > 0
            and body in other
            and (kept := {b for b in other if b >= 0} - {body}) <= named
            and len(kept) >= len(named) - 1
        ]
        if not answers:
            return math.inf
        best = max(answers, key=lambda other: weights[other])
        answered[best] = answered.get(best, 0.0) + weight
    return max(weight / weights[best] for best, weight in answered.items())
