"""Somebody lives: at once every decision that names them is suspended (I15)."""

from __future__ import annotations

from collections.abc import Sequence

from imena.language import message
from imena.registry.actor import Actor
from imena.registry.models import Decision, LifeProof, MissingPerson, Person
from imena.registry.permissions import Need, may
from imena.registry.refusals import Refused, breaks
from imena.registry.services.act import Doing, act
from imena.registry.services.acts import Act, declare
from imena.registry.services.antemortem import found
from imena.registry.services.locks import hold, hold_decision, hold_same
from imena.registry.services.reviews import suspend_within

# Whoever hears of it records it, whichever side of the house they work on; nobody asks for leave.
PROVE = declare("life.prove", "antemortem", message("recorded a proof of life"))
HEARD = declare("life.heard", "families", message("recorded a proof of life from the family"))
FOUND = declare(
    "life.found",
    "identification",
    message("recorded a proof of life against a decision"),
    Need.APPROVE,
)
WITHDRAW = declare(
    "life.withdraw_proof",
    "identification",
    message("recorded that a proof of life was mistaken"),
    Need.APPROVE,
    approvers=1,
)

#: What becomes of the search; with any other kind of proof it is open again.
STATES_AFTER = {
    "returned": "found_alive",
    "direct_contact": "found_alive",
    "captivity_confirmed": "captive_confirmed",
}


def prove(
    actor: Actor,
    person: MissingPerson | Person,
    *,
    kind: str,
    source: str,
    seen_on: str = "",
) -> LifeProof:
    """Record a sign that ``person`` lives, on the list or not.

    Every open decision that names them, under any of their linked records, is suspended in the
    same act: releases are blocked, certificates marked, and a review is opened whose ``touches``
    lists releases, certificates, burials and figures, and whose grave is now whose. A person in
    captivity stays on the list of those who are looked for (I24).
    """
    if not source.strip():
        raise Refused(message("Say how it is known that the person is alive."))
    with act(actor, _act_of(actor)) as doing:
        listed = isinstance(person, MissingPerson)
        held = hold(doing, persons=() if listed else [person.id])
        if listed:
            held = hold_same(doing, person.id)
        proof = doing.create(
            LifeProof,
            missing=person if listed else None,
            unlisted=None if listed else person,
            kind=kind,
            source=source,
            seen_on=seen_on,
        )
        ids = [m.id for m in held.missing]
        _suspend_all(doing, Decision.objects.filter(persons__missing__in=ids), source)
        if not listed:
            _suspend_all(doing, Decision.objects.filter(persons__unlisted=person.id), source)
        reopened = [m for m in held.missing if m.state == "identified_dead"]
        if kind in STATES_AFTER:
            found(doing, held.missing, STATES_AFTER[kind])
        else:
            found(doing, reopened, "open")
        return proof


def withdraw_proof(
    actor: Actor, proof: LifeProof, *, reason: str, approvers: Sequence[Actor]
) -> LifeProof:
    """The proof was mistaken: the person is looked for again, as far as no other proof says more.

    Decisions stay suspended until they are upheld by name.
    """
    if not reason.strip():
        raise breaks("I15", message("Say why the proof of life does not hold."))
    with act(actor, WITHDRAW, reason=reason, approvers=approvers) as doing:
        listed = proof.missing_id
        records = () if listed is None else hold_same(doing, listed).missing
        now = doing.lock(LifeProof, proof.id)
        if now.withdrawn:
            raise Refused(message("This proof of life was withdrawn before."))
        changed = doing.change(proof, seen=now.version, withdrawn=True, withdrawn_reason=reason)
        others = LifeProof.objects.filter(missing__in=[m.id for m in records], withdrawn=False)
        kinds = others.order_by("recorded_at").values_list("kind", flat=True)
        states = [STATES_AFTER[kind] for kind in kinds if kind in STATES_AFTER]
        living = [m for m in records if m.state in STATES_AFTER.values()]
        found(doing, living, states[-1] if states else "open")
        return changed


def _suspend_all(doing: Doing, decisions: object, source: str) -> None:
    for decision in Decision.objects.filter(
        pk__in=decisions.values("pk"),  # type: ignore[attr-defined]
        status__in=("proposed", "confirmed"),
    ).order_by("id"):
        now, held = hold_decision(doing, decision.id)
        if now.status in {"proposed", "confirmed"}:
            suspend_within(doing, now, held, "proof_of_life", source)


def _act_of(actor: Actor) -> Act:
    return next((w for w in (PROVE, HEARD, FOUND) if may(actor, w.area, w.need).allowed), PROVE)
