"""Who runs a command on the case file: a user who signs in, and whoever stands behind them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from imena.language import Words, preferred

if TYPE_CHECKING:
    from imena.registry.actor import Actor

say = Words("registry", preferred())

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True)
class Caller:
    """Whoever calls a command, as they name themselves; nothing is asked until they sign in."""

    username: str
    operation: str
    purpose: str

    def signed_in(self) -> Actor:
        """The actor that they are, once the password is right."""
        opened()
        with refusals():
            return _with_code(
                self.username,
                _password(self.username),
                operation=self.operation,
                purpose=self.purpose,
            )

    def approvers(self, usernames: Sequence[str]) -> list[Actor]:
        """Who stands behind an act: each signs in with a password of their own, typed here."""
        found = []
        for username in usernames:
            with refusals():
                password = prompted(username)
                found.append(_with_code(username, password, operation=self.operation))
        return found


def signing_in(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command ``--as``, ``--operation`` and ``--purpose``; hand them over as ``caller``."""

    @wraps(command)
    def called(*given: Any, username: str, operation: str, purpose: str, **options: Any) -> Any:
        return command(*given, caller=Caller(username, operation, purpose), **options)

    found: Callable[..., Any] = called
    for option in reversed(
        (
            click.option(
                "--as",
                "username",
                required=True,
                help=say(
                    "Your user name. The password is asked for, or read from the file that "
                    "IMENA_PASSWORD_FILE names."
                ),
            ),
            click.option("--operation", default="", help=say("The operation’s code, if several.")),
            click.option(
                "--purpose", default="", help=say("What you read about named people for.")
            ),
        )
    ):
        found = option(found)
    return found


def approver_option(command: Command) -> Command:
    """Give a command ``--approver``: who stands behind it; see :meth:`Caller.approvers`."""
    option = click.option("--approver", required=True, help=say("The second person’s user name."))
    return option(command)


def opened(*, checked: bool = True) -> None:
    """Make the case file's services importable; refuse a case file that was not begun.

    ``checked`` looks for damage first; what judges or saves a damaged one does without.

    Raises
    ------
    click.ClickException
        Where this machine may not open it, or there is none yet.
    imena.registry.engine.judgement.UnsafeError
        Where it is damaged.
    """
    from imena.registry.start import start

    start()
    from django.db import DatabaseError

    from imena.registry.queries.people import has_begun

    try:
        begun = has_begun()
    except DatabaseError as error:
        raise click.ClickException(say("The case file does not open: {why}", why=error)) from error
    if not begun:
        raise click.ClickException(say("There is no case file here yet: imena init begins one."))
    if checked:
        from imena.registry.at_start import check_at_start

        check_at_start()


def _with_code(username: str, password: str, **given: str) -> Actor:
    """Sign in, asking for a one-time code where one is needed."""
    from imena.registry.services.signin import CodeNeeded, sign_in

    try:
        return sign_in(username, password, **given)
    except CodeNeeded:
        code = click.prompt(say("One-time code of {user}", user=username), err=True)
        return sign_in(username, password, code=str(code), **given)


@contextmanager
def refusals() -> Iterator[None]:
    """Say a refusal of the case file as the command's error."""
    from imena.registry.refusals import Refused

    try:
        yield
    except Refused as error:
        raise click.ClickException(error.said(preferred())) from error


def prompted(username: str) -> str:
    """A password typed at the keyboard, whatever file is named for others."""
    asked = say("Password of {user}", user=username)
    return str(click.prompt(asked, hide_input=True, err=True))


def _password(username: str) -> str:
    kept = os.environ.get("IMENA_PASSWORD_FILE")
    if kept:
        return Path(kept).read_text(encoding="utf-8").rstrip("\n")
    return prompted(username)
