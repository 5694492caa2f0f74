"""``imena remains``: which remains are one person's, and how many people lie there."""

from __future__ import annotations

import click

from imena.cli.signing_in import Caller, refusals, signing_in
from imena.language import Words, preferred

say = Words("remains", preferred())

STATES = ("suggested", "accepted", "refused", "lapsed")
#: Methods by which a number of people is read from the records.
METHODS = ("repeated_element", "zonal", "pairing", "dna")


@click.group(
    "remains",
    help=say(
        "Which remains are one person’s, and how many people lie in a grave or at a site. The "
        "program suggests; an examiner decides."
    ),
)
def command() -> None:
    """Remains of one person."""


@command.command(
    "fit", help=say("Record whether the remains FIRST and SECOND, held together, fit.")
)
@click.argument("first")
@click.argument("second")
@click.option(
    "--verdict",
    type=click.Choice(["fits", "misfits", "undecided"]),
    required=True,
    help=say("What you saw."),
)
@click.option("--note", default="", help=say("Where they meet, and what you saw there."))
@signing_in
def fit(
    first: str,
    second: str,
    verdict: str,
    note: str,
    caller: Caller,
) -> None:
    """Record whether two remains fit."""
    actor = caller.signed_in()
    from imena.registry.queries.reassociation import unit
    from imena.registry.services import association_suggestions

    with refusals():
        one, other = unit(actor, first), unit(actor, second)
        association_suggestions.fit(actor, one, other, verdict=verdict, note=note)
    click.echo(say("Recorded of {first} and {second}.", first=one.number, second=other.number))


@command.command(
    "suggest",
    help=say(
        "Weigh the remains of PLACE (a grave’s number or a site’s code) by bones, lengths, ages, "
        "DNA and what examiners said, and suggest which are one person’s. Nothing is put together."
    ),
)
@click.argument("place")
@click.option(
    "--people", type=click.IntRange(1), help=say("How many people are thought to lie there.")
)
@click.option(
    "--least",
    type=click.FloatRange(0, 1, min_open=True),
    default=0.5,
    show_default=True,
    help=say("Suggest what is one person’s with at least this probability."),
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help=say("Seed."))
@signing_in
def suggest(
    place: str,
    people: int | None,
    least: float,
    seed: int,
    caller: Caller,
) -> None:
    """Suggest associations."""
    actor = caller.signed_in()
    from imena.cli.remains_words import outcome, suggestions_said
    from imena.registry.queries.reassociation import place_of, suggested
    from imena.registry.services import association_suggestions

    with refusals():
        where = place_of(actor, place)
        done = association_suggestions.suggest(actor, where, people=people, least=least, seed=seed)
        found = suggested(actor, where)
    for line in outcome(say, done):
        click.echo(line)
    for line in suggestions_said(say, found):
        click.echo(line)
    if not done.settled:
        raise SystemExit(1)


@command.command("list", help=say("List suggestions for PLACE, or for all places."))
@click.argument("place", required=False)
@click.option(
    "--state",
    type=click.Choice(STATES),
    default="suggested",
    show_default=True,
    help=say("Suggestions of which this became."),
)
@signing_in
def listed(place: str | None, state: str, caller: Caller) -> None:
    """List suggestions."""
    actor = caller.signed_in()
    from imena.cli.remains_words import suggestions_said
    from imena.registry.queries.reassociation import place_of, suggested

    with refusals():
        where = None if place is None else place_of(actor, place)
        found = suggested(actor, where, state=state)
    for line in suggestions_said(say, found):
        click.echo(line)


@command.command(
    "accept",
    help=say(
        "Put together what was suggested of exactly these NUMBERS: of an individual among them, or "
        "of a new one."
    ),
)
@click.argument("numbers", nargs=-1, required=True)
@click.option("--grounds", required=True, help=say("What you rest it on, in your words."))
@click.option("--evidence", default="", help=say("The kind of evidence, if not what says most."))
@signing_in
def accept(
    numbers: tuple[str, ...],
    grounds: str,
    evidence: str,
    caller: Caller,
) -> None:
    """Accept a suggestion."""
    actor = caller.signed_in()
    from imena.registry.queries.reassociation import suggestion
    from imena.registry.services import association_suggestions

    with refusals():
        row = suggestion(actor, numbers)
        made = association_suggestions.accept(
            actor, row, seen=row.version, grounds=grounds, evidence=evidence
        )
    click.echo(say("Put together as {number}.", number=made[0].individual.number))


@command.command(
    "refuse",
    help=say(
        "Record that what was suggested of exactly these NUMBERS is not one person’s, or cannot "
        "be told. It comes back only when more is known of them."
    ),
)
@click.argument("numbers", nargs=-1, required=True)
@click.option("--reason", required=True, help=say("Why they are not put together."))
@signing_in
def refuse(numbers: tuple[str, ...], reason: str, caller: Caller) -> None:
    """Refuse a suggestion."""
    actor = caller.signed_in()
    from imena.registry.queries.reassociation import suggestion
    from imena.registry.services import association_suggestions

    with refusals():
        row = suggestion(actor, numbers)
        association_suggestions.refuse(actor, row, seen=row.version, reason=reason)
    click.echo(say("Refused: {numbers}", numbers=", ".join(sorted(numbers))))


@command.command(
    "count",
    help=say(
        "Count the people in PLACE (a grave’s number or a site’s code) in every way the records "
        "allow. With --record, the number by that method is recorded."
    ),
)
@click.argument("place")
@click.option("--record", type=click.Choice(METHODS), help=say("Record the number by this method."))
@signing_in
def count(place: str, record: str | None, caller: Caller) -> None:
    """Count people."""
    actor = caller.signed_in()
    from imena.cli.remains_words import counts, recorded
    from imena.registry.queries.counting import counted
    from imena.registry.queries.reassociation import place_of
    from imena.registry.services import minimum_numbers

    with refusals():
        where = place_of(actor, place)
        told = counted(actor, where)
        number = minimum_numbers.count(actor, where, method=record) if record else None
    for line in counts(say, told):
        click.echo(line)
    if number is not None:
        for line in recorded(say, number.method, number.lowest, number.highest):
            click.echo(line)
