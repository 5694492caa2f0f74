"""What others say in numbers, as it is held against each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from imena.claims.algebra import Claim as Said
from imena.claims.algebra import Scope
from imena.claims.bounds import Bound
from imena.claims.phrase import Reading
from imena.registry.actor import Actor
from imena.registry.models import Claim, ClaimRelay
from imena.registry.queries.visible import one, visible


def as_said(actor: Actor) -> tuple[Said, ...]:
    """The standing claims that the actor may see, each followed by its relays.

    Retracted and superseded ones are left out: what was taken back contradicts nothing.
    """
    rows = visible(actor, Claim).filter(status__in=("standing", "contradicted"))
    relays: dict[Any, list[ClaimRelay]] = {}
    for relay in visible(actor, ClaimRelay).order_by("published_on", "outlet"):
        relays.setdefault(relay.claim_id, []).append(relay)
    found = []
    for row in rows.order_by("said_on", "number"):
        own = _own(row)
        found.append(own)
        found += [_relayed(own, relay) for relay in relays.get(row.pk, ())]
    return tuple(found)


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
