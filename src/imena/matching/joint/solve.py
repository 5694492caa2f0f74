"""The joint answer: every body against every family at once.

A joint assignment picks one placement for each family so that no body is used twice. Its weight is
the prior times the product, over families, of the joint likelihood ratio of the DNA and of the
evidence that is not DNA. Everything reported is a sum or a maximum over all joint assignments.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from imena.matching.identification import Component, JointAnswer, JointAssignment, SymmetricSet
from imena.matching.joint.assignment import FamilyRows, components, possible_rows
from imena.matching.joint.choice import MAX_EXACT_WORK, Solver, exact_solvers, warm_up_sets
from imena.matching.joint.coupling import log_convolve, log_correlate, log_rests
from imena.matching.joint.exact import most_placed
from imena.matching.joint.lattice import Floats, log_sum
from imena.matching.joint.pairs import not_recovered, pair_log10_glr, pair_marginals
from imena.matching.joint.placements import FamilyPlacements
from imena.matching.joint.prior import Prior
from imena.matching.joint.ranking import Story, whole_stories
from imena.matching.joint.sampler import Effort, SampledBlock
from imena.matching.joint.symmetry import OpenSet, Who, open_sets

#: symmetric sets less probable than this are not reported
SYMMETRIC_FLOOR = 0.5
#: P(nobody on the list) from which one minus the rest keeps enough digits
SUBTRACTED_FROM = 1e-3
#: stories told of each component by itself
OWN_STORIES = 10


def solve(
    tables: Sequence[FamilyPlacements],
    body_ids: Sequence[str],
    prior: Prior,
    *,
    log_likelihood_null: float,
    limit: int = 50,
    seed: int = 1,
    max_exact_work: float = MAX_EXACT_WORK,
    effort: Effort | None = None,
    n_assignments: float | None = None,
    dropped_mass: float = 0.0,
    symmetric_floor: float = SYMMETRIC_FLOOR,
    listed_from: float = 0.0,
) -> JointAnswer:
    """Posterior of who is who, all families and all bodies together.

    Components (families that compete for bodies) are summed exactly, as long as that takes no more
    than ``max_exact_work`` (`imena.matching.joint.choice`); the others are sampled (blocked Gibbs,
    see `imena.matching.joint.sampler`), all together, against the exact weight of the rest.
    With everything exact, so is the order of the most probable assignments; with a sampled
    component the ones listed are the best found and their posteriors carry the error in its
    ``diagnostics``.

    Parameters
    ----------
    tables
        One table for each family, every family of the case (the prior counts all missing people).
    body_ids
        Ids of all bodies; the tables index into it.
    log_likelihood_null
        Natural log of P(all DNA | nobody identified).
    limit
        How many joint assignments to list at most.
    seed
        Of the sampler; an exact answer does not depend on it.
    max_exact_work
        Steps of arithmetic that exact sums may take in all, see `imena.matching.joint.choice`.
    n_assignments
        Number of valid assignments, if the caller counted more than the tables hold; else the
        assignments the tables hold with a likelihood above zero are counted, infinity standing for
        "not counted" when a component was sampled.
    dropped_mass
        Bound on the posterior mass of what is not in the tables, passed on as given.
    symmetric_floor
        Symmetric sets are reported from this posterior on.
    listed_from
        Pairs are listed in ``marginals`` from this posterior on; all of them count in ``nobody``
        and ``not_recovered``.

    Returns
    -------
    JointAnswer
        ``marginals`` and ``log10_glr`` hold every pair that stands in some row of a table, the
        impossible ones too. Pairs of families with several missing in a sampled component have no
        entry in ``log10_glr``: their maxima are not known exactly. ``components`` lists those
        with at least one body. Only DNA enters ``log10_glr``.

    Raises
    ------
    ValueError
        For a table that breaks its contract, or an id used twice.
    SamplerDidNotConverge
        If a component had to be sampled and its chains do not agree within the effort allowed.
    """
    families = [possible_rows(table, len(body_ids)) for table in tables]
    missing = [m for family in families for m in family.missing]
    for kind, ids in (("missing person", missing), ("body", list(body_ids))):
        if len(set(ids)) < len(ids):
            raise ValueError(f"an id of a {kind} is used twice")
    log_prior = prior.log_weight(len(missing), len(body_ids))
    parts = _parts(families, log_prior, max_exact_work, effort or Effort(), seed, limit)
    rests, log_total = log_rests([part.by_placed for part in parts], log_prior)
    for part, rest in zip(parts, rests, strict=True):
        part.settle(rest)
    taken = np.zeros(len(body_ids))
    marginals: dict[tuple[str, str], float] = {}
    absent: dict[str, float] = {}
    log10_glr: dict[tuple[str, str], float | None] = {}
    for family, posterior, best_with in _in_order(parts, len(families)):
        absent.update(zip(family.missing, not_recovered(family, posterior).tolist(), strict=True))
        bodies, columns, masses = pair_marginals(family, posterior)
        np.add.at(taken, bodies, masses)
        told = masses >= listed_from
        for body, column, p in zip(
            bodies[told].tolist(), columns[told].tolist(), masses[told].tolist(), strict=True
        ):
            marginals[body_ids[body], family.missing[column]] = p
        if best_with is not None:
            for (body, column), ratio in pair_log10_glr(family, best_with).items():
                log10_glr[body_ids[body], family.missing[column]] = ratio
    symmetric = [s for part in parts for s in part.symmetric(symmetric_floor)]
    exact = all(part.solver.method == "exact" for part in parts)
    if n_assignments is None:
        n_assignments = math.prod(part.solver.count for part in parts)
    return JointAnswer(
        method="exact" if exact else "sampled",
        prior=str(prior),
        log_likelihood_null=log_likelihood_null,
        assignments=_in_telling_order(
            _told(
                [(p.families, s) for p, s in zip(parts, stories, strict=True)],
                body_ids,
                log_likelihood_null,
                min(1.0, math.exp(worth - log_total)),
            )
            for worth, stories in whole_stories([part.stories for part in parts], log_prior, limit)
        ),
        marginals=marginals,
        nobody=_nobody(taken, parts, body_ids),
        not_recovered=absent,
        log10_glr=log10_glr,
        symmetric=tuple(
            SymmetricSet(
                tuple(body_ids[b] for b in sorted(found.bodies)),
                tuple(families[f].missing[column] for f, column in sorted(found.people)),
                posterior,
            )
            for found, posterior in symmetric
        ),
        components=tuple(
            c for part in parts for c in part.components(body_ids, log_likelihood_null, log_total)
        ),
        n_assignments=n_assignments,
        dropped_mass=dropped_mass,
    )


def warm_up() -> None:
    """Have all that is compiled compiled, so that the first large case does not wait for it."""
    bodies = np.array([[-1], [0], [1]], dtype=np.int32)
    zeros = np.zeros(3)
    tables = [FamilyPlacements(f, (f,), bodies, zeros, zeros) for f in ("A", "B")]
    solve(tables, ["1", "2"], Prior(), log_likelihood_null=0.0, max_exact_work=0)
    warm_up_sets([possible_rows(table, 2) for table in tables])


def _nobody(taken: Floats, parts: Sequence[_Part], body_ids: Sequence[str]) -> dict[str, float]:
    """P(nobody on the list) of each body; where that is small, summed and not subtracted."""
    nobody = dict(zip(body_ids, np.maximum(0.0, 1.0 - taken).tolist(), strict=True))
    for part in parts:
        if not isinstance(part.solver, SampledBlock):
            for body in frozenset().union(*(family.body_set for family in part.families)):
                if nobody[body_ids[body]] < SUBTRACTED_FROM:
                    nobody[body_ids[body]] = part.solver.nobody(body, part.posteriors, part.rest)
    return nobody


class _Part:
    """One exact component, or all sampled ones, in its place among the families of the case."""

    def __init__(
        self,
        groups: Sequence[Sequence[int]],
        families: Sequence[FamilyRows],
        solver: Solver | SampledBlock,
        limit: int,
    ) -> None:
        self.groups = groups
        self.members = [f for group in groups for f in group]
        self.families = [families[f] for f in self.members]
        self.solver = solver
        self.by_placed = solver.by_placed
        self.stories = solver.stories(max(limit, 1))
        self.posteriors: list[Floats] = []

    def settle(self, rest: Floats) -> None:
        """Take in what the rest of the case says."""
        self.rest = rest
        self.posteriors = self.solver.row_posteriors(rest)

    def symmetric(self, floor: float) -> list[tuple[OpenSet, float]]:
        """Sets open in the best story of some number placed, the likelier stories first.

        A set counts only where it is settled as a whole, and only if no likelier story settles
        it too: there the data did tell the people apart.
        """
        numbers = self._numbers_placed(1.0 - floor)
        best = [
            (stories[0].log_weight + self.rest[placed], stories[0].rows)
            for placed, stories in enumerate(self.stories)
            if stories and placed in numbers
        ]
        accepted: list[tuple[OpenSet, float]] = []
        likely = self._likelier_placed_than(floor)
        likelier: list[tuple[int, ...]] = []
        for _, rows in sorted(best, key=lambda item: -item[0]):
            likelier.append(rows)
            for found in open_sets(self.families, rows, likely):
                if any(found.overlaps(other) for other, _ in accepted):
                    continue
                settled = [found.settled(self.families, story) for story in likelier]
                if not settled[-1] or any(settled[:-1]):
                    continue
                posterior = self._open_set_posterior(found)
                if posterior >= floor:
                    accepted.append((found, posterior))
        return [
            (OpenSet(s.bodies, frozenset((self.members[f], c) for f, c in s.people)), posterior)
            for s, posterior in accepted
        ]

    def _numbers_placed(self, mass: float) -> frozenset[int]:
        """The likeliest numbers placed, together likelier than ``mass``: whatever is likelier than
        the others together happens at one of these."""
        log_weight = self.by_placed + self.rest
        share = np.exp(log_weight - log_sum(log_weight))
        order = np.argsort(-share, kind="stable")
        enough = int(np.searchsorted(np.cumsum(share[order]), mass + 1e-9)) + 1
        return frozenset(order[:enough].tolist())

    def _likelier_placed_than(self, floor: float) -> Callable[[Who, int], bool]:
        """Whether a person is among the bodies, or a body anyone here, with at least ``floor``.

        No set is settled more surely than the surer of the two holds for each of its pairs.
        """
        used = np.zeros(1 + max(int(family.bodies.max()) for family in self.families))
        absent = []
        for family, posterior in zip(self.families, self.posteriors, strict=True):
            absent.append(not_recovered(family, posterior))
            bodies, _, masses = pair_marginals(family, posterior)
            possible = bodies < used.size
            np.add.at(used, bodies[possible], masses[possible])
        margin = 1e-9

        def likely(who: Who, body: int) -> bool:
            surest = max(float(used[body]), 1.0 - float(absent[who[0]][who[1]]))
            return surest >= floor - margin

        return likely

    def _open_set_posterior(self, found: OpenSet) -> float:
        concerned = {f for f, _ in found.people}
        if len(concerned) == 1:
            (f,) = concerned
            holds = found.matched(f, self.families[f].bodies) == found.full
            posterior = float(self.posteriors[f][holds].sum())
        elif isinstance(self.solver, SampledBlock):
            posterior = self.solver.open_set_posterior(found)
        else:
            posterior = self.solver.open_set_posterior(found, self.rest)
        return min(posterior, 1.0)  # a sum of many parts may end a rounding above 1

    def _own_stories(
        self,
        bodies: Sequence[int],
        body_ids: Sequence[str],
        log_likelihood_null: float,
        log_total: float,
    ) -> tuple[JointAssignment, ...]:
        """The likeliest stories of these bodies alone, all the rest of the case summed over.

        None where several components are sampled as one.
        """
        if len(self.groups) > 1:
            return ()
        weighed = [
            (story.log_weight + self.rest[placed] - log_total, story)
            for placed, stories in enumerate(self.stories)
            for story in stories
        ]
        weighed.sort(key=lambda item: -item[0])
        told = [
            _told(
                [(self.families, story)],
                body_ids,
                log_likelihood_null,
                min(1.0, math.exp(log_posterior)),
            )
            for log_posterior, story in weighed[:OWN_STORIES]
        ]
        own = [body_ids[b] for b in bodies]
        return _in_telling_order(
            JointAssignment({v: t.assignment[v] for v in own}, t.log_likelihood, t.posterior)
            for t in told
        )

    def components(
        self, body_ids: Sequence[str], log_likelihood_null: float, log_total: float
    ) -> list[Component]:
        described = []
        place = {f: i for i, f in enumerate(self.members)}
        for group in self.groups:
            rows = [self.families[place[f]] for f in group]
            bodies = sorted(frozenset().union(*(family.body_set for family in rows)))
            if not bodies:
                continue
            described.append(
                Component(
                    tuple(body_ids[b] for b in bodies),
                    tuple(m for family in rows for m in family.missing),
                    self.solver.method,
                    self.solver.size,
                    dict(self.solver.diagnostics),
                    self._own_stories(bodies, body_ids, log_likelihood_null, log_total),
                )
            )
        return described


def _parts(
    families: Sequence[FamilyRows],
    log_prior: Floats,
    max_work: float,
    effort: Effort,
    seed: int,
    limit: int,
) -> list[_Part]:
    parts: list[_Part] = []
    wide: list[list[int]] = []
    groups = components(families)
    for group, solver in zip(groups, exact_solvers(families, groups, max_work), strict=True):
        if solver is None:
            wide.append(group)
        else:
            parts.append(_Part([group], families, solver, limit))
    if wide:
        members = [families[f] for group in wide for f in group]
        others = np.zeros(1)
        for part in parts:
            others = log_convolve(others, part.by_placed)
        tilt = log_correlate(others, log_prior[: others.size + most_placed(members)])
        parts.append(_Part(wide, families, SampledBlock(members, tilt, effort, seed), limit))
    return parts


def _in_order(
    parts: Sequence[_Part], n_families: int
) -> list[tuple[FamilyRows, Floats, Floats | None]]:
    """Each family with its rows' posteriors and best likelihoods, in the order of the case."""
    found: dict[int, tuple[FamilyRows, Floats, Floats | None]] = {}
    for part in parts:
        columns = (part.families, part.posteriors, part.solver.best_with())
        found.update(zip(part.members, zip(*columns, strict=True), strict=True))
    return [found[f] for f in range(n_families)]


def _in_telling_order(stories: Iterable[JointAssignment]) -> tuple[JointAssignment, ...]:
    """Likeliest first; of those that rounding alone sets apart, the one that takes the bodies in
    the order of the ids it gives them."""

    def key(story: JointAssignment) -> tuple[float, list[str]]:
        likely = math.log(story.posterior) if story.posterior > 0.0 else -math.inf
        return -round(likely, 9) if likely > -math.inf else math.inf, [
            "" if m is None else m for m in story.assignment.values()
        ]

    return tuple(sorted(stories, key=key))


def _told(
    parts: Sequence[tuple[Sequence[FamilyRows], Story]],
    body_ids: Sequence[str],
    log_likelihood_null: float,
    posterior: float,
) -> JointAssignment:
    """A story in ids, every one of ``body_ids`` named or nobody."""
    names: dict[str, str | None] = dict.fromkeys(body_ids)
    log_lr = 0.0
    for families, story in parts:
        for family, row in zip(families, story.rows, strict=True):
            log_lr += float(family.log_lr[row])
            for m, body in zip(family.missing, family.bodies[row].tolist(), strict=True):
                if body >= 0:
                    names[body_ids[body]] = m
    return JointAssignment(names, log_likelihood_null + log_lr, posterior)
