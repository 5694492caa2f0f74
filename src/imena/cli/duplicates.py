"""``imena duplicates``: reports of one missing person, proposed and then decided by people."""

from __future__ import annotations

import click

from imena.cli.signing_in import Caller, refusals, signing_in
from imena.language import Words, preferred

say = Words("missing", preferred())

#: States of a pair that can be listed.
STATES = ("proposed", "merged", "dismissed", "separated", "lapsed")


@click.group(
    "duplicates",
    help=say("Reports that may be of one missing person. The program proposes; people decide."),
)
def command() -> None:
    """Reports of one missing person."""


@command.command(
    "propose",
    help=say(
        "Compare all reports of the missing and propose the likely pairs. What was dismissed or "
        "separated comes back only when what is known has changed."
    ),
)
@click.option(
    "--least",
    type=click.FloatRange(0, 1, min_open=True),
    default=0.5,
    show_default=True,
    help=say("Propose pairs that are one person with at least this probability."),
)
@signing_in
def propose(least: float, caller: Caller) -> None:
    """Propose pairs."""
    actor = caller.signed_in()
    from imena.cli.missing_words import proposed
    from imena.registry.services import duplicates

    with refusals():
        done = duplicates.propose(actor, least=least)
    for line in proposed(say, done):
        click.echo(line)


@command.command("list", help=say("List pairs side by side, the likeliest first, with reasons."))
@click.option(
    "--state",
    type=click.Choice(STATES),
    default="proposed",
    show_default=True,
    help=say("Pairs of which this became."),
)
@signing_in
def listed(state: str, caller: Caller) -> None:
    """List pairs."""
    actor = caller.signed_in()
    from imena.cli.missing_words import pairs_said
    from imena.registry.queries.duplicates import pairs

    with refusals():
        found = pairs(actor, state=state)
    for line in pairs_said(say, found):
        click.echo(line)


@command.command(
    "merge",
    help=say(
        "Record that REPORT is of the same person as INTO. Both records stay; what is known under "
        "either counts for the one person. It can be undone without loss."
    ),
)
@click.argument("report")
@click.argument("into")
@click.option("--reason", required=True, help=say("Why they are one person."))
@signing_in
def merge(report: str, into: str, reason: str, caller: Caller) -> None:
    """Merge two records."""
    actor = caller.signed_in()
    from imena.registry.queries.duplicates import record
    from imena.registry.services import duplicates

    with refusals():
        missing, kept = record(actor, report), record(actor, into)
        duplicates.merge(actor, missing, seen=missing.version, of=kept, reason=reason)
    click.echo(say("{copy} is linked to {kept}.", copy=missing.number, kept=kept.number))


@command.command(
    "undo", help=say("Separate REPORT again: it was merged by mistake, and they are two people.")
)
@click.argument("report")
@click.option("--reason", required=True, help=say("Why they are two people."))
@signing_in
def undo(report: str, reason: str, caller: Caller) -> None:
    """Separate two records."""
    actor = caller.signed_in()
    from imena.registry.queries.duplicates import record
    from imena.registry.services import duplicates

    with refusals():
        missing = record(actor, report)
        duplicates.undo(actor, missing, seen=missing.version, reason=reason)
    click.echo(say("{copy} stands for itself again.", copy=missing.number))


@command.command(
    "dismiss",
    help=say("Record that two proposed reports are of two people. They are not proposed again."),
)
@click.argument("first")
@click.argument("second")
@click.option("--reason", required=True, help=say("Why they are two people."))
@signing_in
def dismiss(first: str, second: str, reason: str, caller: Caller) -> None:
    """Dismiss a pair."""
    actor = caller.signed_in()
    from imena.registry.queries.duplicates import between
    from imena.registry.services import duplicates

    with refusals():
        pair = between(actor, first, second)
        duplicates.dismiss(actor, pair, seen=pair.version, reason=reason)
    click.echo(say("Recorded: {first} and {second} are two people.", first=first, second=second))


@command.command(
    "take-back",
    help=say("Take back that two reports are of two people: the pair is open again."),
)
@click.argument("first")
@click.argument("second")
@click.option("--reason", required=True, help=say("Why it is open again."))
@signing_in
def take_back(first: str, second: str, reason: str, caller: Caller) -> None:
    """Take a dismissal back."""
    actor = caller.signed_in()
    from imena.registry.queries.duplicates import between
    from imena.registry.services import duplicates

    with refusals():
        pair = between(actor, first, second)
        duplicates.take_back(actor, pair, seen=pair.version, reason=reason)
    click.echo(say("{first} and {second} are open again.", first=first, second=second))
