"""Hypotheses and comparisons: what speaks for a name and what against it, before any decision."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from imena.language import message
from imena.numbering.pattern import Kind
from imena.registry.actor import Actor
from imena.registry.models import (
    Comparison,
    Conflict,
    Decision,
    Hypothesis,
    Individual,
    MissingPerson,
    Person,
    Sample,
)
from imena.registry.permissions import Need
from imena.registry.policies.rules import SPEAKING
from imena.registry.queries.evidence import naming, standing_exclusions
from imena.registry.queries.same import same_people
from imena.registry.queries.standing import units
from imena.registry.refusals import NotYours, Refused, breaks
from imena.registry.services import hypotheses
from imena.registry.services.act import Doing, act
from imena.registry.services.acts import declare
from imena.registry.services.confirmation import OPEN, mark_unit
from imena.registry.services.dna import check_dna
from imena.registry.services.locks import hold
from imena.registry.services.numbers import issue
from imena.registry.services.rests import withdraw

SUGGEST = declare("identification.suggest", "comparison", message("recorded a possible name"))
WEIGH = declare(
    "identification.weigh", "comparison", message("recorded how far a possible name has come")
)
COMPARE = declare("identification.compare", "comparison", message("recorded a comparison"))
WITHDRAW_COMPARISON = declare(
    "identification.withdraw_comparison", "comparison", message("withdrew a comparison")
)
WITHDRAW_EXCLUSION = declare(
    "identification.withdraw_exclusion",
    "identification",
    message("withdrew an exclusion"),
    Need.APPROVE,
    approvers=1,
)

#: Steps a hypothesis may be moved by hand. Comparisons, exclusions and decisions move it by
#: themselves: `imena.registry.services.hypotheses`.
STEPS: Mapping[str, frozenset[str]] = {
    "candidate": frozenset({"presumptive", "under_comparison", "dropped"}),
    "presumptive": frozenset({"candidate", "under_comparison", "dropped"}),
    "under_comparison": frozenset({"candidate", "presumptive", "dropped"}),
    "dropped": frozenset({"candidate", "presumptive", "under_comparison"}),
    "superseded": frozenset({"under_comparison", "dropped"}),
    "reversed": frozenset({"under_comparison", "dropped"}),
}


def suggest(
    actor: Actor,
    individual: Individual,
    missing: MissingPerson,
    *,
    state: str = "candidate",
    figures: Mapping[str, Any] | None = None,
    run: str = "",
    exclusions_seen: Sequence[uuid.UUID] = (),
) -> Hypothesis:
    """This individual may be this person: ``presumptive`` where a relative, a marker or a register
    named them, ``candidate`` where the search did. Neither is a step towards a signature (I5).

    Raises
    ------
    Broken
        I18, where exclusions stand between the two that the actor was not shown.
    """
    if state not in {"candidate", "presumptive"}:
        raise Refused(message("A possible name begins as candidate or presumptive."))
    with act(actor, SUGGEST) as doing:
        hold(doing, missing=[missing.id], individuals=[individual.id])
        excluded = standing_exclusions([individual.id], [missing.id])
        if {c.id for c in excluded} != set(exclusions_seen):
            raise breaks(
                "I18", message("Exclusions stand between them: read them before proposing.")
            )
        return doing.create(
            Hypothesis,
            individual=individual,
            missing=missing,
            state="excluded" if excluded else state,
            figures=dict(figures or {}),
            run=run,
        )


def weigh(
    actor: Actor, hypothesis: Hypothesis, *, seen: int, state: str, reason: str = ""
) -> Hypothesis:
    """How far the hypothesis has come.

    Raises
    ------
    Broken
        I18, where it is excluded: only withdrawing the exclusion by name opens it again.
    """
    with act(actor, WEIGH, reason=reason) as doing:
        now = doing.lock(Hypothesis, hypothesis.id)
        if now.state == "excluded":
            raise breaks("I18", message("This name is excluded: the exclusion stands."))
        if now.state not in STEPS or state not in STEPS[now.state]:
            raise Refused(message("A possible name does not come to this state so."))
        return doing.change(hypothesis, seen=seen, state=state)


def compare(
    actor: Actor,
    individual: Individual,
    *,
    missing: MissingPerson | None = None,
    unlisted: Person | None = None,
    among: Sequence[MissingPerson] = (),
    method: str,
    outcome: str,
    samples: Sequence[Sample] = (),
    donors: Sequence[Person] = (),
    lab_methods: Sequence[str] = (),
    figures: Mapping[str, Any] | None = None,
    note: str = "",
) -> Comparison:
    """What one method says about one individual and one person, by the actor as its examiner.

    ``among`` names all whom the method cannot tell apart, ``missing`` being one of them. By DNA,
    ``samples``, ``donors`` and ``lab_methods`` say what it rests on, and all of it must stand: see
    :func:`imena.registry.services.dna.check_dna`. An exclusion stands until it is withdrawn by
    name; it excludes the hypothesis, and opens a conflict with every open decision that says
    otherwise.
    """
    people = {m.id for m in among} | ({missing.id} if missing else set())
    if (missing is None) == (unlisted is None) or (among and (missing not in among)):
        raise Refused(message("A comparison is with one person, on the list or not."))
    with act(actor, COMPARE) as doing:
        if any(sample.operation_id != actor.operation for sample in samples):
            raise NotYours
        held = hold(
            doing,
            missing=people,
            persons={d.id for d in donors} | ({unlisted.id} if unlisted else set()),
            individuals=[individual.id],
        )
        if method == "dna" and outcome in SPEAKING:
            check_dna(
                individual,
                same_people(people),
                unlisted,
                samples=samples,
                donors=donors,
                lab_methods=lab_methods,
            )
        made = doing.create(
            Comparison,
            number=issue(doing, Kind.COMPARISON),
            individual=individual,
            missing=missing,
            unlisted=unlisted,
            among=sorted(str(m.id) for m in among) if len(among) > 1 else [],
            method=method,
            outcome=outcome,
            examiner_id=actor.user,
            samples=sorted(str(s.id) for s in samples),
            donors=sorted(str(d.id) for d in donors),
            lab_methods=sorted(set(lab_methods)),
            figures=dict(figures or {}),
            note=note,
        )
        if held.individuals[0].state == "associated":
            _begin(doing, held.individuals[0])
        if outcome == "excluded":
            _exclude(doing, made, people | ({unlisted.id} if unlisted else set()))
        elif outcome in SPEAKING:
            hypotheses.compared(doing, individual.id, people)
        return made


def withdraw_comparison(actor: Actor, comparison: Comparison, *, reason: str) -> Comparison:
    """The comparison does not hold, and why; a decision that rests on it may be suspended.

    An exclusion is not withdrawn so: see :func:`withdraw_exclusion`.
    """
    if comparison.outcome == "excluded":
        raise breaks("I18", message("An exclusion is withdrawn by two people, by name."))
    return _withdraw(actor, comparison, reason, ())


def withdraw_exclusion(
    actor: Actor, comparison: Comparison, *, reason: str, approvers: Sequence[Actor]
) -> Comparison:
    """An exclusion does not hold, and why (I18). Two people stand behind it."""
    if comparison.outcome != "excluded":
        raise Refused(message("This comparison excludes nobody."))
    return _withdraw(actor, comparison, reason, approvers)


def _withdraw(
    actor: Actor, comparison: Comparison, reason: str, approvers: Sequence[Actor]
) -> Comparison:
    if not reason.strip():
        raise Refused(message("Say why the comparison does not hold."))
    what = WITHDRAW_EXCLUSION if comparison.outcome == "excluded" else WITHDRAW_COMPARISON
    with act(actor, what, reason=reason, approvers=approvers) as doing:
        hold(
            doing,
            missing=[comparison.missing_id] if comparison.missing_id else (),
            individuals=[comparison.individual_id],
        )
        now = doing.lock(Comparison, comparison.id)
        if now.withdrawn_at is not None:
            raise Refused(message("This comparison was withdrawn before."))
        withdraw(doing, [now], reason=reason, why="new_evidence")
    return Comparison.objects.get(pk=comparison.pk)


def _begin(doing: Doing, individual: Individual) -> None:
    """The individual is being compared from now on."""
    doing.change(individual, seen=individual.version, state="under_comparison")
    for unit in units(individual.id):
        if unit.state == "associated":
            mark_unit(doing, unit, "under_comparison")


def _exclude(doing: Doing, exclusion: Comparison, people: set[uuid.UUID]) -> None:
    same = same_people(people)
    for hypothesis in Hypothesis.objects.filter(
        individual=exclusion.individual_id, missing__in=same
    ).exclude(state="excluded"):
        doing.follow(hypothesis, state="excluded")
    against = Decision.objects.filter(
        individuals__individual=exclusion.individual_id, status__in=OPEN
    )
    for decision in against.order_by("number"):
        if naming(decision).persons & same:
            contradict(doing, decision, exclusion)


def contradict(doing: Doing, decision: Decision, exclusion: Comparison) -> Conflict:
    """Open a conflict between a decision and an exclusion that speaks against it (I18)."""
    return doing.create(
        Conflict,
        kind="exclusion",
        decisions=[str(decision.id)],
        missing_id=exclusion.missing_id,
        individual_id=exclusion.individual_id,
        description=exclusion.number,
    )
