"""Who was exhumed: individuals, and bodies that are of none yet; who they are by decision, and in
which grave they lay."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from django.db.models import QuerySet

from imena.registry.models import (
    Association,
    BurialUnit,
    DecisionIndividual,
    DecisionPerson,
    Marker,
    RecoveredUnit,
)
from imena.registry.queries.counts.remains import BODIES as BODY_KINDS

#: An individual’s number and record, and when it was made.
Made: TypeAlias = tuple[str, uuid.UUID, datetime]
#: States of a number without remains of a person of this time under it.
_NOBODY_THERE = (
    "located", "divided", "merged", "number_without_remains", "non_human", "historic",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decided:
    """What standing decisions say: individuals that are one (by the first of them), which are
    named, and which person of the list they are."""

    one_of: Mapping[uuid.UUID, uuid.UUID]
    individuals: frozenset[uuid.UUID]
    person_of: Mapping[uuid.UUID, uuid.UUID]


def decided(operation: uuid.UUID, root: Mapping[uuid.UUID, uuid.UUID]) -> Decided:
    """What is decided in an operation; ``root`` leads from a report to the one that stands for the
    person."""
    named: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    rows = DecisionIndividual.objects.filter(operation=operation, standing=True)
    for decision, one in rows.order_by("individual__number").values_list("decision", "individual"):
        named[decision].append(one)
    persons = DecisionPerson.objects.filter(operation=operation, standing=True)
    of = dict(persons.filter(missing__isnull=False).values_list("decision", "missing"))
    return Decided(
        {one: many[0] for many in named.values() for one in many},
        frozenset(many[0] for many in named.values()),
        {many[0]: root[of[d]] for d, many in named.items() if d in of},
    )


def people_exhumed(operation: uuid.UUID) -> QuerySet[RecoveredUnit]:
    """Units with remains of people of this time that came out of the ground."""
    rows = RecoveredUnit.objects.filter(operation=operation).exclude(human="no")
    rows = rows.exclude(kind__in=("artefact", "non_human")).exclude(state__in=_NOBODY_THERE)
    return rows.exclude(conflict_relation__in=("historic", "pre_conflict"))


def bodies_alone(operation: uuid.UUID) -> QuerySet[RecoveredUnit]:
    """Bodies, whole or not, that are of no individual yet; a loose part is nobody by itself."""
    standing = Association.objects.filter(operation=operation, withdrawn_at=None)
    found = people_exhumed(operation).filter(kind__in=BODY_KINDS)
    return found.exclude(pk__in=standing.values("unit"))


def individuals(operation: uuid.UUID, settled: Decided) -> Iterator[tuple[Made, uuid.UUID]]:
    """Each person once, by the first of the individuals that a decision says are one."""
    rows = Association.objects.filter(unit__in=people_exhumed(operation), withdrawn_at=None)
    rows = rows.order_by("individual__number")
    found = rows.values_list("individual__number", "individual", "individual__recorded_at")
    seen = set()
    for made in found.distinct():
        whole = settled.one_of.get(made[1], made[1])
        if whole not in seen:
            seen.add(whole)
            yield made, whole


def lying_under(
    operation: uuid.UUID, one_of: Mapping[uuid.UUID, uuid.UUID]
) -> dict[str, list[uuid.UUID]]:
    """By the number on a grave, or that lists call it by: the individuals who lay in it. Only
    numbers of one grave; nobody lies in one that is not opened."""
    markers = Marker.objects.filter(operation=operation, proved_wrong=False)
    markers = markers.filter(burial_unit__isnull=False).exclude(number="")
    graves = BurialUnit.objects.filter(operation=operation).exclude(label="")
    found = {*markers.values_list("number", "burial_unit"), *graves.values_list("label", "pk")}
    many = Counter(number for number, _ in found)
    rows = Association.objects.filter(operation=operation, withdrawn_at=None)
    lying: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for grave, one in rows.values_list("unit__burial_unit", "individual"):
        lying[grave].add(one_of.get(one, one))
    return {number: sorted(lying.get(at, ())) for number, at in sorted(found) if many[number] == 1}
