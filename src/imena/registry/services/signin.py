"""Who is there: a user name and a password, in an operation."""

from __future__ import annotations

import uuid

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from imena.language import message
from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.ledger.append import append
from imena.registry.ledger.event import composed
from imena.registry.models import Operation, User
from imena.registry.permissions import Need
from imena.registry.queries.people import actor_of
from imena.registry.refusals import NotYours, Refused
from imena.registry.services import second_factor
from imena.registry.services.acts import Act, declare

SIGN_IN = declare("signin.begin", "users", message("sign in"), Need.READ)
SIGN_OUT = declare("signin.end", "users", message("sign out"), Need.READ)


class CodeNeeded(Refused):
    """The password was right and a one-time code is asked for; ``actor`` is not signed in yet."""

    def __init__(self, actor: Actor) -> None:
        super().__init__(message("A one-time code is asked for."))
        self.actor = actor


def sign_in(
    username: str,
    password: str,
    *,
    code: str = "",
    operation: str = "",
    device: str = "office",
    purpose: str = "",
) -> Actor:
    """The actor that somebody is in an operation (its code; needless where there is only one).

    ``code`` is their one-time code, where one is asked of them.

    Raises
    ------
    CodeNeeded
        Where all else is right and a one-time code is asked for.
    Refused
        Where name and password do not belong together, the user is suspended, or the operation is
        not said and cannot be guessed. Which of the first two it was is not told.
    """
    wrong = Refused(message("User name and password do not belong together."))
    user = User.objects.filter(username=username).first()
    if user is None:
        make_password(password)
        raise wrong
    if not check_password(password, user.password):
        raise wrong
    chosen = Operation.objects.filter(**({"code": operation} if operation else {}))
    if len(chosen) != 1:
        raise Refused(
            message("Say which operation: {codes}."),
            codes=", ".join(Operation.objects.order_by("code").values_list("code", flat=True)),
        )
    try:
        actor = actor_of(user.id, chosen[0].id, device=device, purpose=purpose)
    except NotYours:
        raise wrong from None
    if user.code_secret and not code:
        raise CodeNeeded(actor)
    if user.code_secret:
        with_code(actor, code)
    return actor


def with_code(actor: Actor, code: str) -> None:
    """Take the one-time code of somebody whose password was right. Each code is taken once.

    Raises
    ------
    Refused
        For any other code.
    """
    with transaction.atomic():
        second_factor.check(User.objects.select_for_update().get(pk=actor.user), code)


def confirm(actor: Actor, password: str) -> None:
    """Make sure that whoever signs is who signed in: asked in place before every signature.

    Raises
    ------
    Refused
        Where the password is not the actor’s, or they are suspended.
    """
    user = User.objects.filter(pk=actor.user, is_active=True).first()
    if user is None or not check_password(password, user.password):
        raise Refused(message("This is not your password. Nothing was signed."))


def note(actor: Actor, what: Act) -> None:
    """Write down that a session began or ended, on the chain of the device’s readings."""
    event = composed(
        event=uuid.uuid4(),
        act=what.name,
        device=f"{actor.device}/reads",
        actor=actor.user,
        at=clock.moment(),
        subjects=[actor.user],
    )
    with transaction.atomic():
        append([event])
