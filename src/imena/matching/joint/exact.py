"""A component whose joint assignments are all weighed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from types import MappingProxyType

import numpy as np

from imena.matching.joint.assignment import FamilyRows
from imena.matching.joint.lattice import Floats, Lattice, build, log_sum, log_sum_by, max_by
from imena.matching.joint.ranking import Story, component_stories
from imena.matching.joint.symmetry import OpenSet


class ExactComponent:
    """Sums and maxima over all joint assignments of ``families``, passed in ``order``.

    Raises
    ------
    TooWideError
        On construction, if that would take more than ``max_work`` transitions.
    """

    def __init__(
        self, families: Sequence[FamilyRows], order: Sequence[int], max_work: float
    ) -> None:
        self.families = families
        self._order = order
        self._max_work = max_work
        self._weights = [family.log_weight for family in families]
        self._lattice = build(
            [f.bodies for f in families],
            [f.placed for f in families],
            order,
            max_work,
            # So that open_set_posterior, which counts two things at once, never finds it too wide.
            room=1 + sum(int(f.placed.max()) for f in families),
        )
        self._reached = self._lattice.forward(self._weights, log_sum_by)
        self._most = most_placed(families)
        self.by_placed: Floats = self._trimmed(self._lattice, self._reached)
        """Natural log weight of all assignments, by number placed."""

    method = "exact"
    diagnostics: Mapping[str, float] = MappingProxyType({})

    @cached_property
    def count(self) -> float:
        """How many joint assignments there are of a likelihood above zero."""
        ones = [np.zeros(family.log_lr.size) for family in self.families]
        reached = self._lattice.forward(ones, log_sum_by)
        return float(np.rint(np.exp(log_sum(reached[-1]))))

    @property
    def size(self) -> int:
        """As `count`, for `Component.size`."""
        return int(self.count)

    def row_posteriors(self, rest: Floats) -> list[Floats]:
        """For each family, the posterior of each row; ``rest`` as from `coupling.log_rests`."""
        terminal = np.full(self._lattice.n_tallies, -np.inf)
        terminal[: rest.size] = rest
        beside = self._lattice.rests(self._weights, self._reached, terminal, log_sum_by)
        whole = log_sum(self.by_placed + rest)
        return [np.exp(b + w - whole) for b, w in zip(beside, self._weights, strict=True)]

    def nobody(self, body: int, posteriors: Sequence[Floats], rest: Floats) -> float:
        """Posterior that ``body`` is none of these people, summed over the assignments without it.

        One minus the sum of the others would keep no digits where the body is almost surely
        somebody. ``posteriors`` are those of the rows, as from :meth:`row_posteriors`.
        """
        uses = {
            f: (family.bodies == body).any(axis=1)
            for f, family in enumerate(self.families)
            if body in family.body_set
        }
        if len(uses) == 1:
            ((f, own),) = uses.items()
            return float(posteriors[f][~own].sum())
        left = [
            np.where(uses[f], -np.inf, weight) if f in uses else weight
            for f, weight in enumerate(self._weights)
        ]
        by_placed = self._trimmed(self._lattice, self._lattice.forward(left, log_sum_by))
        return float(np.exp(log_sum(by_placed + rest) - log_sum(self.by_placed + rest)))

    def best_with(self) -> list[Floats]:
        """For each row of each family, the largest log-likelihood ratio of DNA of any joint
        assignment that contains it (natural log, against nobody placed in this component)."""
        dna = [family.log_lr for family in self.families]
        reached = self._lattice.forward(dna, max_by)
        terminal = np.zeros(self._lattice.n_tallies)
        beside = self._lattice.rests(dna, reached, terminal, max_by)
        return [b + own for b, own in zip(beside, dna, strict=True)]

    def stories(self, limit: int) -> list[list[Story]]:
        """By number placed, the ``limit`` assignments of most weight, best first."""
        return component_stories(self._lattice, self._weights, limit)[: self._most + 1]

    def open_set_posterior(self, found: OpenSet, rest: Floats) -> float:
        """Posterior that the bodies of the set are its people, in whatever order."""
        base = self._lattice.n_tallies
        tallies = [
            family.placed + base * found.matched(f, family.bodies)
            for f, family in enumerate(self.families)
        ]
        work = self._max_work * (found.full + 1) ** 2  # so many times the states, and the groups
        lattice = build([family.bodies for family in self.families], tallies, self._order, work)
        reached = lattice.forward(self._weights, log_sum_by)
        placed = lattice.final_tally % base
        inside = lattice.final_tally // base == found.full
        by_placed = log_sum_by(reached[-1][inside], placed[inside], base)[: self._most + 1]
        return float(np.exp(log_sum(by_placed + rest) - log_sum(self.by_placed + rest)))

    def _trimmed(self, lattice: Lattice, reached: Sequence[Floats]) -> Floats:
        return lattice.by_tally(reached, log_sum_by)[: self._most + 1]


def most_placed(families: Sequence[FamilyRows]) -> int:
    """The most people these families can have placed at once, bodies and people counted."""
    bodies = frozenset().union(*(family.body_set for family in families))
    return min(len(bodies), sum(int(family.placed.max()) for family in families))
