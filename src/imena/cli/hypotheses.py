"""``imena hypotheses``: who may be whom, with figures, and first what speaks against it."""

from __future__ import annotations

import click

from imena.cli.signing_in import Caller, refusals, signing_in
from imena.language import Words, preferred

say = Words("reconcile", preferred())


@click.command(
    "hypotheses",
    help=say(
        "List possible names by number, the likeliest first; exclusions that stand come before "
        "them. Of one pair, what each piece of evidence says is shown. None of it is an identity."
    ),
)
@click.option("--individual", metavar="N", help=say("Of this individual only."))
@click.option("--missing", metavar="N", help=say("Of this missing person only."))
@signing_in
def command(individual: str | None, missing: str | None, caller: Caller) -> None:
    """List possible names."""
    actor = caller.signed_in()
    from imena.cli.reconcile_words import hypotheses
    from imena.registry.queries.reconciliation import listed

    with refusals():
        found = listed(actor, individual=individual, missing=missing)
    for line in hypotheses(say, found):
        click.echo(line)
