"""Whoever signs says who they are once more, and a second person says so beside them.

Both are asked in the form itself; wrong passwords make both wait, as at the sign-in.
"""

from __future__ import annotations

from imena.registry.actor import Actor
from imena.registry.queries.people import operation_code, username_of
from imena.registry.refusals import TOO_OFTEN, Refused
from imena.registry.services import signin
from imena.web import throttle
from imena.web.request import Request


def confirm(request: Request) -> None:
    """Make sure that the person at the keyboard is who signed in: ``password`` of the form.

    Raises
    ------
    Refused
        For a wrong password, and after five of them for any.
    """
    username = username_of(request.actor)
    _check_waits(username)
    try:
        signin.confirm(request.actor, request.POST.get("password", ""))
    except Refused:
        throttle.failed(username)
        raise
    throttle.succeeded(username)


def second_person(request: Request, field: str = "second") -> Actor:
    """Who stands behind an act: they sign in within the form, for this one act.

    Raises
    ------
    Refused
        Where they are not who they say, or a one-time code is asked of them and not given.
    """
    username = request.POST.get(f"{field}_user", "").strip()
    _check_waits(username)
    try:
        found = signin.sign_in(
            username,
            request.POST.get(f"{field}_password", ""),
            code=request.POST.get(f"{field}_code", "").strip(),
            operation=operation_code(request.actor),
        )
    except signin.CodeNeeded:
        raise
    except Refused:
        throttle.failed(username)
        raise
    throttle.succeeded(username)
    return found


def _check_waits(username: str) -> None:
    if throttle.waits(username):
        raise Refused(TOO_OFTEN)
