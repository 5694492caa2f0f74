"""Passkeys: what a device proves to have, in place of the one-time code at the sign-in.

They stand beside one-time codes and never alone, so that nobody is locked out with a device, and
whoever stands behind an act in another’s form can say who they are.
"""

from __future__ import annotations

import uuid

from django.db import transaction

from imena.language import message
from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.models import Passkey, User
from imena.registry.permissions import Need
from imena.registry.refusals import NotYours, Refused
from imena.registry.services.act import act
from imena.registry.services.acts import declare

ADD = declare("signin.add_passkey", "operation", message("added a passkey"), Need.READ)
END = declare("signin.end_passkey", "operation", message("ended a passkey"), Need.READ)


def add(actor: Actor, *, name: str, credential: str, public_key: str, sign_count: int) -> Passkey:
    """From now on this device of the actor’s does in place of a one-time code.

    Raises
    ------
    Refused
        Without a name, or where no one-time codes were taken on.
    """
    if not name.strip():
        raise Refused(message("Say which device it is."))
    with act(actor, ADD) as doing:
        user = doing.lock(User, actor.user)
        if not user.code_secret:
            raise Refused(message("Take on one-time codes first: a device can be lost."))
        return doing.create(
            Passkey,
            user=user,
            name=name.strip(),
            credential=credential,
            public_key=public_key,
            sign_count=sign_count,
        )


def end(actor: Actor, passkey: uuid.UUID, *, seen: int) -> Passkey:
    """This device of the actor’s opens nothing from now on.

    Raises
    ------
    NotYours
        For somebody else’s.
    """
    with act(actor, END) as doing:
        now = doing.lock(Passkey, passkey)
        if now.user_id != actor.user:
            raise NotYours
        return doing.change(now, seen=seen, ended_at=clock.now())


def used(actor: Actor, *, credential: str, sign_count: int) -> None:
    """The device has proved to have its key: keep its count.

    Raises
    ------
    Refused
        Where it has none that stands, or counts behind what it had counted: then it was copied.
    """
    with transaction.atomic():
        rows = Passkey.objects.select_for_update().filter(user=actor.user, ended_at=None)
        found = rows.filter(credential=credential).first()
        # Many devices do not count at all and always say 0.
        if found is None or ((sign_count or found.sign_count) and sign_count <= found.sign_count):
            raise unknown()
        found.sign_count = sign_count
        found.save(force_update=True, update_fields=["sign_count"])


def unknown() -> Refused:
    """What is said of a device that is not taken; why it is not, is not."""
    return Refused(message("This device is not known here. Use a one-time code."))
