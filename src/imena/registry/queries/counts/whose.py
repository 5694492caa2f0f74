"""Whose remains are whose, and which decisions stand: who of the dead has a name."""

from __future__ import annotations

from collections.abc import Mapping

from imena.registry.ledger.past import Row, World
from imena.registry.queries.counts.members import Within, inside, known


def associated(world: World, within: Within) -> Mapping[str, tuple[str, str]]:
    """Whose remains are whose: (individual, association) by the remains’ id.

    What was withdrawn since was never so.
    """
    units = world.rows("RecoveredUnit")
    return {
        known(row, "unit_id"): (known(row, "individual_id"), one)
        for one, row in world.rows("Association").items()
        if not known(row, "withdrawn_at")
        and (within is None or _inside(units.get(known(row, "unit_id")), within))
    }


def _inside(unit: Row | None, within: Within) -> bool:
    return unit is not None and inside(unit, within)


def wrong(world: World) -> frozenset[str]:
    """Decisions known to be wrong: reversed, or replaced by one that says somebody else.

    They named nobody, whatever was believed at the time.
    """
    says = _said(world)
    found = set()
    for one, row in world.known_rows("Decision").items():
        status = known(row, "status")
        if status == "reversed":
            found.add(one)
        elif status == "confirmed":
            old = known(row, "supersedes_id")
            found |= {old} if old in says and says[old] != says.get(one) else set()
    return frozenset(found)


def _said(world: World) -> Mapping[str, frozenset[str]]:
    """Whom each decision names, remains and people."""
    said: dict[str, set[str]] = {}
    for kind, columns in _NAMED.items():
        for row in world.known_rows(kind).values():
            named = (known(row, column) for column in columns)
            said.setdefault(known(row, "decision_id"), set()).update(one for one in named if one)
    return {decision: frozenset(named) for decision, named in said.items()}


_NAMED = {
    "DecisionIndividual": ("individual_id",),
    "DecisionPerson": ("missing_id", "unlisted_id"),
}


def named_individuals(world: World) -> Mapping[str, frozenset[str]]:
    """The individuals of standing decisions, with the records that say so."""
    return {
        known(row, "individual_id"): frozenset({one, known(row, "decision_id")})
        for one, row in standing(world, "DecisionIndividual")
    }


def standing(world: World, kind: str) -> list[tuple[str, Row]]:
    """What standing decisions say of individuals or of people: "DecisionIndividual" or
    "DecisionPerson"."""
    not_so = wrong(world)
    return [
        (one, row)
        for one, row in world.rows(kind).items()
        if row.then.get("standing") is True and known(row, "decision_id") not in not_so
    ]
