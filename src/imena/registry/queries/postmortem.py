"""What examiners found, counted so that nobody who was not examined is counted as without (I8)."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from imena.language import message
from imena.registry.actor import Actor
from imena.registry.models import CauseOfDeath, Finding, MinimumNumber, RecoveredUnit
from imena.registry.permissions import Need, Reach, may
from imena.registry.queries.findings import standing
from imena.registry.queries.visible import one, visible
from imena.registry.refusals import NotAllowed


@dataclass(frozen=True, slots=True)
class Counted:
    """Of how many remains something was found. The parts add up to ``total`` (I26).

    ``disputed`` are those of which one examiner says present and another absent.
    """

    present: int
    absent: int
    disputed: int
    undetermined: int
    not_examined: int

    @property
    def total(self) -> int:
        """All remains asked about."""
        return self.examined + self.not_examined

    @property
    def examined(self) -> int:
        """Those of which somebody looked: the only denominator there is."""
        return self.present + self.absent + self.disputed + self.undetermined


def counted(actor: Actor, kind: str, *, site: uuid.UUID | None = None, **of_what: str) -> Counted:
    """How many human remains have a finding of ``kind``, such as ``sign="hands_bound"``.

    Numbers only, so whoever may see figures may ask. Remains without any such finding, and those
    of which it says "not examined", are not examined: never absent.

    Raises
    ------
    NotAllowed
        Where the actor sees not even figures of examinations.
    """
    answer = may(actor, "postmortem", Need.READ)
    if answer.reach not in (Reach.COUNTED, Reach.ALL):
        raise NotAllowed(answer, message("count findings"))
    units = RecoveredUnit.objects.filter(operation=actor.operation).exclude(place="none")
    units = units.exclude(human="no")
    if site is not None:
        units = units.filter(site=site)
    wanted = {f"data__{name}": value for name, value in of_what.items()}
    found = standing().filter(kind=kind, examination__unit__in=units, **wanted)
    said: dict[uuid.UUID, set[str]] = defaultdict(set)
    for unit, status in found.values_list("examination__unit", "status"):
        said[unit].add(status)
    per = Counter(_one_word(statuses) for statuses in said.values())
    examined = sum(per.values()) - per["not_examined"]
    return Counted(
        present=per["present"],
        absent=per["absent"],
        disputed=per["disputed"],
        undetermined=per["undetermined"],
        not_examined=units.count() - examined,
    )


def findings_of(actor: Actor, unit: uuid.UUID) -> QuerySet[Finding]:
    """The standing findings of one unit, of all its examinations.

    Raises
    ------
    NotYours
        Where the actor may not see the unit.
    """
    found = one(actor, RecoveredUnit, pk=unit)
    mine = visible(actor, Finding).filter(examination__unit=found)
    return (
        standing()
        .filter(pk__in=mine.values("pk"))
        .order_by("examination__began_at", "kind", "region", "recorded_at", "data")
    )


def cause_of(actor: Actor, unit: uuid.UUID) -> CauseOfDeath | None:
    """The cause of death as it stands, if it is stated."""
    found = one(actor, RecoveredUnit, pk=unit)
    return causes_of(actor, [found.pk]).get(found.pk)


def causes_of(actor: Actor, units: Iterable[uuid.UUID]) -> dict[uuid.UUID, CauseOfDeath]:
    """The same of several units, by their ids, as far as it is stated; of those that the actor may
    see."""
    seen = visible(actor, RecoveredUnit).filter(pk__in=list(units))
    stated = visible(actor, CauseOfDeath).filter(unit__in=seen.values("pk"))
    standing = stated.exclude(pk__in=stated.exclude(replaces=None).values("replaces"))
    return {row.unit_id: row for row in standing.order_by("recorded_at", "status")}


def minimum_number(actor: Actor, grave: uuid.UUID) -> MinimumNumber | None:
    """The latest minimum number of a grave; ``outdated`` where it has to be computed again."""
    found = visible(actor, MinimumNumber).filter(burial_unit=grave)
    return found.order_by("outdated", "-recorded_at", "method").first()


def _one_word(statuses: set[str]) -> str:
    if {"present", "absent"} <= statuses:
        return "disputed"
    for status in ("present", "absent", "undetermined"):
        if status in statuses:
            return status
    return "not_examined"
