"""When a decision may stand, and making it stand: all the demands of I12 to I18 in one place."""

from __future__ import annotations

from imena.language import message
from imena.registry import clock
from imena.registry.models import (
    Burial,
    Decision,
    DecisionIndividual,
    DecisionPerson,
    Individual,
    RecoveredUnit,
    Signature,
)
from imena.registry.policies import read
from imena.registry.queries.evidence import (
    judged,
    naming,
)
from imena.registry.queries.standing import lacking, units
from imena.registry.refusals import breaks
from imena.registry.services import hypotheses
from imena.registry.services.act import Doing
from imena.registry.services.antemortem import found
from imena.registry.services.locks import Held

#: Decisions that are not ended: proposed, standing, or waiting for a review.
OPEN = ("proposed", "confirmed", "suspended")

#: States of a unit that a decision about its individual changes.
_BEFORE_NAMED = frozenset(
    {
        "recovered",
        "in_custody",
        "buried_unnamed",
        "examined",
        "sampled",
        "profiled",
        "not_profilable",
        "associated",
    }
    | {"under_comparison", "reversed", "suspended"}
)


def signed(decision: Decision) -> bool:
    """Whether enough people have signed, each of a role that the policy asks for."""
    roles = list(Signature.objects.filter(decision=decision).values_list("role", flat=True))
    return read(decision.policy.rules).signed(roles)


def confirm(doing: Doing, decision: Decision, held: Held) -> Decision:
    """Let ``decision`` stand: first, or again after a review.

    Raises
    ------
    Broken
        The rule that keeps it from standing; I13 and I14 also from the database.
    """
    wrong = lacking(decision)
    if wrong is not None:
        raise wrong
    if decision.supersedes_id is not None:
        _supersede(doing, decision)
    _stand(doing, decision, standing=True)
    decision = doing.change(
        decision,
        seen=decision.version,
        status="confirmed",
        confirmed_at=decision.confirmed_at or clock.now(),
        later_sampling=judged(decision).later_sampling,
    )
    hypotheses.follow(doing, decision, "confirmed")
    held = held.only(naming(decision))
    for individual in held.individuals:
        _name(doing, individual)
    found(doing, held.missing, "identified_dead")
    return decision


def _name(doing: Doing, individual: Individual) -> None:
    """The individual and its units have a name; what was returned or buried so is so."""
    named_graves = set(
        Burial.objects.filter(units__associations__individual=individual, named=True).values_list(
            "pk", flat=True
        )
    )
    states = set()
    for unit in units(individual.id):
        state = "released" if unit.place == "family" else "identified"
        state = "buried_named" if unit.burial_id in named_graves else state
        if unit.state in _BEFORE_NAMED:
            mark_unit(doing, unit, state)
        states.add(state)
    now = doing.lock(Individual, individual.id)
    state = states.pop() if len(states) == 1 else "identified"
    doing.change(now, seen=now.version, state=state)


def stand_down(doing: Doing, decision: Decision, *, status: str, reason: str = "") -> Decision:
    """``decision`` no longer stands: suspended, or ended for good."""
    _stand(doing, decision, standing=False)
    ended = None if status == "suspended" else clock.now()
    return doing.change(
        decision,
        seen=decision.version,
        status=status,
        ended_at=ended,
        ended_reason=reason if ended else "",
    )


def mark_unit(doing: Doing, unit: RecoveredUnit, state: str) -> None:
    """The unit’s way to a name goes on, or back."""
    now = doing.lock(RecoveredUnit, unit.id)
    doing.change(now, seen=now.version, state=state)


def _supersede(doing: Doing, decision: Decision) -> None:
    old = doing.lock(Decision, decision.supersedes_id)  # type: ignore[arg-type]
    if old.status not in {"confirmed", "suspended"}:
        raise breaks("I14", message("The decision that this one replaces does not stand any more."))
    hypotheses.follow(doing, old, "superseded")
    stand_down(doing, old, status="superseded", reason=decision.number)


def _stand(doing: Doing, decision: Decision, *, standing: bool) -> None:
    individuals = DecisionIndividual.objects.filter(decision=decision).order_by("id")
    people = DecisionPerson.objects.filter(decision=decision).order_by("id")
    for one in individuals:
        doing.change(one, seen=one.version, standing=standing)
    for person in people:
        doing.change(person, seen=person.version, standing=standing)
