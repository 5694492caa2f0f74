"""``imena claim``: what others say in numbers, kept as they said it and held against each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from imena.cli.reading import language_option
from imena.cli.signing_in import Caller, refusals, signing_in
from imena.language import Words, preferred

say = Words("claims", preferred())


@click.group(
    "claim",
    help=say(
        "What others say in numbers: kept in their words, held against each other. Nothing is "
        "averaged, and a word beside a number is never dropped."
    ),
)
def command() -> None:
    """What others say in numbers."""


@command.command(
    "read",
    help=say(
        "Take TEXT apart (Ukrainian, English, Russian): each number, the word beside it, what is "
        "counted, what is left out. Proposed only; nothing is recorded."
    ),
)
@click.argument("text")
@language_option
def read(text: str, language: str) -> None:
    """Take a text apart."""
    from imena.claims.phrase import readings
    from imena.registry.words.claims import proposal

    words = Words("claims", language)
    found = readings(text)
    if not found:
        raise click.ClickException(words("No number is said in this text."))
    for reading in found:
        click.echo("\n".join(proposal(words, reading)))


@command.command(
    "add",
    help=say(
        "Record a claim: TEXT word for word, as SPEAKER said it. Shows how the first number in it "
        "is read, or the one that --number names, and asks before anything is recorded; what is "
        "wrong in the reading can be said otherwise."
    ),
)
@click.argument("text")
@click.option("--speaker", required=True, help=say("The office or agency that says it."))
@click.option("--person", default="", help=say("Who spoke for it."))
@click.option("--said-on", default="", metavar="DATE", help=say("When it was said."))
@click.option("--as-of", default="", metavar="DATE", help=say("Of which day it is."))
@click.option("--place", default="", help=say("Of which place it is."))
@click.option("--period", default="", help=say("Of which time it is."))
@click.option(
    "--population",
    type=click.Choice(["all", "civilians", "servicemen", "unknown"]),
    default="all",
    show_default=True,
    help=say("Of whom it is."),
)
@click.option("--url", default="", help=say("Where it stands."))
@click.option("--number", "nth", type=click.IntRange(1), default=1, help=say("Which number."))
@click.option("--unit", default="", help=say("What is counted, a term of figure_unit."))
@click.option("--bound", default="", help=say("The word beside it, a term of figure_bound."))
@click.option("--excludes", multiple=True, help=say("Something it leaves out; may be repeated."))
@click.option(
    "--line",
    "lines",
    multiple=True,
    metavar="NAME=N",
    help=say("A line of its breakdown; may be repeated."),
)
@click.option("--text-language", type=click.Choice(["uk", "en", "ru"]), default="uk")
@click.option("--yes", "confirmed", is_flag=True, help=say("Record it without asking."))
@signing_in
def add(
    text: str,
    speaker: str,
    person: str,
    said_on: str,
    as_of: str,
    place: str,
    period: str,
    population: str,
    url: str,
    nth: int,
    unit: str,
    bound: str,
    excludes: Sequence[str],
    lines: Sequence[str],
    text_language: str,
    confirmed: bool,
    caller: Caller,
) -> None:
    """Record a claim."""
    taken = _taken(text, nth)
    breakdown = dict(_line(one) for one in lines)
    corrected = _corrected(taken, unit, bound, excludes)
    actor = caller.signed_in()
    from imena.claims.algebra import UNIDENTIFIED
    from imena.registry.services import figures
    from imena.registry.words.claims import proposal

    if not confirmed:
        click.echo("\n".join(proposal(say, corrected)))
        click.confirm(say("Record it so?"), abort=True)

    value: dict[str, Any] = {"value": taken.value}
    if taken.to is not None:
        value["to"] = taken.to
    if breakdown:
        value["lines"] = breakdown
    with refusals():
        claim = figures.record_claim(
            actor,
            text_verbatim=text,
            language=text_language,
            unit=corrected.unit,
            bound=corrected.bound.value,
            value=value,
            scope={
                "place": place,
                "period": period,
                "population": population,
                "includes": [UNIDENTIFIED] if corrected.unidentified else [],
                "excludes": sorted(corrected.excludes),
            },
            asserted_by={"office": speaker, "person": person},
            said_on=said_on,
            as_of=as_of,
            url=url,
        )
    click.echo(say("Recorded as {number}.", number=claim.number))


@command.command(
    "relay",
    help=say("Record that OUTLET passed CLAIM on as TEXT, and what that changed."),
)
@click.argument("claim")
@click.argument("outlet")
@click.argument("text")
@click.option("--published-on", default="", metavar="DATE", help=say("When."))
@click.option("--url", default="", help=say("Where it stands."))
@click.option("--number", "nth", type=click.IntRange(1), default=1, help=say("Which number."))
@signing_in
def relay(
    claim: str,
    outlet: str,
    text: str,
    published_on: str,
    url: str,
    nth: int,
    caller: Caller,
) -> None:
    """Record who passed a claim on."""
    taken = _taken(text, nth)
    actor = caller.signed_in()
    from imena.claims.findings import relayed
    from imena.registry.queries.claims import claim_numbered, passed_on
    from imena.registry.services import figures
    from imena.registry.words.claim_letters import changes

    with refusals():
        row, original = claim_numbered(actor, claim)
        told = passed_on(original, taken, outlet)
        changed = [finding.kind for finding in relayed(original, told)]
        figures.record_relay(
            actor,
            row,
            outlet=outlet,
            text_verbatim=text,
            bound=taken.bound.value,
            value={"value": taken.value, "to": taken.to, "unit": told.unit},
            differences=changed,
            published_on=published_on,
            url=url,
        )
    click.echo(say("Recorded of {claim}.", claim=row.number))
    for change in changes(say, original, told, changed):
        click.echo(f"- {change}")


@command.command("check", help=say("Hold all claims against each other and say what does not fit."))
@signing_in
def check(caller: Caller) -> None:
    """Hold claims against each other."""
    actor = caller.signed_in()
    from imena.registry.queries.claims import as_said
    from imena.registry.words.claim_letters import letters

    with refusals():
        claims = as_said(actor)
    found = letters(say, claims)
    own = sum(not claim.outlet for claim in claims)
    click.echo(say("Claims: {own}; relays: {relays}.", own=own, relays=len(claims) - own))
    for letter in found:
        click.echo(f"- {letter.text} ({', '.join(letter.claims)})")
    if not found:
        click.echo(say("Nothing was found that does not fit."))


@command.command("list", help=say("List the claims, each in its own words."))
@signing_in
def listed(caller: Caller) -> None:
    """List the claims."""
    actor = caller.signed_in()
    from imena.registry.queries.claims import as_said
    from imena.registry.vocabulary import said
    from imena.registry.words.claims import interval

    with refusals():
        claims = as_said(actor)
    for claim in claims:
        unit = said("figure_unit", claim.unit, say.language)
        speaker = claim.outlet or claim.speaker
        click.echo(f"{claim.id}  {claim.as_of or '—'}  {speaker}: «{claim.quote}»")
        click.echo(f"    {unit}: {interval(say, claim.soft)}")


def _taken(text: str, nth: int) -> Any:
    from imena.claims.phrase import readings

    found = readings(text)
    if len(found) < nth:
        raise click.UsageError(
            say("The text says {n} numbers; number {nth} is none of them.", n=len(found), nth=nth)
        )
    return found[nth - 1]


def _corrected(taken: Any, unit: str, bound: str, excludes: Sequence[str]) -> Any:
    """The reading with what was said otherwise; nobody’s unit is guessed."""
    from dataclasses import replace

    from imena.claims.bounds import Bound

    if not (unit or taken.unit):
        raise click.UsageError(say("What is counted is not said in the text: use --unit."))
    known = {one.value: one for one in Bound}
    if bound and bound not in known:
        raise click.UsageError(say("“{value}” is no word beside a number.", value=bound))
    return replace(
        taken,
        unit=unit or taken.unit,
        bound=known[bound] if bound else taken.bound,
        excludes=tuple(dict.fromkeys((*taken.excludes, *excludes))),
    )


def _line(said: str) -> tuple[str, int]:
    name, equals, number = said.rpartition("=")
    if not equals or not name or not (number.isascii() and number.isdigit()):
        raise click.UsageError(say("“{value}” is no line: write women=215.", value=said))
    return name, int(number)
