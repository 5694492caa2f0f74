"""A component about few bodies or few people, all of whose joint assignments are weighed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from types import MappingProxyType

import numpy as np

from imena.matching.joint.assignment import FamilyRows
from imena.matching.joint.exact import most_placed
from imena.matching.joint.lattice import Floats, log_sum
from imena.matching.joint.ranking import Story
from imena.matching.joint.subsets.maxima import SubsetMaxima
from imena.matching.joint.subsets.plan import Forget, Plan
from imena.matching.joint.subsets.sums import Posteriors, by_number, posteriors
from imena.matching.joint.symmetry import OpenSet


class WideComponent:
    """Sums and maxima over all joint assignments of ``families``, by the sets of ``plan``.

    As `imena.matching.joint.exact.ExactComponent`, for components whose assignments do not pass
    through any narrow place. Time grows with ``plan.work``, memory with ``plan.cells`` (20 bytes
    each): 2^20 sets for ten families of two among twenty bodies.
    """

    def __init__(self, families: Sequence[FamilyRows], plan: Plan) -> None:
        self.families = families
        self._plan = plan
        self._weights = self._values([family.log_weight for family in families])
        self._most = most_placed(families)
        self.by_placed: Floats = by_number(plan, self._weights)[: self._most + 1]
        """Natural log weight of all assignments, by number placed."""
        self._settled: Posteriors | None = None

    method = "exact"
    diagnostics: Mapping[str, float] = MappingProxyType({})

    @cached_property
    def count(self) -> float:
        """How many joint assignments there are of a likelihood above zero."""
        return float(np.rint(np.exp(log_sum(by_number(self._plan, np.zeros(self._plan.n_values))))))

    @property
    def size(self) -> int:
        """As `count`, for `Component.size`."""
        return int(self.count)

    def row_posteriors(self, rest: Floats) -> list[Floats]:
        """For each family, the posterior of each row; ``rest`` as from `coupling.log_rests`."""
        self._settled = posteriors(self._plan, self._weights, rest)
        return self._of_families(self._settled.values)

    def nobody(  # the rest of the case is in the posteriors already
        self,
        body: int,
        posteriors: Sequence[Floats],
        rest: Floats,  # noqa: ARG002
    ) -> float:
        """Posterior that ``body`` is none of these people, summed over the assignments without it.

        Arguments as for `ExactComponent.nobody`, after :meth:`row_posteriors`.
        """
        assert self._settled is not None
        if body in self._plan.bodies:
            return float(self._settled.values[self._plan.nobody(body)])
        if body in self._settled.unused:
            return self._settled.unused[body]
        ((family, posterior),) = (
            (family, posterior)
            for family, posterior in zip(self.families, posteriors, strict=True)
            if body in family.body_set
        )
        return float(posterior[~(family.bodies == body).any(axis=1)].sum())

    def best_with(self) -> list[Floats]:
        """For each row of each family, the largest log-likelihood ratio of DNA of any joint
        assignment that contains it (natural log, against nobody placed in this component)."""
        dna = self._values([family.log_lr for family in self.families])
        return self._of_families(SubsetMaxima(self._plan, dna).best_with())

    def stories(self, limit: int) -> list[list[Story]]:
        """By number placed, the ``limit`` assignments of most weight, best first."""
        return SubsetMaxima(self._plan, self._weights).stories(limit)[: self._most + 1]

    def open_set_posterior(self, found: OpenSet, rest: Floats) -> float:
        """Posterior that the bodies of the set are its people, in whatever order.

        With as many people as bodies or more, everybody in these bodies is one of the people; with
        fewer, each of the people is in one of the bodies.
        """
        values = self._weights.copy()
        bodies, plan = sorted(found.bodies), self._plan
        all_bodies = len(found.bodies) <= len(found.people)
        shared = {step.item for step in plan.steps if isinstance(step, Forget)}
        for f, (family, weight) in enumerate(
            zip(self.families, self._of_families(values), strict=True)
        ):
            inside = np.isin(family.bodies, bodies)
            theirs = [column for g, column in sorted(found.people) if g == f]
            if not all_bodies:
                weight[~inside[:, theirs].all(axis=1)] = -np.inf
                continue
            weight[np.delete(inside, theirs, axis=1).any(axis=1)] = -np.inf
            for body in family.body_set.intersection(bodies):
                if not plan.bodies and body not in shared:
                    weight[~(family.bodies == body).any(axis=1)] = -np.inf
        if all_bodies and plan.bodies:
            values[[plan.nobody(body) for body in bodies]] = -np.inf
        used = bodies if all_bodies and not plan.bodies else ()
        by_placed = by_number(plan, values, used=used)[: self._most + 1]
        return float(np.exp(log_sum(by_placed + rest) - log_sum(self.by_placed + rest)))

    def _values(self, by_family: Sequence[Floats]) -> Floats:
        """One value for each of the plan; that a body stays nobody's is worth nothing."""
        return np.concatenate([*by_family, np.zeros(len(self._plan.bodies))])

    def _of_families(self, values: Floats) -> list[Floats]:
        starts = self._plan.starts
        return np.split(values[: starts[-1]], starts[1:-1])
