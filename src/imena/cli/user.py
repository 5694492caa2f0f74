"""``imena user``: who may sign in, and with which role."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from imena.cli.signing_in import Caller, approver_option, refusals, signing_in
from imena.language import Words, preferred

if TYPE_CHECKING:
    from imena.registry.models.people import User

say = Words("registry", preferred())


@click.group("user", help=say("Users and their roles."))
def command() -> None:
    """Users."""


@command.command("add", help=say("Let somebody sign in. A role comes with “imena user role”."))
@click.argument("new")
@click.option("--name", required=True, help=say("The person’s name."))
@signing_in
def add(new: str, name: str, caller: Caller) -> None:
    """Add a user."""
    actor = caller.signed_in()
    from imena.registry.services.people import add_user

    password = str(
        click.prompt(
            say("Password of {user}", user=new),
            hide_input=True,
            confirmation_prompt=True,
            err=True,
        )
    )
    with refusals():
        add_user(actor, username=new, display_name=name, password=password)
    click.echo(say("{user} may sign in.", user=new))


@command.command("role", help=say("Give USER a role. A second person signs in to stand behind it."))
@click.argument("user")
@click.argument("role")
@approver_option
@signing_in
def role(user: str, role: str, approver: str, caller: Caller) -> None:
    """Give a role."""
    actor = caller.signed_in()
    from imena.registry.services.people import give_role

    behind = caller.approvers([approver])
    with refusals():
        give_role(actor, _named(user), role, approvers=behind)
    click.echo(say("{user} has the role {role}.", user=user, role=role))


@command.command("suspend", help=say("Close USER’s access. What they did stays theirs."))
@click.argument("user")
@click.option("--reason", required=True, help=say("Why."))
@signing_in
def suspend(user: str, reason: str, caller: Caller) -> None:
    """Suspend a user."""
    actor = caller.signed_in()
    from imena.registry.services.people import suspend_user

    with refusals():
        found = _named(user)
        suspend_user(actor, found, seen=found.version, reason=reason)
    click.echo(say("{user} can no longer sign in.", user=user))


@command.command("list", help=say("List users with their roles."))
@signing_in
def listed(caller: Caller) -> None:
    """List users."""
    actor = caller.signed_in()
    from imena.registry.queries.people import users

    with refusals():
        for line in users(actor):
            state = "" if line.active else say(" (suspended)")
            roles = ", ".join(line.roles) or "—"
            click.echo(f"{line.username}{state}  {line.name}: {roles}")


def _named(username: str) -> User:
    from imena.registry.queries.people import user_named

    return user_named(username)
