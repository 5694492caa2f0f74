"""Others’ numbers and ours, as an actor may see them."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from imena.registry.actor import Actor
from imena.registry.models import Claim, ClaimRelay, Statement
from imena.registry.queries.visible import visible


def claims(actor: Actor, *, unit: str | None = None) -> QuerySet[Claim]:
    """Claims in the order in which they were said; later ones do not hide earlier ones."""
    rows = visible(actor, Claim)
    return (rows if unit is None else rows.filter(unit=unit)).order_by("said_on", "number")


def relays(actor: Actor, claim: Claim) -> QuerySet[ClaimRelay]:
    """Who passed a claim on."""
    return visible(actor, ClaimRelay).filter(claim=claim).order_by("published_on", "outlet")


def approved(actor: Actor, *, after: str = "") -> QuerySet[Statement]:
    """Our own figures that were approved, the latest first; those that come ``after`` one."""
    rows = visible(actor, Statement).filter(approved_at__isnull=False)
    if after:
        last = rows.filter(number=after).first()
        rows = rows.none() if last is None else rows.filter(_earlier(last))
    return rows.order_by("-approved_at", "-number")


def _earlier(last: Statement) -> Q:
    """Several can be approved in one moment."""
    at, number = last.approved_at, last.number
    return Q(approved_at__lt=at) | Q(approved_at=at, number__lt=number)
