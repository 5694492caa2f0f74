"""One identification, from a case to its answer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest

import numpy as np

from imena.kinship.pedigree import Pedigree, Person
from imena.matching.beside_dna import spoken_of
from imena.matching.case import Case
from imena.matching.checks import check_bodies, check_families, too_few
from imena.matching.clusters import clustered, pairs_of_all, told_of_all
from imena.matching.identification import Check, Identification, JointAnswer, Pair
from imena.matching.joint.counting import count_assignments
from imena.matching.joint.placements import FamilyPlacements
from imena.matching.joint.prior import Prior
from imena.matching.joint.solve import solve
from imena.matching.pairwise import (
    LOG10,
    Pairwise,
    Readings,
    TablesOf,
    comparable,
    compare_all,
)
from imena.matching.plausible import Weighed, is_small, weigh_all, weigh_plausible

#: The prior when none is stated: each missing person is among these bodies with probability 1/2.
DEFAULT_PRIOR = "recovered=0.5"
#: Pairs up to which every pair is listed; beyond it only those with something to say.
_LISTED_PAIRS = 20_000
_LISTED_FROM_LOG10 = 0.0
_LISTED_BEST = 5
_LISTED_POSTERIOR = 1e-4
#: Pairs listed at most for their LR or posterior, beyond the best of each body and person.
_MOST_LISTED = 50_000
#: Pairs from which only marginals that say something are listed: weak references give a country
#: millions of others.
_MANY_PAIRS = 1_000_000
_LISTED_MARGINAL = 1e-6


def identify(
    case: Case,
    *,
    prior: str = DEFAULT_PRIOR,
    limit: int = 50,
    seed: int = 1,
    progress: Callable[[str, float], None] | None = None,
    pairwise: Pairwise | None = None,
    tables_of: TablesOf | None = None,
) -> Identification:
    """Compare every body with every missing person and decide them together.

    Parameters
    ----------
    prior
        ``"flat"`` (every joint assignment equally likely, the peers' choice) or ``"recovered=q"``
        (each missing person is among these bodies with probability q).
    limit
        How many joint assignments to list.
    seed
        For the sampler, which is used only where exact summing is out of reach.
    progress
        Called with a step's name and the fraction done.
    pairwise
        The LRs of all pairs of this case, where they are there already.
    tables_of
        As for `imena.matching.pairwise.compare_all`.

    Notes
    -----
    Bodies that DNA says are one person sampled several times are decided as one, and each is told
    what is said of that person (`imena.matching.clusters`).

    A case is large when it has more than 2,500 pairs, or a family with more placements than can be
    weighed (`imena.matching.plausible.is_small`). In a large case bodies read at too few markers
    of which nothing else was examined either are left out of the joint answer, which is then about
    the others; the checks name them. Not
    everything is weighed then: ``joint.dropped_mass`` bounds what the placements left out could
    have changed in any posterior. It does not cover joint placements of families with several
    missing that were never looked at, since what they would have come of promised too little
    (`imena.matching.several`); ``parameters["families_cut_short"]`` names the families where even
    promising ones were not, for want of time. Nor does it bound generalised LRs.

    Raises
    ------
    ValueError
        For an unknown prior, or assumptions that cannot be combined.
    SamplerDidNotConverge
        When a part of the case is too entangled for exact summing and the sampler fails its own
        diagnostics.
    """
    said = Prior.parse(prior)
    tell = progress or _in_silence
    whole = case
    readings = Readings.of(case) if pairwise is None else pairwise.readings
    among_bodies = tuple(check_bodies(readings))
    clusters = clustered(readings, among_bodies)
    if clusters.members:
        case, pairwise = clusters.case, None
        readings = Readings.of(case)
    if pairwise is None:
        pairwise = compare_all(readings, tell, tables_of)
    decided = decide(
        pairwise, said, same_person(case, among_bodies), limit=limit, seed=seed, progress=tell
    )
    joint = decided.joint
    listed = listed_pairs(pairwise, joint)
    if decided.small:
        joint = _with_excluded_pairs(pairwise, joint)
    joint = told_of_all(clusters, _with_impossible_families(case, pairwise, joint))
    joint = _in_order(whole, joint)
    tell("checks", 0.0)
    checks = check_families(readings, tell) + among_bodies
    weighed = decided.weighed
    return Identification(
        pairs_of_all(clusters, listed),
        joint,
        checks,
        {
            "prior": str(said),
            "limit": limit,
            "seed": seed,
            "theta": case.theta,
            "bodies_decided_together": len(decided.joint.nobody),
            "samples_of_one_person": [list(ids) for ids in clusters.members],
            "pairs_compared": int(np.count_nonzero(~np.isnan(pairwise.log_lr))),
            "placements_weighed": int(sum(len(table.log_lr) for table in weighed.tables)),
            "families_cut_short": list(weighed.cut_short),
            "placements_not_opened": weighed.not_opened,
            "dropped_mass": weighed.dropped_mass,
        },
        weighed.cut_short,
        clusters.members,
    )


@dataclass(frozen=True, eq=False)
class Decided:
    """A joint answer, the placements it rests on, and whether those were all there are."""

    joint: JointAnswer
    weighed: Weighed
    small: bool


def decide(
    pairwise: Pairwise,
    prior: Prior,
    same_person: Collection[tuple[int, int]] = (),
    *,
    limit: int = 50,
    seed: int = 1,
    progress: Callable[[str, float], None] | None = None,
) -> Decided:
    """The joint answer of all bodies and families, from the LRs of all pairs.

    ``same_person`` are pairs of bodies (numbers) that are one person sampled twice; the rest is as
    for `identify`, and so are the errors raised.
    """
    case = pairwise.readings.case
    small = is_small(pairwise)
    if small:
        compared = list(range(len(case.bodies)))
        weighed = weigh_all(pairwise, same_person)
    else:
        other = spoken_of(case)
        compared = [
            i
            for i, body in enumerate(case.bodies)
            if body.id in other or not too_few(case, case.markers_read(body.sample))
        ]
        log_prior = prior.log_weight(len(case.missing), len(compared))
        weighed = weigh_plausible(pairwise, log_prior, compared, same_person, progress=progress)
    if progress:
        progress("joint", 0.0)
    many = len(compared) * len(case.missing) > _MANY_PAIRS
    joint = solve(
        _renumbered(weighed.tables, compared, len(case.bodies)),
        [case.bodies[i].id for i in compared],
        prior,
        log_likelihood_null=nobody_identified(pairwise),
        limit=limit,
        seed=seed,
        n_assignments=count_assignments(comparable(case)[compared]) or float("inf"),
        dropped_mass=weighed.dropped_mass,
        listed_from=_LISTED_MARGINAL if many else 0.0,
    )
    return Decided(joint, weighed, small)


def same_person(case: Case, checks: Sequence[Check]) -> set[tuple[int, int]]:
    """Pairs of bodies (numbers) that quality control found to be one person sampled twice."""
    number = {body.id: i for i, body in enumerate(case.bodies)}
    return {
        (number[check.subjects[0]], number[check.subjects[1]])
        for check in checks
        if check.kind == "same_person" and set(check.subjects) <= number.keys()
    }


def _renumbered(
    tables: Sequence[FamilyPlacements], compared: Sequence[int], n_bodies: int
) -> list[FamilyPlacements]:
    """The tables with bodies numbered among those compared; -1 (nobody) stays."""
    number = np.full(n_bodies + 1, -1, dtype=np.int32)
    number[list(compared)] = np.arange(len(compared), dtype=np.int32)
    return [replace(table, bodies=number[table.bodies]) for table in tables]


def _in_silence(step: str, share: float) -> None:  # noqa: ARG001
    return None


def nobody_identified(pairwise: Pairwise) -> float:
    """Natural log of P(all readings | nobody identified): families and bodies all unrelated."""
    if pairwise.impossible:
        return float("-inf")
    readings = pairwise.readings
    total = 0.0
    for family in readings.case.families:
        logs = readings.log_by_unit(family.pedigree, family.samples, family.founder_inbreeding)
        total += sum(logs.values())
    for u, (direct, known) in enumerate(zip(readings.direct, readings.columns, strict=True)):
        if not direct:
            column = readings.column[:, u]
            total += float(known.log_population[column[column >= 0]].sum())
            continue
        for body in readings.case.bodies:
            alone = Pedigree((Person(body.id, sex=body.sex),))
            total += readings.log_of_unit(u, alone, {body.id: body.sample})
    return total


def listed_pairs(pairwise: Pairwise, joint: JointAnswer) -> tuple[Pair, ...]:
    """All pairs compared; in a large case those that may be, and the best of each body and person.

    A pair is listed when its LR is at least 1, its posterior at least 1e-4, or it is among the
    five highest LRs of its body or of its missing person. Of the first two kinds no more than
    50,000 each, those with the highest LRs and posteriors.
    """
    case = pairwise.readings.case
    log_lr = pairwise.log_lr
    compared = ~np.isnan(log_lr)
    if np.count_nonzero(compared) > _LISTED_PAIRS:
        filled = np.where(compared, log_lr, -np.inf)
        bar = _LISTED_FROM_LOG10 * LOG10
        supported = filled[filled >= bar]
        if supported.size > _MOST_LISTED:
            bar = float(np.partition(supported, -_MOST_LISTED)[-_MOST_LISTED])
        wanted = filled >= bar
        for axis in (0, 1):
            nth = min(_LISTED_BEST, filled.shape[axis])
            best = -np.partition(-filled, nth - 1, axis=axis).take([nth - 1], axis=axis)
            wanted |= (filled >= best) & np.isfinite(filled)
        body_number = {body.id: i for i, body in enumerate(case.bodies)}
        position = {m: j for j, m in enumerate(case.missing)}
        likely = [item for item in joint.marginals.items() if item[1] >= _LISTED_POSTERIOR]
        for (body, missing), _ in nlargest(_MOST_LISTED, likely, key=lambda item: item[1]):
            wanted[body_number[body], position[missing]] = True
        compared &= wanted
    return tuple(
        pairwise.pair(int(b), case.missing[m]) for b, m in zip(*np.nonzero(compared), strict=True)
    )


def _with_excluded_pairs(pairwise: Pairwise, joint: JointAnswer) -> JointAnswer:
    """Pairs that were compared and are impossible have posterior 0 and GLR 0, and say so."""
    case = pairwise.readings.case
    excluded = [
        (case.bodies[int(b)].id, case.missing[int(m)])
        for b, m in zip(*np.nonzero(np.isneginf(pairwise.log_lr)), strict=True)
    ]
    marginals = dict.fromkeys(excluded, 0.0) | dict(joint.marginals)
    log10_glr = dict.fromkeys(excluded, float("-inf")) | dict(joint.log10_glr)
    return replace(joint, marginals=marginals, log10_glr=log10_glr)


def _in_order(case: Case, joint: JointAnswer) -> JointAnswer:
    """Pairs in the order of the case: by body, then by missing person."""
    body = {b.id: i for i, b in enumerate(case.bodies)}
    person = {m: j for j, m in enumerate(case.missing)}

    def place(pair: tuple[str, str]) -> tuple[int, int]:
        return body[pair[0]], person[pair[1]]

    return replace(
        joint,
        marginals={pair: joint.marginals[pair] for pair in sorted(joint.marginals, key=place)},
        log10_glr={pair: joint.log10_glr[pair] for pair in sorted(joint.log10_glr, key=place)},
    )


def _with_impossible_families(case: Case, pairwise: Pairwise, joint: JointAnswer) -> JointAnswer:
    """Say nothing of the missing whose family's own readings are impossible.

    Their places were left empty, so that their "not recovered" would read as a finding.
    """
    silent = {m for f in case.families if f.id in pairwise.impossible for m in f.missing}
    if not silent:
        return joint
    known = {m: p for m, p in joint.not_recovered.items() if m not in silent}
    return replace(joint, not_recovered=known)
