"""The order in which an act takes hold of what it must hold, so that no two wait for each other.

Missing persons, persons, individuals, decisions, releases, units: each kind sorted by id. What
holds a decision's people and individuals holds off every other decision about them (I13, I14).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from imena.registry.models import (
    Decision,
    DecisionIndividual,
    DecisionPerson,
    Individual,
    MissingPerson,
    Person,
)
from imena.registry.queries.evidence import Naming
from imena.registry.queries.same import same_people
from imena.registry.services.act import Doing


@dataclass(frozen=True, slots=True)
class Held:
    """What is held, as it is now."""

    missing: tuple[MissingPerson, ...]
    persons: tuple[Person, ...]
    individuals: tuple[Individual, ...]

    def only(self, named: Naming) -> Held:
        """Those of them that a decision names."""
        return Held(
            tuple(m for m in self.missing if m.id in named.missing),
            tuple(p for p in self.persons if p.id in named.unlisted),
            tuple(i for i in self.individuals if i.id in named.individuals),
        )


def hold(
    doing: Doing,
    *,
    missing: Iterable[uuid.UUID] = (),
    persons: Iterable[uuid.UUID] = (),
    individuals: Iterable[uuid.UUID] = (),
) -> Held:
    """Lock these, in the order of the house."""
    return Held(
        tuple(doing.lock(MissingPerson, pk) for pk in sorted(set(missing))),
        tuple(doing.lock(Person, pk) for pk in sorted(set(persons))),
        tuple(doing.lock(Individual, pk) for pk in sorted(set(individuals))),
    )


def hold_same(doing: Doing, missing: uuid.UUID) -> Held:
    """Lock a missing person under all their linked records; one that was linked while this waited
    is held as well."""
    people = same_people([missing])
    held = hold(doing, missing=people)
    more = same_people([missing]) - people
    return Held(held.missing + hold(doing, missing=more).missing, (), ())


def hold_decision(
    doing: Doing, decision: uuid.UUID, *, also: Iterable[uuid.UUID] = ()
) -> tuple[Decision, Held]:
    """Lock whom and what a decision names, and the one it is to replace; then the decision.
    ``also`` are further persons, such as a recipient, whose place in the order is among them.

    Whom a decision names never changes, so this can be asked before anything is held.
    """
    replaced = Decision.objects.filter(pk=decision, supersedes__isnull=False)
    both = [decision, *(d.supersedes_id for d in replaced if d.supersedes_id is not None)]
    people = list(DecisionPerson.objects.filter(decision__in=both))
    held = hold(
        doing,
        missing=[p.missing_id for p in people if p.missing_id is not None],
        persons=[*(p.unlisted_id for p in people if p.unlisted_id is not None), *also],
        individuals=DecisionIndividual.objects.filter(decision__in=both).values_list(
            "individual_id", flat=True
        ),
    )
    return doing.lock(Decision, decision), held
