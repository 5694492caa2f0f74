"""The whole operation counted, lane by lane; graves, remains and people are never added together.

A lane is counted for whoever may read its rows or at least figures of them; others have no lane.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from django.db.models import Count, Exists, OuterRef, QuerySet

from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.models import (
    BurialUnit,
    Decision,
    DecisionIndividual,
    Entry,
    LabResult,
    Lead,
    MinimumNumber,
    MissingPerson,
    Notification,
    RecoveredUnit,
    Site,
)
from imena.registry.permissions import Reach, reach
from imena.registry.queries.custody import overdue
from imena.registry.queries.graves import stage_counts, with_least
from imena.registry.queries.stages import OF_GRAVES, OF_REMAINS, grave_stage
from imena.registry.queries.visible import visible

E = TypeVar("E", bound=Entry)

#: How long a family waits to be told before that is called late.
TOLD_WITHIN = timedelta(days=7)

#: Where the missing stand, and the states gathered there.
OF_THE_MISSING: Mapping[str, tuple[str, ...]] = {
    "no_sample": ("reported", "open", "reference_none_available"),
    "few_samples": ("reference_insufficient",),
    "enough_samples": ("reference_sufficient",),
    "candidate": ("candidate",),
    "identified_dead": ("identified_dead",),
    "otherwise": ("found_alive", "captive_confirmed", "duplicate", "withdrawn"),
}
_OF_SITES: Mapping[str, tuple[str, ...]] = {
    "lead": ("lead", "confirmed"),
    "protected": ("protected", "authorised"),
    "exhuming": ("exhuming", "reopened"),
    "exhumed": ("exhumed",),
    "closed": ("closed",),
}


@dataclass(frozen=True, slots=True)
class Lane:
    """One unit: how many there are, and how many stand where; the stations add up to ``total``.

    ``beside`` are figures that say something of the total and are no part of it.
    """

    unit: str
    total: int
    stations: Mapping[str, int]
    beside: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Stuck:
    """Something that waits longer than it should: what, and how many in which unit."""

    kind: str
    number: int


def way(actor: Actor) -> tuple[Lane, ...]:
    """The lanes the actor may know of, in the order of the way."""
    lanes = (_sites(actor), _graves(actor), _remains(actor), _named(actor), _missing(actor))
    return tuple(lane for lane in lanes if lane is not None)


def stuck(actor: Actor) -> tuple[Stuck, ...]:
    """What stands still, as far as the actor may know of it; nothing that is none."""
    found: list[Stuck] = []
    if (decided := _counted(actor, DecisionIndividual)) is not None:
        late = clock.now() - TOLD_WITHIN
        # Who stands was confirmed: so an index alone answers, however many were told.
        confirmed = Decision.objects.filter(operation=actor.operation, status="confirmed")
        waiting = confirmed.filter(confirmed_at__lt=late).exclude(_told("pk")).values("pk")
        found.append(Stuck("not_told", decided.filter(standing=True, decision__in=waiting).count()))
    found.append(Stuck("not_received", overdue(actor).count()))
    if (results := _counted(actor, LabResult)) is not None:
        failed = results.filter(outcome="no_profile", item__sample__donor=None)
        twice = failed.values("item__sample__unit").annotate(n=Count("*")).filter(n__gte=2)
        found.append(Stuck("no_profile", twice.count()))
    if (missing := _counted(actor, MissingPerson)) is not None:
        found.append(Stuck("no_sample", missing.filter(state="reference_none_available").count()))
    return tuple(one for one in found if one.number)


def _counted(actor: Actor, model: type[E]) -> QuerySet[E] | None:
    """The rows to count: all of the operation for whoever reads figures, ``None`` for others."""
    found = reach(actor, model.AREA)
    if found is Reach.COUNTED:
        rows: QuerySet[Any] = model._default_manager.all()
        return rows.filter(operation=actor.operation)
    return visible(actor, model) if found in (Reach.OWN, Reach.ALL) else None


def _by(rows: QuerySet[E], field: str = "state") -> Counter[str]:
    return Counter(dict(rows.order_by().values_list(field).annotate(n=Count("*"))))


def _gathered(counted: Counter[str], groups: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    return {name: sum(counted[state] for state in states) for name, states in groups.items()}


def _sites(actor: Actor) -> Lane | None:
    rows = _counted(actor, Site)
    if rows is None:
        return None
    stations = _gathered(_by(rows, "work_state"), _OF_SITES)
    leads = _counted(actor, Lead)
    beside = {} if leads is None else {"leads": leads.count()}
    return Lane("sites", sum(stations.values()), stations, beside)


def _graves(actor: Actor) -> Lane | None:
    rows = _counted(actor, BurialUnit)
    if rows is None:
        return None
    if reach(actor, BurialUnit.AREA) is Reach.OWN:
        stations: Counter[str] = Counter()
        counted = with_least(rows, actor).order_by().values_list("state", "least")
        for state, least, n in counted.annotate(n=Count("*")):
            stations[grave_stage(state, least)] += n
    else:
        stations = stage_counts(actor)
    kinds = _by(rows, "kind")
    return Lane(
        "graves",
        sum(stations.values()),
        {name: stations[name] for name in OF_GRAVES},
        {
            "single": kinds["single_grave"],
            "pits": kinds["pit"] + kinds["trench"],
            "other": sum(kinds.values()) - kinds["single_grave"] - kinds["pit"] - kinds["trench"],
            "opened": sum(stations.values()) - stations["unopened"],
        },
    )


def _remains(actor: Actor) -> Lane | None:
    rows = _counted(actor, RecoveredUnit)
    if rows is None:
        return None
    stations = _gathered(_by(rows), {stage.name: stage.states for stage in OF_REMAINS})
    beside: dict[str, int] = {}
    least = _counted(actor, MinimumNumber)
    if least is not None:
        beside["least_people"] = sum(least.filter(outdated=False).values_list("lowest", flat=True))
    return Lane("remains", sum(stations.values()), stations, beside)


def _named(actor: Actor) -> Lane | None:
    rows = _counted(actor, DecisionIndividual)
    if rows is None:
        return None
    standing = rows.filter(standing=True)
    states = _by(standing, "individual__state")
    not_told = _by(standing.exclude(_told("decision")), "individual__state")["identified"]
    stations = {
        "not_told": not_told,
        "told": states["identified"] - not_told,
        "released": states["released"],
        "buried": states["buried_named"],
    }
    total = sum(states.values())
    stations["otherwise"] = total - sum(stations.values())
    return Lane("named", total, stations, {})


def _missing(actor: Actor) -> Lane | None:
    rows = _counted(actor, MissingPerson)
    if rows is None:
        return None
    stations = _gathered(_by(rows), OF_THE_MISSING)
    return Lane("missing", sum(stations.values()), stations, {})


def _told(decision: str) -> Exists:
    """Whether a family was told of the decision that ``decision`` refers to."""
    return Exists(Notification.objects.filter(decision=OuterRef(decision)))
