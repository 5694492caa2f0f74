"""Leads, files, registers and what they say. None of it is an identity (I5).

A marker, a line of a register and a stated name become assertions about a record. No act leads from
an assertion to the grounds of a decision: those are comparisons, and
:func:`imena.registry.services.decisions.propose` takes nothing else.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from imena.language import message
from imena.numbering.pattern import Kind
from imena.registry.actor import Actor
from imena.registry.models import (
    Assertion,
    Lead,
    Record,
    RegisterLine,
    RegisterSource,
    SourceItem,
    StoredFile,
)
from imena.registry.refusals import Refused
from imena.registry.services.act import act
from imena.registry.services.acts import declare
from imena.registry.services.numbers import issue, issue_stated

RECORD_LEAD = declare("sources.record_lead", "sources", message("recorded a lead"))
JUDGE_LEAD = declare("sources.judge_lead", "sources", message("recorded what became of a lead"))
KEEP_FILE = declare("sources.keep_file", "sources", message("kept a file as it came"))
ADD_ITEM = declare("sources.add_item", "sources", message("added a source"))
JUDGE_ITEM = declare("sources.judge_item", "sources", message("judged how reliable a source is"))
TAKE_REGISTER = declare("sources.take_register", "sources", message("took over a register"))
TAKE_LINE = declare("sources.take_line", "sources", message("took over a line of a register"))
ASSERT = declare("sources.assert_about", "sources", message("recorded what somebody says"))
JUDGE_ASSERTION = declare(
    "sources.judge_assertion", "sources", message("recorded whether an assertion holds")
)

_SHA256 = re.compile(r"[0-9a-f]{64}")
_BOOK = re.compile(r"\d{2}")


def record_lead(actor: Actor, *, kind: str, summary: str, **told: Any) -> Lead:
    """Something points to a place or to people."""
    with act(actor, RECORD_LEAD) as doing:
        number = issue(doing, Kind.LEAD)
        return doing.create(Lead, number=number, kind=kind, summary=summary, **told)


def judge_lead(actor: Actor, lead: Lead, *, seen: int, state: str, reason: str = "") -> Lead:
    """What became of it."""
    with act(actor, JUDGE_LEAD, reason=reason) as doing:
        return doing.change(lead, seen=seen, state=state)


def keep_file(
    actor: Actor,
    *,
    sha256: str,
    size: int,
    media_type: str,
    original_name: str = "",
    captured_at: datetime | None = None,
) -> StoredFile:
    """A file as it came: ``sha256`` in lower-case hexadecimal proves it, its random id names it.

    Raises
    ------
    Refused
        For a digest that is none.
    """
    if not _SHA256.fullmatch(sha256):
        raise Refused(message("A file’s digest is its SHA-256 in hexadecimal."))
    with act(actor, KEEP_FILE) as doing:
        return doing.create(
            StoredFile,
            sha256=sha256,
            size=size,
            media_type=media_type,
            original_name=original_name,
            captured_at=captured_at,
        )


def add_item(actor: Actor, *, kind: str, origin: str, **told: Any) -> SourceItem:
    """A video, a picture, a page: where it comes from and how far it is trusted."""
    with act(actor, ADD_ITEM) as doing:
        return doing.create(SourceItem, kind=kind, origin=origin, **told)


def judge_item(
    actor: Actor, item: SourceItem, *, seen: int, reliability: str, reason: str
) -> SourceItem:
    """How far the source is trusted, and why."""
    with act(actor, JUDGE_ITEM, reason=reason) as doing:
        return doing.change(item, seen=seen, reliability=reliability)


def take_register(actor: Actor, *, code: str, title: str, **told: Any) -> RegisterSource:
    """A burial book or a list. ``code`` is the two digits that begin the numbers of its lines.

    Raises
    ------
    Refused
        For a code that is not two digits, or that another register has.
    """
    if not _BOOK.fullmatch(code) or code == "00":
        raise Refused(message("A register’s code is two digits, from 01 to 99."))
    with act(actor, TAKE_REGISTER) as doing:
        return doing.create(RegisterSource, code=code, title=title, **told)


def take_line(
    actor: Actor, source: RegisterSource, *, page: int, line: int, text_verbatim: str, **told: Any
) -> RegisterLine:
    """One line as it is written, letter for letter: an assertion, not a fact (I5)."""
    with act(actor, TAKE_LINE) as doing:
        return doing.create(
            RegisterLine,
            source=source,
            number=issue_stated(Kind.REGISTER_LINE, int(source.code), page, line),
            page=str(page),
            line=str(line),
            text_verbatim=text_verbatim,
            **told,
        )


def assert_about(
    actor: Actor,
    record: Record,
    *,
    says: str,
    value: Any,
    register_line: RegisterLine | None = None,
    source_item: SourceItem | None = None,
    said_by: str = "",
    said_on: str = "",
) -> Assertion:
    """Somebody says something about ``record``. It changes nothing by itself (I5).

    Raises
    ------
    Refused
        Where nobody and nothing says it.
    """
    if register_line is None and source_item is None and not said_by.strip():
        raise Refused(message("Say who or what says so."))
    with act(actor, ASSERT) as doing:
        now = doing.lock(type(record), record.id)
        return doing.create(
            Assertion,
            about_kind=type(now).__name__,
            about_id=now.id,
            says=says,
            value=value,
            said_by=said_by,
            said_on=said_on,
            register_line=register_line,
            source_item=source_item,
        )


def judge_assertion(
    actor: Actor, assertion: Assertion, *, seen: int, standing: str, reason: str
) -> Assertion:
    """Whether it holds, and why. It stays as it was said."""
    with act(actor, JUDGE_ASSERTION, reason=reason) as doing:
        return doing.change(assertion, seen=seen, standing=standing)
