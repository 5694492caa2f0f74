"""Operations, users, teams and access. Nobody gives themselves anything."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from imena.language import message
from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.models import (
    AccessGrant,
    Device,
    Membership,
    Operation,
    Site,
    Team,
    TeamSite,
    User,
)
from imena.registry.permissions import AREAS, ROLES, Need, apart, hidden_from
from imena.registry.refusals import Refused, breaks
from imena.registry.services.act import act
from imena.registry.services.acts import declare

BEGIN = declare("people.begin_operation", "operation", message("began an operation"))
ADD_USER = declare("people.add_user", "users", message("added a user"))
SET_PASSWORD = declare(
    "people.set_password", "users", message("gave a user a new password"), approvers=1
)
SUSPEND_USER = declare("people.suspend_user", "users", message("closed a user’s access"))
GIVE_ROLE = declare("people.give_role", "users", message("gave a user a role"), approvers=1)
END_ROLE = declare("people.end_role", "users", message("ended a user’s role"))
MAKE_TEAM = declare("people.make_team", "users", message("made a team"))
SEND_TEAM = declare("people.send_team", "users", message("sent a team to a site"))
RECALL_TEAM = declare("people.recall_team", "users", message("called a team back from a site"))
GRANT = declare("people.grant_access", "users", message("granted access for a time"), approvers=1)
END_GRANT = declare("people.end_grant", "users", message("ended an access"))
ENROL_DEVICE = declare("people.enrol_device", "users", message("enrolled a device"))
BAR_DEVICE = declare("people.bar_device", "users", message("barred a device"))

LONGEST_GRANT_DAYS = 30


def begin_operation(
    *,
    code: str,
    name_uk: str,
    name_en: str = "",
    administrators: Sequence[tuple[str, str, str]],
    device: str = "office",
) -> tuple[Operation, list[Actor]]:
    """The first act of a case file: an operation and its first two administrators.

    Only an empty case file allows it, so that it cannot be a way around what comes after.
    ``administrators`` are user name, name and password; two, since giving a role takes two people.

    Raises
    ------
    Refused
        Where the case file has users already, or there are not two administrators.
    """
    if len({username for username, _, _ in administrators}) < 2:
        raise Refused(message("An operation begins with two administrators: no one acts alone."))
    with transaction.atomic():
        if User.objects.exists():
            raise Refused(message("This case file has begun already."))
        operation_id, first = uuid.uuid4(), uuid.uuid4()
        beginner = Actor(
            first, administrators[0][1], operation_id, frozenset({"administrator"}), device=device
        )
        with act(beginner, BEGIN) as doing:
            operation = doing.create(
                Operation,
                id=operation_id,
                code=code,
                name_uk=name_uk,
                name_en=name_en,
                opened_on=clock.now().date(),
            )
            doing.create(Device, code=device, name=device)
            actors = []
            for number, (username, name, password) in enumerate(administrators):
                user = doing.create(
                    User,
                    id=first if number == 0 else uuid.uuid4(),
                    username=username,
                    display_name=name,
                    password=_hashed(password),
                )
                doing.create(Membership, user=user, role="administrator")
                actors.append(Actor(user.id, name, operation.id, beginner.roles, device=device))
    return operation, actors


def add_user(
    actor: Actor, *, username: str, display_name: str, password: str, language: str = "uk"
) -> User:
    """Somebody may sign in; what they may do comes with a role."""
    with act(actor, ADD_USER) as doing:
        return doing.create(
            User,
            username=username,
            display_name=display_name,
            password=_hashed(password),
            language=language,
        )


def set_password(actor: Actor, user: User, *, password: str, approvers: Sequence[Actor]) -> None:
    """A new password; the ledger says that it changed and nothing else of it.

    A second person stands behind it: whoever gives a signer a password could sign as them.
    """
    with act(actor, SET_PASSWORD, approvers=approvers) as doing:
        now = doing.lock(User, user.id)
        doing.keep_secret(now, password=_hashed(password))


def suspend_user(actor: Actor, user: User, *, seen: int, reason: str) -> User:
    """The user can no longer sign in; what they did stays theirs."""
    with act(actor, SUSPEND_USER, reason=reason) as doing:
        return doing.change(user, seen=seen, is_active=False)


def give_role(
    actor: Actor, user: User, role: str, *, approvers: Sequence[Actor], team: Team | None = None
) -> Membership:
    """A role, with a second person behind it. Not to oneself, and not approved by oneself.

    Raises
    ------
    Refused
        Where the user is the giver or an approver.
    Broken
        I31, where the user has a role, or was granted access, that sees what this one must not, or
        the other way round.
    """
    if role not in ROLES:
        raise Refused(message("There is no role “{role}”."), role=role)
    _not_for_oneself(user, [actor, *approvers])
    with act(actor, GIVE_ROLE, approvers=approvers) as doing:
        doing.lock(User, user.id)
        held = Membership.objects.filter(user=user, ended_at=None)
        for other in held.values_list("role", flat=True):
            if apart(role, other):
                raise breaks(
                    "I31",
                    message("The roles {role} and {other} are never one person’s."),
                    role=role,
                    other=other,
                )
        granted = AccessGrant.objects.filter(
            user=user, ended_at=None, expires_at__gt=clock.now(), area__in=hidden_from(role)
        )
        if granted.exists():
            raise breaks(
                "I31",
                message("This person was granted what the role {role} must not see: end it first."),
                role=role,
            )
        return doing.create(Membership, user=user, role=role, team=team)


def end_role(actor: Actor, membership: Membership, *, seen: int, reason: str) -> Membership:
    """The role ends now."""
    with act(actor, END_ROLE, reason=reason) as doing:
        return doing.change(membership, seen=seen, ended_at=clock.now())


def make_team(actor: Actor, *, code: str, name: str) -> Team:
    """People who will work together."""
    with act(actor, MAKE_TEAM) as doing:
        return doing.create(Team, code=code, name=name)


def send_team(actor: Actor, team: Team, site: Site) -> TeamSite:
    """From now on the site is the team's own."""
    with act(actor, SEND_TEAM) as doing:
        return doing.create(TeamSite, team=team, site=site)


def recall_team(actor: Actor, posted: TeamSite, *, seen: int) -> TeamSite:
    """From now on it is not."""
    with act(actor, RECALL_TEAM) as doing:
        return doing.change(posted, seen=seen, ended_at=clock.now())


def grant_access(
    actor: Actor,
    user: User,
    *,
    area: str,
    level: str,
    expires_at: datetime,
    reason: str,
    approvers: Sequence[Actor],
    sites: Iterable[Site] = (),
) -> AccessGrant:
    """Access beyond the role, to read or to write in one area, for at most 30 days.

    Raises
    ------
    Refused
        For oneself, without a reason, without an end, or for what no grant can give.
    Broken
        I31, for what a role of the user must never see.
    """
    if area not in AREAS or level not in (Need.READ.value, Need.WRITE.value):
        raise Refused(message("Such access cannot be granted."))
    if area in ("users", "policy", "audit", "laboratory"):
        raise Refused(message("Access to this area comes with a role, never by a grant."))
    if not reason.strip():
        raise Refused(message("Say what the access is for."))
    days = (expires_at - clock.now()).total_seconds() / 86400
    if not 0 < days <= LONGEST_GRANT_DAYS:
        raise Refused(message("A grant ends within {n} days."), n=LONGEST_GRANT_DAYS)
    _not_for_oneself(user, [actor, *approvers])
    with act(actor, GRANT, approvers=approvers, reason=reason) as doing:
        doing.lock(User, user.id)
        held = Membership.objects.filter(user=user, ended_at=None).values_list("role", flat=True)
        if any(area in hidden_from(role) for role in held):
            raise breaks("I31", message("What this person’s role must not see is never granted."))
        return doing.create(
            AccessGrant,
            user=user,
            area=area,
            level=level,
            sites=[str(doing.lock(Site, site.id).id) for site in sites],
            reason=reason,
            given_by=[str(actor.user), *(str(a.user) for a in approvers)],
            expires_at=expires_at,
        )


def end_grant(actor: Actor, grant: AccessGrant, *, seen: int) -> AccessGrant:
    """The access ends now."""
    with act(actor, END_GRANT) as doing:
        return doing.change(grant, seen=seen, ended_at=clock.now())


def enrol_device(actor: Actor, *, code: str, name: str) -> Device:
    """A machine with a chain of its own.

    Raises
    ------
    Refused
        For a code with a slash: what stands after one names another chain of the same machine.
    """
    if "/" in code:
        raise Refused(message("A device’s code has no slash."))
    with act(actor, ENROL_DEVICE) as doing:
        return doing.create(Device, code=code, name=name)


def bar_device(actor: Actor, device: Device, *, seen: int, reason: str) -> Device:
    """Nothing more is taken from this machine."""
    with act(actor, BAR_DEVICE, reason=reason) as doing:
        return doing.change(device, seen=seen, barred=True)


def _not_for_oneself(user: User, people: Iterable[Actor]) -> None:
    if any(person.user == user.id for person in people):
        raise Refused(message("Nobody gives themselves access, or stands behind their own."))


def _hashed(password: str) -> str:
    try:
        validate_password(password)
    except ValidationError as error:
        raise Refused(
            message("This password cannot be used: {why}"), why=" ".join(error.messages)
        ) from error
    user = User()
    user.set_password(password)
    return user.password
