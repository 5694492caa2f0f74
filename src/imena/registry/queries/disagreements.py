"""Where markers of a site and its graves do not say the same: shown, and settled elsewhere."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db.models import Count, F, Q

from imena.registry.actor import Actor
from imena.registry.models import Marker, Site
from imena.registry.queries.visible import one, visible

#: Shown of one site.
SHOWN = 6


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A marker that does not agree: ``kind`` is ``otherwise`` (it was found not to be so; ``by``
    says by what), ``nobody`` (the grave under it is empty), ``no_grave`` (it stands on none) or
    ``twice`` (its number stands on another grave too). ``text`` is what is on it (I5)."""

    kind: str
    grave: str
    number: str
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class Disagreements:
    """Those of one site in the order of its graves: the first, and how many there are in all."""

    rows: tuple[Disagreement, ...]
    total: int


def disagreements(actor: Actor, site: uuid.UUID) -> Disagreements:
    """The markers of a site that do not agree with its graves.

    Raises
    ------
    NotYours
        Where there is no such site that the actor may see.
    """
    markers = visible(actor, Marker).filter(site=one(actor, Site, pk=site))
    graves_of = markers.exclude(number="").order_by().values("number")
    twice = graves_of.annotate(graves=Count("burial_unit", distinct=True)).filter(graves__gt=1)
    found = markers.filter(
        Q(proved_wrong=True)
        | Q(burial_unit__state="empty")
        | Q(burial_unit=None)
        | Q(number__in=twice.values("number"))
    )
    in_order = found.select_related("burial_unit").order_by(
        F("burial_unit__number").asc(nulls_last=True), "number", "text_verbatim"
    )
    return Disagreements(tuple(map(_told, in_order[:SHOWN])), found.count())


def _told(marker: Marker) -> Disagreement:
    grave = marker.burial_unit
    if marker.proved_wrong:
        kind = "otherwise"
    elif grave is None:
        kind = "no_grave"
    else:
        kind = "nobody" if grave.state == "empty" else "twice"
    return Disagreement(
        kind,
        grave.number if grave else "",
        marker.number,
        marker.text_verbatim,
        marker.proved_wrong_by,
    )
