"""What does not agree, and who explained it. Most incidents are opened by what was recorded."""

from __future__ import annotations

from imena.language import message
from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.models import Incident, RecoveredUnit
from imena.registry.refusals import breaks
from imena.registry.services import handling
from imena.registry.services.act import act
from imena.registry.services.acts import declare

RAISE_INCIDENT = declare("custody.raise_incident", "custody", message("reported an incident"))
EXPLAIN_INCIDENT = declare("custody.explain_incident", "custody", message("explained an incident"))


def raise_incident(actor: Actor, unit: RecoveredUnit, *, kind: str, description: str) -> Incident:
    """Something does not agree, as a person saw it."""
    with act(actor, RAISE_INCIDENT) as doing:
        # A release that is being checked waits, and sees it (I20).
        now = doing.lock(RecoveredUnit, unit.pk)
        return handling.incident(doing, now, kind, description=description)


def explain_incident(actor: Actor, found: Incident, *, seen: int, explained: str) -> Incident:
    """What had happened. Only then is the incident closed.

    Raises
    ------
    Broken
        I3, without an explanation, or while the remains are lost.
    """
    with act(actor, EXPLAIN_INCIDENT, reason=explained) as doing:
        now = doing.lock(Incident, found.pk)
        if not explained.strip():
            raise breaks("I3", message("Say what had happened."))
        if now.closed_at is not None:
            raise breaks("I3", message("This incident was explained before."))
        unit = now.unit
        if now.kind == "lost" and unit is not None and unit.place == "unknown":
            raise breaks("I3", message("The remains are still lost."))
        return doing.change(now, seen=seen, explained=explained, closed_at=clock.now())
