"""What else is said of a record than what stands there, by whom: see the service of this name."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from imena.registry.actor import Actor
from imena.registry.models import Assertion, BurialUnit, Entry, RecoveredUnit
from imena.registry.queries.visible import one, sealed

_BEGINS = "beside."


@dataclass(frozen=True, slots=True)
class Beside:
    """Another statement about a field of a record, as words."""

    field: str
    said: str
    by: str
    at: datetime


def beside_grave(actor: Actor, grave: uuid.UUID) -> tuple[Beside, ...]:
    """What else is said of a grave that the actor may see."""
    return _beside(actor, BurialUnit, grave)


def beside_unit(actor: Actor, unit: uuid.UUID) -> tuple[Beside, ...]:
    """What else is said of remains that the actor may see."""
    return _beside(actor, RecoveredUnit, unit)


def _beside(actor: Actor, model: type[Entry], record: uuid.UUID) -> tuple[Beside, ...]:
    """Whoever may see the record may see these, whatever else they may see of assertions."""
    found = one(actor, model, pk=record)
    rows = sealed(
        Assertion.objects.filter(about_id=found.pk, says__startswith=_BEGINS, standing="standing")
    )
    return tuple(
        Beside(row.says.removeprefix(_BEGINS), str(row.value), row.said_by, row.recorded_at)
        for row in rows.order_by("recorded_at", "says")
    )
