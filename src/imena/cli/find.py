"""``imena find``: people by a name, however somebody spells it."""

from __future__ import annotations

import click

from imena.cli.signing_in import Caller, refusals, signing_in
from imena.language import Words, preferred

say = Words("missing", preferred())


@click.command(
    "find",
    help=say(
        "Find people whom you may see by NAME: in Ukrainian, Russian or Latin letters, a short "
        "form, a misspelling, words in any order. The search is written down with its purpose."
    ),
)
@click.argument("name", nargs=-1, required=True)
@click.option(
    "--limit",
    type=click.IntRange(1, 50),
    default=20,
    show_default=True,
    help=say("Show so many at most."),
)
@signing_in
def command(name: tuple[str, ...], limit: int, caller: Caller) -> None:
    """Find people by name."""
    actor = caller.signed_in()
    from imena.cli.missing_words import found
    from imena.registry.queries.by_name import find

    with refusals():
        people = find(actor, " ".join(name), limit=limit)
    for line in found(say, people):
        click.echo(line)
