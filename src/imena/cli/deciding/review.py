"""``imena review``: a decision looked at again: suspended, upheld, closed."""

from __future__ import annotations

from typing import Any

import click

from imena.cli.signing_in import Caller, approver_option, refusals, signing_in
from imena.language import Words, preferred

say = Words("deciding", preferred())


@click.group("review", help=say("Look at a decision again. “imena reverse” takes it back."))
def command() -> None:
    """Reviews."""


@command.command("list", help=say("List the reviews that are open, the oldest first."))
@signing_in
def listed(caller: Caller) -> None:
    """List reviews."""
    actor = caller.signed_in()
    from imena.cli.deciding.words import term
    from imena.registry.queries.identification import reviews

    for review in reviews(actor).select_related("decision"):
        reason = term(say, "review_reason", review.reason)
        stands = term(say, "decision_status", review.decision.status)
        click.echo(f"{review.number}  {review.decision.number} ({stands}): {reason}")
        if review.grounds:
            click.echo("  " + say("why: {reason}", reason=review.grounds))


@command.command(
    "suspend",
    help=say("The decision NUMBER does not stand until it was looked at. Releases are stopped."),
)
@click.argument("number")
@click.option("--reason", required=True, help=say("A term of review_reason."))
@click.option("--grounds", required=True, help=say("What it is looked at again for."))
@signing_in
def suspend(number: str, reason: str, grounds: str, caller: Caller) -> None:
    """Suspend a decision."""
    actor = caller.signed_in()
    from imena.cli.deciding.words import touches_in_words
    from imena.registry.queries.deciding import touches_of
    from imena.registry.queries.finding import by_number
    from imena.registry.services import reviews

    with refusals():
        decision: Any = by_number(actor, number)
        review = reviews.suspend(actor, decision, reason=reason, grounds=grounds)
        for line in touches_in_words(say, touches_of(actor, decision)):
            click.echo(line)
    click.echo(say("{number} is suspended; review {review}.", number=number, review=review.number))


@command.command(
    "uphold",
    help=say(
        "The review bears the decision NUMBER out: it stands again, if all that it needs stands. "
        "A second person signs in to stand behind it."
    ),
)
@click.argument("number")
@click.option("--reason", required=True, help=say("What the review found."))
@approver_option
@signing_in
def uphold(number: str, reason: str, approver: str, caller: Caller) -> None:
    """Uphold a decision."""
    actor = caller.signed_in()
    from imena.registry.queries.finding import by_number
    from imena.registry.services import reviews

    behind = caller.approvers([approver])
    with refusals():
        decision: Any = by_number(actor, number)
        reviews.uphold(actor, decision, reason=reason, approvers=behind)
    click.echo(say("{number} stands again.", number=number))


@command.command(
    "close",
    help=say(
        "Everything that the review NUMBER found was dealt with: certificates and graves too."
    ),
)
@click.argument("number")
@click.option("--outcome", default="", help=say("A term of review_outcome, where it is open."))
@signing_in
def close(number: str, outcome: str, caller: Caller) -> None:
    """Close a review."""
    actor = caller.signed_in()
    from imena.registry.queries.identification import reviews
    from imena.registry.services.reviews import close_review

    with refusals():
        review = reviews(actor).filter(number=number).first()
        if review is None:
            raise click.ClickException(say("No review {number} is open.", number=number))
        closed = close_review(actor, review, seen=review.version, outcome=outcome)
    click.echo(say("{number} is closed.", number=closed.number))
