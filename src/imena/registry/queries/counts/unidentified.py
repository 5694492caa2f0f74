"""“Unidentified” in its three meanings: officials use all three, and each gives another number."""

from __future__ import annotations

from collections.abc import Mapping

from imena.registry.ledger.past import World
from imena.registry.queries.counts.members import Member, Members, Within, known, text
from imena.registry.queries.counts.remains import bodies
from imena.registry.queries.counts.whose import associated, named_individuals

#: Somebody is thought of, and it is not settled.
_THOUGHT_OF = frozenset({"candidate", "presumptive", "under_comparison", "proposed", "suspended"})

NO_DECISION = "no_legal_identification"
NO_REFERENCE = "name_without_reference"
NO_IDEA = "no_idea_who"
#: Somebody is thought of, there are samples, and no decision.
OPEN = "candidate_open"


def without_decision(world: World, within: Within) -> Members:
    """Bodies about which no decision stands: each with what is known of who it may be."""
    whose, named, thought = associated(world, within), named_individuals(world), _thought_of(world)
    given, decided = _with_references(world), _decided(world)
    found = {}
    for one, member in bodies(world, within).items():
        individual, association = whose.get(one, ("", ""))
        if individual in named:
            continue
        people = thought.get(individual, {})
        line = NO_REFERENCE if people else NO_IDEA
        if given.keys() & people.keys():
            line = OPEN
        rests = {association, *decided.get(individual, ()), *people.values()}
        rests |= {record for who in people for record in given.get(who, ())}
        found[one] = Member({"sense": line}, member.rests_on | rests - {""})
    return found


def without_reference(world: World, within: Within) -> Members:
    """Those among them of whom somebody is thought, and nothing to compare with was given."""
    return _of(NO_REFERENCE, world, within)


def no_idea(world: World, within: Within) -> Members:
    """Those among them of whom nobody is thought."""
    return _of(NO_IDEA, world, within)


def _of(line: str, world: World, within: Within) -> Members:
    found = without_decision(world, within)
    return {one: Member({}, m.rests_on) for one, m in found.items() if m.lines["sense"] == line}


def _thought_of(world: World) -> Mapping[str, Mapping[str, str]]:
    """Whom each individual may be, with the record that says so."""
    found: dict[str, dict[str, str]] = {}
    for one, row in world.rows("Hypothesis").items():
        if text(row, "state") in _THOUGHT_OF:
            found.setdefault(known(row, "individual_id"), {})[known(row, "missing_id")] = one
    return found


def _decided(world: World) -> Mapping[str, frozenset[str]]:
    """What was ever decided about each individual: the records of it."""
    found: dict[str, set[str]] = {}
    for one, row in world.rows("DecisionIndividual").items():
        found.setdefault(known(row, "individual_id"), set()).update(
            {one, known(row, "decision_id")}
        )
    return {individual: frozenset(records) for individual, records in found.items()}


def _with_references(world: World) -> Mapping[str, frozenset[str]]:
    """The missing for whom a relative gave a sample, with these samples."""
    given: dict[str, set[str]] = {}
    for one, row in world.rows("Sample").items():
        if donor := known(row, "donor_id"):
            given.setdefault(donor, set()).add(one)
    found: dict[str, set[str]] = {}
    for row in world.rows("Kinship").values():
        if samples := given.get(known(row, "person_id")):
            found.setdefault(known(row, "missing_id"), set()).update(samples)
    return {who: frozenset(samples) for who, samples in found.items()}
