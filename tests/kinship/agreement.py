"""Asks the engine and the enumeration the same question and compares their answers."""

from __future__ import annotations

import math

from imena.kinship.likelihood import log_likelihood
from tests.kinship.strategies import Question, question
from tests.oracles import kinship_enumeration

#: Relative, on natural log-likelihoods; those of certain data are 0, hence the floor.
RELATIVE_TOLERANCE = 1e-9
ABSOLUTE_FLOOR = 1e-12


def agree(one: float, other: float) -> bool:
    """Whether two log-likelihoods are the same number; an impossibility only equals another."""
    return math.isclose(one, other, rel_tol=RELATIVE_TOLERANCE, abs_tol=ABSOLUTE_FLOOR)


def both_answers(asked: Question) -> tuple[dict[str, float], dict[str, float]]:
    """Engine's and oracle's log-likelihoods by marker, the sum under ``"total"``."""
    inbreeding = dict(asked.founder_inbreeding or {})
    engine = log_likelihood(
        asked.pedigree,
        asked.samples,
        asked.markers,
        theta=asked.theta,
        linkage=asked.linkage,
        founder_inbreeding=inbreeding,
    )
    oracle = kinship_enumeration.log_likelihood(
        asked.pedigree,
        asked.samples,
        asked.markers,
        theta=asked.theta,
        linkage=asked.linkage,
        founder_inbreeding=inbreeding,
    )
    return (
        {**engine.per_marker, "total": engine.total},
        {**oracle.per_marker, "total": oracle.total},
    )


def disagreement(seed: int, kind: str, limit: int | None = None) -> str | None:
    """What differs for the question of this number, in one line; ``None`` when nothing does.

    Markers that recombine freely may be answered together or one by one: their total is compared.
    """
    asked = question(seed, kind) if limit is None else question(seed, kind, limit)
    engine, oracle = both_answers(asked)
    free = any(link.rho == 0.5 for link in asked.linkage)
    compared = {"total"} if free else engine.keys() | oracle.keys()
    if all(k in engine and k in oracle and agree(engine[k], oracle[k]) for k in compared):
        return None
    return f"question({seed}, {kind!r}): engine {engine}, enumeration {oracle}"
