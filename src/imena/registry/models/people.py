"""Operations, users and what they may see; persons themselves are in `antemortem`."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from imena.registry.models.record import Coded, Entry, Record, belongs, listed, may_belong, text
from imena.registry.models.rows import Kept


class Operation(Entry):
    """A piece of work under one authority: everything belongs to exactly one."""

    AREA = "operation"

    code = models.CharField(max_length=16, unique=True)
    name_uk = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    opened_on = models.DateField()


class Users(BaseUserManager["User"], Kept["User"]):
    """The rows of users, as Django's sign-in asks for them."""


class User(AbstractBaseUser, Entry):
    """Somebody who signs in. What they may do stands in their memberships."""

    AREA = "users"
    USERNAME_FIELD = "username"

    username = models.CharField(max_length=64, unique=True)
    display_name = models.CharField(max_length=200)
    language = models.CharField(max_length=2, default="uk")
    is_active = models.BooleanField(default=True)
    # What one-time codes are made from, empty where none are asked for, and the last one taken.
    code_secret = models.CharField(max_length=64, blank=True)
    code_step = models.BigIntegerField(null=True, blank=True)

    objects: ClassVar[Users] = Users()


class Device(Entry):
    """A machine that writes a chain of its own."""

    AREA = "users"

    code = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    barred = models.BooleanField(default=False)


class Team(Record):
    """People who work together at some sites: what "own" means for them."""

    AREA = "users"

    code = models.CharField(max_length=32)
    name = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint("operation", "code", name="team_code_once")]


class TeamSite(Record):
    """A team works at a site until it does not."""

    AREA = "users"
    SITE = "site"

    team = belongs("Team")
    site = belongs("Site")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "team", "site", condition=Q(ended_at=None), name="team_at_site_once"
            )
        ]


class Membership(Record):
    """A user holds a role in an operation until it ends."""

    AREA = "users"

    user = belongs("User")
    role = Coded("role")
    team = may_belong("Team")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "operation", "user", "role", condition=Q(ended_at=None), name="role_held_once"
            )
        ]


class AccessGrant(Record):
    """Access beyond the role, to one area, given by two people and for a time."""

    AREA = "users"

    user = belongs("User")
    area = models.CharField(max_length=32)
    level = models.CharField(max_length=8)
    sites = listed()
    reason = text()
    given_by = listed()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)


class ApiToken(Record):
    """What a machine signs in with, in its user’s name and within ``scopes``, until it ends.

    Only a hash of the token is kept: whoever reads this row cannot sign in with it.
    """

    AREA = "users"

    user = belongs("User")
    name = models.CharField(max_length=100)
    # "custody:write": an area of the matrix, and "read" or "write".
    scopes = listed()
    secret_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)


class Passkey(Entry):
    """A key that a device keeps and proves to have, asked for beside the password."""

    AREA = "users"

    user = belongs("User", related_name="passkeys")
    name = models.CharField(max_length=100)
    # Both in base64url, as browsers speak of them; the private half never leaves the device.
    credential = models.CharField(max_length=1400, unique=True)
    public_key = text()
    # How often it was used, by its own count: one that falls back was copied.
    sign_count = models.PositiveBigIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
