"""``imena validate``: what a case file holds, or everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from imena.cli.reading import language_option, open_case, reading_from, reading_options, words
from imena.language import Words

if TYPE_CHECKING:
    from imena.exchange.casefile.summary import Completeness, Summary


@click.command(
    name="validate",
    help=words(
        "Check CASE, a case file or a case folder. Prints what it holds, or every problem with "
        "its place and what to do about it."
    ),
)
@click.argument("path", metavar="CASE", type=click.Path(path_type=Path))
@reading_options
@language_option
def command(path: Path, language: str, **given: Any) -> None:
    """Check a case file."""
    from imena.exchange.casefile.summary import summarised

    read = open_case(path, reading_from(given), language)
    say = Words("casefile", language)
    click.echo(say("Case: {name}", name=read.case.name))
    for label, value in _lines(summarised(read.case), say):
        click.echo(f"  {label}: {value}")
    for file in read.inputs:
        click.echo(f"  {file.name}: SHA-256 {file.sha256}")
    click.echo(say("No problems found."))


def _lines(summary: Summary, say: Words) -> Iterator[tuple[str, str]]:
    markers = str(summary.markers)
    if summary.x_linked:
        markers = say("{n}, of them on the X: {x}", n=summary.markers, x=summary.x_linked)
    yield say("Markers"), markers
    yield say("Families"), str(summary.families)
    yield say("People in the families"), str(summary.members)
    yield say("of them missing"), str(summary.missing)
    yield say("of them with a profile"), str(summary.typed)
    yield say("Bodies"), str(summary.bodies)
    yield say("Profiles of relatives"), _profiles(summary.relatives_by_completeness, say)
    yield say("Profiles of bodies"), _profiles(summary.bodies_by_completeness, say)


def _profiles(counted: Completeness, say: Words) -> str:
    return say(
        "complete – {complete}, half or more – {half}, less than half – {less}, "
        "nothing read – {nothing}",
        complete=counted.complete,
        half=counted.half_or_more,
        less=counted.less_than_half,
        nothing=counted.nothing,
    )
