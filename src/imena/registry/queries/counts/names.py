"""People recognised in remains, named and given back to their families, counted."""

from __future__ import annotations

from imena.registry.ledger.past import World
from imena.registry.queries.counts.members import Member, Members, Within, known, text
from imena.registry.queries.counts.whose import associated, named_individuals, standing

_RETURNED = frozenset({"released", "buried_named"})


def persons_named(world: World, within: Within) -> Members:
    """People whom a standing decision names, each once, on the list of the missing or not."""
    missing, here = world.rows("MissingPerson"), _decisions_at(world, within)
    found = {}
    for one, row in standing(world, "DecisionPerson"):
        decision = known(row, "decision_id")
        if here is not None and decision not in here:
            continue
        listed = missing.get(known(row, "missing_id"))
        lines = {
            "sex": "unknown" if listed is None else known(listed, "sex") or "unknown",
            "population": "unknown" if listed is None else known(listed, "population") or "unknown",
        }
        who = known(row, "missing_id") or known(row, "unlisted_id")
        found[who] = Member(lines, frozenset({one, decision, who}))
    return found


def _decisions_at(world: World, within: Within) -> frozenset[str] | None:
    """The decisions about remains found at these sites."""
    if within is None:
        return None
    whose = associated(world, within)
    there = {individual for individual, _ in whose.values()}
    return frozenset(
        known(row, "decision_id")
        for row in world.rows("DecisionIndividual").values()
        if known(row, "individual_id") in there
    )


def individuals(world: World, within: Within) -> Members:
    """People recognised in remains: each with some remains that are theirs."""
    named = named_individuals(world)
    rests: dict[str, set[str]] = {}
    for individual, association in associated(world, within).values():
        rests.setdefault(individual, {individual}).add(association)
    return {
        one: Member(
            {"named": "named" if one in named else "not_named"},
            frozenset(on) | named.get(one, frozenset()),
        )
        for one, on in rests.items()
    }


def returned(world: World, within: Within) -> Members:
    """People whose remains were given back to their family under a standing decision."""
    rows, named = world.rows("Individual"), named_individuals(world)
    found = individuals(world, within)
    return {
        one: Member({"state": text(rows[one], "state")}, member.rests_on)
        for one, member in found.items()
        if one in named and text(rows[one], "state") in _RETURNED
    }
