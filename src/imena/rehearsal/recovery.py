"""Grave after grave: what stood on it, what lay in it, and how each came to the mortuary."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from imena.numbering.pattern import Kind, number
from imena.registry.queries.custody import open_incidents
from imena.registry.services import custody, incidents, packing, scene, units
from imena.rehearsal import photographs
from imena.rehearsal.ground import TEAM
from imena.rehearsal.stage import Stage, seen
from imena.rehearsal.survey import surveyed

if TYPE_CHECKING:
    from imena.registry.models import BurialUnit, RecoveredUnit

#: Bodies that one lorry takes in the evening.
A_DAY = 6
#: The bones of a left leg, found later than the rest of one man.
LEG = ("femur/left", "fibula/left", "tibia/left")


def dig(stage: Stage) -> None:
    """The team’s graves, six a day; each evening a lorry to the mortuary."""
    parts = stage.parts
    bodies = parts.dug_singly
    for first in range(0, len(bodies), A_DAY):
        stage.day(10 + first // A_DAY)
        today = [body for body in bodies[first : first + A_DAY] if body != parts.shared[1]]
        for body in today:
            _grave(stage, body)
        if parts.shared[1] in bodies[first : first + A_DAY]:
            _empty_grave(stage, parts.shared[1])
        if parts.shared[0] in today:
            today.append(parts.shared[1])
        transport(stage, [b for b in today if b != parts.late])
        if parts.late in today:
            _late_transport(stage, parts.late)
    stage.truths["two_in_one_grave"] = stage.graves[parts.shared[0]].number
    stage.truths["empty_grave"] = stage.graves[parts.shared[1]].number


def recovered(
    stage: Stage,
    body: str,
    where: Any,
    *,
    followed: bool = True,
    kind: str = "complete_body",
    number: str | None = None,
    **described: Any,
) -> RecoveredUnit:
    """Out of the ground, tagged, photographed, in a sealed bag."""
    by = stage.cast[TEAM[len(stage.units) % len(TEAM)]]
    unit = units.recover(by, where, kind=kind, number=number, **{"human": "yes"} | described)
    stage.units[body] = unit
    if followed:
        for happening in ("tagged", "photographed", "lifted"):
            stage.later(5)
            packing.note(by, unit, kind=happening)
        stage.bags[body] = packing.take_container(by, kind="body_bag", site=stage.site)
        packing.pack(by, unit, stage.bags[body], seen=seen(unit))
        stage.seals[body] = f"П-{len(stage.units):05d}"
        packing.seal(by, unit, number=stage.seals[body])
    return unit


def transport(stage: Stage, bodies: Sequence[str]) -> None:
    """Handed over at the site, received in the mortuary two hours later."""
    for body in bodies:
        _leave(stage, body)
    stage.later(120)
    for body in bodies:
        _arrive(stage, body)


def _grave(stage: Stage, body: str) -> None:
    team, parts = stage.cast[TEAM[0]], stage.parts
    grave = _opened(stage, body)
    stage.later(30)
    partial: dict[str, Any] = {}
    if body == parts.in_part:
        partial = {"kind": "partial_body", "completeness_percent": 80, "note": "без лівої ноги"}
    followed = body not in parts.beside
    stage.count("bodies", 1)
    recovered(stage, body, grave, followed=followed, number=body, **partial)
    if body == parts.shared[0]:
        stage.later(20)
        stage.count("bodies", 1)
        recovered(stage, parts.shared[1], grave, number=parts.shared[1])
    scene.close_grave(
        team, grave, seen=seen(grave), floor_reached_at=stage.clock.read().wall, integrity="intact"
    )


def _opened(stage: Stage, body: str) -> BurialUnit:
    """A grave in which ``body`` should lie, by the cross that stands on it."""
    team = stage.cast[TEAM[0]]
    serial = stage.invented.case.body_of[body].details["grave"]
    grave = scene.record_grave(
        team,
        stage.site,
        number=str(number(Kind.BURIAL_UNIT, int(serial), site=stage.site.code)),
        label=serial,
        kind="single_grave",
        container=stage.draw.choice(["coffin", "bag", "cloth", "none"]),
        depth_cm=stage.draw.randrange(60, 150, 5),
        team=stage.team,
        **surveyed(int(serial)),
    )
    stage.graves[body] = grave
    stage.count("graves", 1)
    named = stage.parts.on_marker if body == stage.parts.wrong_marker else body
    person = stage.true_name(named)
    if body == stage.parts.misnamed:
        person = stage.true_name(stage.parts.bearer)
    says = "невідомий" if person is None else stage.name(person)["family"]
    stage.markers[body] = scene.record_marker(
        team, stage.site, text_verbatim=f"{serial} {says}", burial_unit=grave, number=serial,
        seen_on=stage.today,
    )  # fmt: skip
    photographs.of_the_grave(stage, team, body)
    stage.later(10)
    return scene.open_grave(team, grave, seen=seen(grave))


def _empty_grave(stage: Stage, body: str) -> None:
    """A cross and nobody under it: whose cross it was lies in the grave beside."""
    grave = _opened(stage, body)
    stage.later(40)
    scene.close_grave(
        stage.cast[TEAM[0]],
        grave,
        seen=seen(grave),
        floor_reached_at=stage.clock.read().wall,
        state="empty",
        empty_reason="marker_without_burial",
    )


def _leave(stage: Stage, body: str, **how: Any) -> None:
    unit, by = stage.units[body], stage.cast[TEAM[0]]
    if body not in stage.parts.beside:
        packing.note(by, unit, kind="loaded")
    held = unit.custodian
    custody.hand_over(by, unit, seen=seen(unit), by=held, to=stage.cast["kholod"].name, **how)


def _arrive(stage: Stage, body: str) -> None:
    unit, by = stage.units[body], stage.cast["kholod"]
    custody.receive(by, unit, seen=seen(unit), slot=stage.slots[0], seal=stage.seals.get(body, ""))


def _late_transport(stage: Stage, body: str) -> None:
    """A lorry that breaks down: received the next day, and explained only weeks later."""
    _leave(stage, body, within=timedelta(hours=6))
    stage.later(31 * 60)
    _arrive(stage, body)
    stage.truths["late_transfer"] = stage.units[body].number


def explain(stage: Stage, body: str, explained: str) -> None:
    """Close what is open about a body, with what had happened."""
    actor = stage.cast["polytsia"]
    for found in open_incidents(actor, stage.units[body].pk):
        incidents.explain_incident(actor, found, seen=found.version, explained=explained)
