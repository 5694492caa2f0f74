"""Several samples of one person are one victim.

Where DNA says beyond doubt that two bodies of a case are one person sampled twice, no two people
can be named for them, nor can the one be named and the other be nobody on the list. Such bodies
are decided as one: their readings together, each misread by itself, given one genotype.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from imena.kinship.pedigree import Sex
from imena.matching.beside_dna import PairEvidence
from imena.matching.case import Body, Case
from imena.matching.identification import (
    Check,
    Component,
    JointAnswer,
    JointAssignment,
    Pair,
    SymmetricSet,
)
from imena.matching.pairwise import Readings
from imena.matching.relatives import SAME, BodyTables, engine_relations

Value = TypeVar("Value")
#: log10 LR of "one person" against "unrelated" from which two bodies may be decided as one. By
#: chance one pair in 10^10 gets there: among 5,000 bodies one such pair in a thousand cases.
DECISIVE_FROM_LOG10 = 10.0
#: and over the closest kinship: brothers who share much must not become one.
OVER_KIN_BY_LOG10 = 4.0


@dataclass(frozen=True)
class Clusters:
    """Bodies of one person each: ``members`` are their ids, in the order of the case.

    ``case`` has one body for each of them, under the first id.
    """

    case: Case
    members: tuple[tuple[str, ...], ...] = ()

    @property
    def others(self) -> dict[str, tuple[str, ...]]:
        """By the id a cluster is decided under, the ids of its other samples."""
        return {first: rest for first, *others in self.members if (rest := tuple(others))}


def clustered(readings: Readings, checks: Sequence[Check]) -> Clusters:
    """The case with bodies that are surely one person put together.

    Two bodies are where quality control found "one person" with a log10 LR of at least 10, and at
    least 4 above that of any close kinship. What hangs together so is one cluster, unless two of
    it speak against each other (log10 LR below 0), are of different sex, or may be nobody in common
    (`Case.pairings`): then all of it stays as it was.
    """
    case = readings.case
    number = {body.id: i for i, body in enumerate(case.bodies)}
    leader = list(range(len(case.bodies)))

    def find(i: int) -> int:
        while leader[i] != i:
            i = leader[i]
        return i

    for check in checks:
        if check.kind == "same_person" and (check.log10_lr or 0.0) >= DECISIVE_FROM_LOG10:
            one, other = (case.body_of[body] for body in check.subjects)
            kin = engine_relations(readings, one, other)[0].log10_lr
            if (check.log10_lr or 0.0) - kin >= OVER_KIN_BY_LOG10:
                low, high = sorted((find(number[one.id]), find(number[other.id])))
                leader[high] = low
    groups: dict[int, list[int]] = {}
    for i in range(len(case.bodies)):
        groups.setdefault(find(i), []).append(i)
    together = [g for g in groups.values() if len(g) > 1 and _agree(readings, g)]
    if not together:
        return Clusters(case)
    return Clusters(
        _joined(case, together), tuple(tuple(case.bodies[i].id for i in g) for g in together)
    )


def _agree(readings: Readings, group: Sequence[int]) -> bool:
    case = readings.case
    one, other = np.ix_(*2 * [np.array(group)])
    if BodyTables.of(readings).log_lr(SAME, one, other).min() < 0.0:
        return False
    bodies = [case.bodies[i] for i in group]
    if len({body.sex for body in bodies} - {Sex.UNKNOWN}) > 1:
        return False
    if case.pairings is None:
        return True
    may_be = [set(case.pairings.get(body.id, ())) for body in bodies]
    return bool(set.intersection(*may_be)) or not any(may_be)


def _joined(case: Case, groups: Sequence[Sequence[int]]) -> Case:
    joined = {group[0]: [case.bodies[i] for i in group] for group in groups}
    gone = {i for group in groups for i in group[1:]}
    bodies = tuple(
        _one_body(joined[i]) if i in joined else body
        for i, body in enumerate(case.bodies)
        if i not in gone
    )
    pairings = case.pairings
    if pairings is not None:
        common = {
            group[0].id: tuple(
                m
                for m in pairings.get(group[0].id, ())
                if all(m in pairings.get(body.id, ()) for body in group)
            )
            for group in joined.values()
        }
        pairings = {**pairings, **common}
    return replace(
        case, bodies=bodies, pairings=pairings, evidence=_evidence(case, groups, sorted(gone))
    )


def _one_body(bodies: Sequence[Body]) -> Body:
    first, *rest = bodies
    known = {body.sex for body in bodies} - {Sex.UNKNOWN}
    again = (*first.sample.again, *(s for b in rest for s in (b.sample, *b.sample.again)))
    sample = replace(first.sample, again=again)
    return replace(first, sex=known.pop() if known else Sex.UNKNOWN, sample=sample)


def _evidence(
    case: Case, groups: Sequence[Sequence[int]], gone: Sequence[int]
) -> Mapping[tuple[str, str], float]:
    """What is not DNA, of each group the least that one of them says of a person.

    Two parts of one person say the same things twice: a product would count them twice.
    """
    given = case.evidence
    if not isinstance(given, PairEvidence):
        ids = [[case.bodies[i].id for i in group] for group in groups]
        told = dict(given)
        for first, *others in ids:
            for missing in case.missing:
                said = [told.pop((b, missing)) for b in (first, *others) if (b, missing) in told]
                if said:
                    told[first, missing] = min(said)
        return told
    log10_lr, examined = given.log10_lr.copy(), given.examined.copy()
    primary = {name: where.copy() for name, where in given.primary.items()}
    for group in groups:
        rows = list(group)
        least = np.where(given.examined[rows], given.log10_lr[rows], np.inf).min(axis=0)
        log10_lr[rows[0]] = np.where(np.isfinite(least), least, 0.0)
        for where in (examined, *primary.values()):
            where[rows[0]] = where[rows].any(axis=0)
    kept = np.setdiff1d(np.arange(len(given.bodies)), gone)
    return PairEvidence(
        tuple(given.bodies[i] for i in kept),
        given.missing,
        log10_lr[kept],
        examined[kept],
        {name: where[kept] for name, where in primary.items()},
    )


def told_of_all(clusters: Clusters, joint: JointAnswer) -> JointAnswer:
    """The answer with all samples of a cluster told what is said of the person they are."""
    others = clusters.others
    if not others:
        return joint

    def with_others(bodies: Sequence[str]) -> tuple[str, ...]:
        return tuple(b for body in bodies for b in (body, *others.get(body, ())))

    def story(told: JointAssignment) -> JointAssignment:
        named = told.assignment
        return replace(
            told, assignment={b: m for body, m in named.items() for b in with_others([body])}
        )

    return replace(
        joint,
        assignments=tuple(story(told) for told in joint.assignments),
        marginals=_of_pairs(joint.marginals, others),
        nobody={b: p for body, p in joint.nobody.items() for b in with_others([body])},
        log10_glr=_of_pairs(joint.log10_glr, others),
        symmetric=tuple(
            SymmetricSet(with_others(found.victims), found.missing, found.posterior)
            for found in joint.symmetric
        ),
        components=tuple(
            _component(part, with_others(part.victims), [story(t) for t in part.assignments])
            for part in joint.components
        ),
    )


def _component(
    part: Component, victims: tuple[str, ...], stories: Sequence[JointAssignment]
) -> Component:
    return replace(part, victims=victims, assignments=tuple(stories))


def _of_pairs(
    of: Mapping[tuple[str, str], Value], others: Mapping[str, tuple[str, ...]]
) -> dict[tuple[str, str], Value]:
    return {
        (body, missing): value
        for (first, missing), value in of.items()
        for body in (first, *others.get(first, ()))
    }


def pairs_of_all(clusters: Clusters, pairs: Sequence[Pair]) -> tuple[Pair, ...]:
    """Pairs with all samples of a cluster: each has the LR of their readings together."""
    others = clusters.others
    return tuple(
        replace(pair, victim=body)
        for pair in pairs
        for body in (pair.victim, *others.get(pair.victim, ()))
    )
