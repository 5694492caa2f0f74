"""What went otherwise than it should between the grave and the shelf, and how it was explained."""

from __future__ import annotations

from imena.numbering.pattern import Kind
from imena.registry.services import custody, scene, units
from imena.rehearsal.ground import TEAM
from imena.rehearsal.recovery import explain, recovered, transport
from imena.rehearsal.stage import Stage, seen


def number_without_remains(stage: Stage) -> None:
    """A tag was written and torn; a number is explained, never closed up."""
    unit = units.record_number_without_remains(
        stage.cast["lopata"],
        stage.site,
        number=stage.spare(Kind.RECOVERED_UNIT),
        note="Бирку написано й порвано дощем; під номером нічого не було.",
    )
    stage.units["torn tag"] = unit
    stage.truths["number_without_remains"] = unit.number
    explain(stage, "torn tag", "Журнал бригади й фото порваної бирки збігаються.")


def wrong_tag(stage: Stage, body: str) -> None:
    """The tag on the bag reads a neighbour’s number; compared with the photographs, put right."""
    by, unit = stage.cast["kholod"], stage.units[body]
    other = stage.units[stage.parts.late]
    units.find_wrong_tag(by, unit, read=other.number)
    stage.later(120)
    units.retag(by, unit, witness=stage.cast["polytsia"].name, reason="За фото з могили.")
    explain(stage, body, "Дві бирки поміняли місцями під час прання мішків; фото довели, чия де.")
    stage.truths["wrong_tag"] = unit.number


def lost_for_a_day(stage: Stage, body: str) -> None:
    """Not on the shelf where it should be; on another one."""
    by, unit = stage.cast["kholod"], stage.units[body]
    custody.move(by, unit, seen=seen(unit), slot=stage.slots[-1])
    custody.report_lost(by, unit, seen=seen(unit), reason="На місці К-1 мішка немає.")
    stage.later(20 * 60)
    custody.find_again(by, unit, seen=seen(unit), reason="Лежав у сусідньому контейнері.")
    custody.store(by, unit, seen=seen(unit), slot=stage.slots[0])
    explain(stage, body, "Переклали для миття полиць і не записали.")
    stage.truths["lost_and_found"] = unit.number


def unannounced(stage: Stage) -> None:
    """A box of small things arrives, and nobody recorded that it had left."""
    thing = recovered(
        stage, "things", stage.site, followed=False, kind="artefact",
        number=stage.spare(Kind.RECOVERED_UNIT), human="no",
    )  # fmt: skip
    by = stage.cast["kholod"]
    stage.later(26 * 60)
    custody.receive_unannounced(by, thing, seen=seen(thing), brought_by="водій без документів")
    explain(stage, "things", "Водій забрав коробку без запису; бригада це підтвердила.")
    stage.truths["unannounced_arrival"] = thing.number
    stage.later(24 * 60)
    custody.destroy_by_order(
        by,
        thing,
        seen=seen(thing),
        order="постанова про знищення заражених ганчірок",
        approvers=[stage.cast["zakon"]],
    )


def two_bags_of_one(stage: Stage) -> None:
    """Somebody nobody followed was lifted in two bags: the numbers stay, one has the remains."""
    grave = scene.record_grave(
        stage.cast["lopata"], stage.site, number=stage.spare(Kind.BURIAL_UNIT), kind="single_grave"
    )
    grave = scene.open_grave(stage.cast["lopata"], grave, seen=grave.version)
    for name in ("upper", "lower"):
        recovered(
            stage, name, grave, followed=False, kind="partial_body",
            number=stage.spare(Kind.RECOVERED_UNIT),
        )  # fmt: skip
    scene.close_grave(
        stage.cast["lopata"], grave, seen=seen(grave), floor_reached_at=stage.clock.read().wall
    )
    stage.count("graves", 1)
    transport(stage, ["upper", "lower"])
    upper, lower = stage.units["upper"], stage.units["lower"]
    units.merge(
        stage.cast["kholod"],
        upper,
        [lower],
        seen={upper.pk: seen(upper), lower.pk: seen(lower)},
        explained="Злам хребця збігається: це одне тіло.",
        kind="near_complete_body",
    )
    stage.count("bodies", 1)
    stage.truths["merged"] = lower.number


def wrong_marker(stage: Stage) -> None:
    """The cross named another man, who lay three rows further on."""
    body = stage.parts.wrong_marker
    marker = stage.markers[body]
    scene.disprove_marker(
        stage.cast[TEAM[0]],
        marker,
        seen=seen(marker),
        by=f"рішення {stage.decisions[body].number} за ДНК",
    )
    stage.truths["wrong_marker"] = stage.graves[body].number
