"""What others say in numbers, as it is held against each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from imena.claims.algebra import Claim as Said
from imena.claims.algebra import Scope
from imena.claims.bounds import Bound
from imena.claims.phrase import Reading
from imena.registry.actor import Actor
from imena.registry.models import Claim, ClaimRelay, StoredFile, User
from imena.registry.queries.visible import one, visible


@dataclass(frozen=True, slots=True)
class Capture:
    """The page or picture in which it was said, as it was kept: its hash proves it."""

    sha256: str
    media_type: str
    captured_at: datetime | None


@dataclass(frozen=True, slots=True)
class Relay:
    """Who passed a claim on, and what they changed, as terms of ``relay_difference``."""

    outlet: str
    published_on: str
    url: str
    said: Said
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A claim as it is recorded, with who passed it on, in the order of the days.

    ``said`` is what it says; ``person`` is whoever spoke for ``office``. ``superseded_by`` is the
    number of the claim that took its place. ``capture`` and ``checked_by`` are only read where one
    claim is asked for.
    """

    number: str
    version: int
    said: Said
    language: str
    office: str
    person: str
    said_on: str
    medium: str
    url: str
    status: str
    superseded_by: str
    relays: tuple[Relay, ...]
    capture: Capture | None = None
    checked_by: str = ""

    @property
    def stands(self) -> bool:
        """Whether it still says what it said: not taken back, and nothing took its place."""
        return self.status in STANDING

    @property
    def outlets(self) -> tuple[str, ...]:
        """Who passed it on, each once."""
        return tuple(dict.fromkeys(relay.outlet for relay in self.relays))


#: What was taken back contradicts nothing, and what was replaced neither.
STANDING = ("standing", "contradicted")


def told(actor: Actor) -> tuple[Told, ...]:
    """Every claim that the actor may see, those taken back included, by the day they were said."""
    rows = list(visible(actor, Claim).order_by("said_on", "number"))
    return tuple(_told(rows, visible(actor, ClaimRelay)))


def told_in(actor: Actor, number: str) -> Told:
    """One claim by its number, with where it is kept and who checked it.

    Raises
    ------
    NotYours
        For a claim that is not there or that the actor may not see.
    """
    row = one(actor, Claim, number=number)
    (found,) = _told([row], visible(actor, ClaimRelay).filter(claim=row))
    by = visible(actor, Claim).filter(pk=row.superseded_by_id or row.pk).exclude(pk=row.pk).first()
    kept = visible(actor, StoredFile).filter(pk=row.capture_id or row.pk).first()
    who = User.objects.filter(pk=row.checked_by_id or row.pk).first()
    return replace(
        found,
        superseded_by="" if by is None else by.number,
        capture=None if kept is None else Capture(kept.sha256, kept.media_type, kept.captured_at),
        checked_by="" if who is None else who.display_name,
    )


def as_said(actor: Actor) -> tuple[Said, ...]:
    """The standing claims that the actor may see, each followed by its relays.

    Retracted and superseded ones are left out: what was taken back contradicts nothing.
    """
    standing = [claim for claim in told(actor) if claim.stands]
    return tuple(
        said for claim in standing for said in (claim.said, *(r.said for r in claim.relays))
    )


def _told(rows: Sequence[Claim], relays: QuerySet[ClaimRelay]) -> Iterator[Told]:
    passed: dict[Any, list[ClaimRelay]] = {}
    for relay in relays.order_by("published_on", "outlet"):
        passed.setdefault(relay.claim_id, []).append(relay)
    numbers = {row.pk: row.number for row in rows}
    for row in rows:
        own, by = _own(row), row.asserted_by or {}
        yield Told(
            row.number,
            row.version,
            own,
            row.language,
            str(by.get("office") or ""),
            str(by.get("person") or ""),
            row.said_on,
            row.medium,
            row.url,
            row.status,
            numbers.get(row.superseded_by_id, "") if row.superseded_by_id else "",
            tuple(
                Relay(
                    relay.outlet,
                    relay.published_on,
                    relay.url,
                    _relayed(own, relay),
                    tuple(relay.differences),
                )
                for relay in passed.get(row.pk, ())
            ),
        )


def _own(row: Claim) -> Said:
    by = row.asserted_by or {}
    return Said(
        row.number,
        row.text_verbatim,
        str(by.get("office") or by.get("person") or ""),
        row.unit,
        _bound(row.bound),
        _number(row.value, "value"),
        _number(row.value, "to"),
        _scope(row.scope),
        row.as_of,
        lines={str(k): int(v) for k, v in (row.value.get("lines") or {}).items()},
    )


def _relayed(own: Said, relay: ClaimRelay) -> Said:
    scope = own.scope
    if "exclusion_dropped" in relay.differences:
        scope = scope.without_exclusions()
    return Said(
        f"{own.id} → {relay.outlet}",
        relay.text_verbatim,
        own.speaker,
        str(relay.value.get("unit") or own.unit),
        _bound(relay.bound),
        _number(relay.value, "value"),
        _number(relay.value, "to"),
        scope,
        own.as_of,
        relay.outlet,
        own.id,
    )


def _bound(code: str) -> Bound:
    return next((one for one in Bound if one.value == code), Bound.UNKNOWN)


def _number(value: Mapping[str, Any], name: str) -> int | None:
    said = value.get(name)
    return said if isinstance(said, int) and not isinstance(said, bool) else None


def _scope(scope: Mapping[str, Any]) -> Scope:
    return Scope(
        str(scope.get("place", "")),
        str(scope.get("period", "")),
        str(scope.get("population", "all")),
        frozenset(map(str, scope.get("includes", ()))),
        frozenset(map(str, scope.get("excludes", ()))),
    )


def claim_numbered(actor: Actor, number: str) -> tuple[Claim, Said]:
    """A claim by its number: the record, and what it says.

    Raises
    ------
    NotYours
        For a claim that is not there or that the actor may not see.
    """
    row = one(actor, Claim, number=number)
    return row, _own(row)


def passed_on(original: Said, taken: Reading, outlet: str) -> Said:
    """A relay’s number as it was read, with the speaker and the scope of the original.

    What the relay does not say to be left out is no longer left out; a unit that it does not name
    is the original’s.
    """
    kept = original.scope.excludes & set(taken.excludes)
    return replace(
        original,
        id=f"{original.id} → {outlet}",
        quote=taken.quote,
        unit=taken.unit or original.unit,
        bound=taken.bound,
        value=taken.value,
        to=taken.to,
        scope=replace(original.scope, excludes=kept),
        outlet=outlet,
        lines={},
    )
