"""Back to the family: released at the door, returned. No single person can do it (I20)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from imena.language import message
from imena.numbering.pattern import Kind
from imena.numbering.reading import NumberError, read
from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.models import (
    Decision,
    Individual,
    Person,
    RecoveredUnit,
    Release,
)
from imena.registry.permissions import Need, Reach, may
from imena.registry.queries.readiness import not_ready
from imena.registry.queries.standing import units
from imena.registry.refusals import NotAllowed, Refused, breaks
from imena.registry.services.act import Doing, act
from imena.registry.services.acts import declare
from imena.registry.services.handling import happened, incident
from imena.registry.services.locks import Held, hold_decision
from imena.registry.services.numbers import issue

AUTHORISE = declare("returning.authorise", "release", message("authorised a release"), Need.APPROVE)
CANCEL = declare("returning.cancel", "release", message("cancelled a release"), Need.APPROVE)
HAND_OVER = declare("returning.hand_over", "release", message("returned remains to the family"))
STOP_AT_DOOR = declare(
    "returning.stop_at_door", "release", message("stopped a release: the tags did not agree")
)
TAKE_BACK = declare("returning.take_back", "release", message("took returned remains back"))


def authorise(
    actor: Actor,
    decision: Decision,
    individual: Individual,
    *,
    recipient: Person,
    recipient_proof: str,
    authorisation: str,
) -> Release:
    """The prosecutor allows that ``individual`` goes to ``recipient`` (I20).

    Raises
    ------
    Broken
        I15, I18, I20 or I21: everything a release needs is asked now, and again at the door.
    """
    with act(actor, AUTHORISE) as doing:
        now, held = _held(doing, decision, individual, recipient)
        if not recipient_proof.strip() or not authorisation.strip():
            raise breaks("I20", message("Name the authorisation and the proof of the right."))
        wrong = not_ready(now, _one(held, individual), recipient)
        if wrong is not None:
            raise wrong
        return doing.create(
            Release,
            number=issue(doing, Kind.RELEASE),
            decision=now,
            individual=individual,
            recipient=recipient,
            recipient_proof=recipient_proof,
            authorised_by_id=actor.user,
            authorisation=authorisation,
            units=[str(u.id) for u in units(individual.id) if u.place == "store"],
        )


def cancel(actor: Actor, release: Release, *, seen: int, reason: str) -> Release:
    """The release does not take place, and why."""
    with act(actor, CANCEL, reason=reason) as doing:
        now = doing.lock(Release, release.id)
        if now.state not in {"authorised", "blocked"}:
            raise Refused(message("Only a release that has not taken place is cancelled."))
        return doing.change(release, seen=seen, state="cancelled", blocked_reason=reason)


def hand_over(
    actor: Actor,
    release: Release,
    *,
    tags: Sequence[str],
    witness: Actor,
    witness_tags: Sequence[str],
) -> Release:
    """At the door: two people each read every tag, and both agree with the decision (I20).

    Where they do not, nothing leaves: an incident is opened on the remains in an act of its own,
    and the release stays stopped until it is explained.

    Raises
    ------
    Broken
        I20, or whatever else keeps the remains here.
    """
    _check_witness(actor, witness)
    read_first, read_second = _as_read(tags), _as_read(witness_tags)
    with act(actor, HAND_OVER) as doing:
        now, held, going = _at_the_door(doing, release, actor)
        wanted = sorted(unit.number for unit in going)
        if read_first == read_second == wanted:
            _leave(doing, going, now, by=actor.name)
            body = _one(held, now.individual)
            doing.change(body, seen=body.version, state="released")
            doing.subjects.append(witness.user)
            return doing.change(
                release,
                seen=now.version,
                state="released",
                released_at=clock.now(),
                tags_read=[read_first, read_second],
                checked_by=[str(actor.user), str(witness.user)],
            )
    with act(actor, STOP_AT_DOOR) as doing:
        for unit in going:
            incident(
                doing,
                doing.lock(RecoveredUnit, unit.id),
                "wrong_tag",
                description=f"{release.number}: {', '.join(read_first)} / {', '.join(read_second)}",
            )
    raise breaks("I20", message("The tags are not those of the decision: nothing was released."))


def take_back(actor: Actor, release: Release, *, seen: int, reason: str) -> Release:
    """The remains came back from the family."""
    with act(actor, TAKE_BACK, reason=reason) as doing:
        hold_decision(doing, release.decision_id)
        now = doing.lock(Release, release.id)
        if now.state != "released":
            raise Refused(message("These remains were not released."))
        for pk in sorted(now.units):
            unit = doing.lock(RecoveredUnit, pk)
            if unit.place == "grave":
                raise Refused(message("They are buried: first exhume them again."))
            if unit.place == "family":
                happened(doing, unit, "returned", state=_back(now))
        return doing.change(release, seen=seen, state="reversed", blocked_reason=reason)


def _held(
    doing: Doing, decision: Decision, individual: Individual, recipient: Person
) -> tuple[Decision, Held]:
    now, held = hold_decision(doing, decision.id, also=[recipient.id])
    if all(body.id != individual.id for body in held.individuals):
        raise breaks("I20", message("The decision is not about this individual."))
    for unit in units(individual.id):
        doing.lock(RecoveredUnit, unit.id)
    return now, held


def _at_the_door(
    doing: Doing, release: Release, actor: Actor
) -> tuple[Release, Held, list[RecoveredUnit]]:
    """Everything that must hold is asked again, under locks: the release, and what is to go."""
    decision, held = hold_decision(doing, release.decision_id, also=[release.recipient_id])
    now = doing.lock(Release, release.id)
    if now.state != "authorised":
        raise breaks("I20", message("This release is not authorised, or was blocked."))
    going = [doing.lock(RecoveredUnit, pk) for pk in sorted(now.units)]
    wrong = not_ready(decision, _one(held, now.individual), now.recipient)
    if wrong is not None:
        raise wrong
    here = {str(u.id) for u in units(now.individual_id) if u.place == "store"}
    if here != set(now.units):
        raise breaks("I20", message("Other remains were authorised than are here: authorise anew."))
    if now.authorised_by_id == actor.user:
        raise breaks("I20", message("Whoever authorised a release does not hand it over."))
    boxes = {u.container_id for u in going if u.container_id is not None}
    others = RecoveredUnit.objects.filter(container__in=boxes).exclude(pk__in=now.units)
    if others.exists():
        raise breaks("I2", message("Something else lies in the same box: unpack it first."))
    return now, held, going


def _leave(doing: Doing, going: list[RecoveredUnit], release: Release, *, by: str) -> None:
    for unit in going:
        happened(
            doing,
            unit,
            "released",
            handed_by=by,
            taken_by=release.recipient.code,
            state="released",
        )


def _one(held: Held, individual: Individual) -> Individual:
    return next(body for body in held.individuals if body.id == individual.id)


def _back(release: Release) -> str:
    return "identified" if release.decision.status == "confirmed" else "under_comparison"


def _check_witness(actor: Actor, witness: Actor) -> None:
    if witness.user == actor.user:
        raise breaks("I20", message("Two people read the tags at the door."))
    answer = may(witness, "release", Need.WRITE)
    if witness.operation != actor.operation or answer.reach is not Reach.ALL:
        raise NotAllowed(answer, HAND_OVER.sentence)


def _as_read(tags: Sequence[Any]) -> list[str]:
    """The numbers as the tags say them; a tag whose check letter does not agree is no number."""
    numbers = []
    for tag in tags:
        try:
            numbers.append(str(read(str(tag), expected=Kind.RECOVERED_UNIT).number))
        except NumberError as error:
            raise breaks(
                "I20", message("“{number}” is not a number of ours."), number=tag
            ) from error
    return sorted(numbers)
