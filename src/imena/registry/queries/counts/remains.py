"""Remains, and bodies among them, counted."""

from __future__ import annotations

from collections.abc import Mapping

from imena.registry.ledger.past import Row, World
from imena.registry.queries.counts.members import Member, Members, Within, inside, known, text
from imena.registry.queries.counts.whose import associated, named_individuals
from imena.registry.queries.stages import stage_of

#: What is called a body.
BODIES = frozenset({"complete_body", "near_complete_body", "partial_body"})
#: No remains of a person, or none at all: known later, it was never otherwise.
_NOBODY_S = frozenset({"artefact", "non_human"})
_NEVER = frozenset({"number_without_remains", "non_human", "merged"})
#: Not out of the ground, or all divided into other numbers by then.
_NOT_NOW = frozenset({"located", "divided"})
_EARLIER = frozenset({"historic", "pre_conflict"})
#: Stages that a name was the way to.
_NAMED = frozenset({"identified", "returned"})
_EXAMINED = frozenset({"closed", "amended"})


def recovered(world: World, within: Within) -> Members:
    """Human remains that came out of the ground, one for each number with remains under it.

    Numbers joined to another are that other’s. Remains of a time before the war are left out.
    """
    divided, named = _divided(world), _named(world)
    found = {}
    for one, row in world.rows("RecoveredUnit").items():
        if inside(row, within) and _is_somebody_s(one, row, divided) and not _earlier(row):
            stage = stage_of(text(row, "state")).name
            if stage in _NAMED and one not in named:
                stage = "compared"
            found[one] = Member(
                {"stage": stage, "kind": _kind(one, row, divided)},
                frozenset({one}) | named.get(one, frozenset()),
            )
    return found


def _named(world: World) -> Mapping[str, frozenset[str]]:
    """Remains of whom a decision stands that was not found to be wrong, and what says so."""
    named = named_individuals(world)
    return {
        unit: named[individual] | {association}
        for unit, (individual, association) in associated(world, None).items()
        if individual in named
    }


def earlier(world: World, within: Within) -> Members:
    """Human remains of a time before the war."""
    divided = _divided(world)
    return {
        one: Member({}, frozenset({one}))
        for one, row in world.rows("RecoveredUnit").items()
        if inside(row, within) and _is_somebody_s(one, row, divided) and _earlier(row)
    }


def bodies(world: World, within: Within) -> Members:
    """Bodies, whole or not; loose parts and bones are none."""
    return {one: m for one, m in recovered(world, within).items() if m.lines["kind"] in BODIES}


def loose(world: World, within: Within) -> Members:
    """Human remains that are no bodies: parts, bones, what is mixed or burned."""
    return {one: m for one, m in recovered(world, within).items() if m.lines["kind"] not in BODIES}


def examined(world: World, within: Within) -> Members:
    """Remains that an examiner has finished looking at, once at least."""
    seen: dict[str, set[str]] = {}
    for one, row in world.rows("Examination").items():
        if text(row, "status") in _EXAMINED:
            seen.setdefault(known(row, "unit_id"), set()).add(one)
    found = recovered(world, within)
    return {
        one: Member(member.lines, member.rests_on | seen[one])
        for one, member in found.items()
        if one in seen
    }


def _is_somebody_s(one: str, row: Row, divided: frozenset[str]) -> bool:
    return (
        known(row, "state") not in _NEVER
        and text(row, "state") not in _NOT_NOW
        and known(row, "human") != "no"
        and _kind(one, row, divided) not in _NOBODY_S
    )


def _earlier(row: Row) -> bool:
    return known(row, "state") == "historic" or known(row, "conflict_relation") in _EARLIER


def _kind(one: str, row: Row, divided: frozenset[str]) -> str:
    """What remains are was so before it was known; what they became by being divided was not."""
    return text(row, "kind") if one in divided else known(row, "kind")


def _divided(world: World) -> frozenset[str]:
    rows = world.known_rows("UnitOrigin").values()
    return frozenset(known(row, column) for row in rows for column in ("source_id", "outcome_id"))
