"""Whom a plan of samples would ask, for those who speak with them: names and how to reach them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from imena.registry.actor import Actor
from imena.registry.models import MissingPerson, Person
from imena.registry.queries.reading import named
from imena.registry.queries.sample_plan import BARRED, askable
from imena.registry.queries.visible import visible


@dataclass(frozen=True, slots=True)
class ToAsk:
    """A relative as whoever asks them sees them. ``rules`` are how they want to be spoken to."""

    code: str
    names: list[dict[str, str]]
    language: str
    contact: Mapping[str, Any]
    rules: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Called:
    """Of a list of codes: who may be asked, in the order of the codes; and how many may not, for
    they refused contact or consent, died, or their data are gone. The others are not in the
    actor's care.
    """

    people: tuple[ToAsk, ...]
    not_to_be_asked: int
    not_in_care: int


def to_ask(actor: Actor, codes: Iterable[str]) -> Called:
    """The people with these codes whom the actor may see, as it is now: whoever may not be
    asked any more (`imena.registry.queries.sample_plan.BARRED`) is counted and not shown. Each who
    is shown is logged as read (I32).

    Raises
    ------
    Broken
        I32, without a purpose.
    """
    asked = set(codes)
    rows = list(visible(actor, Person).filter(code__in=asked).order_by("code"))
    barred = {one.id for one in askable([row.id for row in rows]) if one.state in BARRED}
    shown = [row for row in rows if row.id not in barred]
    named(actor, [row.id for row in shown])
    return Called(
        tuple(ToAsk(r.code, r.names, r.language, r.contact, r.contact_rules) for r in shown),
        len(rows) - len(shown),
        len(asked) - len(rows),
    )


def in_care(actor: Actor, numbers: Iterable[str]) -> frozenset[str]:
    """Which of these numbers are of missing people whose family the actor may see; no name."""
    rows = visible(actor, MissingPerson).filter(number__in=set(numbers))
    return frozenset(rows.values_list("number", flat=True))
