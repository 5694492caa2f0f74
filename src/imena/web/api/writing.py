"""What can be done: the services that field devices, mortuaries and laboratories need.

Each is one act of the case file. Nothing here proposes, approves or signs: that takes people who
sign in.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Annotated, Any

from imena.language import message
from imena.registry.actor import Actor
from imena.registry.queries import laboratory as coded
from imena.registry.queries.records import (
    Saved,
    grave_record,
    site_record,
    slot_record,
    unit_record,
)
from imena.registry.services import custody, laboratory, samples, scene, units
from imena.registry.services.handling import Told
from imena.web.api.declared import writes
from imena.web.api.shapes import Term


@dataclass(frozen=True, slots=True)
class Position:
    """Where something lies: centimetres east (x) and north (y) of the site’s zero, or the corners
    of an outline in the same; ``error_cm`` is by how much that may be off."""

    x_cm: int | None = None
    y_cm: int | None = None
    outline_cm: tuple[tuple[int, int], ...] = ()
    error_cm: int | None = None


@writes("/sites/{code}/graves", "sites", message("Record a grave"))
def record_grave(
    actor: Actor,
    code: str,
    *,
    number: str = "",
    label: str = "",
    kind: Annotated[str, Term("burial_kind")] = "single_grave",
    container: Annotated[str, Term("burial_container")] = "",
    position: Position | None = None,
    depth_cm: int | None = None,
    orientation_deg: int | None = None,
    note: str = "",
) -> Saved:
    """Record a grave."""
    made = scene.record_grave(
        actor,
        site_record(actor, code),
        number=number or None,
        label=label,
        kind=kind,
        container=container,
        position=_stated(position),
        depth_cm=depth_cm,
        orientation_deg=orientation_deg,
        note=note,
    )
    return Saved(made.number, made.version)


@writes("/graves/{number}", "sites", message("Describe a grave"), method="PATCH")
def describe_grave(
    actor: Actor,
    number: str,
    *,
    seen: int,
    label: str | None = None,
    kind: Annotated[str, Term("burial_kind")] | None = None,
    container: Annotated[str, Term("burial_container")] | None = None,
    position: Position | None = None,
    depth_cm: int | None = None,
    orientation_deg: int | None = None,
    note: str | None = None,
) -> Saved:
    """Describe a grave."""
    given = {
        "label": label,
        "kind": kind,
        "container": container,
        "position": None if position is None else _stated(position),
        "depth_cm": depth_cm,
        "orientation_deg": orientation_deg,
        "note": note,
    }
    described = {name: value for name, value in given.items() if value is not None}
    changed = scene.describe_grave(actor, grave_record(actor, number), seen=seen, **described)
    return Saved(changed.number, changed.version)


@writes("/graves/{number}/open", "sites", message("Open a grave"))
def open_grave(
    actor: Actor, number: str, *, seen: int, happened_at: datetime | None = None
) -> Saved:
    """Open a grave."""
    changed = scene.open_grave(actor, grave_record(actor, number), seen=seen, at=happened_at)
    return Saved(changed.number, changed.version)


@writes("/graves/{number}/close", "sites", message("Finish a grave whose floor was reached"))
def close_grave(
    actor: Actor,
    number: str,
    *,
    seen: int,
    floor_reached_at: datetime,
    state: Annotated[str, Term("burial_state")] = "exhumed",
    empty_reason: Annotated[str, Term("empty_reason")] = "",
    integrity: Annotated[str, Term("burial_integrity")] = "",
) -> Saved:
    """Finish a grave whose floor was reached."""
    changed = scene.close_grave(
        actor,
        grave_record(actor, number),
        seen=seen,
        floor_reached_at=floor_reached_at,
        state=state,
        empty_reason=empty_reason,
        integrity=integrity,
    )
    return Saved(changed.number, changed.version)


@writes("/graves/{number}/bodies", "custody", message("Record what comes out of an open grave"))
def recover(
    actor: Actor,
    number: str,
    *,
    kind: Annotated[str, Term("unit_kind")],
    tag: str = "",
    human: Annotated[str, Term("yes_no_undetermined")] = "undetermined",
    completeness_percent: int | None = None,
    elements: tuple[str, ...] = (),
    stage: Annotated[str, Term("decomposition_stage")] = "",
    position: Position | None = None,
    depth_cm: int | None = None,
    happened_at: datetime | None = None,
    clock_offset_s: int = 0,
    note: str = "",
) -> Saved:
    """Record what comes out of an open grave."""
    made = units.recover(
        actor,
        grave_record(actor, number),
        kind=kind,
        number=tag or None,
        told=_told(happened_at, clock_offset_s, note),
        human=human,
        completeness_percent=completeness_percent,
        elements=list(elements),
        stage=stage,
        position=_stated(position),
        depth_cm=depth_cm,
    )
    return Saved(made.number, made.version)


@writes("/bodies/{number}/hand-over", "custody", message("Hand remains over to somebody"))
def hand_over(
    actor: Actor,
    number: str,
    *,
    seen: int,
    to: str,
    by: str | None = None,
    seal: str | None = None,
    happened_at: datetime | None = None,
    clock_offset_s: int = 0,
    note: str = "",
) -> Saved:
    """Hand remains over to somebody."""
    told = _told(happened_at, clock_offset_s, note)
    unit = unit_record(actor, number)
    return _of(custody.hand_over(actor, unit, seen=seen, to=to, by=by, seal=seal, **told))


@writes("/bodies/{number}/receive", "custody", message("Receive remains that were handed over"))
def receive(
    actor: Actor,
    number: str,
    *,
    seen: int,
    by: str | None = None,
    brought_by: str | None = None,
    place: Annotated[str, Term("place_kind")] = "store",
    slot: str = "",
    seal: str = "",
    seal_intact: bool = True,
    happened_at: datetime | None = None,
    clock_offset_s: int = 0,
    note: str = "",
) -> Saved:
    """Receive remains that were handed over."""
    events = custody.receive(
        actor,
        unit_record(actor, number),
        seen=seen,
        by=by,
        brought_by=brought_by,
        place=place,
        slot=slot_record(actor, slot) if slot else None,
        seal=seal,
        seal_intact=seal_intact,
        **_told(happened_at, clock_offset_s, note),
    )
    return _of(events)


@writes("/bodies/{number}/store", "custody", message("Put remains into a storage place"))
def store(
    actor: Actor,
    number: str,
    *,
    seen: int,
    slot: str,
    happened_at: datetime | None = None,
    clock_offset_s: int = 0,
    note: str = "",
) -> Saved:
    """Put remains into a storage place."""
    told = _told(happened_at, clock_offset_s, note)
    unit = unit_record(actor, number)
    return _of(custody.store(actor, unit, seen=seen, slot=slot_record(actor, slot), **told))


@writes("/bodies/{number}/samples", "samples", message("Take a sample of remains"))
def take_sample(
    actor: Actor,
    number: str,
    *,
    kind: Annotated[str, Term("sample_kind")],
    seal: str = "",
    happened_at: datetime | None = None,
    clock_offset_s: int = 0,
    note: str = "",
) -> Saved:
    """Take a sample of remains."""
    told = _told(happened_at, clock_offset_s, note)
    unit = unit_record(actor, number)
    made = samples.take_sample(actor, unit, kind=kind, seal=seal, **told)
    return Saved(made.number, made.version)


@writes(
    "/laboratory/requests/{number}/receive",
    "laboratory",
    message("Receive a request in the laboratory: the codes that were there, the seal as read"),
    again=coded.request_of,
)
def receive_request(
    actor: Actor, number: str, *, codes: tuple[str, ...], seal: str
) -> coded.CodedRequest:
    """Receive a request in the laboratory: the codes that were there, the seal as read."""
    return laboratory.receive(actor, number, codes=codes, seal=seal)


@writes(
    "/laboratory/items/{code}/results",
    "laboratory",
    message("Report what the laboratory found of a code"),
    again=coded.item_of,
)
def report_result(
    actor: Actor,
    code: str,
    *,
    outcome: Annotated[str, Term("lab_outcome")],
    method: Annotated[str, Term("lab_method")],
    markers_read: int | None = None,
    profile: dict[str, tuple[str, ...]] | None = None,
    note: str = "",
    replaces_earlier: bool = False,
) -> coded.CodedItem:
    """Report what the laboratory found of a code."""
    return laboratory.report(
        actor,
        code,
        outcome=outcome,
        method=method,
        markers_read=markers_read,
        profile={marker: list(alleles) for marker, alleles in (profile or {}).items()},
        note=note,
        replaces_earlier=replaces_earlier,
    )


def _stated(position: Position | None) -> dict[str, Any]:
    """What is known of a position, as the tables keep it."""
    if position is None:
        return {}
    given = {f.name: getattr(position, f.name) for f in fields(position)}
    kept = {name: value for name, value in given.items() if value not in (None, ())}
    if "outline_cm" in kept:
        kept["outline_cm"] = [list(corner) for corner in position.outline_cm]
    return kept


def _told(happened_at: datetime | None, clock_offset_s: int, note: str) -> Told:
    told = Told(clock_offset_s=clock_offset_s, note=note)
    if happened_at is not None:
        told["happened_at"] = happened_at
    return told


def _of(events: list[Any]) -> Saved:
    """The remains of the first event, as they are after it."""
    unit = events[0].unit
    return Saved(unit.number, unit.version)
