"""Samples to the laboratory and results back, by codes that say nothing (I17, I31).

The office asks; each sample gets a code drawn for this request alone. The laboratory receives,
refuses, reports and uses up by code, and is answered by coded views: no row of what a code stands
for ever reaches it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from imena.language import message
from imena.numbering.pattern import Kind
from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.models import Incident, LabItem, LabRequest, LabResult, RecoveredUnit, Sample
from imena.registry.queries import laboratory as coded
from imena.registry.refusals import NotYours, breaks
from imena.registry.services import handling, outdating
from imena.registry.services.act import Doing, act
from imena.registry.services.acts import declare
from imena.registry.services.numbers import issue
from imena.registry.services.progress import advanced
from imena.registry.services.samples import (
    AT_HAND,
    OUT,
    check_consent,
    check_no_burial,
    hold_samples,
    not_asked_for,
)

REQUEST = declare("laboratory.request", "samples", message("asked a laboratory for profiles"))
SEND = declare("laboratory.send", "samples", message("sent samples to a laboratory"))
WITHDRAW = declare("laboratory.withdraw", "samples", message("withdrew a laboratory request"))
TAKE_BACK = declare("laboratory.take_back", "samples", message("took a sample back"))
RECEIVE = declare("laboratory.receive", "laboratory", message("received coded samples"))
REFUSE = declare("laboratory.refuse", "laboratory", message("did not accept a coded sample"))
REPORT = declare("laboratory.report", "laboratory", message("reported a result by code"))
CONSUME = declare("laboratory.consume", "laboratory", message("used up a coded sample"))
GIVE_BACK = declare("laboratory.give_back", "laboratory", message("sent a coded sample back"))

_USABLE = frozenset({"full_profile", "partial_profile"})
#: A request that the laboratory has.
_SENT = frozenset({"sent", "received", "partly_reported", "reported"})


def request(
    actor: Actor, *, laboratory: str, asked_for: str, samples: Sequence[Sample]
) -> LabRequest:
    """Ask a laboratory about samples, each under a code drawn for this request alone.

    Items are kept in the order of their codes, which is none. Who packs the tubes reads which code
    goes on which from :func:`imena.registry.queries.laboratory.packing_list`, until they are sent.

    Raises
    ------
    Broken
        I17, where a sample is not at hand or in another request, or a donor's consent does not
        stand.
    """
    with act(actor, REQUEST) as doing:
        held = hold_samples(doing, samples)
        if not held:
            raise breaks("I17", message("Name the samples."))
        for sample in held:
            _can_be_sent(sample)
            not_asked_for(sample)
        made = doing.create(
            LabRequest,
            number=issue(doing, Kind.LABORATORY_REQUEST),
            laboratory=laboratory,
            asked_for=asked_for,
        )
        rows: list[dict[str, Any]] = [
            {"request": made, "sample": sample, "code": issue(doing, Kind.LABORATORY_SAMPLE)}
            for sample in held
        ]
        doing.create_many(LabItem, sorted(rows, key=lambda row: str(row["code"])))
        return made


def send(actor: Actor, asked: LabRequest, *, seen: int, seal: str) -> LabRequest:
    """The samples leave for the laboratory, under one seal.

    Raises
    ------
    Broken
        I17, where a donor's consent was withdrawn since, or the request has left before.
    """
    with act(actor, SEND) as doing:
        now = doing.lock(LabRequest, asked.pk)
        if now.state != "drafted":
            raise breaks("I17", message("This request has left or was withdrawn."))
        samples = [item.sample for item in now.items.select_related("sample")]
        for sample in hold_samples(doing, samples):
            _can_be_sent(sample)
            if sample.unit is not None:
                handling.happened(
                    doing,
                    sample.unit,
                    "sample_sent",
                    handed_by=actor.name,
                    taken_by=now.laboratory,
                    seal=seal,
                    told={"note": sample.number},
                )
            doing.change(sample, seen=sample.version, state="sent")
        return doing.change(now, seen=seen, state="sent", sent_at=clock.now(), seal=seal)


def withdraw(actor: Actor, asked: LabRequest, *, seen: int, reason: str) -> LabRequest:
    """The request is given up before it left. Its codes are never used again (I1)."""
    with act(actor, WITHDRAW, reason=reason) as doing:
        now = doing.lock(LabRequest, asked.pk)
        if now.state != "drafted":
            raise breaks("I17", message("This request has left or was withdrawn."))
        return doing.change(now, seen=seen, state="withdrawn")


def take_back(actor: Actor, sample: Sample, *, seen: int, seal: str = "") -> Sample:
    """A sample that the laboratory sent back has arrived."""
    with act(actor, TAKE_BACK) as doing:
        (now,) = hold_samples(doing, [sample])
        if now.state not in ("sent", "in_laboratory") or not _given_back(now):
            raise breaks("I17", message("No laboratory has sent this sample back."))
        return doing.change(now, seen=seen, state="stored", seal=seal)


def receive(actor: Actor, number: str, *, codes: Collection[str], seal: str) -> coded.CodedRequest:
    """A request arrives at the laboratory: which codes were there, and the seal as read.

    What is missing, and another seal than was put on, open incidents; what was missing may be
    received later, in another parcel.

    Raises
    ------
    Broken
        I17, where a code was received before or is not of this request.
    """
    with act(actor, RECEIVE) as doing:
        now = _request(doing, number)
        items = {item.code: item for item in now.items.select_related("sample")}
        strange = sorted(code for code in codes if code not in items or items[code].state != "sent")
        if strange:
            raise breaks(
                "I17",
                message("Received before, or not of this request: {codes}."),
                codes=", ".join(strange),
            )
        hold_samples(doing, [item.sample for item in items.values()])
        for code in sorted(codes):
            _arrive(doing, items[code], seal)
        if now.state == "sent":
            for code in sorted(items.keys() - set(codes)):
                _noticed(doing, "count_differs", number, unit=items[code].sample.unit)
            doing.change(now, seen=now.version, state="received")
        if seal != now.seal:
            _noticed(doing, "seal_mismatch", f"{number}: {now.seal} ≠ {seal}")
    return coded.request_of(actor, number)


def refuse(actor: Actor, code: str, *, reason: str) -> coded.CodedItem:
    """The laboratory does not accept a sample; it goes back."""
    with act(actor, REFUSE, reason=reason) as doing:
        item = _item(doing, code)
        if item.state not in ("received", "in_work"):
            raise breaks("I17", message("This sample is not in work."))
        doing.change(item, seen=item.version, state="refused")
        _progressed(doing, item)
    return coded.item_of(actor, code)


def report(
    actor: Actor,
    code: str,
    *,
    outcome: str,
    method: str,
    markers_read: int | None = None,
    profile: Mapping[str, Any] | None = None,
    note: str = "",
    replaces_earlier: bool = False,
) -> coded.CodedItem:
    """What the laboratory found of a code (I17). An earlier result of the method is replaced only
    where that is said.

    Raises
    ------
    Broken
        I17, where the sample was never received, its donor has withdrawn since, or the method's
        result is reported already.
    """
    with act(actor, REPORT) as doing:
        _hold_grave(doing, code)
        item = _item(doing, code)
        if item.state not in ("received", "in_work", "reported"):
            raise breaks("I17", message("This sample is not in work."))
        if item.sample.donor is not None:
            check_consent(item.sample.donor)
        earlier = LabResult.objects.filter(item=item, method=method)
        replaced = earlier.filter(replaces__isnull=False).values("replaces")
        before = earlier.exclude(pk__in=replaced).first()
        if (before is not None) != replaces_earlier:
            raise breaks(
                "I17",
                message("A result by this method is reported already: say that it is replaced.")
                if before is not None
                else message("There is no earlier result by this method."),
            )
        doing.create(
            LabResult,
            item=item,
            outcome=outcome,
            method=method,
            markers_read=markers_read,
            profile=_checked_profile(profile or {}),
            reported_at=clock.now(),
            replaces=before,
            note=note,
        )
        doing.change(item, seen=item.version, state="reported")
        _progressed(doing, item)
        _profiled(doing, item.sample.unit)
        if item.sample.unit is not None:
            outdating.minimum_numbers(doing, item.sample.unit, method="dna")
    return coded.item_of(actor, code)


def consume(actor: Actor, code: str) -> coded.CodedItem:
    """The whole sample was used up."""
    with act(actor, CONSUME) as doing:
        item = _item(doing, code)
        sample = doing.lock(Sample, item.sample_id)
        if sample.state != "in_laboratory":
            raise breaks("I17", message("This sample is not in work."))
        if sample.unit is not None:
            handling.happened(doing, sample.unit, "sample_consumed", told={"note": sample.number})
        doing.change(sample, seen=sample.version, state="consumed")
    return coded.item_of(actor, code)


def give_back(actor: Actor, code: str) -> coded.CodedItem:
    """What is left of the sample goes back to the office."""
    with act(actor, GIVE_BACK) as doing:
        item = _item(doing, code)
        sample = doing.lock(Sample, item.sample_id)
        if sample.state != "in_laboratory" or item.state not in ("reported", "refused"):
            raise breaks("I17", message("Report or refuse it first."))
        doing.change(item, seen=item.version, state="returned")
    return coded.item_of(actor, code)


def _can_be_sent(sample: Sample) -> None:
    if sample.state not in AT_HAND:
        raise breaks("I17", message("The office does not have this sample now."))
    check_no_burial(sample)
    if sample.donor is not None:
        check_consent(sample.donor)


def _request(doing: Doing, number: str) -> LabRequest:
    found = LabRequest.objects.filter(number=number).values_list("pk", flat=True).first()
    if found is None:
        raise NotYours
    now = doing.lock(LabRequest, found)
    if now.state not in _SENT:
        raise NotYours
    return now


def _hold_grave(doing: Doing, code: str) -> None:
    """Before the remains themselves: who counts profiles there waits (I11)."""
    found = LabItem.objects.filter(code=code).select_related("sample__unit").first()
    if found is not None and found.sample.unit is not None:
        outdating.hold_grave(doing, found.sample.unit)


def _item(doing: Doing, code: str) -> LabItem:
    """The item of a request that was received, locked after the request and what it is of."""
    found = LabItem.objects.filter(code=code).select_related("request", "sample").first()
    if found is None:
        raise NotYours
    _request(doing, found.request.number)
    hold_samples(doing, [found.sample])
    return doing.lock(LabItem, found.pk)


def _arrive(doing: Doing, item: LabItem, seal: str) -> None:
    sample = doing.lock(Sample, item.sample_id)
    if sample.unit is not None:
        handling.happened(
            doing, sample.unit, "sample_received", seal=seal, told={"note": sample.number}
        )
    doing.change(sample, seen=sample.version, state="in_laboratory")
    doing.change(item, seen=item.version, state="received")


def _progressed(doing: Doing, item: LabItem) -> None:
    asked = doing.lock(LabRequest, item.request_id)
    waiting = LabItem.objects.filter(request=asked, state__in=OUT).exists()
    state = "partly_reported" if waiting else "reported"
    doing.change(asked, seen=asked.version, state=state)


def _profiled(doing: Doing, unit: RecoveredUnit | None) -> None:
    """How far remains have come with all results of theirs that stand."""
    if unit is None:
        return
    now = doing.lock(RecoveredUnit, unit.pk)
    results = LabResult.objects.filter(item__sample__unit=now)
    replaced = LabResult.objects.filter(replaces__isnull=False).values("replaces")
    usable = results.exclude(pk__in=replaced).filter(outcome__in=_USABLE).exists()
    if now.state in ("profiled", "not_profilable"):
        state = "profiled" if usable else "not_profilable"
    else:
        state = advanced(now, "profiled" if usable else "not_profilable")
    doing.change(now, seen=now.version, state=state)


def _given_back(sample: Sample) -> bool:
    last = LabItem.objects.filter(sample=sample).order_by("-request__sent_at").first()
    return last is not None and last.state == "returned"


def _noticed(doing: Doing, kind: str, description: str, unit: RecoveredUnit | None = None) -> None:
    """An incident; without a unit where it is of no single one, or of a donor's sample. It never
    says a code, so that nobody joins codes to remains by it."""
    doing.create(Incident, unit=unit, kind=kind, found_at=clock.now(), description=description)


def _checked_profile(profile: Mapping[str, Any]) -> dict[str, list[str]]:
    """A profile as it is kept: for each marker what was read, as text."""
    for marker, read in profile.items():
        if not isinstance(read, list | tuple) or not all(isinstance(one, str) for one in read):
            raise breaks(
                "I17", message("Of “{marker}”, write what was read as a list."), marker=marker
            )
    return {str(marker): list(read) for marker, read in profile.items()}
