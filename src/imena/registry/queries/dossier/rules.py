"""For a dossier: what a decision must meet, line by line, and what meets it today."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from imena.registry.models import (
    Comparison,
    Decision,
    DecisionIndividual,
    DecisionPerson,
    Person,
    Sample,
    Signature,
)
from imena.registry.policies import Evidence, Need, Rules, Way, met, read
from imena.registry.queries.dossier.content import Custody, Line
from imena.registry.queries.evidence import (
    Basis,
    Judgement,
    Naming,
    open_conflicts,
)
from imena.registry.queries.standing import changed

#: What stands or may still come to stand.
_OPEN = ("proposed", "confirmed", "suspended")


def lines(decision: Decision, on: Basis, custody: Sequence[Custody]) -> tuple[Line, ...]:
    """Every demand on ``decision``, which rests ``on`` that today; what is lacking or explained
    comes first.

    The demands are the policy's, those of every decision (I12 to I18), and that custody has no
    gap that nobody explained.
    """
    rules = read(decision.policy.rules)
    judgement = on.judged(rules)
    found = [
        *_policy(on, rules, judgement),
        _recognition(judgement),
        _excluded(on),
        _alone(decision, on.named),
        _alive(on),
        _unchanged(decision),
        _custody(custody),
        _apart(decision),
        _signatures(decision, rules),
    ]
    order = {"lacking": 0, "explained": 1, "met": 2, "waiting": 3}
    return tuple(sorted(found, key=lambda line: order[line.standing]))


def _line(
    rule: str,
    good: bool,
    by: Iterable[str] = (),
    *,
    explained: bool = False,
    need: Mapping[str, Iterable[str]] | None = None,
    least: Mapping[str, int] | None = None,
) -> Line:
    standing = ("explained" if explained else "met") if good else "lacking"
    terms = {name: tuple(sorted(codes)) for name, codes in (need or {}).items() if codes}
    counts = {name: count for name, count in (least or {}).items() if count}
    return Line(rule, standing, tuple(by), terms, counts)


def _policy(on: Basis, rules: Rules, judgement: Judgement) -> Iterator[Line]:
    """The needs of the way that the evidence meets; where it meets none, of the nearest way."""
    every = [on.evidence[c.id] for c in on.grounds if c.id in on.evidence]
    people = {donor.person for one in every for donor in one.donors}
    codes = dict(Person.objects.filter(pk__in=people).values_list("pk", "code"))
    way = met(rules, every)
    if way is None:
        way = max(rules.ways, key=lambda one: sum(_one(rules, n, every) for n in one.needs))
    for need in way.needs:
        by = [c for c in on.grounds if c.method in need.methods and c.outcome in need.outcomes]
        counted = _donors(on, by, need) if need.relationships or need.donors else ()
        donors = sorted(codes[person] for person in counted if person in codes)
        yield _line(
            "need",
            judgement.met and _one(rules, need, every),
            [*(c.number for c in by), *donors],
            need={
                "methods": need.methods,
                "outcomes": need.outcomes,
                "relationships": need.relationships,
            },
            least={
                "comparisons": need.comparisons,
                "donors": need.donors,
                "lab_methods": need.lab_methods,
            },
        )


def _one(rules: Rules, need: Need, evidence: Sequence[Evidence]) -> bool:
    return met(replace(rules, ways=(Way((need,)),)), evidence) is not None


def _donors(on: Basis, grounds: Iterable[Comparison], need: Need) -> set[uuid.UUID]:
    """The donors that count for ``need``."""
    return {
        donor.person
        for one in (on.evidence[c.id] for c in grounds if c.id in on.evidence)
        for donor in one.donors
        if not need.relationships or donor.relationship in need.relationships
    }


def _recognition(judgement: Judgement) -> Line:
    """No name from recognition by eye alone (I16): where it is, a sample is still to be taken."""
    return _line("recognition", True, explained=judgement.later_sampling)


def _excluded(on: Basis) -> Line:
    found = on.exclusions()
    return _line("exclusion", not found, [c.number for c in found])


def _alone(decision: Decision, named: Naming) -> Line:
    """No other decision names these people or these remains, and nothing contradicts this one."""
    rows = Decision.objects.filter(operation=decision.operation_id, status__in=_OPEN)
    by_body = DecisionIndividual.objects.filter(individual__in=named.individuals)
    by_person = DecisionPerson.objects.filter(missing__in=named.missing)
    others = {
        *rows.filter(pk__in=by_body.values("decision")).values_list("number", flat=True),
        *rows.filter(pk__in=by_person.values("decision")).values_list("number", flat=True),
    } - {decision.number}
    if decision.supersedes is not None:
        others.discard(decision.supersedes.number)
    return _line("alone", not others and not open_conflicts(decision), sorted(others))


def _alive(on: Basis) -> Line:
    return _line("life", not on.signs_of_life())


def _unchanged(decision: Decision) -> Line:
    rows = DecisionIndividual.objects.filter(decision=decision).select_related("individual")
    numbers = [row.individual.number for row in changed(rows.order_by("individual__number"))]
    return _line("remains", not numbers, numbers)


def _custody(custody: Sequence[Custody]) -> Line:
    gaps = [gap for line in custody for gap in line.gaps]
    unexplained = [gap for gap in gaps if not gap.explained]
    return _line(
        "custody",
        not unexplained,
        [gap.event for gap in unexplained or gaps],
        explained=bool(gaps),
    )


def _apart(decision: Decision) -> Line:
    """Whoever signed took none of the samples and examined nothing that the name rests on."""
    signers = {row.signer_id for row in Signature.objects.filter(decision=decision)}
    ids = {uuid.UUID(sample) for ground in decision.grounds for sample in ground["samples"]}
    took = Sample.objects.filter(pk__in=ids, taken_by__in=signers).exists()
    examined = any(uuid.UUID(ground["examiner"]) in signers for ground in decision.grounds)
    return _line("apart", not took, explained=examined)


def _signatures(decision: Decision, rules: Rules) -> Line:
    roles = list(Signature.objects.filter(decision=decision).values_list("role", flat=True))
    line = _line(
        "signatures",
        rules.signed(roles),
        [],
        need={"roles": rules.roles},
        least={"given": len(roles), "number": rules.signatures, **rules.of_each},
    )
    waits = decision.status == "proposed" and line.standing == "lacking"
    return replace(line, standing="waiting") if waits else line
