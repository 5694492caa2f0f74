"""Recovered units: from the ground under a number of their own (I1), divided, joined (I4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Unpack

from imena.language import message
from imena.numbering.pattern import Kind
from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.models import (
    Association,
    BurialUnit,
    Incident,
    RecoveredUnit,
    Site,
    UnitOrigin,
)
from imena.registry.refusals import breaks
from imena.registry.services import handling, outdating
from imena.registry.services.act import Doing, act
from imena.registry.services.acts import declare
from imena.registry.services.handling import Told
from imena.registry.services.numbers import issue
from imena.registry.services.parts import Part, check_explained, consistent

__all__ = [
    "Part",
    "describe",
    "find_nothing",
    "find_wrong_tag",
    "merge",
    "record_number_without_remains",
    "recover",
    "retag",
    "split",
]

RECOVER = declare("units.recover", "custody", message("recovered remains"))
NOTE_EMPTY_NUMBER = declare(
    "units.record_number_without_remains",
    "custody",
    message("recorded a number with no remains behind it"),
)
FIND_NOTHING = declare(
    "units.find_nothing", "custody", message("found that a number has no remains behind it")
)
DESCRIBE = declare("units.describe", "custody", message("described remains"))
SPLIT = declare("units.split", "custody", message("divided remains"))
MERGE = declare("units.merge", "custody", message("joined remains"))
MISTAG = declare("units.find_wrong_tag", "custody", message("found a wrong tag"))
RETAG = declare("units.retag", "custody", message("replaced a tag"))

_BY_ACTS = frozenset(
    {
        "id", "version", "recorded_at", "operation",
        "number", "site", "burial_unit", "parent", "merged_into", "state", "container", "place",
        "slot", "custodian", "in_transfer", "recovered_at", "recovered_by",
    }
)  # fmt: skip


def recover(
    actor: Actor,
    where: BurialUnit | Site,
    *,
    kind: str,
    number: str | None = None,
    told: Told | None = None,
    **seen: Any,
) -> RecoveredUnit:
    """Remains or a thing come out of an open grave, or from the surface of a site.

    ``number`` is one of the team's range, written on the tag at the graveside; without it the next
    is drawn.

    Raises
    ------
    Broken
        I1, where the number was given before or is not the team's; I7, where the grave is not open
        or work at the site has ended.
    """
    _not_by_acts(seen)
    told = told or {}
    with act(actor, RECOVER, key=told.get("key"), at=told.get("happened_at")) as doing:
        site, grave = _open_place(doing, where)
        unit = doing.create(
            RecoveredUnit,
            number=issue(doing, Kind.RECOVERED_UNIT, site=site, given=number),
            site=site,
            burial_unit=grave,
            kind=kind,
            state="recovered",
            place="site",
            custodian=actor.name,
            recovered_at=told.get("happened_at", clock.now()),
            recovered_by_id=actor.user,
            **consistent(kind, seen),
        )
        handling.begun(doing, unit, "found", told=told)
        outdating.minimum_numbers(doing, unit)
        return unit


def record_number_without_remains(
    actor: Actor, where: BurialUnit | Site, *, number: str | None = None, note: str
) -> RecoveredUnit:
    """A number was given and there is nothing behind it: it is kept, explained and never reused."""
    with act(actor, NOTE_EMPTY_NUMBER) as doing:
        site, grave = _at_place(doing, where)
        unit = doing.create(
            RecoveredUnit,
            number=issue(doing, Kind.RECOVERED_UNIT, site=site, given=number),
            site=site,
            burial_unit=grave,
            kind="unknown",
            state="number_without_remains",
            place="none",
            note=note,
        )
        handling.incident(doing, unit, "number_unexplained", description=note)
        return unit


def find_nothing(
    actor: Actor, unit: RecoveredUnit, *, seen: int, reason: str
) -> tuple[RecoveredUnit, Incident]:
    """What should have been under this number is not there, and never was. Remains that were there
    once are lost, which is another thing.

    Raises
    ------
    Broken
        I2, where they were already examined, sampled or associated, and so were there.
    """
    with act(actor, FIND_NOTHING, reason=reason) as doing:
        outdating.hold_grave(doing, unit)
        now = doing.lock(RecoveredUnit, unit.pk)
        if now.state not in ("located", "recovered", "in_custody") or now.in_transfer_id:
            raise breaks(
                "I2", message("Work was done on these remains: record them as lost, not as never.")
            )
        outdating.minimum_numbers(doing, now)
        changed = doing.change(
            now,
            seen=seen,
            state="number_without_remains",
            place="none",
            slot_id=None,
            container_id=None,
            custodian="",
        )
        found = handling.incident(doing, changed, "number_unexplained", description=reason)
        return changed, found


def describe(actor: Actor, unit: RecoveredUnit, *, seen: int, **described: Any) -> RecoveredUnit:
    """Change what is said of remains; where they are and what becomes of them has its own acts."""
    _not_by_acts(described)
    with act(actor, DESCRIBE) as doing:
        outdating.hold_grave(doing, unit)
        now = doing.lock(RecoveredUnit, unit.pk)
        kind = described.get("kind", now.kind)
        if "kind" in described or "elements" in described:
            outdating.minimum_numbers(doing, now)
        stated = {"human": now.human} | described
        return doing.change(now, seen=seen, **consistent(kind, stated | {"kind": kind}))


def split(
    actor: Actor,
    unit: RecoveredUnit,
    *,
    seen: int,
    parts: Sequence[Part],
    rest: Part | None,
    explained: str,
    difference: str = "",
    told: Told | None = None,
) -> list[RecoveredUnit]:
    """Divide remains: each part gets its number, the divided unit keeps its own (I4).

    ``rest`` is what stays under the old number; without it nothing does. ``difference`` says why
    the parts are less than the whole was, where they are; more they never are.

    Raises
    ------
    Broken
        I4, where the parts do not explain the whole, or an association would fall with it.
    """
    told = told or {}
    with act(actor, SPLIT, reason=explained, key=told.get("key")) as doing:
        outdating.hold_grave(doing, unit)
        # Its box too: whoever hands that over waits, and takes the parts with it.
        (now, *_) = handling.together(doing, unit)
        handling.check_unsealed(now)
        if not parts or not explained.strip():
            raise breaks("I4", message("Say what was separated and why."))
        check_explained(now, [*parts, *([rest] if rest else [])], difference)
        if rest is None and _associated(now):
            raise breaks(
                "I4", message("These remains belong to an individual: withdraw that first.")
            )
        site = Site.objects.get(pk=now.site_id)
        made = [_part(doing, now, site, part) for part in parts]
        for child in made:
            doing.create(
                UnitOrigin,
                source=now,
                outcome=child,
                kind="split",
                explained="; ".join(filter(None, (explained, difference))),
            )
        handling.happened(doing, now, "split", seen=seen, told=told, **_left(rest))
        for child in made:
            handling.begun(doing, child, "split", told=told)
        outdating.minimum_numbers(doing, now)
        return made


def merge(
    actor: Actor,
    into: RecoveredUnit,
    others: Sequence[RecoveredUnit],
    *,
    seen: Mapping[Any, int],
    explained: str,
    kind: str | None = None,
    percent: int | None = None,
    told: Told | None = None,
) -> RecoveredUnit:
    """Join remains of one body, found under several numbers of one grave, under one of these.

    The other numbers stay, with nothing under them and saying where it went (I4). ``seen`` has the
    version looked at for each unit's id.

    Raises
    ------
    Broken
        I4, where they lie apart, come from different graves (associate them instead), or belong to
        different individuals.
    """
    told = told or {}
    with act(actor, MERGE, reason=explained, key=told.get("key")) as doing:
        outdating.hold_grave(doing, into)
        ids = sorted({into.pk, *(other.pk for other in others)})
        held = {pk: doing.lock(RecoveredUnit, pk) for pk in ids}
        target, sources = held[into.pk], [held[pk] for pk in ids if pk != into.pk]
        for each in held.values():
            handling.check_unsealed(each)
        _can_join(target, sources, explained)
        for source in sources:
            doing.create(
                UnitOrigin, source=source, outcome=target, kind="merged", explained=explained
            )
            handling.happened(
                doing,
                source,
                "merged",
                seen=seen[source.pk],
                told=told,
                place="none",
                state="merged",
                merged_into=target,
                container_id=None,
            )
        changed: dict[str, Any] = {
            "elements": sorted(e for unit in (target, *sources) for e in unit.elements)
        }
        if kind is not None:
            changed["kind"] = kind
        if percent is not None:
            changed["completeness_percent"] = percent
        handling.happened(doing, target, "merged", seen=seen[target.pk], told=told, **changed)
        outdating.minimum_numbers(doing, target)
        return target


def find_wrong_tag(
    actor: Actor, unit: RecoveredUnit, *, read: str, **told: Unpack[Told]
) -> Incident:
    """The tag on these remains reads something else. Until that is explained, nothing is sure of
    either number."""
    with act(actor, MISTAG, key=told.get("key")) as doing:
        now = doing.lock(RecoveredUnit, unit.pk)
        event = handling.happened(doing, now, "mistag_found", told=told)
        return handling.incident(
            doing, now, "wrong_tag", event=event, description=f"{now.number} ≠ {read}"
        )


def retag(
    actor: Actor, unit: RecoveredUnit, *, witness: str, reason: str, **told: Unpack[Told]
) -> RecoveredUnit:
    """A new tag with the same number, put on before a witness. A number never changes (I1).

    Raises
    ------
    Broken
        I1, without a witness other than the actor.
    """
    if not witness.strip() or witness.strip() == actor.name:
        raise breaks("I1", message("A tag is replaced before a witness: name them."))
    with act(actor, RETAG, reason=f"{reason} ({witness})", key=told.get("key")) as doing:
        now = doing.lock(RecoveredUnit, unit.pk)
        handling.happened(doing, now, "retagged", told=told)
        return now


def _open_place(doing: Doing, where: BurialUnit | Site) -> tuple[Site, BurialUnit | None]:
    site, grave = _at_place(doing, where)
    if grave is not None and grave.state != "being_exhumed":
        raise breaks("I7", message("This grave is not open: nothing can come out of it."))
    if grave is None and site.work_state in ("exhumed", "closed"):
        raise breaks("I7", message("Work at this site has ended: reopen it first."))
    return site, grave


def _at_place(doing: Doing, where: BurialUnit | Site) -> tuple[Site, BurialUnit | None]:
    if isinstance(where, Site):
        return doing.lock(Site, where.pk), None
    grave = doing.lock(BurialUnit, where.pk)
    return Site.objects.get(pk=grave.site_id), grave


def _part(doing: Doing, whole: RecoveredUnit, site: Site, part: Part) -> RecoveredUnit:
    _not_by_acts(part.described)
    return doing.create(
        RecoveredUnit,
        number=issue(doing, Kind.RECOVERED_UNIT, site=site, given=part.number),
        site=site,
        burial_unit_id=whole.burial_unit_id,
        kind=part.kind,
        conflict_relation=whole.conflict_relation,
        parent=whole,
        state="recovered" if whole.place == "site" else "in_custody",
        completeness_percent=part.percent,
        elements=sorted(part.elements),
        recovered_at=whole.recovered_at,
        recovered_by_id=whole.recovered_by_id,
        place=whole.place,
        # Loose parts do not fit where the whole lay: each gets a place of its own.
        slot_id=whole.slot_id if whole.container_id else None,
        container_id=whole.container_id,
        custodian=whole.custodian,
        **consistent(part.kind, {"human": whole.human} | dict(part.described)),
    )


def _left(rest: Part | None) -> dict[str, Any]:
    """What becomes of the divided unit itself."""
    if rest is None:
        return {"place": "none", "state": "divided", "container_id": None}
    _not_by_acts(rest.described)
    return {
        "kind": rest.kind,
        "completeness_percent": rest.percent,
        "elements": sorted(rest.elements),
        **consistent(rest.kind, rest.described),
    }


def _can_join(target: RecoveredUnit, sources: Sequence[RecoveredUnit], explained: str) -> None:
    if not sources or not explained.strip():
        raise breaks("I4", message("Say what is joined and why."))
    here = (target.place, target.slot_id, target.burial_unit_id, target.site_id)
    if any((s.place, s.slot_id, s.burial_unit_id, s.site_id) != here for s in sources):
        raise breaks(
            "I4",
            message(
                "Only what lies together and was found in one grave is joined; else associate."
            ),
        )
    whose = {unit.pk: _associated(unit) for unit in (target, *sources)}
    if any(whose[source.pk] is not None for source in sources):
        raise breaks("I4", message("These remains belong to an individual: withdraw that first."))


def _associated(unit: RecoveredUnit) -> Any:
    return (
        Association.objects.filter(unit=unit, withdrawn_at=None)
        .values_list("individual", flat=True)
        .first()
    )


def _not_by_acts(described: Mapping[str, Any]) -> None:
    """Place, state and number change by acts that check them, never by describing."""
    wrong = sorted(name for name in described if name.removesuffix("_id") in _BY_ACTS)
    if wrong:
        raise ValueError(f"{', '.join(wrong)} cannot be changed by describing")
