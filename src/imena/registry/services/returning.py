"""Back to the family: released at the door, returned, buried. No single person can do it (I20)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from imena.language import message
from imena.numbering.pattern import Kind
from imena.numbering.reading import NumberError, read
from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.models import (
    Burial,
    Decision,
    DecisionIndividual,
    Individual,
    Person,
    RecoveredUnit,
    Release,
    Sample,
)
from imena.registry.permissions import Need, Reach, may
from imena.registry.queries.readiness import not_ready
from imena.registry.queries.standing import units
from imena.registry.refusals import NotAllowed, Refused, breaks
from imena.registry.services.act import Doing, act
from imena.registry.services.acts import declare
from imena.registry.services.handling import happened, incident
from imena.registry.services.locks import Held, hold, hold_decision
from imena.registry.services.numbers import issue

AUTHORISE = declare("returning.authorise", "release", message("authorised a release"), Need.APPROVE)
CANCEL = declare("returning.cancel", "release", message("cancelled a release"), Need.APPROVE)
HAND_OVER = declare("returning.hand_over", "release", message("returned remains to the family"))
STOP_AT_DOOR = declare(
    "returning.stop_at_door", "release", message("stopped a release: the tags did not agree")
)
TAKE_BACK = declare("returning.take_back", "release", message("took returned remains back"))
BURY_NAMED = declare("returning.bury_named", "release", message("recorded a burial under a name"))
BURY_UNNAMED = declare(
    "returning.bury_unnamed", "release", message("recorded an interim burial without a name")
)
EXHUME_AGAIN = declare(
    "returning.exhume_again",
    "release",
    message("exhumed a burial again"),
    Need.APPROVE,
)


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


def bury_named(
    actor: Actor, release: Release, *, place: str, plot: str, marker_text: str, buried_on: date
) -> Burial:
    """The family buried their dead under the name; later-found remains join the same grave."""
    with act(actor, BURY_NAMED) as doing:
        decision, _ = hold_decision(doing, release.decision_id)
        now = doing.lock(Release, release.id)
        if now.state != "released" or decision.status != "confirmed":
            raise breaks("I20", message("A burial under a name follows a release that stands."))
        for pk in sorted(now.units):
            unit = doing.lock(RecoveredUnit, pk)
            happened(
                doing,
                unit,
                "buried",
                handed_by=unit.custodian,
                taken_by=place,
                state="buried_named",
            )
        body = doing.lock(Individual, now.individual_id)
        doing.change(body, seen=body.version, state="buried_named")
        before = Burial.objects.filter(individual=body, ended_on=None).first()
        if before is not None and before.named and (before.place, before.plot) == (place, plot):
            return before
        return doing.create(
            Burial,
            individual=body,
            named=True,
            place=place,
            plot=plot,
            marker_text=marker_text,
            buried_on=buried_on,
            release=now,
        )


def bury_unnamed(
    actor: Actor,
    individual: Individual,
    *,
    place: str,
    plot: str,
    marker_text: str,
    buried_on: date,
    retained_sample: Sample,
    reexhumation_path: str,
) -> Burial:
    """Interim burial before there is a name (I23): so that the way back stays open.

    Raises
    ------
    Broken
        I23, where the retained sample is not of these remains or is not kept, or something is left
        blank; I20, where a decision already says who this is.
    """
    with act(actor, BURY_UNNAMED) as doing:
        body = hold(doing, individuals=[individual.id]).individuals[0]
        going = units(body.id)
        if DecisionIndividual.objects.filter(individual=body, standing=True).exists():
            raise breaks("I20", message("This individual has a name: release them to the family."))
        kept = doing.lock(Sample, retained_sample.id)
        if kept.unit_id not in {u.id for u in going} or kept.state not in {"retained", "stored"}:
            raise breaks("I23", message("Keep a sample of these remains before they are buried."))
        for unit in going:
            now = doing.lock(RecoveredUnit, unit.id)
            happened(
                doing,
                now,
                "buried",
                handed_by=now.custodian,
                taken_by=place,
                state="buried_unnamed",
            )
        if (
            not going
            or not marker_text.strip()
            or not reexhumation_path.strip()
            or not plot.strip()
        ):
            raise breaks(
                "I23",
                message(
                    "Burial without a name needs a retained sample, a plot, the marker’s text and "
                    "the way to exhume again."
                ),
            )
        doing.change(body, seen=body.version, state="buried_unnamed")
        return doing.create(
            Burial,
            individual=body,
            named=False,
            place=place,
            plot=plot,
            marker_text=marker_text,
            buried_on=buried_on,
            retained_sample=kept,
            reexhumation_path=reexhumation_path,
        )


def exhume_again(actor: Actor, burial: Burial, *, seen: int, ended_on: date, reason: str) -> Burial:
    """A grave of ours is opened again, by order: to be named, or because the name was wrong."""
    if not reason.strip():
        raise Refused(message("Say by which order the grave is opened again."))
    with act(actor, EXHUME_AGAIN, reason=reason) as doing:
        body = hold(doing, individuals=[burial.individual_id]).individuals[0]
        now = doing.lock(Burial, burial.id)
        if now.ended_on is not None:
            raise Refused(message("This grave was opened again before."))
        named = DecisionIndividual.objects.filter(individual=body, standing=True).exists()
        state = "identified" if named else "under_comparison"
        doing.change(body, seen=body.version, state=state)
        for unit in units(body.id):
            if unit.place == "grave":
                lying = doing.lock(RecoveredUnit, unit.id)
                happened(doing, lying, "reexhumed", taken_by=actor.name, state=state)
        if now.release_id is not None:
            release = doing.lock(Release, now.release_id)
            if release.state == "released":
                doing.change(release, seen=release.version, state="reversed", blocked_reason=reason)
        return doing.change(burial, seen=seen, ended_on=ended_on)


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


def _bury(doing: Doing, unit: RecoveredUnit, place: str, state: str) -> None:
    happened(doing, unit, "buried", handed_by=unit.custodian, taken_by=place, state=state)


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
