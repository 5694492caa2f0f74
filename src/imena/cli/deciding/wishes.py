"""``imena wishes``: what a family wants done with partial and with later-found remains."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from imena.cli.signing_in import Caller, refusals, signing_in
from imena.language import Words, preferred

say = Words("deciding", preferred())


@click.group("wishes", help=say("What families wish, asked before anything leaves."))
def command() -> None:
    """Wishes."""


@command.command(
    "record",
    help=say("What PERSON wishes for MISSING, by number; asked again after each new association."),
)
@click.argument("person")
@click.argument("missing")
@click.option("--partial", required=True, help=say("If not all was found: a term of wish_partial."))
@click.option("--later", required=True, help=say("If more is found later: a term of wish_later."))
@click.option(
    "--on", "asked_on", required=True, type=click.DateTime(["%Y-%m-%d"]), help=say("When asked.")
)
@signing_in
def record(
    person: str,
    missing: str,
    partial: str,
    later: str,
    asked_on: datetime,
    caller: Caller,
) -> None:
    """Record a wish."""
    actor = caller.signed_in()
    from imena.registry.queries.finding import by_number
    from imena.registry.services.families import ask_wishes

    with refusals():
        whose: Any = by_number(actor, person)
        of: Any = by_number(actor, missing)
        ask_wishes(
            actor,
            whose,
            missing=of,
            partial_remains=partial,
            later_found=later,
            asked_on=asked_on.date(),
        )
    click.echo(say("It is recorded what {person} wishes.", person=whose.code))


@command.command("again", help=say("List whom to ask again: more was found since they were asked."))
@signing_in
def again(caller: Caller) -> None:
    """List whom to ask again."""
    actor = caller.signed_in()
    from imena.registry.queries.returning import asked_before

    with refusals():
        for wish in asked_before(actor):
            click.echo(f"{wish.person}  {wish.missing}  {wish.asked_on:%Y-%m-%d}")
