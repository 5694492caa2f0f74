"""What a policy is shown: comparisons, without names and without anything that is not evidence."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Donor:
    """Somebody whose sample a comparison rests on: a term of ``relationship`` to the person."""

    person: UUID
    relationship: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """One standing comparison. Markers, register lines and stated names have no such form (I5)."""

    comparison: UUID
    method: str
    outcome: str
    donors: tuple[Donor, ...] = ()
    lab_methods: frozenset[str] = frozenset()
