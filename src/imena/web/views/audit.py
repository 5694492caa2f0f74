"""The audit: what was done, by whom and why; a record as it stood then; why one may see a thing."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from imena.language import Words, dates
from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.permissions import AREAS, Need, may
from imena.registry.queries.audit import Deed, deeds
from imena.registry.queries.finding import numbered
from imena.registry.queries.people import user_named
from imena.registry.queries.showing import Line, as_known
from imena.registry.queries.vocabulary import terms
from imena.registry.queries.words import Word
from imena.registry.refusals import NotYours, Refused
from imena.registry.services.acts import sentence_of
from imena.registry.vocabulary import said, vocabulary
from imena.registry.words.records import FIELDS, KINDS, REMARKS
from imena.web.access import page
from imena.web.request import Request

_SIZE = 50
#: Without a day the list begins so long ago.
_USUAL = timedelta(days=7)
_NEEDS = (Need.READ, Need.WRITE, Need.APPROVE)


@dataclass(frozen=True, slots=True)
class Told:
    """A deed with its sentence; ``records`` are what each it changed is called, and its id."""

    deed: Deed
    act: str
    records: tuple[tuple[str, uuid.UUID], ...]


@page("audit")
def audit(request: Request) -> HttpResponse:
    """What was done, the oldest first, from a day on: by somebody, to a record, or read by them."""
    asked = {name: request.GET.get(name, "").strip() for name in ("who", "record", "begin", "end")}
    reads = bool(request.GET.get("reads"))
    begin = _time(asked["begin"]) or clock.now() - _USUAL
    given: dict[str, Any] = {"asked": asked, "reads": reads, "begin": timezone.localtime(begin)}
    rows: list[Told] = []
    error = after = ""
    try:
        found = deeds(
            request.actor,
            who=user_named(asked["who"]).id if asked["who"] else None,
            record=_record(request.actor, asked["record"]) if asked["record"] else None,
            begin=_time(request.GET.get("after", "")) or begin,
            end=_end(asked["end"]),
            reads=reads,
        )
        rows, after = _page(found, request)
    except Refused as refused:
        error = refused.said(request.language)
    given |= {"rows": rows, "error": error, "next": _next(request, after)}
    return render(request, "audit/audit.html", given, status=400 if error else 200)


@page("audit")
def audited(request: Request, record: uuid.UUID) -> HttpResponse:
    """Everything that was done to one record, and what it said as it was known at a moment."""
    rows, after = _page(deeds(request.actor, record=record), request)
    if not rows:
        raise NotYours
    known_at = _time(request.GET.get("known_at", "")) or clock.now()
    lines: list[tuple[str, str]] | None
    try:
        found = as_known(request.actor, record, known_at)
        lines = [_line(request, line) for line in found]
    except NotYours:
        lines = None
    kinds = {kind for row in rows for kind, one in row.records if one == record}
    given = {
        "record": record,
        "kind": min(kinds, default=""),
        "rows": rows,
        "more": bool(after),
        "lines": lines,
        "known_at": known_at,
    }
    return render(request, "audit/record.html", given)


@page()
def why(request: Request) -> HttpResponse:
    """Of each area of the case file: how far one reaches, and by which role or grant."""
    rows = [
        (said("area", area, request.language), *(_reach(request.actor, area, n) for n in _NEEDS))
        for area in AREAS
    ]
    return render(request, "audit/why.html", {"rows": rows})


def _reach(actor: Actor, area: str, need: Need) -> tuple[str, str]:
    answer = may(actor, area, need)
    return answer.reach.name.lower(), answer.role


def _page(found: Iterator[Deed], request: Request) -> tuple[list[Told], str]:
    """The first deeds, and when the next page begins; one at the same moment is shown twice rather
    than left out."""
    some = list(islice(found, _SIZE + 1))
    say = Words("registry", request.language)
    rows = [
        Told(
            deed,
            say(sentence_of(deed.act)),
            tuple((_called(request, kind), one) for kind, one in deed.records),
        )
        for deed in some[:_SIZE]
    ]
    return rows, some[_SIZE].at.isoformat() if len(some) > _SIZE else ""


def _called(request: Request, kind: str) -> str:
    """What one record of a kind is called; a kind of a newer program is called as it is there."""
    return Words("record", request.language)(KINDS[kind]) if kind in KINDS else kind


def _next(request: Request, after: str) -> str:
    if not after:
        return ""
    kept = {name: value for name, value in request.GET.items() if name != "after" and value}
    return urlencode({**kept, "after": after})


def _record(actor: Actor, text: str) -> uuid.UUID:
    """A record by its id, or by its number for who may see it."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return numbered(actor, text).id


def _time(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return timezone.make_aware(found) if timezone.is_naive(found) else found


def _end(text: str) -> datetime | None:
    """The end of the day that was asked for."""
    found = _time(text)
    return None if found is None else found + timedelta(days=1)


def _line(request: Request, line: Line) -> tuple[str, str]:
    say = Words("record", request.language)
    called = say(FIELDS[line.field]) if line.field in FIELDS else line.field
    return called, "; ".join(_word(request, word) for word in line.words)


def _word(request: Request, word: Word) -> str:
    if word.moment is not None:
        return dates.moment(request.language, timezone.localtime(word.moment))
    if word.remark:
        return Words("record", request.language)(REMARKS[word.said])
    if not word.vocabulary:
        return word.said
    known = vocabulary(word.vocabulary)
    if word.said not in known:
        known = terms(request.actor, word.vocabulary)
    return known[word.said].said(request.language) if word.said in known else word.said


urls = [
    path("audit", audit, name="audit"),
    path("audit/<uuid:record>", audited, name="audited"),
    path("account/why", why, name="why"),
]
