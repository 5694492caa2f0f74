"""Runs as pages list them: without what they found, and of that the likeliest alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from heapq import nlargest

from imena.registry.actor import Actor
from imena.registry.models import Run
from imena.registry.queries.reconciliation import numbers_of, runs
from imena.registry.refusals import NotYours

#: On one page.
SIZE = 50


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run without what it found; ``by`` is who began it."""

    number: int
    state: str
    by: str
    why: str
    started_at: datetime
    ended_at: datetime | None
    fault: str


@dataclass(frozen=True, slots=True)
class Lines:
    """Runs, the latest first; ``after`` is the number before which the next ones are, empty where
    there are none."""

    rows: tuple[RunLine, ...]
    total: int
    after: str


@dataclass(frozen=True, slots=True)
class Found:
    """A pair that a run lists, by numbers."""

    individual: str
    missing: str
    posterior: Decimal
    reached: bool


def run_numbered(actor: Actor, number: int) -> Run:
    """A run with who began it.

    Raises
    ------
    NotYours
        Where there is none that the actor may see.
    """
    found = runs(actor).select_related("by").filter(number=number).first()
    if found is None:
        raise NotYours
    return found


def run_lines(actor: Actor, *, before: int | None = None) -> Lines:
    """The runs ``before`` a number, or the latest."""
    rows = runs(actor)
    earlier = rows if before is None else rows.filter(number__lt=before)
    columns = ("number", "state", "by__display_name", "why", "started_at", "ended_at", "fault")
    found = [RunLine(*row) for row in earlier.values_list(*columns)[: SIZE + 1]]
    more = str(found[SIZE - 1].number) if len(found) > SIZE else ""
    return Lines(tuple(found[:SIZE]), rows.count(), more)


def likeliest(actor: Actor, run: Run) -> tuple[Found, ...]:
    """The fifty likeliest possible names that a run found.

    Raises
    ------
    NotYours
        Where the actor may not see it.
    """
    pairs = run_numbered(actor, run.number).pairs
    best = nlargest(SIZE, pairs, key=lambda one: Decimal(one["posterior"]))
    numbers = numbers_of({one["individual"] for one in best}, {one["missing"] for one in best})
    return tuple(
        Found(
            numbers[one["individual"]],
            numbers[one["missing"]],
            Decimal(one["posterior"]),
            bool(one["reached"]),
        )
        for one in best
    )
