"""``imena notify``: the family was told, after the decision and by their own rules."""

from __future__ import annotations

from typing import Any

import click

from imena.cli.signing_in import Caller, refusals, signing_in
from imena.language import Words, preferred

say = Words("deciding", preferred())


@click.command(
    "notify",
    help=say(
        "PERSON was told what DECISION says, both by number. Refused before it is confirmed, to "
        "whoever is not of the family, and against the person’s own rules of contact."
    ),
)
@click.argument("decision")
@click.argument("person")
@click.option("--manner", required=True, help=say("A term of notification_manner."))
@click.option("--together-with", default="", metavar="N", help=say("Who was there with them."))
@click.option("--note", default="", help=say("How it went; kept under the person’s key."))
@signing_in
def command(
    decision: str,
    person: str,
    manner: str,
    together_with: str,
    note: str,
    caller: Caller,
) -> None:
    """Record that a family was told."""
    actor = caller.signed_in()
    from imena.registry.queries.finding import by_number
    from imena.registry.services.families import notify

    with refusals():
        found: Any = by_number(actor, decision)
        whom: Any = by_number(actor, person)
        beside: Any = by_number(actor, together_with) if together_with else None
        told = notify(actor, found, whom, manner=manner, together_with=beside, note=note)
    click.echo(say("{number}: the family was told.", number=told.number))
