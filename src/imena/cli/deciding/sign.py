"""``imena sign``: a decision is read, and then signed by whoever has read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from imena.cli.signing_in import Caller, prompted, refusals, signing_in
from imena.language import Words, preferred

if TYPE_CHECKING:
    from imena.registry.actor import Actor

say = Words("deciding", preferred())


@click.command(
    "sign",
    help=say(
        "Print the decision NUMBER with its digest, ask for your password once more, and sign. "
        "With the last signature that its policy asks for, it is confirmed, if all that it needs "
        "stands at that moment."
    ),
)
@click.argument("number")
@click.option("--role", default="", help=say("The role you sign in, where you have several."))
@click.option(
    "--digest",
    default="",
    help=say("Sign only what has this digest: what you read before, on paper or on a screen."),
)
@signing_in
def command(number: str, role: str, digest: str, caller: Caller) -> None:
    """Sign a decision."""
    actor = caller.signed_in()
    from imena.cli.deciding.words import reading_in_words, term
    from imena.registry.queries.deciding import reading_of
    from imena.registry.queries.finding import by_number
    from imena.registry.services.decisions import sign
    from imena.registry.services.signin import confirm

    with refusals():
        decision: Any = by_number(actor, number)
        read = reading_of(actor, decision)
        for line in reading_in_words(say, read):
            click.echo(line)
        confirm(actor, prompted(caller.username))
        signed = sign(actor, decision, role=_role(actor, role), digest=digest or read.digest)
    status = term(say, "decision_status", signed.status)
    click.echo(say("Signed. {number}: {status}.", number=signed.number, status=status))


def _role(actor: Actor, role: str) -> str:
    """The role to sign in: the one stated, or the only one that signs anything."""
    if role:
        return role
    may = sorted(actor.roles & {"board", "prosecutor"}) or sorted(actor.roles)
    if len(may) != 1:
        raise click.UsageError(say("Say in which role you sign: {roles}.", roles=", ".join(may)))
    return may[0]
