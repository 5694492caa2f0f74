"""Remains that are not one whole body: two burned together, a leg found later."""

from __future__ import annotations

from imena.numbering.pattern import Kind
from imena.registry.services import (
    decisions,
    identification,
    individuals,
    postmortem,
    scene,
    units,
)
from imena.registry.services.postmortem import Stated
from imena.registry.services.units import Part
from imena.rehearsal import examining, homecoming, laboratory, naming
from imena.rehearsal.recovery import LEG, recovered, transport
from imena.rehearsal.stage import Stage, seen

_BURNED_BONES = ("femur/left", "hip_bone/left", "humerus/left", "mandible/midline")


def burned_together(stage: Stage) -> None:
    """Two brothers in one burned cellar: counted apart by their bones, told apart by nothing."""
    team = stage.cast["stezhka"]
    pit = scene.record_grave(
        team, stage.site, number=stage.spare(Kind.BURIAL_UNIT), kind="rubble",
        note="льох згорілого будинку",
    )  # fmt: skip
    pit = scene.open_grave(team, pit, seen=pit.version)
    lot = recovered(
        stage, "burned", pit, followed=False, kind="commingled_lot",
        number=stage.spare(Kind.RECOVERED_UNIT), elements=sorted(2 * _BURNED_BONES),
        modifiers=["burned_calcined"],
    )  # fmt: skip
    stage.graves["burned"] = scene.close_grave(
        team, pit, seen=seen(pit), floor_reached_at=stage.clock.read().wall
    )
    stage.count("graves", 1)
    transport(stage, ["burned"])
    by = stage.cast["kistka"]
    postmortem.record_minimum_number(
        by, pit, method="repeated_element_age_size", lowest=2, highest=2
    )
    parts = units.split(
        stage.cast["kholod"],
        lot,
        seen=seen(lot),
        parts=[Part("burned_fragments", elements=_BURNED_BONES) for _ in range(2)],
        rest=None,
        explained="Розділено за розміром і віком кісток.",
    )
    postmortem.record_minimum_number(by, pit, method="pairing", lowest=2, highest=2)
    for number, part in enumerate(parts):
        body = burned(number)
        stage.units[body] = part
        examining.sampled(stage, body, "other_bone")
        examining.form(stage, body)
        stage.truths[f"burned_{number + 1}"] = part.number
    stage.count("bodies", 2)


def burned(number: int) -> str:
    """What the remains of the first and of the second brother are called here."""
    return f"burned {number + 1}"


def named_as_a_set(stage: Stage) -> None:
    """No profile came of either; a buckle and the cellar’s key say that these two are those two."""
    pair = [stage.missing[m] for m in stage.parts.burned.missing]
    bodies = [burned(0), burned(1)]
    grounds = [
        identification.compare(
            stage.cast["zbih"],
            stage.individuals[body],
            missing=pair[0],
            among=pair,
            method=method,
            outcome="established",
            note=note,
        )
        for body in bodies
        for method, note in (
            ("belongings", "Пряжка й ключ від льоху, описані матір’ю наперед."),
            ("circumstances", "Двоє братів ховалися в цьому льоху; бачили троє сусідів."),
        )
    ]
    decision = decisions.propose(
        stage.cast["zbih"],
        policy=stage.policies["OFFICE-SET"],
        individuals=[stage.individuals[body] for body in bodies],
        missing=pair,
        comparisons=grounds,
        statement="Ці двоє – двоє братів; хто з них хто, не сказано.",
    )
    naming.signed(stage, decision, bodies[0])
    stage.truths["named_as_a_set"] = decision.number
    homecoming.told(stage, bodies[0], stage.parts.burned.missing[0])


def home_in_part(stage: Stage, body: str, missing: str) -> None:
    """Buried without a leg: the family asks to be told of each later find."""
    homecoming.told(stage, body, missing)
    homecoming.asked(stage, missing, later="ask_each_time")
    stage.later(24 * 60)
    homecoming.released(stage, body, missing)
    homecoming.buried(stage, body, missing)
    stage.truths["asks_each_time"] = stage.missing[missing].number


def found_later(stage: Stage) -> None:
    """A leg, weeks after the burial: the family asked to be told each time, and is."""
    body = stage.parts.in_part
    person = stage.true_name(body)
    assert person is not None
    leg = recovered(
        stage, "leg", stage.site, followed=False, kind="body_part", elements=list(LEG),
        number=stage.spare(Kind.RECOVERED_UNIT),
    )  # fmt: skip
    transport(stage, ["leg"])
    by = stage.cast["kistka"]
    looked = postmortem.open_examination(by, leg, discipline="anthropology")
    postmortem.record_findings(by, looked, [_whole(*bone.split("/")) for bone in LEG])
    postmortem.close_examination(by, looked, seen=looked.version)
    examining.sampled(stage, "leg", "femur")
    (sample,) = stage.samples["leg"]
    profile = next(iter(laboratory.of_the_dead(stage, [body]).values()))
    parcels = laboratory.sent(stage, {sample.number: profile}, by="kistka")
    stage.later(9 * 24 * 60)
    laboratory.reported(stage, parcels, consumed=False)
    individuals.associate(
        by, stage.individuals[body], leg, evidence="dna", grounds="Той самий профіль."
    )
    stage.truths["later_find"] = leg.number
    stage.samples[body] += stage.samples["leg"]
    naming.by_dna(stage, body, supersedes=stage.decisions[body])
    homecoming.told(stage, body, person)
    homecoming.asked(stage, person, later="ask_each_time")


def _whole(bone: str, side: str) -> Stated:
    return Stated("element", "present", {"element": bone, "side": side, "completeness": "complete"})
