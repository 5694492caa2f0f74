"""``imena team``: who works together, and at which sites."""

from __future__ import annotations

import click

from imena.cli.signing_in import Caller, approver_option, refusals, signing_in
from imena.language import Words, preferred

say = Words("registry", preferred())


@click.group("team", help=say("Teams, who belongs to them, and the sites that are theirs."))
def command() -> None:
    """Teams."""


@command.command("make", help=say("Make a team, called CODE for short."))
@click.argument("code")
@click.option("--name", required=True, help=say("The team’s name."))
@signing_in
def make(code: str, name: str, caller: Caller) -> None:
    """Make a team."""
    actor = caller.signed_in()
    from imena.registry.services.people import make_team

    with refusals():
        make_team(actor, code=code, name=name)
    click.echo(say("Team {team} is made.", team=code))


@command.command(
    "join",
    help=say("Let USER work in TEAM, in the field. A second person signs in to stand behind it."),
)
@click.argument("user")
@click.argument("team")
@approver_option
@signing_in
def join(user: str, team: str, approver: str, caller: Caller) -> None:
    """Join a team."""
    actor = caller.signed_in()
    from imena.registry.queries.numbers import receiver
    from imena.registry.queries.people import user_named
    from imena.registry.services.people import give_role

    behind = caller.approvers([approver])
    with refusals():
        whose, _ = receiver(actor, team)
        give_role(actor, user_named(user), "field_team", approvers=behind, team=whose)
    click.echo(say("{user} works in team {team}.", user=user, team=team))


@command.command(
    "send", help=say("Send TEAM to SITE: what is there is from now on theirs to record.")
)
@click.argument("team")
@click.argument("site")
@signing_in
def send(team: str, site: str, caller: Caller) -> None:
    """Send a team."""
    actor = caller.signed_in()
    from imena.registry.queries.numbers import receiver
    from imena.registry.services.people import send_team

    with refusals():
        whose, where = receiver(actor, team, site)
        assert where is not None
        send_team(actor, whose, where)
    click.echo(say("Team {team} works at {site}.", team=team, site=site))
