"""A one-time code besides the password: taken on by oneself, taken off by two others."""

from __future__ import annotations

from collections.abc import Sequence

from imena.language import message
from imena.registry import clock, one_time_code
from imena.registry.actor import Actor
from imena.registry.models import Passkey, User
from imena.registry.permissions import Need
from imena.registry.refusals import Refused
from imena.registry.services.act import act
from imena.registry.services.acts import declare

# Every role reads the operation: whoever has one may make their own sign-in safer.
TAKE_ON = declare("signin.take_on_code", "operation", message("take on one-time codes"), Need.READ)
TAKE_OFF = declare(
    "signin.take_off_code", "users", message("take one-time codes off a user"), approvers=1
)


def take_on(actor: Actor, *, secret: str, code: str) -> None:
    """From now on the actor’s sign-in asks for a code; ``code`` shows that theirs come out right.

    Raises
    ------
    Refused
        Where it does not, or the actor gives codes already: those are taken off by two others.
    """
    step = one_time_code.step_of(secret, code, clock.now(), after=None)
    if step is None:
        raise wrong_code()
    with act(actor, TAKE_ON) as doing:
        now = doing.lock(User, actor.user)
        if now.code_secret:
            raise Refused(message("One-time codes are asked for already."))
        doing.keep_secret(now, code_secret=secret, code_step=step)


def take_off(actor: Actor, user: User, *, approvers: Sequence[Actor]) -> None:
    """The user’s telephone is lost: their sign-in asks for no code until they take on a new one,
    and no passkey of theirs stands.

    A second person stands behind it: alone, an administrator could sign in as anybody.
    """
    with act(actor, TAKE_OFF, approvers=approvers) as doing:
        now = doing.lock(User, user.id)
        doing.keep_secret(now, code_secret="", code_step=None)
        for passkey in Passkey.objects.filter(user=now, ended_at=None):
            doing.change(passkey, seen=passkey.version, ended_at=clock.now())


def check(user: User, code: str) -> None:
    """Take ``code`` for this user’s, once.

    Raises
    ------
    Refused
        Where it is not their code of about now, or was taken before.
    """
    step = one_time_code.step_of(user.code_secret, code, clock.now(), after=user.code_step)
    if step is None:
        raise wrong_code()
    user.code_step = step
    user.save(force_update=True, update_fields=["code_step"])


def wrong_code() -> Refused:
    """What is said of a code that is not taken; why it is not, is not."""
    return Refused(message("This is not the code of this moment. Wait for the next one."))
