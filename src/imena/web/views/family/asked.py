"""Questions that several forms about a family share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from imena.language import Words
from imena.registry import clock
from imena.registry.queries.families import Family
from imena.web.filling.fields import Choice, Day, Field, Text, Verbatim
from imena.web.request import Request


def say(request: Request) -> Words:
    """The words of these forms."""
    return Words("web_family", request.language)


def line(request: Request, name: str, label: str, hint: str = "") -> Text:
    """A line of text that may stay empty."""
    return Text(name=name, label=label, hint=hint, language=request.language)


def told(request: Request, name: str, label: str, hint: str = "") -> Verbatim:
    """Words as somebody said them."""
    return Verbatim(name=name, label=label, hint=hint, language=request.language)


def names(request: Request) -> tuple[Field, ...]:
    """The parts of a name as it stands in documents."""
    words = say(request)
    return (
        line(request, "family", words("Family name")),
        line(request, "given", words("Given name")),
        line(request, "patronymic", words("Patronymic")),
    )


def born(request: Request) -> Text:
    """A day that may be known in part."""
    words = say(request)
    return line(request, "born", words("Born"), words("year, or year-month-day"))


def who(request: Request, file: Family, label: str) -> Choice:
    """One of the family."""
    words = say(request)
    people = [(one.code, one.name) for one in file.members or () if not one.erased]
    return Choice(
        name="person", label=label, options=people, needed=words("Choose who of the family."),
        language=request.language,
    )  # fmt: skip


def day(request: Request, name: str, label: str) -> Day:
    """A whole day; today where nothing else is said."""
    return Day(name=name, label=label, language=request.language)


def today() -> date:
    """In the office's time zone."""
    return timezone.localtime(clock.now()).date()


def name_of(
    values: Mapping[str, Any], kept: Sequence[Mapping[str, str]] = ()
) -> list[dict[str, str]]:
    """The name as it was typed, before the others that are known."""
    parts = {part: str(values[part]) for part in ("family", "given", "patronymic")}
    rest = [dict(one) for one in kept[1:]]
    return [{"script": "uk", **parts, "kind": "own"}, *rest]


def parts_of(kept: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """The first name's parts, for the form to show."""
    first = kept[0] if kept else {}
    return {part: first.get(part, "") for part in ("family", "given", "patronymic")}


def crumbs(request: Request, file: Family) -> list[tuple[str, str]]:
    """The way back to the family."""
    return [
        (say(request)("Families"), reverse("families")),
        (file.missing.number, reverse("missing", args=[file.missing.number])),
    ]
