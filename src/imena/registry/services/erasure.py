"""A relative’s data are erased where the law says so; what is known of the dead stays (I33)."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from imena.language import message
from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.ledger.erasure import NothingKeptError, commitments_of, destroy
from imena.registry.models import (
    Consent,
    Contact,
    DecisionPerson,
    Interview,
    Kinship,
    LabResult,
    Notification,
    Person,
    Release,
    Sample,
)
from imena.registry.refusals import Refused, breaks
from imena.registry.services.act import act
from imena.registry.services.acts import declare
from imena.registry.services.confirmation import OPEN

ERASE = declare("privacy.erased", "persons", message("erased a person’s data"), approvers=2)


def erase(actor: Actor, person: Person, *, ground: str, approvers: Sequence[Actor]) -> Person:
    """Destroy what is known of ``person``: their key in the ledger, and what the tables hold.

    Their code, their samples’ and seals’ numbers, the kinship’s term and that there were results
    stay, and so does every event, with commitments that nothing opens any more; the act lists them.
    Their profiles go. Consents are ended. What others told of the dead is not theirs and stays.

    Parameters
    ----------
    ground
        Why the law has it erased; it says nothing of the person.
    approvers
        Two who approve it.

    Raises
    ------
    Refused
        Where it was done before, or no ground is given.
    Broken
        I33, where a decision that is not ended names them: who the dead are is never erased.
    """
    if not ground.strip():
        raise breaks("I33", message("Say on what ground the data are erased."))
    with act(actor, ERASE, reason=ground, approvers=approvers) as doing:
        now = doing.lock(Person, person.id)
        if now.erased_at is not None:
            raise Refused(message("This person’s data were erased."))
        if DecisionPerson.objects.filter(unlisted=now, decision__status__in=OPEN).exists():
            raise breaks("I33", message("A decision names this person: what it says stays."))
        with suppress(NothingKeptError):
            doing.erased += commitments_of(now.id)
            destroy(now.id)
        for kinship in Kinship.objects.filter(person=now).order_by("id"):
            doing.change(kinship, seen=kinship.version, proof="", restricted_note="")
        for interview in Interview.objects.filter(person=now).order_by("id"):
            doing.change(interview, seen=interview.version, sections={})
        for notification in Notification.objects.filter(person=now).order_by("id"):
            doing.change(notification, seen=notification.version, note="")
        for contact in Contact.objects.filter(person=now).order_by("id"):
            doing.change(contact, seen=contact.version, note="")
        for sample in Sample.objects.filter(donor=now).order_by("id"):
            doing.change(sample, seen=sample.version, note="")
        for result in LabResult.objects.filter(item__sample__donor=now).order_by("id"):
            doing.change(result, seen=result.version, profile={}, note="")
        for release in Release.objects.filter(recipient=now).order_by("id"):
            doing.change(release, seen=release.version, recipient_proof="")
        for consent in Consent.objects.filter(person=now, withdrawn_on=None).order_by("id"):
            doing.change(consent, seen=consent.version, withdrawn_on=clock.now().date())
        return doing.change(
            person,
            seen=now.version,
            label="",
            names=[],
            name_keys="",
            sex="unknown",
            born="",
            dead=False,
            died="",
            contact={},
            contact_rules={},
            erased_at=clock.now(),
        )
