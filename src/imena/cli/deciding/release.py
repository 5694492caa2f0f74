"""``imena release``: remains leave for their family, checked by two at the door."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from imena.cli.signing_in import Caller, refusals, signing_in
from imena.language import Words, preferred

say = Words("deciding", preferred())


@click.group("release", help=say("Return remains to their family. No single person can do it."))
def command() -> None:
    """Releases."""


@command.command(
    "authorise",
    help=say(
        "Allow that INDIVIDUAL, named by DECISION, goes to a recipient. All that a release needs "
        "is asked now, and again at the door. For prosecutors."
    ),
)
@click.argument("decision")
@click.argument("individual")
@click.option("--recipient", required=True, metavar="N", help=say("Who receives them."))
@click.option("--proof", required=True, help=say("What proves the recipient’s right."))
@click.option("--authorisation", required=True, help=say("By which permission."))
@signing_in
def authorise(
    decision: str,
    individual: str,
    recipient: str,
    proof: str,
    authorisation: str,
    caller: Caller,
) -> None:
    """Authorise a release."""
    actor = caller.signed_in()
    from imena.registry.queries.finding import by_number
    from imena.registry.services import returning

    with refusals():
        found: Any = by_number(actor, decision)
        body: Any = by_number(actor, individual)
        whom: Any = by_number(actor, recipient)
        made = returning.authorise(
            actor, found, body, recipient=whom, recipient_proof=proof, authorisation=authorisation
        )
    click.echo(say("{number} is authorised.", number=made.number))


@command.command(
    "hand-over",
    help=say(
        "At the door: you read every tag, then a second person signs in and reads every tag too. "
        "Where either differs from the decision nothing leaves, and an incident is opened."
    ),
)
@click.argument("number")
@click.option("--tag", "tags", multiple=True, required=True, help=say("A tag as you read it."))
@click.option("--witness", required=True, metavar="USER", help=say("Who reads them after you."))
@click.option(
    "--witness-tag", "theirs", multiple=True, help=say("A tag as the witness reads it; else asked.")
)
@signing_in
def hand_over(
    number: str,
    tags: tuple[str, ...],
    witness: str,
    theirs: tuple[str, ...],
    caller: Caller,
) -> None:
    """Hand remains over."""
    actor = caller.signed_in()
    from imena.registry.queries.finding import by_number
    from imena.registry.services import returning

    with refusals():
        release: Any = by_number(actor, number)
        (other,) = caller.approvers([witness])
        done = returning.hand_over(
            actor, release, tags=tags, witness=other, witness_tags=theirs or _read(len(tags))
        )
    click.echo(say("{number}: returned to the family.", number=done.number))


@command.command("cancel", help=say("The release NUMBER does not take place, and why."))
@click.argument("number")
@click.option("--reason", required=True, help=say("Why not."))
@signing_in
def cancel(number: str, reason: str, caller: Caller) -> None:
    """Cancel a release."""
    actor = caller.signed_in()
    from imena.registry.queries.finding import by_number
    from imena.registry.services import returning

    with refusals():
        release: Any = by_number(actor, number)
        returning.cancel(actor, release, seen=release.version, reason=reason)
    click.echo(say("{number} is cancelled.", number=release.number))


@command.command("take-back", help=say("The remains of release NUMBER came back from the family."))
@click.argument("number")
@click.option("--reason", required=True, help=say("Why they came back."))
@signing_in
def take_back(number: str, reason: str, caller: Caller) -> None:
    """Take remains back."""
    actor = caller.signed_in()
    from imena.registry.queries.finding import by_number
    from imena.registry.services import returning

    with refusals():
        release: Any = by_number(actor, number)
        returning.take_back(actor, release, seen=release.version, reason=reason)
    click.echo(say("{number}: the remains are back.", number=release.number))


@command.command("list", help=say("List releases, the latest first."))
@click.option("--state", metavar="TERM", help=say("Only those in this state."))
@signing_in
def listed(state: str | None, caller: Caller) -> None:
    """List releases."""
    actor = caller.signed_in()
    from imena.cli.deciding.words import term
    from imena.registry.queries.returning import releases

    with refusals():
        for one in releases(actor, state=state):
            said = term(say, "release_state", one.state)
            why = f" ({one.blocked_reason})" if one.blocked_reason else ""
            click.echo(f"{one.number}  {one.decision.number}  {one.individual.number}: {said}{why}")


def _read(many: int) -> Sequence[str]:
    """What the witness reads, asked tag by tag so that nobody copies what was read before."""
    return [str(click.prompt(say("The witness reads tag {n}", n=n), err=True))
            for n in range(1, many + 1)]  # fmt: skip
