"""Who somebody is to the case file."""

from __future__ import annotations

import uuid

from imena.registry import clock
from imena.registry.actor import Actor, Grant
from imena.registry.models import AccessGrant, Device, Membership, TeamSite, User
from imena.registry.services.refusals import NotYours


def actor_of(
    user: uuid.UUID, operation: uuid.UUID, *, device: str = "office", purpose: str = ""
) -> Actor:
    """The actor that a user is in an operation, with the roles and grants that hold now.

    Raises
    ------
    NotYours
        Where there is no such active user, or the device is barred.
    """
    person = User.objects.filter(pk=user, is_active=True).first()
    if person is None or Device.objects.filter(code=device, barred=True).exists():
        raise NotYours
    held = Membership.objects.filter(user=user, operation=operation, ended_at=None)
    roles, teams = set(), set()
    for role, team in held.values_list("role", "team_id"):
        roles.add(role)
        if team is not None:
            teams.add(team)
    sites = TeamSite.objects.filter(team__in=teams, ended_at=None).values_list("site_id", flat=True)
    grants = AccessGrant.objects.filter(
        user=user, operation=operation, ended_at=None, expires_at__gt=clock.now()
    )
    return Actor(
        user=person.id,
        name=person.display_name,
        operation=operation,
        roles=frozenset(roles),
        teams=frozenset(teams),
        sites=frozenset(sites),
        grants=tuple(
            Grant(g.area, g.level, frozenset(uuid.UUID(s) for s in g.sites)) for g in grants
        ),
        device=device,
        purpose=purpose,
    )
