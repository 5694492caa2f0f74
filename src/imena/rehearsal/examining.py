"""On the table: what is found, what is taken, why somebody died, and what belongs together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from imena.registry.services import custody, individuals, packing, postmortem, samples
from imena.registry.services.postmortem import CauseLine, Stated
from imena.rehearsal import photographs
from imena.rehearsal.findings import seen_on
from imena.rehearsal.recovery import LEG
from imena.rehearsal.stage import Stage, seen

#: Examined in a day.
A_DAY = 4

#: What one body has to show of every kind there is; others show some of it.
_EXTERNAL: Sequence[Stated] = (
    Stated("ancestry", "not_examined"),
    Stated("handedness", "not_examined"),
    Stated("sign", "absent", {"sign": "hands_bound"}),
    Stated("fingerprint", "undetermined", {"finger": 1}),
)
_INNER: Sequence[Stated] = (
    Stated(
        "injury",
        "present",
        {"timing": "perimortem", "mechanism": "fragment", "number": 2, "confidence": "probable"},
        region="thorax",
    ),
    Stated("radiograph", "present", {"view": "грудна клітка, прямо"}),
)
#: What is written of a tooth that turns out to have been there.
_GONE = Stated("tooth", "absent", {"tooth": "46", "state": "missing_antemortem"})
_BONES = ("femur", "tibia", "fibula", "humerus", "hip_bone")


def examine(stage: Stage) -> None:
    """Everybody who is followed: out of the cold, onto the table, back."""
    for number, body in enumerate(stage.parts.followed):
        if number % A_DAY == 0:
            stage.day(18 + number // A_DAY, 7)
        _on_the_table(stage, body)
        external(stage, body)
        photographs.of_what_was_worn(stage, body)
        _bones_of(stage, body)
        _teeth(stage, body)
        stage.later(60)
        if body != stage.parts.stranger:
            sampled(stage, body, "femur" if number % 4 else "tooth")
        form(stage, body)
        _back(stage, body)


def external(stage: Stage, body: str) -> None:
    """The pathologist: from outside, then why this person died."""
    by, unit = stage.cast["prychyna"], stage.units[body]
    first = postmortem.open_examination(by, unit, discipline="external")
    found = seen_on(stage, body, "external", "belongings")
    postmortem.record_findings(by, first, [*_EXTERNAL, *found])
    postmortem.close_examination(by, first, seen=first.version)
    stage.later(40)
    inner = postmortem.open_examination(by, unit, discipline="pathology")
    postmortem.record_findings(by, inner, _INNER)
    inner = postmortem.close_examination(by, inner, seen=inner.version)
    postmortem.state_cause(
        by,
        inner,
        status="final",
        chain={
            "Ia": CauseLine("осколкове поранення грудної клітки"),
            "Ib": CauseLine("вибух", "Y36"),
        },
        manner="homicide",
        context="killed_by_weapon",
    )


def form(stage: Stage, body: str) -> None:
    """One body, one individual: a hypothesis all the same."""
    made = individuals.form(
        stage.cast["kistka"],
        stage.units[body],
        evidence="only_unit",
        grounds="ціле тіло з однієї могили",
    )
    stage.individuals[body] = made.individual
    stage.count("individuals", 1)


def sampled(stage: Stage, body: str, kind: str, *, retained: bool = False) -> None:
    """A piece of bone in a tube; ``retained`` keeps it out of use."""
    by = stage.cast["kistka"]
    taken = samples.take_sample(
        by, stage.units[body], kind=kind, seal=f"ПЗ-{stage.draw.randrange(10**6):06d}"
    )
    if retained:
        taken = samples.keep(by, taken, seen=taken.version, retained=True)
    stage.samples.setdefault(body, []).append(taken)


def amend(stage: Stage) -> None:
    """A closed examination says something else than was written: it is amended, by name."""
    by, unit = stage.cast["zubenko"], stage.units[stage.parts.followed[0]]
    first = postmortem.open_examination(by, unit, discipline="odontology")
    (tooth,) = postmortem.record_findings(by, first, [_GONE])
    first = postmortem.close_examination(by, first, seen=first.version)
    stage.later(60)
    second = postmortem.amend(by, first, reason="На знімку видно корінь: зуб був.")
    postmortem.record_findings(
        by,
        second,
        [Stated("tooth", "present", {"tooth": "46", "state": "root_remnant"}, replaces=tooth)],
    )
    postmortem.close_examination(by, second, seen=second.version)
    stage.truths["amended"] = unit.number


def _on_the_table(stage: Stage, body: str) -> None:
    mortuary, unit = stage.cast["kholod"], stage.units[body]
    stage.later(15)
    packing.check_seal(mortuary, unit, read=stage.seals[body])
    photographs.of_the_seal(stage, body)
    custody.remove_for_examination(mortuary, unit, seen=seen(unit), to=stage.cast["prychyna"].name)
    packing.unseal(mortuary, unit, read=stage.seals.pop(body))
    packing.unpack(mortuary, unit, seen=seen(unit))


def _back(stage: Stage, body: str) -> None:
    mortuary, unit = stage.cast["kholod"], stage.units[body]
    stage.later(20)
    packing.pack(mortuary, unit, stage.bags[body], seen=seen(unit))
    custody.return_to_store(mortuary, unit, seen=seen(unit), slot=stage.slots[0])


def _bones_of(stage: Stage, body: str) -> None:
    by, unit = stage.cast["kistka"], stage.units[body]
    gone = LEG if body == stage.parts.in_part else ()
    rows: list[Mapping[str, Any]] = [
        {"element": bone, "side": side} for bone in _BONES for side in ("left", "right")
    ]
    looked = postmortem.open_examination(by, unit, discipline="anthropology")
    found = seen_on(stage, body, "anthropology")
    postmortem.record_findings(by, looked, [*(_bone(row, gone) for row in rows), *found])
    postmortem.close_examination(by, looked, seen=looked.version)


def _bone(row: Mapping[str, Any], gone: Sequence[str]) -> Stated:
    if f"{row['element']}/{row['side']}" in gone:
        return Stated("element", "absent", {**row, "completeness": "absent"})
    return Stated("element", "present", {**row, "completeness": "complete"})


def _teeth(stage: Stage, body: str) -> None:
    found = seen_on(stage, body, "odontology")
    if not found:
        return
    by = stage.cast["zubenko"]
    looked = postmortem.open_examination(by, stage.units[body], discipline="odontology")
    postmortem.record_findings(by, looked, found)
    postmortem.close_examination(by, looked, seen=looked.version)
