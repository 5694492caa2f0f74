"""The missing, their families and the samples, counted. No names are read."""

from __future__ import annotations

from collections.abc import Mapping

from imena.registry.ledger.past import Row, World
from imena.registry.queries.counts.members import Member, Members, Within, inside, known, text
from imena.registry.queries.counts.whose import standing

#: How far the search has come, as the way through the operation gathers it.
SEARCH: Mapping[str, str] = {
    "reported": "no_sample", "open": "no_sample", "reference_none_available": "no_sample",
    "reference_insufficient": "few_samples", "reference_sufficient": "enough_samples",
    "candidate": "candidate", "identified_dead": "identified_dead", "found_alive": "found_alive",
    "captive_confirmed": "captive_confirmed",
}  # fmt: skip
_ENDED = frozenset({"identified_dead", "found_alive"})


def reported(world: World, _within: Within) -> Members:
    """People reported missing, each once: repeated reports are one, withdrawn ones none."""
    named = {known(row, "missing_id") for _, row in standing(world, "DecisionPerson")}
    decided = _decided(world)
    return {
        one: Member(
            {
                "search": SEARCH.get(_searched(row, one in named), "no_sample"),
                "sex": known(row, "sex") or "unknown",
                "population": known(row, "population") or "unknown",
            },
            frozenset({one}) | decided.get(one, frozenset()),
        )
        for one, row in world.rows("MissingPerson").items()
        if not known(row, "duplicate_of_id")
        and known(row, "state") != "duplicate"
        and text(row, "state") != "withdrawn"
    }


def _decided(world: World) -> Mapping[str, frozenset[str]]:
    """What was ever decided about each of the missing: the records of it."""
    found: dict[str, set[str]] = {}
    for one, row in world.rows("DecisionPerson").items():
        records = {one, known(row, "decision_id")}
        found.setdefault(known(row, "missing_id"), set()).update(records)
    return {missing: frozenset(records) for missing, records in found.items()}


def _searched(row: Row, named: bool) -> str:
    """How far the search was. Whom a decision named wrongly was still looked for."""
    state = text(row, "state")
    return "open" if state == "identified_dead" and not named else state


def repeated(world: World, _within: Within) -> Members:
    """Reports that repeat another."""
    return {
        one: Member({}, frozenset({one}))
        for one, row in world.rows("MissingPerson").items()
        if known(row, "duplicate_of_id") or known(row, "state") == "duplicate"
    }


def sought(world: World, within: Within) -> Members:
    """Those who are still looked for: known to be captive too, named or come home not."""
    found = reported(world, within)
    return {one: m for one, m in found.items() if m.lines["search"] not in _ENDED}


def families(world: World, within: Within) -> Members:
    """Families: missing people who share a relative on record, and these relatives."""
    people, links = reported(world, within), world.rows("Kinship")
    copies = _copies(world)
    root = {one: one for one in people}
    joined: dict[str, str] = {}
    for row in links.values():
        missing = _of(copies, known(row, "missing_id"))
        if missing not in root:
            continue
        relative = known(row, "person_id")
        first = joined.setdefault(relative, missing)
        one, other = _root(root, first), _root(root, missing)
        root[max(one, other)] = min(one, other)
    given = {known(row, "donor_id"): one for one, row in world.rows("Sample").items()}
    found: dict[str, set[str]] = {}
    gave = set()
    for one, row in links.items():
        missing = _of(copies, known(row, "missing_id"))
        if missing in root:
            family, relative = _root(root, missing), known(row, "person_id")
            found.setdefault(family, set()).update({one, missing})
            if relative in given:
                gave.add(family)
                found[family].add(given[relative])
    return {
        family: Member(
            {"samples": "sample_given" if family in gave else "no_sample_yet"}, frozenset(rests)
        )
        for family, rests in found.items()
    }


def without_relatives(world: World, within: Within) -> Members:
    """The missing of whom no relative is on record."""
    copies = _copies(world)
    known_of = {_of(copies, known(row, "missing_id")) for row in world.rows("Kinship").values()}
    return {one: m for one, m in reported(world, within).items() if one not in known_of}


def samples(world: World, within: Within) -> Members:
    """Samples taken, of remains and of relatives; of relatives only for the whole operation."""
    units = world.rows("RecoveredUnit")
    found = {}
    for one, row in world.rows("Sample").items():
        unit = known(row, "unit_id")
        if within is not None and not (unit in units and inside(units[unit], within)):
            continue
        found[one] = Member({"source": "of_remains" if unit else "of_people"}, frozenset({one}))
    return found


def _copies(world: World) -> Mapping[str, str]:
    rows = world.rows("MissingPerson").items()
    return {one: copy for one, row in rows if (copy := known(row, "duplicate_of_id"))}


def _of(copies: Mapping[str, str], missing: str) -> str:
    return copies.get(missing, missing)


def _root(root: dict[str, str], one: str) -> str:
    while root[one] != one:
        one = root[one]
    return one
