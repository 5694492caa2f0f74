"""What a figure is made of: the records it counts, and which others each of these rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from imena.registry.ledger.canonical import Plain
from imena.registry.ledger.past import Row

#: The ids of the sites that are counted; ``None`` for all of the operation.
Within: TypeAlias = frozenset[str] | None

#: What is read of each kind of record, and nothing more: no names, no words, no findings.
FIELDS: Mapping[str, frozenset[str]] = {
    "Lead": frozenset({"site_id", "state"}),
    "Site": frozenset({"code", "work_state"}),
    "BurialUnit": frozenset({"site_id", "kind", "state"}),
    "RecoveredUnit": frozenset(
        {"site_id", "kind", "human", "conflict_relation", "state", "parent_id"}
    ),
    "UnitOrigin": frozenset({"source_id", "outcome_id"}),
    "Examination": frozenset({"unit_id", "status"}),
    "Association": frozenset({"unit_id", "individual_id", "withdrawn_at"}),
    "Individual": frozenset({"state"}),
    "Hypothesis": frozenset({"individual_id", "missing_id", "state"}),
    "Decision": frozenset({"status", "supersedes_id"}),
    "DecisionIndividual": frozenset({"decision_id", "individual_id", "standing"}),
    "DecisionPerson": frozenset({"decision_id", "missing_id", "unlisted_id", "standing"}),
    "MissingPerson": frozenset({"sex", "population", "state", "duplicate_of_id"}),
    "Kinship": frozenset({"person_id", "missing_id"}),
    "Sample": frozenset({"unit_id", "donor_id"}),
}


@dataclass(frozen=True, slots=True)
class Member:
    """One thing that is counted: its line in each partition, and the records that make it so."""

    lines: Mapping[str, str]
    rests_on: frozenset[str]


#: What is counted, by id.
Members: TypeAlias = Mapping[str, Member]


def text(row: Row, name: str) -> str:
    """A value at that time, as text; empty for none."""
    return _text(row.then.get(name))


def known(row: Row, name: str) -> str:
    """The value that was last recorded, whenever it began, as text; empty for none."""
    return _text(row.known.get(name))


def inside(row: Row, within: Within) -> bool:
    """Whether a record belongs to one of the sites."""
    return within is None or known(row, "site_id") in within


def _text(value: Plain) -> str:
    return "" if value is None else str(value)
