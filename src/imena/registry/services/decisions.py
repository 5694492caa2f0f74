"""Who somebody is: proposed, read, signed by two. Nothing here is ever edited (I12 to I18)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from imena.language import message
from imena.numbering.pattern import Kind
from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.models import (
    Comparison,
    Conflict,
    Decision,
    DecisionIndividual,
    DecisionPerson,
    Individual,
    MissingPerson,
    Person,
    Policy,
    Signature,
)
from imena.registry.permissions import Need
from imena.registry.queries.dossier.signed import digest_of
from imena.registry.queries.evidence import about, naming, standing_exclusions
from imena.registry.queries.may_sign import keeps_from_signing
from imena.registry.queries.same import same_people
from imena.registry.queries.standing import units_of
from imena.registry.refusals import Refused, breaks
from imena.registry.services import hypotheses
from imena.registry.services.act import Doing, act
from imena.registry.services.acts import declare
from imena.registry.services.confirmation import OPEN, confirm, signed, stand_down
from imena.registry.services.locks import Held, hold, hold_decision
from imena.registry.services.numbers import issue
from imena.registry.services.reviews import open_review, walk_back

PROPOSE = declare(
    "identification.propose", "identification", message("proposed a name"), Need.PROPOSE
)
SIGN = declare("identification.sign", "identification", message("signed a decision"), Need.APPROVE)
REJECT = declare(
    "identification.reject", "identification", message("rejected a proposal"), Need.APPROVE
)


def propose(
    actor: Actor,
    *,
    policy: Policy,
    individuals: Sequence[Individual],
    missing: Sequence[MissingPerson] = (),
    unlisted: Sequence[Person] = (),
    comparisons: Sequence[Comparison],
    statement: str = "",
    exclusions_seen: Sequence[uuid.UUID] = (),
    supersedes: Decision | None = None,
) -> Decision:
    """Propose that these individuals are these people.

    As many people as individuals: one and one, or a set where no method tells its members apart
    (two brothers). ``missing`` are on the list, ``unlisted`` are not. The grounds are comparisons
    and nothing else can be: no marker, register line or stated name (I5). They are frozen here,
    with the units that belong to each individual.

    Where an open decision already names one of the people for other remains, or one of the
    individuals for other people, a :class:`~imena.registry.models.Conflict` is opened, and neither
    decision can be confirmed until people have settled it (I13).

    Parameters
    ----------
    exclusions_seen
        The standing exclusions between them, which the proposer was shown and names here (I18).
    supersedes
        The standing decision that this one is to replace when it is confirmed.

    Raises
    ------
    Broken
        I5, I12, I14, I15 or I18, saying why.
    """
    people = [m.id for m in missing] + [u.id for u in unlisted]
    bodies = [i.id for i in individuals]
    if not bodies or len(set(people)) != len(people) or len(set(bodies)) != len(bodies):
        raise Refused(message("Name each individual and each person once."))
    if len(people) != len(bodies):
        raise Refused(message("As many people as individuals: a body is one person’s."))
    with act(actor, PROPOSE, policy=f"{policy.code}/{policy.edition}") as doing:
        held = hold(
            doing,
            missing=[m.id for m in missing],
            persons=[u.id for u in unlisted],
            individuals=bodies,
        )
        _check_named(held, policy)
        if supersedes is not None:
            _check_replaced(doing, supersedes, bodies, people)
        grounds = _grounds(doing, comparisons, bodies, people)
        standing = {c.id for c in standing_exclusions(bodies, people)}
        if standing != set(exclusions_seen):
            raise breaks(
                "I18", message("Exclusions stand between them: read them before proposing.")
            )
        decision = doing.create(
            Decision,
            number=issue(doing, Kind.DECISION),
            policy=policy,
            grounds=grounds,
            statement=statement,
            proposed_by_id=actor.user,
            supersedes=supersedes,
        )
        for individual in held.individuals:
            doing.create(
                DecisionIndividual,
                decision=decision,
                individual=individual,
                units=sorted(units_of(individual.id)),
            )
        for person in held.missing:
            doing.create(DecisionPerson, decision=decision, missing=person)
        for other in held.persons:
            doing.create(DecisionPerson, decision=decision, unlisted=other)
        hypotheses.proposed(doing, decision, held.individuals, held.missing)
        _contradict(doing, decision)
        return decision


def sign(actor: Actor, decision: Decision, *, role: str, digest: str) -> Decision:
    """Sign ``decision`` as one of the actor’s roles, having read what ``digest`` is the digest of.

    With the last signature that the policy asks for it is confirmed, if at that moment everything
    the policy demands stands; otherwise the signature is refused and nothing is written.

    Raises
    ------
    Broken
        I12: not what is on record was read, the signer collected a sample it rests on, it rests on
        the signer’s own examination, or they signed before. I13 to I18 with the last signature.
    """
    with act(actor, SIGN, policy=_edition(decision)) as doing:
        now, held = hold_decision(doing, decision.id)
        if now.status != "proposed":
            raise breaks("I12", message("This decision is not open for signatures."))
        if digest_of(now) != digest:
            raise breaks("I12", message("What you read is not what is to be signed: read again."))
        wrong = keeps_from_signing(actor, now, role)
        if wrong is not None:
            raise wrong
        doing.create(
            Signature,
            decision=now,
            signer_id=actor.user,
            role=role,
            digest=digest,
            signed_at=clock.now(),
        )
        if signed(now):
            old = _replaces_a_name(now)
            if old is not None:
                open_review(doing, old, "new_evidence", grounds=now.number)
                walk_back(doing, old, held, now.number, state="under_comparison")
            now = confirm(doing, now, held)
        return now


def reject(actor: Actor, decision: Decision, *, reason: str) -> Decision:
    """The proposal is not accepted, and why. It stays on record."""
    if not reason.strip():
        raise Refused(message("Say why the proposal is rejected."))
    with act(actor, REJECT, reason=reason, policy=_edition(decision)) as doing:
        now, _ = hold_decision(doing, decision.id)
        if now.status not in {"proposed", "suspended"} or now.confirmed_at is not None:
            raise Refused(message("Only a proposal is rejected; a decision is reversed."))
        hypotheses.follow(doing, now, "under_comparison")
        return stand_down(doing, now, status="rejected", reason=reason)


def _check_named(held: Held, policy: Policy) -> None:
    if Policy.objects.get(pk=policy.pk).retired_on is not None:
        raise breaks("I12", message("This policy is not in force any more."))
    for person in held.missing:
        if person.duplicate_of_id is not None:
            raise breaks("I13", message("This record repeats another: name that one."))
    for other in held.persons:
        if other.erased_at is not None:
            raise Refused(message("This person’s data were erased."))
    for individual in held.individuals:
        if individual.state == "dissolved" or not units_of(individual.id):
            raise Refused(message("No remains belong to this individual any more."))


def _check_replaced(
    doing: Doing, old: Decision, bodies: list[uuid.UUID], people: list[uuid.UUID]
) -> None:
    named = naming(doing.lock(Decision, old.id))
    if not (named.individuals & set(bodies) or named.persons & set(people)):
        raise Refused(message("A decision replaces one about the same remains or people."))


def _grounds(
    doing: Doing, comparisons: Sequence[Any], bodies: list[uuid.UUID], people: list[uuid.UUID]
) -> list[dict[str, Any]]:
    if not comparisons:
        raise breaks("I5", message("A name rests on comparisons: there are none."))
    same = same_people(people)
    for c in comparisons:
        if not isinstance(c, Comparison):
            raise breaks(
                "I5", message("Markers, register lines and stated names are no grounds for a name.")
            )
    rows = sorted((doing.lock(Comparison, c.id) for c in comparisons), key=lambda c: c.number)
    for c in rows:
        if c.withdrawn_at is not None or c.individual_id not in bodies or not about(c) <= same:
            raise breaks(
                "I12",
                message("The comparison {number} does not stand, or is about others."),
                number=c.number,
            )
    return [
        {
            "comparison": str(c.id),
            "number": c.number,
            "individual": str(c.individual_id),
            "about": sorted(str(person) for person in about(c)),
            "method": c.method,
            "outcome": c.outcome,
            "examiner": str(c.examiner_id),
            "samples": sorted(c.samples),
            "donors": sorted(c.donors),
            "lab_methods": sorted(c.lab_methods),
        }
        for c in rows
    ]


def _contradict(doing: Doing, decision: Decision) -> None:
    """Open a conflict with every open decision that names the same otherwise (I13, I14)."""
    mine = naming(decision)
    same = same_people(mine.missing) | mine.unlisted
    others = Decision.objects.filter(operation=decision.operation_id, status__in=OPEN).exclude(
        pk=decision.pk
    )
    by_person = others.filter(persons__missing__in=same) | others.filter(persons__unlisted__in=same)
    by_body = others.filter(individuals__individual__in=mine.individuals)
    for other in sorted({*by_person, *by_body}, key=lambda d: d.number):
        if other.pk == decision.supersedes_id:
            continue
        theirs = naming(other)
        if theirs == mine:
            raise breaks("I14", message("{number} says this already."), number=other.number)
        person = (same_people(theirs.missing) & mine.missing) or theirs.unlisted & mine.unlisted
        doing.create(
            Conflict,
            kind="one_person_two_remains" if person else "two_names_one_individual",
            decisions=sorted([str(other.id), str(decision.id)]),
            missing_id=min(person & mine.missing, default=None),
            individual_id=min(theirs.individuals & mine.individuals, default=None),
        )


def _replaces_a_name(decision: Decision) -> Decision | None:
    """The decision that this one replaces, where that one named somebody otherwise."""
    old = decision.supersedes
    if old is None:
        return None
    before, after = naming(old), naming(decision)
    same = before.persons == after.persons and before.individuals == after.individuals
    return None if same else old


def _edition(decision: Decision) -> str:
    return f"{decision.policy.code}/{decision.policy.edition}"
