"""What stands for and against a name: comparisons, read for the rules and for whoever decides."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from imena.registry.models import (
    Comparison,
    Conflict,
    Decision,
    DecisionIndividual,
    DecisionPerson,
    Kinship,
    LifeProof,
)
from imena.registry.policies import Donor, Evidence, Rules, Way, met, read
from imena.registry.queries.same import same_each, same_people


@dataclass(frozen=True, slots=True)
class Naming:
    """Whom and what a decision names: ids of individuals, and of persons on a list or on none."""

    individuals: frozenset[uuid.UUID]
    missing: frozenset[uuid.UUID]
    unlisted: frozenset[uuid.UUID]

    @property
    def persons(self) -> frozenset[uuid.UUID]:
        """Everybody named."""
        return self.missing | self.unlisted


def naming(decision: Decision) -> Naming:
    """Whom and what ``decision`` names."""
    people = list(DecisionPerson.objects.filter(decision=decision))
    individuals = DecisionIndividual.objects.filter(decision=decision)
    return Naming(
        frozenset(individuals.values_list("individual_id", flat=True)),
        frozenset(p.missing_id for p in people if p.missing_id is not None),
        frozenset(p.unlisted_id for p in people if p.unlisted_id is not None),
    )


def about(comparison: Comparison) -> frozenset[uuid.UUID]:
    """The persons of whom one, the comparison says, the individual is; usually one."""
    if comparison.among:
        return frozenset(uuid.UUID(pk) for pk in comparison.among)
    person = comparison.missing_id or comparison.unlisted_id
    assert person is not None
    return frozenset({person})


def standing_exclusions(
    individuals: Iterable[uuid.UUID], persons: Iterable[uuid.UUID]
) -> list[Comparison]:
    """Exclusions nobody has withdrawn, of any of these individuals from any of these persons or
    their linked records (I18)."""
    return _excluding(individuals, same_people(persons))


def _excluding(individuals: Iterable[uuid.UUID], same: Set[uuid.UUID]) -> list[Comparison]:
    rows = Comparison.objects.filter(
        individual__in=list(individuals), outcome="excluded", withdrawn_at=None
    )
    return [c for c in rows.order_by("number") if about(c) & same]


def standing_grounds(decision: Decision) -> list[Comparison]:
    """The comparisons a decision was proposed on, less those withdrawn since."""
    ids = [ground["comparison"] for ground in decision.grounds]
    return list(Comparison.objects.filter(pk__in=ids, withdrawn_at=None).order_by("number"))


def as_evidence(
    comparisons: Sequence[Comparison], linked: Mapping[uuid.UUID, Set[uuid.UUID]]
) -> dict[uuid.UUID, Evidence]:
    """The comparisons as policies see them; one that rests on a contradicted kinship is none.

    ``linked`` has the records of everybody whom they are about.
    """
    donors = {uuid.UUID(d) for c in comparisons for d in c.donors}
    kin: dict[uuid.UUID, list[Kinship]] = {}
    for kinship in Kinship.objects.filter(person__in=donors) if donors else ():
        kin.setdefault(kinship.person_id, []).append(kinship)
    found = {}
    for c in comparisons:
        same = set[uuid.UUID]().union(*(linked[person] for person in about(c)))
        rests_on = [k for d in c.donors for k in kin.get(uuid.UUID(d), ()) if k.missing_id in same]
        if any(k.standing == "contradicted" for k in rests_on):
            continue
        related = [Donor(k.person_id, k.relationship) for k in rests_on]
        if c.unlisted_id and str(c.unlisted_id) in c.donors:
            related.append(Donor(c.unlisted_id, "self"))
        found[c.id] = Evidence(c.id, c.method, c.outcome, tuple(related), frozenset(c.lab_methods))
    return found


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether each individual and each person of a decision has evidence that meets a policy.

    ``lacking`` are the ids for which it does not; ``later_sampling`` says that somebody is named
    by recognition alone (I16).
    """

    lacking: tuple[uuid.UUID, ...]
    later_sampling: bool

    @property
    def met(self) -> bool:
        """Whether nothing lacks."""
        return not self.lacking


@dataclass(frozen=True, slots=True)
class Basis:
    """What a decision rests on, read once: whom it names, who is the same person as each of them,
    the comparisons that stand, and those of them that are evidence, by id."""

    named: Naming
    same: Mapping[uuid.UUID, frozenset[uuid.UUID]]
    grounds: tuple[Comparison, ...]
    evidence: Mapping[uuid.UUID, Evidence]

    def of_all(self, *, without: uuid.UUID | None = None) -> list[Comparison]:
        """The grounds about nobody else: an outcome about several people carries a decision that
        names them all, and no smaller one. ``without`` leaves out what this user examined."""
        everybody = set[uuid.UUID]().union(*self.same.values())
        return [c for c in self.grounds if c.examiner_id != without and about(c) <= everybody]

    def concerns(self, one: uuid.UUID, comparison: Comparison) -> bool:
        """Whether the comparison is about this individual or this person."""
        same = self.same.get(one, frozenset())
        return comparison.individual_id == one or bool(about(comparison) & same)

    def exclusions(self) -> list[Comparison]:
        """As :func:`standing_exclusions`, of those whom it names."""
        everybody = set[uuid.UUID]().union(*self.same.values())
        return _excluding(self.named.individuals, everybody)

    def signs_of_life(self) -> list[LifeProof]:
        """As :func:`signs_of_life`."""
        listed = set[uuid.UUID]().union(*(self.same[one] for one in self.named.missing))
        return _living(listed, self.named.unlisted)

    def judged(self, rules: Rules, *, without: uuid.UUID | None = None) -> Judgement:
        """How it meets ``rules``; ``without`` as in :meth:`of_all`."""
        grounds = self.of_all(without=without)
        ways: dict[uuid.UUID, Way | None] = {}
        for one in sorted(self.named.individuals | self.named.persons):
            mine = (c for c in grounds if self.concerns(one, c))
            ways[one] = met(rules, [self.evidence[c.id] for c in mine if c.id in self.evidence])
        return Judgement(
            tuple(one for one, way in ways.items() if way is None),
            any(way.later_sampling for way in ways.values() if way),
        )


def basis(decision: Decision) -> Basis:
    """What ``decision`` rests on now."""
    named, grounds = naming(decision), standing_grounds(decision)
    linked = same_each(named.persons.union(*map(about, grounds)))
    same = {one: linked[one] for one in named.persons}
    return Basis(named, same, tuple(grounds), as_evidence(grounds, linked))


def judged(
    decision: Decision, rules: Rules | None = None, *, without: uuid.UUID | None = None
) -> Judgement:
    """How the standing grounds of ``decision`` meet its policy, or the ``rules`` of another.

    ``without`` leaves out what this user examined: what remains is what does not rest on them.
    """
    return basis(decision).judged(rules or read(decision.policy.rules), without=without)


def open_conflicts(decision: Decision) -> list[Conflict]:
    """What still contradicts ``decision``."""
    rows = Conflict.objects.filter(operation=decision.operation_id, closed_at=None)
    return [
        c
        for c in rows.order_by("recorded_at", "kind", "description")
        if str(decision.id) in c.decisions
    ]


def signs_of_life(named: Naming) -> list[LifeProof]:
    """Proofs that somebody named is alive, under any of their linked records (I15)."""
    return _living(same_people(named.missing), named.unlisted)


def _living(listed: Set[uuid.UUID], unlisted: Set[uuid.UUID]) -> list[LifeProof]:
    proofs = LifeProof.objects.filter(withdrawn=False)
    others = proofs.filter(unlisted__in=unlisted) if unlisted else ()
    return [*proofs.filter(missing__in=listed), *others]
