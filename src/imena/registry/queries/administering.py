"""What administrators see: a user with their roles, ranges with what became of each, policies."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count

from imena.registry.actor import Actor
from imena.registry.models import (
    Membership,
    NumberIssued,
    NumberRange,
    NumberVoid,
    Policy,
    Site,
    Team,
    Term,
    User,
)
from imena.registry.queries.numbers import ranges, series_of_range
from imena.registry.queries.visible import one, visible


@dataclass(frozen=True, slots=True)
class Held:
    """A role that a user holds now."""

    id: uuid.UUID
    version: int
    role: str
    team: str


@dataclass(frozen=True, slots=True)
class Account:
    """A user and the roles they hold in this operation; ``codes`` says that their sign-in asks for
    one-time codes."""

    username: str
    name: str
    version: int
    active: bool
    codes: bool
    roles: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class RangeLine:
    """A range of numbers, first and last, and how many of it were given or retired."""

    id: uuid.UUID
    version: int
    kind: str
    first: str
    last: str
    team: str
    size: int
    used: int
    void: int
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """An edition of a policy; ``retired_on`` is ``None`` while it is in force."""

    id: uuid.UUID
    code: str
    edition: int
    text_uk: str
    text_en: str
    adopted_on: date
    retired_on: date | None


def account(actor: Actor, username: str) -> Account:
    """A user by their user name.

    Raises
    ------
    NotYours
        Where there is none that the actor may see.
    """
    user = one(actor, User, username=username)
    held = visible(actor, Membership).filter(user=user, ended_at=None).select_related("team")
    return Account(
        user.username,
        user.display_name,
        user.version,
        user.is_active,
        bool(user.code_secret),
        tuple(
            Held(m.id, m.version, m.role, m.team.name if m.team else "")
            for m in held.order_by("role", "team__name")
        ),
    )


def user_record(actor: Actor, username: str) -> User:
    """The user to be acted on; raises as :func:`account`."""
    return one(actor, User, username=username)


def membership_record(actor: Actor, key: uuid.UUID) -> Membership:
    """The role held, to be ended; raises as :func:`account`."""
    return one(actor, Membership, pk=key)


def teams(actor: Actor) -> list[tuple[str, str]]:
    """Code and name of every team, in the order of their codes."""
    return list(visible(actor, Team).order_by("code").values_list("code", "name"))


def team_record(actor: Actor, code: str) -> Team:
    """The team with this code; raises as :func:`account`."""
    return one(actor, Team, code=code)


def site_codes(actor: Actor) -> list[str]:
    """Codes of the operation’s sites: whoever issues numbers needs them and nothing else."""
    rows = Site.objects.filter(operation=actor.operation).order_by("code")
    return list(rows.values_list("code", flat=True))


def range_lines(actor: Actor) -> tuple[RangeLine, ...]:
    """The ranges that the actor may see, open ones first."""
    rows = list(
        ranges(actor)
        .select_related("team")
        .order_by("-recorded_at", "kind", "prefix", "first")[:200]
    )
    ids = [row.pk for row in rows]
    given = NumberIssued.objects.filter(issued_range__in=ids)
    counted = dict(given.values_list("issued_range").annotate(Count("pk")))
    numbers = dict(given.values_list("number", "issued_range"))
    retired = NumberVoid.objects.filter(number__in=numbers).values_list("number", flat=True)
    void = Counter(numbers[number] for number in retired)
    lines = [
        RangeLine(
            row.pk,
            row.version,
            row.kind,
            str(series_of_range(row).number(row.first)),
            str(series_of_range(row).number(row.last)),
            row.team.name,
            row.last - row.first + 1,
            counted.get(row.pk, 0) - void[row.pk],
            void[row.pk],
            row.closed_at,
        )
        for row in rows
    ]
    return tuple(sorted(lines, key=lambda line: line.closed_at is not None))


def range_record(actor: Actor, key: uuid.UUID) -> NumberRange:
    """The range to be acted on; raises as :func:`account`."""
    return one(actor, NumberRange, pk=key)


def own_terms(actor: Actor, name: str) -> dict[str, tuple[uuid.UUID, int]]:
    """Code → id and version of the office’s own terms of a vocabulary that may still be written."""
    rows = visible(actor, Term).filter(vocabulary=name, retired=False)
    return {code: (pk, version) for code, pk, version in rows.values_list("code", "pk", "version")}


def term_record(actor: Actor, key: uuid.UUID) -> Term:
    """The term to be retired; raises as :func:`account`."""
    return one(actor, Term, pk=key)


def policy_lines(actor: Actor) -> tuple[PolicyLine, ...]:
    """Every edition of every policy, those in force first."""
    rows = visible(actor, Policy).order_by("code", "-edition")
    found = [
        PolicyLine(p.pk, p.code, p.edition, p.text_uk, p.text_en, p.adopted_on, p.retired_on)
        for p in rows
    ]
    return tuple(sorted(found, key=lambda line: line.retired_on is not None))


def policy_record(actor: Actor, key: uuid.UUID) -> Policy:
    """The policy to be acted on; raises as :func:`account`."""
    return one(actor, Policy, pk=key)
