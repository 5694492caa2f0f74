"""``imena reverse``: a decision was wrong, and everything that it reached is walked back."""

from __future__ import annotations

from typing import Any

import click

from imena.cli.signing_in import Caller, approver_option, refusals, signing_in
from imena.language import Words, preferred

say = Words("deciding", preferred())


@click.command(
    "reverse",
    help=say(
        "The decision NUMBER was wrong. First all that rests on it is listed: releases, "
        "certificates, graves, whom it was told to, figures, and whose grave is now whose. Then a "
        "second person signs in to stand behind it. Its review stays open until the certificates "
        "and graves are put right."
    ),
)
@click.argument("number")
@click.option("--reason", required=True, help=say("A term of review_reason."))
@click.option("--grounds", required=True, help=say("What shows that it was wrong."))
@approver_option
@signing_in
def command(
    number: str,
    reason: str,
    grounds: str,
    approver: str,
    caller: Caller,
) -> None:
    """Reverse a decision."""
    actor = caller.signed_in()
    from imena.cli.deciding.words import touches_in_words
    from imena.registry.queries.deciding import touches_of
    from imena.registry.queries.finding import by_number
    from imena.registry.services import reviews

    with refusals():
        decision: Any = by_number(actor, number)
        for line in touches_in_words(say, touches_of(actor, decision)):
            click.echo(line)
        behind = caller.approvers([approver])
        review = reviews.reverse(actor, decision, reason=reason, grounds=grounds, approvers=behind)
    click.echo(
        say(
            "{number} is reversed. Review {review} stays open until all of this is put right.",
            number=number,
            review=review.number,
        )
    )
