"""Who is there: a user name and a password, in an operation."""

from __future__ import annotations

from django.contrib.auth.hashers import check_password, make_password

from imena.language import message
from imena.registry.actor import Actor
from imena.registry.models import Operation, User
from imena.registry.queries.people import actor_of
from imena.registry.refusals import NotYours, Refused


def sign_in(
    username: str, password: str, *, operation: str = "", device: str = "office", purpose: str = ""
) -> Actor:
    """The actor that somebody is in an operation (its code; needless where there is only one).

    Raises
    ------
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
        return actor_of(user.id, chosen[0].id, device=device, purpose=purpose)
    except NotYours:
        raise wrong from None
