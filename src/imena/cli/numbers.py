"""``imena numbers``: read a number; issue ranges to teams and account for every one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from imena.cli.reading import language_option
from imena.cli.signing_in import Caller, refusals, signing_in
from imena.language import Words, preferred

if TYPE_CHECKING:
    from imena.numbering.pattern import Number
    from imena.registry.actor import Actor
    from imena.registry.models.numbers import NumberRange

say = Words("numbering", preferred())


@click.group("numbers", help=say("Numbers of remains, graves, people: read, issue, account for."))
def command() -> None:
    """Numbers."""


@command.command(
    "read",
    help=say(
        "Read NUMBERS as they were written down: what each is of, and what was read differently. "
        "Needs no case file."
    ),
)
@click.argument("numbers", nargs=-1, required=True, metavar="NUMBERS...")
@language_option
def read_numbers(numbers: Sequence[str], language: str) -> None:
    """Read numbers."""
    from imena.numbering.reading import NumberError, read
    from imena.registry.vocabulary import said
    from imena.registry.words.numbers import fault_in_words, reading_in_words

    words = Words("numbering", language)
    failed = False
    for text in numbers:
        try:
            reading = read(text)
        except NumberError as error:
            failed = True
            click.echo(fault_in_words(error, words), err=True)
            continue
        kind = said("number_kind", reading.number.kind, language)
        click.echo("; ".join([f"{reading.number}: {kind}", *reading_in_words(reading, words)]))
    if failed:
        raise SystemExit(1)


@command.command(
    "issue",
    help=say(
        "Issue the next SIZE numbers of KIND (a code of the list number_kind) to a team that will "
        "work without a network. A second person signs in to stand behind it."
    ),
)
@click.argument("kind")
@click.argument("size", type=click.IntRange(1))
@click.option("--team", required=True, help=say("The team’s code."))
@click.option("--site", default="", help=say("The site’s code, for graves and remains."))
@click.option("--approver", required=True, help=say("The second person’s user name."))
@signing_in
def issue(
    kind: str,
    size: int,
    team: str,
    site: str,
    approver: str,
    caller: Caller,
) -> None:
    """Issue a range."""
    from imena.numbering.pattern import Kind

    if kind not in list(Kind):
        raise click.BadParameter(say("one of {kinds}", kinds=", ".join(Kind)), param_hint="KIND")
    actor = caller.signed_in()
    from imena.registry.queries.numbers import receiver
    from imena.registry.services.ranges import issue_range

    (behind,) = caller.approvers([approver])
    with refusals():
        whose, where = receiver(actor, team, site)
        held = issue_range(
            actor, kind=Kind(kind), size=size, team=whose, site=where, approver=behind
        )
    click.echo(say("Issued to {team}: {range}", team=team, range=_first_to_last(held)))


@command.command("list", help=say("List the ranges you may see, and what became of each."))
@signing_in
def listed(caller: Caller) -> None:
    """List ranges."""
    actor = caller.signed_in()
    from imena.numbering.ranges import Use
    from imena.registry.queries.numbers import range_account, ranges

    for held in ranges(actor).select_related("team").order_by("kind", "prefix", "first"):
        stretches = range_account(actor, held.id)
        counted = {use: sum(len(s) for s in stretches if s.use is use) for use in Use}
        line = say(
            "{range}  {team}: {used} used, {void} retired, {left} left, {unexplained} unexplained",
            range=_first_to_last(held),
            team=held.team.code,
            used=counted[Use.USED],
            void=counted[Use.VOID],
            left=counted[Use.ISSUED],
            unexplained=counted[Use.UNEXPLAINED],
        )
        click.echo(line + (say(" (closed)") if held.closed_at else ""))


@command.command(
    "retire",
    help=say(
        "Say what became of NUMBERS of one range that will have no record. They are never given "
        "again. A second person signs in to stand behind it."
    ),
)
@click.argument("numbers", nargs=-1, required=True, metavar="NUMBERS...")
@click.option("--reason", required=True, help=say("What became of them."))
@click.option("--approver", required=True, help=say("The second person’s user name."))
@signing_in
def retire(
    numbers: Sequence[str],
    reason: str,
    approver: str,
    caller: Caller,
) -> None:
    """Retire numbers."""
    found = [_one(text) for text in numbers]
    actor = caller.signed_in()
    from imena.registry.services.ranges import retire_numbers

    (behind,) = caller.approvers([approver])
    with refusals():
        held = _range_of_all(actor, found)
        retire_numbers(
            actor, held, serials=[n.serial for n in found], reason=reason, approver=behind
        )
    click.echo(say("Retired: {numbers}", numbers=", ".join(str(n) for n in found)))


@command.command(
    "close", help=say("Close the range that NUMBER is in, once every number is accounted for.")
)
@click.argument("number")
@signing_in
def close(number: str, caller: Caller) -> None:
    """Close a range."""
    found = _one(number)
    actor = caller.signed_in()
    from imena.registry.services.ranges import close_range

    with refusals():
        held = _range_of_all(actor, [found])
        close_range(actor, held, seen=held.version)
    click.echo(say("Closed: {range}", range=_first_to_last(held)))


def _one(text: str) -> Number:
    from imena.numbering.reading import NumberError, read
    from imena.registry.words.numbers import fault_in_words

    try:
        return read(text).number
    except NumberError as error:
        raise click.ClickException(fault_in_words(error, say)) from error


def _range_of_all(actor: Actor, numbers: Sequence[Number]) -> NumberRange:
    from imena.registry.queries.numbers import range_of

    found = {held.id: held for held in (range_of(actor, number) for number in numbers)}
    if len(found) > 1:
        raise click.ClickException(say("These numbers are of several ranges: one at a time."))
    (held,) = found.values()
    return held


def _first_to_last(held: NumberRange) -> str:
    """As ``imena labels`` takes it."""
    from imena.registry.queries.numbers import series_of_range

    series = series_of_range(held)
    return f"{series.number(held.first)}..{series.number(held.last)}"
