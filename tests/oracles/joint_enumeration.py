"""Every joint assignment of a small case, one by one: what the fast answers must equal."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from imena.matching.joint.placements import FamilyPlacements


@dataclass
class Enumerated:
    """All numbers of a joint answer, by exhaustive listing. Keys are (body index, missing id)."""

    stories: list[tuple[dict[str, int], float, float, float]] = field(default_factory=list)
    marginals: dict[tuple[int, str], float] = field(default_factory=dict)
    nobody: dict[int, float] = field(default_factory=dict)
    not_recovered: dict[str, float] = field(default_factory=dict)
    log10_glr: dict[tuple[int, str], float] = field(default_factory=dict)

    def probability(self, holds: object) -> float:
        """Posterior probability that ``holds(assignment)``."""
        assert callable(holds)
        return math.fsum(p for placed, _, _, p in self.stories if holds(placed))


def prior_weight(recovered: float | None, placed: int, missing: int, bodies: int) -> float:
    if recovered is None:
        return 1.0
    arrangements = math.perm(bodies, placed)
    return recovered**placed * (1 - recovered) ** (missing - placed) / arrangements


def enumerate_joint(
    tables: Sequence[FamilyPlacements], n_bodies: int, recovered: float | None
) -> Enumerated:
    """``stories`` holds (who is placed where, log-likelihood ratio, log weight, posterior)."""
    missing = [m for table in tables for m in table.missing]
    answer = Enumerated()
    listed = []
    for rows in itertools.product(*(range(len(t.log_lr)) for t in tables)):
        placed = {
            m: int(b)
            for table, row in zip(tables, rows, strict=True)
            for m, b in zip(table.missing, table.bodies[row], strict=True)
            if b >= 0
        }
        if len(set(placed.values())) < len(placed):
            continue
        dna = sum(float(t.log_lr[r]) for t, r in zip(tables, rows, strict=True))
        if dna == -math.inf:
            continue
        other = sum(float(t.log_evidence[r]) for t, r in zip(tables, rows, strict=True))
        prior = prior_weight(recovered, len(placed), len(missing), n_bodies)
        listed.append((placed, dna, dna + other + math.log(prior)))
    top = max(weight for _, _, weight in listed)
    total = math.fsum(math.exp(weight - top) for _, _, weight in listed)
    answer.stories = [
        (placed, dna, weight, math.exp(weight - top) / total) for placed, dna, weight in listed
    ]
    for table in tables:
        for column, m in enumerate(table.missing):
            answer.not_recovered[m] = answer.probability(lambda placed, m=m: m not in placed)
            for b in np.unique(table.bodies[:, column]).tolist():
                if b < 0:
                    continue
                answer.marginals[b, m] = answer.probability(
                    lambda placed, m=m, b=b: placed.get(m) == b
                )
                given = [d for placed, d, _, _ in answer.stories if placed.get(m) == b]
                without = [d for placed, d, _, _ in answer.stories if placed.get(m) != b]
                best = max(given, default=-math.inf) - max(without)
                answer.log10_glr[b, m] = best / math.log(10)
    for b in range(n_bodies):
        answer.nobody[b] = answer.probability(lambda placed, b=b: b not in placed.values())
    return answer
