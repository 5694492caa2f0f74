"""Others’ numbers and ours, as an actor may see them."""

from __future__ import annotations

from django.db.models import QuerySet

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


def approved(actor: Actor) -> QuerySet[Statement]:
    """Our own figures that were approved, the latest first."""
    rows = visible(actor, Statement).filter(approved_at__isnull=False)
    return rows.order_by("-approved_at", "-number")
