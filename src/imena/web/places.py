"""The seven places, always in this order; nobody sees one in which they have no rights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import NoReverseMatch, resolve, reverse

from imena.language import message
from imena.registry.actor import Actor
from imena.registry.queries.sites import sites
from imena.web.access import access_of


@dataclass(frozen=True, slots=True)
class Place:
    """A place: the name of its first page's address, and what it is called."""

    name: str
    title: str


PLACES = (
    Place("today", message("Today")),
    Place("way", message("The way")),
    Place("sites", message("Sites")),
    Place("bodies", message("Bodies")),
    Place("families", message("Families")),
    Place("decisions", message("Decisions")),
    Place("figures", message("Figures")),
)
#: What is reached from one’s own account: administration and the audit.
DESK = (
    Place("users", message("Users")),
    Place("ranges", message("Ranges of numbers")),
    Place("vocabularies", message("Vocabularies")),
    Place("policies", message("Policies")),
    Place("audit", message("Audit")),
    Place("why", message("Why may I see this?")),
)


def places_for(actor: Actor, places: Sequence[Place] = PLACES) -> list[tuple[Place, str]]:
    """Those of ``places`` that ``actor`` may open, with their addresses."""
    found = []
    for place in places:
        address = _address(place.name)
        if address and _open(address, actor):
            found.append((place, address))
    return found


def first_page(actor: Actor) -> str:
    """Where somebody’s day begins: a team at its own site, the mortuary at its door."""
    if actor.roles == {"mortuary"}:
        return _address("arrivals")
    if actor.roles == {"field_team"} and len(own := sites(actor).rows) == 1:
        return reverse("site", args=[own[0].code])
    return _address("today")


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _open(address: str, actor: Actor) -> bool:
    access = access_of(resolve(address).func)
    return access is not None and access.open_to(actor)
