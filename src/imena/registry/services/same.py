"""What follows when two records of the missing become one person, or two again.

Inside the act that links or separates them. What people decided is never changed silently: a
decision that does not stand any more is suspended and its review opened, and it stands again only
when it is upheld by name.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping

from django.db.models import QuerySet

from imena.registry import clock
from imena.registry.models import (
    Comparison,
    Conflict,
    Decision,
    DecisionPerson,
    Hypothesis,
    Kinship,
)
from imena.registry.queries.evidence import (
    about,
    judged,
    naming,
    signs_of_life,
    standing_exclusions,
)
from imena.registry.queries.same import same_people
from imena.registry.services import hypotheses
from imena.registry.services.act import Doing
from imena.registry.services.confirmation import OPEN
from imena.registry.services.identification import STEPS, contradict
from imena.registry.services.locks import hold_decision
from imena.registry.services.rests import withdraw
from imena.registry.services.reviews import suspend_within


def exclude(doing: Doing, records: Iterable[uuid.UUID]) -> dict[str, str]:
    """An exclusion under a linked record is one of the person, as long as they are linked (I18).
    What each hypothesis was that it excludes."""
    before = {}
    for hypothesis in _hypotheses(records).exclude(state__in=("excluded", "dropped")):
        if _excluded(hypothesis):
            before[str(hypothesis.id)] = hypothesis.state
            doing.follow(hypothesis, state="excluded")
    return before


def reopen(doing: Doing, records: Iterable[uuid.UUID], before: Mapping[str, str]) -> None:
    """A hypothesis that only the other record's exclusion excluded is what it was."""
    for hypothesis in _hypotheses(records).filter(state="excluded"):
        if _excluded(hypothesis):
            continue
        if before.get(str(hypothesis.id)) in STEPS:
            doing.follow(hypothesis, state=before[str(hypothesis.id)])
        else:
            hypotheses.reopen(doing, hypothesis.individual_id, [hypothesis.missing_id])


def _hypotheses(records: Iterable[uuid.UUID]) -> QuerySet[Hypothesis]:
    return Hypothesis.objects.filter(missing__in=same_people(records)).order_by("id")


def _excluded(hypothesis: Hypothesis) -> bool:
    return bool(standing_exclusions([hypothesis.individual_id], [hypothesis.missing_id]))


def look_again(doing: Doing, records: Iterable[uuid.UUID], why: str) -> list[str]:
    """What two records being one person, or two, does to open decisions about either. The ids of
    the conflicts that it opens."""
    naming_them = DecisionPerson.objects.filter(
        missing__in=list(records), decision__status__in=OPEN
    )
    opened = []
    for pk in sorted(set(naming_them.values_list("decision", flat=True))):
        decision, held = hold_decision(doing, pk)
        opened += _contradict(doing, decision)
        if decision.status != "confirmed":
            continue
        if signs_of_life(naming(decision)):
            suspend_within(doing, decision, held, "proof_of_life", why)
        elif not judged(decision).met:
            suspend_within(doing, decision, held, "new_evidence", why)
    return opened


def drop_unrelated(doing: Doing, records: Iterable[uuid.UUID], why: str) -> None:
    """Withdraw comparisons by DNA that used a relative of the other record: what they say, for or
    against, they say of somebody whom that relative is not known to be kin to (I17)."""
    people = set(records)
    rows = Comparison.objects.filter(missing__in=people, withdrawn_at=None).exclude(donors=[])
    fallen = []
    for comparison in rows.order_by("number"):
        kin = Kinship.objects.filter(
            person__in=comparison.donors, missing__in=same_people(about(comparison))
        )
        related = {str(person) for person in kin.values_list("person", flat=True)}
        if set(comparison.donors) - related:
            fallen.append(comparison)
    withdraw(doing, fallen, reason=why, why="new_evidence")


def _contradict(doing: Doing, decision: Decision) -> list[str]:
    """Open a conflict with each exclusion that now speaks against what a decision says (I18)."""
    named = naming(decision)
    known = Conflict.objects.filter(
        operation=decision.operation_id, kind="exclusion", closed_at=None
    ).values_list("description", "decisions")
    told = {number for number, whose in known if str(decision.id) in whose}
    return [
        str(contradict(doing, decision, exclusion).id)
        for exclusion in standing_exclusions(named.individuals, named.persons)
        if exclusion.number not in told
    ]


def close(doing: Doing, conflicts: Iterable[str], why: str) -> None:
    """Conflicts that merging opened end with it, where the exclusion is not of the person named."""
    rows = Conflict.objects.filter(pk__in=list(conflicts), closed_at=None)
    for conflict in rows.order_by("id"):
        named = [naming(d) for d in Decision.objects.filter(pk__in=conflict.decisions)]
        still = {
            exclusion.number
            for n in named
            for exclusion in standing_exclusions(n.individuals, n.persons)
        }
        if conflict.description not in still:
            doing.change(conflict, seen=conflict.version, resolved=why, closed_at=clock.now())
