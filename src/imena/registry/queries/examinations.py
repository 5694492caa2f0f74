"""One examination as its examiner works on it, and as others read it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from imena.registry.actor import Actor
from imena.registry.models import (
    BurialUnit,
    CauseOfDeath,
    Examination,
    Finding,
    MinimumNumber,
    RecoveredUnit,
)
from imena.registry.permissions import Need
from imena.registry.queries.inventory import bones, least_individuals
from imena.registry.queries.postmortem import minimum_number
from imena.registry.queries.visible import one, visible

#: Bones listed beside a minimum number: those that repeat most.
_MOST_BONES = 8


@dataclass(frozen=True, slots=True)
class Worked:
    """An examination with what it says. ``mine`` says that the actor may record in it now.

    ``states_cause`` says that the actor examined and may say why this person died (I9).
    ``findings`` are those not replaced: of an amendment its own and those of what it amends, which
    is what will stand once it is closed. ``amended_by`` is the examination that amends this one.
    """

    record: Examination
    unit: RecoveredUnit
    grave: str
    examiner: str
    mine: bool
    may_amend: bool
    states_cause: bool
    findings: tuple[Finding, ...]
    amended_by: uuid.UUID | None
    cause: CauseOfDeath | None
    began_at: datetime

    def of(self, kind: str) -> tuple[Finding, ...]:
        """The findings of one kind."""
        return tuple(f for f in self.findings if f.kind == kind)


def worked(actor: Actor, examination: uuid.UUID) -> Worked:
    """One examination.

    Raises
    ------
    NotYours
        Where there is none that the actor may see.
    """
    found = one(actor, Examination, pk=examination)
    row = (
        visible(actor, Examination).select_related("unit__burial_unit", "examiner").get(pk=found.pk)
    )
    chain = _chain(actor, row)
    said = list(
        visible(actor, Finding)
        .filter(examination__in=chain)
        .order_by("kind", "recorded_at", "region", "data")
    )
    replaced = {f.replaces_id for f in said}
    causes = list(visible(actor, CauseOfDeath).filter(unit=row.unit_id))
    stale = {c.replaces_id for c in causes}
    writes = visible(actor, Examination, Need.WRITE).filter(pk=row.pk).exists()
    after = visible(actor, Examination).filter(amends=row).values_list("pk", flat=True).first()
    mine = writes and row.status == "open" and row.examiner_id == actor.user
    return Worked(
        row,
        row.unit,
        row.unit.burial_unit.number if row.unit.burial_unit else "",
        row.examiner.display_name,
        mine,
        writes and row.status == "closed" and after is None,
        writes and row.examiner_id == actor.user and row.discipline == "pathology",
        tuple(f for f in said if f.pk not in replaced),
        after,
        next((c for c in causes if c.pk not in stale), None),
        row.began_at,
    )


def examinable(actor: Actor, number: str) -> RecoveredUnit:
    """The remains that somebody begins to examine.

    Raises
    ------
    NotYours
        Where there are none that the actor may see.
    """
    return one(actor, RecoveredUnit, number=number)


def open_of(actor: Actor, unit: uuid.UUID) -> uuid.UUID | None:
    """The actor's own examination of some remains, where one is open: the one begun last."""
    rows = visible(actor, Examination, Need.WRITE).filter(
        unit=unit, status="open", examiner=actor.user
    )
    return rows.order_by("-began_at").values_list("pk", flat=True).first()


def _chain(actor: Actor, row: Examination) -> list[uuid.UUID]:
    """The examination and those it amends, one after another."""
    found, before = [row.pk], row.amends_id
    rows = dict(visible(actor, Examination).filter(unit=row.unit_id).values_list("pk", "amends"))
    while before is not None and before not in found:
        found.append(before)
        before = rows.get(before)
    return found


@dataclass(frozen=True, slots=True)
class Counted:
    """The bones of a grave, the highest count first, and how many people they make at least;
    ``stated`` is what examiners last recorded of it."""

    grave: BurialUnit
    least: int
    bones: tuple[tuple[str, str, int], ...]
    stated: MinimumNumber | None


def counted_in(actor: Actor, number: str) -> Counted:
    """What the minimum number of people in one grave rests on (I11).

    Raises
    ------
    NotYours
        Where there is no such grave that the actor may see.
    """
    grave = one(actor, BurialUnit, number=number)
    units = visible(actor, RecoveredUnit).filter(burial_unit=grave).values_list("pk", flat=True)
    counted = bones(list(units))
    shown = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return Counted(
        grave,
        least_individuals(counted),
        tuple((bone, side, many) for (bone, side), many in shown[:_MOST_BONES]),
        minimum_number(actor, grave.pk),
    )
