"""Every figure counted in the tables as they are now, without looking at the ledger: an oracle.

Written from the definitions in words, not from the program’s counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Q, QuerySet

from imena.registry.models import (
    Association,
    BurialUnit,
    DecisionIndividual,
    DecisionPerson,
    Examination,
    Hypothesis,
    Kinship,
    Lead,
    MissingPerson,
    RecoveredUnit,
    Sample,
    Site,
)

_BODIES = ("complete_body", "near_complete_body", "partial_body")


def _remains() -> QuerySet[RecoveredUnit]:
    nothing = ("located", "number_without_remains", "non_human", "historic", "merged", "divided")
    rows = RecoveredUnit.objects.exclude(state__in=nothing).exclude(human="no")
    return rows.exclude(kind__in=("artefact", "non_human")).exclude(
        conflict_relation__in=("historic", "pre_conflict")
    )


def _of_named() -> Q:
    named = DecisionIndividual.objects.filter(standing=True).values("individual")
    whose = Association.objects.filter(withdrawn_at=None, individual__in=named)
    return Q(pk__in=whose.values("unit"))


def _unidentified() -> QuerySet[RecoveredUnit]:
    return _remains().filter(kind__in=_BODIES).exclude(_of_named())


def _thought_of() -> dict[Any, set[Any]]:
    """Whom bodies may be: the missing by unit."""
    whose = dict(Association.objects.filter(withdrawn_at=None).values_list("unit", "individual"))
    found: dict[Any, set[Any]] = {}
    open_ones = Hypothesis.objects.filter(
        state__in=("candidate", "presumptive", "under_comparison", "proposed", "suspended")
    )
    for unit, individual in whose.items():
        people = open_ones.filter(individual=individual).values_list("missing", flat=True)
        found[unit] = set(people)
    return found


def _referenced() -> set[Any]:
    donors = Sample.objects.exclude(donor=None).values("donor")
    return set(Kinship.objects.filter(person__in=donors).values_list("missing", flat=True))


def _no_reference() -> int:
    thought, referenced = _thought_of(), _referenced()
    bodies = _unidentified().values_list("pk", flat=True)
    return sum(bool(thought.get(u)) and not thought[u] & referenced for u in bodies)


def _no_idea() -> int:
    thought = _thought_of()
    return sum(not thought.get(u) for u in _unidentified().values_list("pk", flat=True))


def _reported() -> QuerySet[MissingPerson]:
    rows = MissingPerson.objects.filter(duplicate_of=None)
    return rows.exclude(state__in=("duplicate", "withdrawn"))


def _families() -> int:
    """Neighbours are visited one after another, as somebody with paper and pencil would."""
    people = {str(one.pk): set[str]() for one in _reported()}
    for one, two in Kinship.objects.values_list("missing", "person"):
        root = MissingPerson.objects.get(pk=one)
        missing = str(root.duplicate_of_id or root.pk)
        if missing in people:
            people[missing].add(str(two))
    left, families = {one for one, kin in people.items() if kin}, 0
    while left:
        reached, kin = {left.pop()}, set[str]()
        while reached:
            neighbour = reached.pop()
            kin |= people[neighbour]
            reached |= {other for other in left if people[other] & kin}
            left -= reached
        families += 1
    return families


LIVE: Mapping[str, Callable[[], int]] = {
    "leads.known": lambda: Lead.objects.exclude(state="duplicate").count(),
    "sites.known": Site.objects.count,
    "graves.known": BurialUnit.objects.count,
    "graves.opened": lambda: BurialUnit.objects.exclude(state="unopened").count(),
    "bodies.recovered": lambda: _remains().filter(kind__in=_BODIES).count(),
    "remains.recovered": lambda: _remains().count(),
    "remains.examined": lambda: (
        _remains()
        .filter(pk__in=Examination.objects.filter(status__in=("closed", "amended")).values("unit"))
        .count()
    ),
    "individuals.recognised": lambda: (
        Association.objects.filter(withdrawn_at=None).values("individual").distinct().count()
    ),
    "individuals.returned": lambda: DecisionIndividual.objects.filter(
        standing=True, individual__state__in=("released", "buried_named")
    ).count(),
    "persons.named": lambda: DecisionPerson.objects.filter(standing=True).count(),
    "unidentified.no_decision": lambda: _unidentified().count(),
    "unidentified.no_reference": _no_reference,
    "unidentified.no_idea": _no_idea,
    "missing.reported": lambda: _reported().count(),
    "missing.sought": lambda: (
        _reported().exclude(state__in=("identified_dead", "found_alive")).count()
    ),
    "families.known": _families,
    "samples.taken": Sample.objects.count,
}
