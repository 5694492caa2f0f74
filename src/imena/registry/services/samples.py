"""Samples of remains, and those that people give for as long as their consent stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

from imena.language import message
from imena.numbering.pattern import Kind
from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.models import Burial, Consent, LabItem, Person, RecoveredUnit, Sample
from imena.registry.refusals import Refused, breaks
from imena.registry.services.act import Doing, act
from imena.registry.services.acts import declare
from imena.registry.services.handling import Told, check_unsealed, happened
from imena.registry.services.numbers import issue
from imena.registry.services.progress import advanced
from imena.registry.vocabulary import vocabulary

TAKE = declare("samples.take", "samples", message("took a sample of remains"))
TAKE_REFERENCE = declare(
    "samples.take_reference", "samples", message("took a sample for comparison")
)
KEEP = declare("samples.keep", "samples", message("put a sample into store"))
LOSE = declare("samples.report_lost", "samples", message("reported a sample as lost"))
# A prosecutor approves it, as whatever leaves for ever.
DESTROY = declare("samples.destroy", "release", message("destroyed a sample"), approvers=1)

#: States in which a sample lies with the office and can be sent.
AT_HAND = frozenset({"taken", "stored", "returned"})
#: States of an item in which its sample is still out for that request.
OUT = frozenset({"sent", "received", "in_work"})


def take_sample(
    actor: Actor,
    unit: RecoveredUnit,
    *,
    kind: str,
    seal: str = "",
    **told: Unpack[Told],
) -> Sample:
    """Take a sample of remains that somebody holds.

    Raises
    ------
    Broken
        I2, where nobody holds them, or nothing human is there; I17, for a kind of sample that only
        a living person gives.
    """
    with act(actor, TAKE, key=told.get("key"), at=told.get("happened_at")) as doing:
        now = doing.lock(RecoveredUnit, unit.pk)
        check_unsealed(now)
        _of_group(kind, {"remains"})
        if now.kind in ("artefact", "non_human") or now.human == "no":
            raise breaks("I17", message("Only human remains are sampled for a profile."))
        sample = doing.create(
            Sample,
            number=issue(doing, Kind.POSTMORTEM_SAMPLE),
            unit=now,
            kind=kind,
            taken_at=told.get("happened_at", clock.now()),
            taken_by_id=actor.user,
            seal=seal,
            note=told.get("note", ""),
        )
        happened(doing, now, "sampled", seal=seal, told=told, state=advanced(now, "sampled"))
        return sample


def take_reference(
    actor: Actor,
    person: Person,
    *,
    kind: str,
    seal: str = "",
    **told: Unpack[Told],
) -> Sample:
    """Take a sample from a person who agreed that it serves identification.

    Raises
    ------
    Broken
        I17, without such a consent, or for a kind of sample that is of remains.
    """
    with act(actor, TAKE_REFERENCE, key=told.get("key"), at=told.get("happened_at")) as doing:
        now = doing.lock(Person, person.pk)
        _of_group(kind, {"person", "direct"})
        check_consent(now)
        return doing.create(
            Sample,
            number=issue(doing, Kind.REFERENCE_SAMPLE),
            donor=now,
            kind=kind,
            taken_at=told.get("happened_at", clock.now()),
            taken_by_id=actor.user,
            seal=seal,
            note=told.get("note", ""),
        )


def keep(actor: Actor, sample: Sample, *, seen: int, retained: bool = False) -> Sample:
    """The sample lies in the office's store; ``retained`` keeps it for later and out of use."""
    with act(actor, KEEP) as doing:
        now = doing.lock(Sample, sample.pk)
        if now.state not in AT_HAND | {"retained"}:
            raise breaks("I17", message("The office does not have this sample now."))
        not_asked_for(now)
        if not retained:
            check_no_burial(now)
        return doing.change(now, seen=seen, state="retained" if retained else "stored")


def report_lost(actor: Actor, sample: Sample, *, seen: int, reason: str) -> Sample:
    """The sample is not where it should be."""
    with act(actor, LOSE, reason=reason) as doing:
        now = doing.lock(Sample, sample.pk)
        if now.state in ("consumed", "destroyed"):
            raise breaks("I17", message("This sample is used up or destroyed."))
        return doing.change(now, seen=seen, state="lost")


def destroy(
    actor: Actor, sample: Sample, *, seen: int, order: str, approvers: Sequence[Actor]
) -> Sample:
    """Destroy a sample, by a stated order and with a second person.

    Raises
    ------
    Broken
        I23, where an unnamed burial rests on it; I17, where it is not at hand or no order is named.
    """
    with act(actor, DESTROY, reason=order, approvers=approvers) as doing:
        now = doing.lock(Sample, sample.pk)
        if not order.strip():
            raise breaks("I17", message("Name the order."))
        check_no_burial(now)
        if now.state not in AT_HAND | {"retained"}:
            raise breaks("I17", message("The office does not have this sample now."))
        not_asked_for(now)
        return doing.change(now, seen=seen, state="destroyed")


def check_consent(donor: Person) -> None:
    """Refuse what a donor, who is held, has not agreed to: identification.

    Raises
    ------
    Broken
        I17.
    """
    if donor.erased_at is not None:
        raise Refused(message("This person’s data were erased."))
    agreed = Consent.objects.filter(person=donor, purpose="identification", withdrawn_on=None)
    if not agreed.exists():
        raise breaks("I17", message("The donor’s consent to identification does not stand."))


def check_no_burial(sample: Sample) -> None:
    """Refuse what would use up the sample by which somebody buried without a name is still to be
    named.

    Raises
    ------
    Broken
        I23.
    """
    if Burial.objects.filter(retained_sample=sample, ended_on=None, named=False).exists():
        raise breaks("I23", message("A burial without a name rests on this sample."))


def hold_samples(doing: Doing, samples: Sequence[Sample]) -> list[Sample]:
    """Lock the samples after whoever gave them and what they are of, each kind by id."""
    for donor in sorted({s.donor_id for s in samples if s.donor_id}):
        doing.lock(Person, donor)
    for unit in sorted({s.unit_id for s in samples if s.unit_id}):
        doing.lock(RecoveredUnit, unit)
    return [doing.lock(Sample, pk) for pk in sorted({s.pk for s in samples})]


def not_asked_for(sample: Sample) -> None:
    """Refuse what would pull a sample out of a request that still counts on it."""
    waiting = LabItem.objects.filter(sample=sample, state__in=OUT)
    if waiting.exclude(request__state="withdrawn").exists():
        raise breaks("I17", message("A laboratory request counts on this sample."))


def _of_group(kind: str, groups: set[str]) -> None:
    known = vocabulary("sample_kind")
    if kind in known and known[kind].group not in groups:
        raise breaks("I17", message("This kind of sample is not taken from remains or not given."))
