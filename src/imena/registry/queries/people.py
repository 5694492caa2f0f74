"""Who somebody is to the case file."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db import connection

from imena.language import message
from imena.registry import clock
from imena.registry.actor import Actor, Grant
from imena.registry.models import AccessGrant, Device, Membership, Operation, TeamSite, User
from imena.registry.queries.visible import visible
from imena.registry.refusals import NotYours, Refused

#: The machine that the case file is kept on: the one device that nobody enrols.
OFFICE = "office"


@dataclass(frozen=True, slots=True)
class UserLine:
    """A user as they are listed: their roles in this operation, that hold now."""

    username: str
    name: str
    active: bool
    roles: tuple[str, ...]


def actor_of(
    user: uuid.UUID, operation: uuid.UUID, *, device: str = "office", purpose: str = ""
) -> Actor:
    """The actor that a user is in an operation, with the roles and grants that hold now.

    Raises
    ------
    NotYours
        Where there is no such active user, or the device is barred or was never enrolled.
    """
    person = User.objects.filter(pk=user, is_active=True).first()
    known = dict(Device.objects.filter(code=device).values_list("code", "barred"))
    if person is None or known.get(device, device != OFFICE):
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


def mark_of(user: uuid.UUID) -> str:
    """What changes with a user’s password: a session that holds another mark is over."""
    return User.objects.get(pk=user).get_session_auth_hash()


def language_of(actor: Actor) -> str:
    """The language somebody is spoken to in."""
    return User.objects.values_list("language", flat=True).get(pk=actor.user)


def gives_codes(actor: Actor) -> bool:
    """Whether the actor’s sign-in asks for a one-time code."""
    return User.objects.filter(pk=actor.user).exclude(code_secret="").exists()


def username_of(actor: Actor) -> str:
    """The name somebody signs in with."""
    return User.objects.values_list("username", flat=True).get(pk=actor.user)


def operation_name(actor: Actor, language: str) -> str:
    """What the actor’s operation is called."""
    found = Operation.objects.get(pk=actor.operation)
    return found.name_en if language == "en" and found.name_en else found.name_uk


def operation_code(actor: Actor) -> str:
    """The code of the actor’s operation, as a sign-in asks for it."""
    return Operation.objects.values_list("code", flat=True).get(pk=actor.operation)


def users(actor: Actor) -> list[UserLine]:
    """Everybody who may sign in, by user name; empty for who may not see it."""
    held: dict[uuid.UUID, list[str]] = {}
    for user, role in visible(actor, Membership).filter(ended_at=None).values_list("user", "role"):
        held.setdefault(user, []).append(role)
    return [
        UserLine(u.username, u.display_name, u.is_active, tuple(sorted(held.get(u.id, ()))))
        for u in visible(actor, User).order_by("username")
    ]


def user_named(username: str) -> User:
    """The user with this name.

    Raises
    ------
    Refused
        Where there is none.
    """
    found = User.objects.filter(username=username).first()
    if found is None:
        raise Refused(message("There is no user “{user}”."), user=username)
    return found


def has_begun() -> bool:
    """Whether a case file was begun here: its tables are there and it has users."""
    if User._meta.db_table not in connection.introspection.table_names():
        return False
    return User.objects.exists()
