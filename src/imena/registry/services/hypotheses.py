"""Possible names follow what people do with them: compared, proposed, confirmed, taken back.

Nobody moves them by hand along this way. An exclusion stands above all of it: an excluded name
stays excluded until the exclusion is withdrawn by name.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from imena.registry.models import Comparison, Decision, Hypothesis, Individual, MissingPerson
from imena.registry.queries.evidence import about, naming
from imena.registry.queries.same import same_people
from imena.registry.services.act import Doing

#: States from which a comparison brings a hypothesis under comparison; not from "dropped", which
#: somebody decided.
_NOT_COMPARED = ("candidate", "presumptive", "reversed", "superseded")


def compared(doing: Doing, individual: uuid.UUID, people: Iterable[uuid.UUID]) -> None:
    """One method has compared the individual with these people."""
    for hypothesis in _between([individual], same_people(people)).filter(state__in=_NOT_COMPARED):
        doing.follow(hypothesis, state="under_comparison")


def proposed(
    doing: Doing,
    decision: Decision,
    individuals: Sequence[Individual],
    missing: Sequence[MissingPerson],
) -> None:
    """``decision`` says that these individuals are these people; who was not a possible name yet
    becomes one."""
    for body in individuals:
        for person in missing:
            if not _between([body.id], same_people([person.id])).exists():
                doing.create(Hypothesis, individual=body, missing=person, state="proposed")
    follow(doing, decision, "proposed")


def follow(doing: Doing, decision: Decision, state: str) -> None:
    """Every hypothesis that says what ``decision`` says goes on, or back, to ``state``.

    Where a decision names several people at once, each is confirmed as one of a set: who of them is
    who, it does not say.
    """
    named = naming(decision)
    state = _in_a_set(state, len(named.individuals))
    rows = _between(named.individuals, same_people(named.missing)).exclude(
        state__in=("excluded", state)
    )
    for hypothesis in rows:
        doing.follow(hypothesis, state=state)


def reopen(doing: Doing, individual: uuid.UUID, people: Iterable[uuid.UUID]) -> None:
    """With its last exclusion withdrawn, a hypothesis is where it would be without."""
    for hypothesis in _between([individual], people).filter(state="excluded"):
        doing.follow(hypothesis, state=_as_it_stands(hypothesis))


def _as_it_stands(hypothesis: Hypothesis) -> str:
    """How far people have come with a name that nothing excludes."""
    same = same_people([hypothesis.missing_id])
    decisions = Decision.objects.filter(
        individuals__individual=hypothesis.individual_id,
        persons__missing__in=same,
        status__in=("proposed", "confirmed", "suspended"),
    )
    decision = decisions.order_by("-recorded_at", "-number").first()
    if decision is not None:
        return _in_a_set(str(decision.status), len(naming(decision).individuals))
    standing = Comparison.objects.filter(individual=hypothesis.individual_id, withdrawn_at=None)
    return "under_comparison" if any(about(c) & same for c in standing) else "candidate"


def _in_a_set(state: str, many: int) -> str:
    return "confirmed_in_set" if state == "confirmed" and many > 1 else state


def _between(individuals: Iterable[uuid.UUID], people: Iterable[uuid.UUID]) -> QuerySet[Hypothesis]:
    rows = Hypothesis.objects.filter(individual__in=list(individuals), missing__in=list(people))
    return rows.order_by("id")
