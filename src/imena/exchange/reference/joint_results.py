"""The joint answer of a case beside its reference."""

from __future__ import annotations

import math
from collections.abc import Sequence

from imena.exchange.reference.comparison import TOLERANCE, Comparison
from imena.exchange.reference.stated import Stated
from imena.matching.identification import JointAnswer

#: How many joint assignments are asked for, so that ties at the end of a reference's list are
#: whole here.
LISTED = 2000

_NOBODY = "*"


def compare_joint(comparison: Comparison, stated: Stated, joint: JointAnswer) -> None:
    """Compare assignments and their order, the sum over all, posteriors and generalised LRs.

    Assignments of the same likelihood have no order: they are compared as sets. Posteriors are
    under the flat prior.
    """
    comparison.same("method", (), "exact", joint.method)
    best = joint.assignments[0]
    found_sum = best.log_likelihood - math.log(best.posterior)
    comparison.log("log_sum", (), stated["logSumExpLoglik"].number, found_sum)
    finite = stated.get("nFinite")
    if finite is not None and finite.number < LISTED:
        comparison.same("possible_assignments", (), finite.number, len(joint.assignments))
    _compare_assignments(comparison, list(stated["top"].listed()), joint)
    _compare_posteriors(comparison, stated["posteriorFlat"]["table"], joint)
    _compare_glr(comparison, stated["GLR"]["table"], joint)


def _compare_assignments(comparison: Comparison, top: Sequence[Stated], joint: JointAnswer) -> None:
    expected = [
        (_key({b: m.value for b, m in item["assignment"].items()}), item["loglik"].number)
        for item in top
    ]
    found = [(_key(a.assignment), a.log_likelihood) for a in joint.assignments]
    possible = [log for _, log in expected if log > -math.inf]
    for rank, log in enumerate(possible):
        ours = found[rank][1] if rank < len(found) else -math.inf
        comparison.log("log_likelihood_of_assignment", (str(rank + 1),), log, ours)
    listed = {key for key, _ in found}
    for key, log in expected:
        if log == -math.inf:
            comparison.same("impossible_assignment", _said(key), False, key in listed)
    for start, end in _ties(possible):
        theirs = {key for key, _ in expected[start:end]}
        tied = {key for key, log in found if _equal(possible[start], log)}
        if end == len(top):  # the reference's list may have been cut within a tie
            tied &= theirs
        comparison.same("order_of_assignments", (str(start + 1),), theirs, tied)


def _compare_posteriors(comparison: Comparison, table: Stated, joint: JointAnswer) -> None:
    for body, row in table.items():
        for missing, posterior in row.items():
            if missing == _NOBODY:
                comparison.probability("nobody", (body,), posterior.number, joint.nobody[body])
            else:
                found = joint.marginals.get((body, missing), 0.0)
                comparison.probability("posterior", (body, missing), posterior.number, found)


def _compare_glr(comparison: Comparison, table: Stated, joint: JointAnswer) -> None:
    """Null is "not stated": the peer did not evaluate the pair."""
    for body, row in table.items():
        for missing, glr in row.items():
            if glr.value is None or missing == _NOBODY:
                continue
            found = joint.log10_glr.get((body, missing))
            place = (body, missing)
            if glr.number == math.inf:  # no assignment without the pair is possible
                comparison.same("glr", place, None, found)
            else:
                log = -math.inf if found is None else found * math.log(10)
                comparison.ratio("glr", place, glr.number, log)


def _key(assignment: object) -> frozenset[tuple[str, str]]:
    """Who is placed; an empty set says that nobody is."""
    assert hasattr(assignment, "items")
    return frozenset((b, m) for b, m in assignment.items() if m not in (None, _NOBODY))


def _said(key: frozenset[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(f"{body} = {missing}" for body, missing in sorted(key))


def _equal(first: float, second: float) -> bool:
    return abs(first - second) <= TOLERANCE * max(1.0, abs(first))


def _ties(logs: Sequence[float]) -> list[tuple[int, int]]:
    """Ranges of positions with equal logs in a falling list."""
    starts = [i for i, log in enumerate(logs) if i == 0 or not _equal(logs[i - 1], log)]
    return list(zip(starts, [*starts[1:], len(logs)], strict=True))
