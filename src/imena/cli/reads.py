"""``imena reads``: about how many people one has read today, and going on beyond what is usual."""

from __future__ import annotations

import click

from imena.cli.signing_in import Caller, refusals, signing_in
from imena.language import Words, preferred

say = Words("registry", preferred())


@click.command(
    "reads",
    help=say(
        "Say about how many named people you have read in the last 24 hours, and how many are "
        "usual here (IMENA_NAMED_READS). Whoever needs more says why with --more; that stands in "
        "the ledger, where auditors see it."
    ),
)
@click.option("--more", default="", metavar="WHY", help=say("Why you read about more people."))
@signing_in
def command(more: str, caller: Caller) -> None:
    """Say how many, and let them go on."""
    actor = caller.signed_in()
    from imena.registry.queries.reading import today
    from imena.registry.services.reading_on import go_on

    with refusals():
        told = go_on(actor, reason=more) if more else today(actor)
    if told.limit:
        click.echo(say("People read about: {read} of {limit}.", read=told.read, limit=told.limit))
    else:
        click.echo(say("People read about: {read}.", read=told.read))
