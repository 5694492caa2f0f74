"""How far along the way remains and graves are, as the pages group and colour them.

Each stage is a step of one ramp from the ground to the name: ``s0`` not begun … ``s5`` returned.
What stands beside the way (not human, divided, suspended …) is in the stage ``beside``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Case, IntegerField, Value, When


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage with its place on the ramp and the states of remains it gathers."""

    name: str
    level: str
    states: tuple[str, ...]


#: In order; every state of remains is in exactly one.
OF_REMAINS = (
    Stage("located", "s0", ("located",)),
    Stage("recovered", "s1", ("recovered", "in_custody")),
    Stage("examined", "s2", ("examined", "sampled")),
    Stage(
        "compared",
        "s3",
        ("profiled", "not_profilable", "associated", "under_comparison", "reversed"),
    ),
    Stage("identified", "s4", ("identified",)),
    Stage("returned", "s5", ("released", "buried_named")),
    Stage(
        "beside",
        "s0",
        (
            "non_human", "historic", "buried_unnamed", "lost", "number_without_remains", "divided",
            "merged", "suspended",
        ),
    ),
)  # fmt: skip

#: Stages of a grave: its own, and that of the least advanced remains in it.
OF_GRAVES = (
    "unopened", "empty", "open", "recovered", "examined", "compared", "identified", "returned",
)  # fmt: skip
GRAVE_LEVEL: Mapping[str, str] = {
    "unopened": "s0", "empty": "none", "open": "s0", "recovered": "s1", "examined": "s2",
    "compared": "s3", "identified": "s4", "returned": "s5",
}  # fmt: skip

_OF_STATE = {state: stage for stage in OF_REMAINS for state in stage.states}
_RANK = {stage.name: rank for rank, stage in enumerate(OF_REMAINS)}


def stage_of(state: str) -> Stage:
    """The stage that a state of remains belongs to."""
    return _OF_STATE[state]


def states_of(stage: str) -> tuple[str, ...]:
    """The states of remains in a stage; none for a stage there is not."""
    return next((one.states for one in OF_REMAINS if one.name == stage), ())


def rank(field: str = "state") -> Case:
    """How far remains are, to be counted in the database: the least of a grave is the grave’s."""
    steps = (
        When(**{f"{field}__in": stage.states}, then=Value(_RANK[stage.name]))
        for stage in OF_REMAINS
    )
    return Case(*steps, default=Value(len(OF_REMAINS)), output_field=IntegerField())


def grave_stage(state: str, least: int | None) -> str:
    """The stage of a grave from its own state and the least rank of the remains in it.

    ``least`` is ``None`` where nothing was recovered, or what was may not be seen.
    """
    if state in ("unopened", "empty"):
        return state
    if state == "being_exhumed" or least == _RANK["located"]:
        return "open"
    if least is None or least >= _RANK["beside"]:
        return "recovered"
    return OF_REMAINS[least].name
