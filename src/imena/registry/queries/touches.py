"""Everything that rests on a decision: what has to be looked at when it falls (I15)."""

from __future__ import annotations

import uuid
from typing import Any

from imena.registry.models import (
    Burial,
    DeathRegistration,
    Decision,
    Hypothesis,
    MissingPerson,
    Notification,
    Release,
    Statement,
)
from imena.registry.queries.evidence import Naming, naming
from imena.registry.queries.same import same_people

#: Figures that count what a decision changes.
_COUNTS_NAMES = ("persons_identified", "persons_missing", "families")


def touched(decision: Decision) -> dict[str, Any]:
    """What rests on ``decision``, in the order it came about; ids and numbers, never names.

    ``graves`` says of each burial whose name it was given under, which individual lies there, and
    who else it may be: "whose grave is now whose".
    """
    named = naming(decision)
    releases = Release.objects.filter(decision=decision).order_by("number")
    burials = Burial.objects.filter(individual__in=named.individuals).order_by(
        "buried_on", "place", "plot"
    )
    return {
        "notifications": [
            {"id": str(n.id), "number": n.number, "person": str(n.person_id)}
            for n in Notification.objects.filter(decision=decision).order_by("number")
        ],
        "registrations": [
            {"id": str(r.id), "certificate": r.certificate, "state": r.state}
            for r in DeathRegistration.objects.filter(decision=decision).order_by("certificate")
        ],
        "releases": [{"id": str(r.id), "number": r.number, "state": r.state} for r in releases],
        "burials": [
            {"id": str(b.id), "place": b.place, "plot": b.plot, "named": b.named} for b in burials
        ],
        "graves": [_whose(burial, named) for burial in burials if burial.ended_on is None],
        "figures": [
            {"id": str(s.id), "number": s.number, "unit": s.unit} for s in _figures(decision)
        ],
    }


def _whose(burial: Burial, named: Naming) -> dict[str, Any]:
    others = Hypothesis.objects.filter(individual=burial.individual_id).exclude(
        missing__in=same_people(named.missing)
    )
    others = others.exclude(state__in=("excluded", "dropped"))
    return {
        "burial": str(burial.id),
        "plot": burial.plot,
        "individual": str(burial.individual_id),
        "named_for": sorted(map(str, named.persons)) if burial.named else [],
        "may_be": sorted(map(str, others.values_list("missing_id", flat=True))),
        "still_sought": sorted(map(str, _sought(named.persons))),
    }


def _sought(persons: frozenset[uuid.UUID]) -> list[uuid.UUID]:
    """Those of the people named who were not found alive: where they lie is open again."""
    rows = MissingPerson.objects.filter(pk__in=persons)
    return list(rows.exclude(state="found_alive").values_list("pk", flat=True))


def _figures(decision: Decision) -> list[Statement]:
    """Approved figures that counted the decision as standing."""
    if decision.confirmed_at is None:
        return []
    rows = Statement.objects.filter(
        operation=decision.operation_id,
        unit__in=_COUNTS_NAMES,
        approved_at__isnull=False,
        as_of__gte=decision.confirmed_at,
    )
    return list(rows.order_by("number"))
