"""Whether a decision may stand, and the remains it is about: the demands of I12 to I18 in one."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from imena.language import message
from imena.registry.models import Association, Decision, DecisionIndividual, RecoveredUnit
from imena.registry.queries.evidence import (
    judged,
    naming,
    open_conflicts,
    signs_of_life,
    standing_exclusions,
)
from imena.registry.refusals import Broken, breaks


def lacking(decision: Decision) -> Broken | None:
    """The first thing that keeps ``decision`` from standing, signatures apart; ``None`` if nothing.

    Whoever asks holds what the decision names. A policy retired since does not fell a decision that
    it carried: those are listed when it is retired (I19).
    """
    named = naming(decision)
    if signs_of_life(named):
        return breaks("I15", message("There is a sign that this person is alive."))
    if open_conflicts(decision):
        return breaks("I13", message("Something contradicts this decision: settle that first."))
    excluded = standing_exclusions(named.individuals, named.persons)
    if excluded:
        return breaks(
            "I18",
            message("An exclusion stands: {numbers}."),
            numbers=", ".join(c.number for c in excluded),
        )
    if decision.confirmed_at is None and decision.policy.retired_on is not None:
        return breaks("I12", message("This policy is not in force any more: propose anew."))
    if changed(DecisionIndividual.objects.filter(decision=decision)):
        return breaks("I12", message("Other remains belong to this individual now: propose anew."))
    if not judged(decision).met:
        return breaks(
            "I12",
            message("The evidence that stands does not meet the policy {code}."),
            code=f"{decision.policy.code}/{decision.policy.edition}",
        )
    return None


def changed(signed: Iterable[DecisionIndividual]) -> list[DecisionIndividual]:
    """Those of a decision’s individuals to whom other units belong now than were signed for."""
    rows = list(signed)
    now = units_of_each(row.individual_id for row in rows)
    return [row for row in rows if now[row.individual_id] != set(row.units)]


def units_of(individual: uuid.UUID) -> set[str]:
    """Ids of the units that belong to an individual now."""
    return units_of_each([individual])[individual]


def units_of_each(individuals: Iterable[uuid.UUID]) -> dict[uuid.UUID, set[str]]:
    """Of each of these individuals the ids of the units that belong to it now."""
    found: dict[uuid.UUID, set[str]] = {one: set() for one in individuals}
    rows = Association.objects.filter(individual__in=found, withdrawn_at=None)
    for individual, unit in rows.values_list("individual", "unit"):
        found[individual].add(str(unit))
    return found


def units(individual: uuid.UUID) -> list[RecoveredUnit]:
    """The units that belong to an individual now, in the order of their ids."""
    rows = RecoveredUnit.objects.filter(
        associations__individual=individual, associations__withdrawn_at=None
    )
    return list(rows.order_by("id").distinct())
