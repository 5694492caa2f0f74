"""What a laboratory may read: codes, materials and its own results (I31), never rows.

Coded views are built field by field from a list of what may be said; whatever is added to the
tables stays out of them until somebody adds it here.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from imena.language import message
from imena.registry.actor import Actor
from imena.registry.models import LabItem, LabRequest, LabResult
from imena.registry.permissions import Need, Reach, may
from imena.registry.queries.visible import visible
from imena.registry.refusals import NotAllowed, NotYours

#: A drafted request is the office's own; a withdrawn one never reached anybody.
_NOT_SENT = ("drafted", "withdrawn")


@dataclass(frozen=True, slots=True)
class CodedResult:
    """A result as the laboratory gave it; ``stands`` unless a later one replaced it."""

    outcome: str
    method: str
    markers_read: int | None
    profile: Mapping[str, Any]
    reported_at: datetime
    note: str
    stands: bool


@dataclass(frozen=True, slots=True)
class CodedItem:
    """One sample in a request: its code, the material in the tube, and what came of it."""

    code: str
    material: str
    state: str
    results: tuple[CodedResult, ...]


@dataclass(frozen=True, slots=True)
class CodedRequest:
    """A request as the laboratory has it; items in the order of their codes."""

    number: str
    laboratory: str
    asked_for: str
    state: str
    sent_at: datetime | None
    items: tuple[CodedItem, ...]


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request in a list; ``samples`` is how many are in it."""

    number: str
    laboratory: str
    asked_for: str
    state: str
    sent_at: datetime | None
    samples: int


@dataclass(frozen=True, slots=True)
class Requests:
    """A page of requests; ``after`` asks for the next one."""

    rows: tuple[RequestLine, ...]
    total: int
    after: str


def requests(actor: Actor, *, after: str = "", size: int = 50) -> Requests:
    """A page of the requests that were sent, the latest first.

    Raises
    ------
    NotAllowed
        Where the actor sees not even codes.
    """
    rows = _sent(actor)
    total = rows.count()
    if after:
        last = rows.filter(number=after).first()
        rows = rows.none() if last is None else _following(rows, last)
    rows = rows.order_by(F("sent_at").desc(nulls_last=True), "number")
    found = list(rows[: size + 1])
    # Of this page alone: counted together with the requests, every sample ever sent is read.
    items = LabItem.objects.filter(request__in=found[:size]).order_by()
    samples = dict(items.values_list("request").annotate(Count("pk")))
    lines = tuple(
        RequestLine(
            row.number,
            row.laboratory,
            row.asked_for,
            row.state,
            row.sent_at,
            samples.get(row.pk, 0),
        )
        for row in found[:size]
    )
    return Requests(lines, total, lines[-1].number if len(found) > size else "")


def _following(rows: QuerySet[LabRequest], last: LabRequest) -> QuerySet[LabRequest]:
    """Those sent before ``last``, or together with it under a later number; a request without a
    day comes after all that have one."""
    if last.sent_at is None:
        return rows.filter(sent_at=None, number__gt=last.number)
    return rows.filter(
        Q(sent_at__lt=last.sent_at)
        | Q(sent_at=last.sent_at, number__gt=last.number)
        | Q(sent_at=None)
    )


def request_of(actor: Actor, number: str) -> CodedRequest:
    """One request that was sent.

    Raises
    ------
    NotAllowed
        Where the actor sees not even codes.
    NotYours
        Where there is none of that number.
    """
    found = _sent(actor).filter(number=number).prefetch_related("items__sample", "items__results")
    asked = found.first()
    if asked is None:
        raise NotYours
    return _request(asked)


def item_of(actor: Actor, code: str) -> CodedItem:
    """One sample by its code.

    Raises
    ------
    NotAllowed
        Where the actor sees not even codes.
    NotYours
        Where no request that was sent has it.
    """
    found = LabItem.objects.filter(request__in=_sent(actor), code=code).first()
    if found is None:
        raise NotYours
    return _item(found)


def packing_list(actor: Actor, request: uuid.UUID) -> tuple[tuple[str, str], ...]:
    """Which code goes on which sample: (code, sample number), for who packs the tubes.

    Once the request has left, nobody who reads coded results reads this any more.

    Raises
    ------
    NotAllowed
        Where the actor does not write samples.
    NotYours
        Where there is no such request, or it has left.
    """
    answer = may(actor, "samples", Need.WRITE)
    if not answer.allowed:
        raise NotAllowed(answer, message("pack samples for a laboratory"))
    items = LabItem.objects.filter(
        request=request, operation=actor.operation, request__state="drafted"
    )
    pairs = tuple(items.order_by("code").values_list("code", "sample__number"))
    if not pairs:
        raise NotYours
    return pairs


def results_of(actor: Actor, sample: uuid.UUID) -> QuerySet[LabResult]:
    """The standing results on one sample, for those who may join codes to samples."""
    found = visible(actor, LabResult).filter(item__sample=sample)
    replaced = LabResult.objects.filter(replaces__isnull=False).values("replaces")
    return found.exclude(pk__in=replaced).order_by("reported_at", "method")


def _sent(actor: Actor) -> QuerySet[LabRequest]:
    answer = may(actor, "laboratory", Need.READ)
    if answer.reach not in (Reach.CODED, Reach.ALL):
        raise NotAllowed(answer, message("read the laboratory’s codes"))
    return LabRequest.objects.filter(operation=actor.operation).exclude(state__in=_NOT_SENT)


def _request(asked: LabRequest) -> CodedRequest:
    return CodedRequest(
        number=asked.number,
        laboratory=asked.laboratory,
        asked_for=asked.asked_for,
        state=asked.state,
        sent_at=asked.sent_at,
        items=tuple(_item(item) for item in sorted(asked.items.all(), key=lambda i: i.code)),
    )


def _item(item: LabItem) -> CodedItem:
    results = sorted(item.results.all(), key=lambda one: (one.reported_at, one.method))
    replaced = {result.replaces_id for result in results}
    return CodedItem(
        code=item.code,
        material=item.sample.kind,
        state=item.state,
        results=tuple(
            CodedResult(
                outcome=result.outcome,
                method=result.method,
                markers_read=result.markers_read,
                profile=MappingProxyType(dict(result.profile)),
                reported_at=result.reported_at,
                note=result.note,
                stands=result.pk not in replaced,
            )
            for result in results
        ),
    )
