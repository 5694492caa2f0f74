"""Which elements may be put together: suggested as data, decided by a person."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from imena.osteology.elements import ElementsError
from imena.osteology.partition import PartitionPosterior
from imena.osteology.whose import Weighed


@dataclass(frozen=True)
class Suggestion:
    """Elements that may be one person's.

    ``together`` is P(they are one person's, with others or without); ``exactly`` is P(they and no
    others here are). ``log10_lrs`` are log10 by kind of evidence, for one person against each
    another's; kinds that nothing is known of are 0.
    """

    elements: frozenset[str]
    together: float
    exactly: float
    log10_lrs: Mapping[str, float]


def suggestions(
    findings: Weighed, posterior: PartitionPosterior, least: float = 0.5
) -> tuple[Suggestion, ...]:
    """Pairs, and people of the best partition, with ``together`` at least ``least``.

    Most probable first, larger sets before smaller ones. Of a set that is not listed whole,
    ``together`` is the sum over the people met that have it.

    Raises
    ------
    ElementsError
        For a posterior of other elements, or one that was sampled and did not converge.
    """
    position = {e.id: i for i, e in enumerate(findings.elements)}
    if tuple(position) != posterior.ids:
        raise ElementsError("the posterior is of other elements")
    if posterior.diagnostics is not None and not posterior.diagnostics.converged:
        raise ElementsError("the sampler did not converge")
    ids = posterior.ids
    sets = {frozenset({a, b}) for i, a in enumerate(ids) for b in ids[:i]}
    sets |= {person for person in posterior.best if len(person) > 1}
    found = []
    for elements in sets:
        together = sum(p for person, p in posterior.whole.items() if elements <= person)
        if together >= least:
            logs = findings.log_weights(sorted(position[e] for e in elements))
            log10_lrs = {kind: log / math.log(10) for kind, log in logs.items()}
            exactly = posterior.whole.get(elements, 0.0)
            found.append(Suggestion(elements, together, exactly, log10_lrs))
    return tuple(sorted(found, key=lambda s: (-s.together, -len(s.elements), sorted(s.elements))))
