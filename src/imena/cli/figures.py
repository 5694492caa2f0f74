"""``imena figures``: our own figures, computed, approved by another, and the same for ever."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from imena.cli import figures_key
from imena.cli.figures_key import signing_with
from imena.cli.reading import language_option
from imena.cli.signing_in import Caller, refusals, signing_in
from imena.language import Words, preferred

if TYPE_CHECKING:
    from imena.registry.actor import Actor
    from imena.registry.queries.figures.answers import Rerun

say = Words("figures", preferred())


@click.group(
    "figures",
    help=say(
        "Our own figures. Nobody types their numbers: a query is computed as of a time, another "
        "person approves it, and whoever computes it again gets the same to the digit, whatever "
        "was recorded since."
    ),
)
def command() -> None:
    """Our own figures."""


@command.command("queries", help=say("List what can be counted, and what exactly each counts."))
@language_option
def queries(language: str) -> None:
    """List the queries."""
    _started()
    from imena.cli.figures_words import query_lines

    words = Words("figures", language)
    for line in query_lines(words):
        click.echo(line)


@command.command("list", help=say("List our statements, the latest first, with their numbers."))
@signing_in
def listed(caller: Caller) -> None:
    """List the statements."""
    actor = caller.signed_in()
    from imena.cli.figures_words import line_of
    from imena.registry.queries.figures.statements import said

    found = said(actor)
    for one in found:
        click.echo(line_of(say, one))
    if not found:
        click.echo(say("There are no statements yet: imena figures make drafts one."))


@command.command(
    "make",
    help=say(
        "Draft a figure: compute QUERY (see “queries”) as it is known now. Nobody said it yet."
    ),
)
@click.argument("query")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]),
    metavar="TIME",
    help=say("Of which time; a day alone means its last moment. Of now unless given."),
)
@click.option("--site", "sites", multiple=True, help=say("The code of a site; may be repeated."))
@click.option("--by", "partition", default="", help=say("Divide it so; “queries” says how."))
@click.option(
    "--small",
    type=click.IntRange(3),
    default=5,
    show_default=True,
    help=say("Withhold counts of people below this."),
)
@click.option(
    "--closed-because",
    default="",
    metavar="REASON",
    help=say("From what it is known that there are no more than are counted."),
)
@signing_in
def make(
    query: str,
    as_of: datetime | None,
    sites: tuple[str, ...],
    partition: str,
    small: int,
    closed_because: str,
    caller: Caller,
) -> None:
    """Draft a figure."""
    actor = caller.signed_in()
    from imena.cli.moments import of_the_office
    from imena.registry.services import statements

    with refusals():
        made = statements.make(
            actor,
            query=query,
            as_of=of_the_office(as_of),
            sites=sites,
            partition_by=partition,
            small=small,
            closed_because=closed_because,
        )
    _show(actor, made.number)


@command.command("show", help=say("Show a statement, and what is known otherwise since."))
@click.argument("number")
@signing_in
def show(number: str, caller: Caller) -> None:
    """Show a statement."""
    _show(caller.signed_in(), number)


@command.command(
    "approve", help=say("Approve a figure that somebody else drafted. It never changes again.")
)
@click.argument("number")
@signing_in
def approve(number: str, caller: Caller) -> None:
    """Approve a figure."""
    actor = caller.signed_in()
    from imena.registry.queries.figures.statements import statement_row
    from imena.registry.services import statements

    with refusals():
        row = statement_row(actor, number)
        done = statements.approve(actor, row, seen=row.version)
    click.echo(say("{number} is approved: {digest}", number=done.number, digest=done.digest))


@command.command(
    "run",
    help=say(
        "Compute a statement again and compare it to the digit, and with --pack a publication pack "
        "with the statement. Ends with 1 where it comes out otherwise, or the pack is not of it."
    ),
)
@click.argument("number")
@click.option(
    "--pack",
    "path",
    type=click.Path(path_type=Path, exists=True),
    help=say("A publication pack that is said to be of this statement."),
)
@signing_in
def run(number: str, path: Path | None, caller: Caller) -> None:
    """Compute a statement again."""
    actor = caller.signed_in()
    from imena.registry.queries.figures.answers import rerun

    with refusals():
        found = rerun(actor, number)
    _compared(found)
    if path is not None and not _is_ours(actor, number, path):
        raise SystemExit(1)
    if not found.same:
        raise SystemExit(1)


@command.command(
    "check",
    help=say(
        "Compute every approved statement again, and write the correction notice of each that is "
        "known otherwise since. Ends with 1 where one comes out otherwise than it was said."
    ),
)
@signing_in
def check(caller: Caller) -> None:
    """Check every statement."""
    actor = caller.signed_in()
    from imena.cli.figures_words import notice_lines
    from imena.registry.queries.figures.answers import reruns
    from imena.registry.queries.figures.notices import notices
    from imena.registry.queries.figures.statements import said

    with refusals():
        every, again = said(actor, approved=True), reruns(actor)
        told = notices(actor)
    for found in again:
        _compared(found)
    for notice in told:
        (about,) = (one for one in every if one.number == notice.number)
        click.echo()
        click.echo("\n".join(notice_lines(say, about, notice)))
    if not told:
        click.echo(say("Nothing that was said is known otherwise."))
    if not all(found.same for found in again):
        raise SystemExit(1)


@command.command(
    "correct",
    help=say(
        "Draft the correction of a statement: the same question as it is known now. The statement "
        "stays as it was said."
    ),
)
@click.argument("number")
@signing_in
def correct(number: str, caller: Caller) -> None:
    """Draft a correction."""
    actor = caller.signed_in()
    from imena.registry.queries.figures.statements import statement_row
    from imena.registry.services import statements

    with refusals():
        made = statements.correct(actor, statement_row(actor, number))
    _show(actor, made.number)


@command.command(
    "pack",
    help=say(
        "Write the publication pack of an approved statement to OUT, a folder, or a zip where it "
        "is called so: data, definition, a page in each language, SHA-256 of each file. It names "
        "nobody."
    ),
)
@click.argument("number")
@click.argument("out", type=click.Path(path_type=Path))
@click.option(
    "--sign",
    "key",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=say("Sign it with the key in this file; “key” makes one."),
)
@signing_in
def pack(number: str, out: Path, key: Path | None, caller: Caller) -> None:
    """Write a publication pack."""
    actor = caller.signed_in()
    from imena.reports.publication.content import gathered
    from imena.reports.publication.pack import write

    with refusals():
        found = gathered(actor, number)
    write(found, out, None if key is None else signing_with(key))
    click.echo(out)


@command.command(
    "verify",
    help=say(
        "Check a publication pack, without a case file: whether its files are those of its list, "
        "and its pages what this program makes of its data. Ends with 1 where they are not, with 3 "
        "where another version made them. Whether the numbers are true says “run”, with the case "
        "file."
    ),
)
@click.argument("path", metavar="PACK", type=click.Path(path_type=Path, exists=True))
@click.option(
    "--signed-by",
    metavar="PUBLIC",
    default="",
    help=say("The public half of the key that must have signed it, as “key” printed it."),
)
@language_option
def verify(path: Path, signed_by: str, language: str) -> None:
    """Check a publication pack."""
    _started()
    from imena.cli.figures_words import checked_lines, signer_lines
    from imena.reports.publication.content import NotAPackError
    from imena.reports.publication.pack import checked, read

    words = Words("figures", language)
    try:
        found = checked(read(path))
    except NotAPackError as error:
        raise click.ClickException(
            words("This is no publication pack of ours: {why}", why=error)
        ) from error
    for line in checked_lines(words, found):
        click.echo(line)
    for line in signer_lines(words, found, signed_by):
        click.echo(line)
    if not found.whole or (signed_by and found.signer != signed_by.strip().lower()):
        raise SystemExit(1)
    if found.other_version:
        raise SystemExit(3)


command.add_command(figures_key.command)


def _is_ours(actor: Actor, number: str, path: Path) -> bool:
    """Whether a pack says what the case file says of the statement."""
    from imena.reports.publication.content import NotAPackError, differences
    from imena.reports.publication.pack import checked, read

    try:
        pack = checked(read(path))
    except NotAPackError as error:
        raise click.ClickException(
            say("This is no publication pack of ours: {why}", why=error)
        ) from error
    with refusals():
        found = differences(actor, number, pack.pack)
    for name in found:
        click.echo(say("The pack says otherwise than the case file: {what}", what=name))
    if not found and pack.whole:
        click.echo(say("The pack is of this statement, and says what the case file says."))
    return pack.whole and not found


def _show(actor: Actor, number: str) -> None:
    from imena.cli.figures_words import notice_lines, statement_lines
    from imena.registry.queries.figures.notices import notice
    from imena.registry.queries.figures.statements import statement

    with refusals():
        said, told = statement(actor, number), notice(actor, number)
    click.echo("\n".join(statement_lines(say, said)))
    if told is not None:
        click.echo("\n".join(["", *notice_lines(say, said, told)]))


def _compared(found: Rerun) -> None:
    if found.same:
        click.echo(say("{number}: the same to the digit.", number=found.number))
        return
    click.echo(say("{number} comes out OTHERWISE:", number=found.number))
    for one in found.differences:
        click.echo(
            say("  {part}: said {said}, computed {computed}", part=one.part, said=one.said,
                computed=one.computed)
        )  # fmt: skip


def _started() -> None:
    """The words of figures are the registry’s; no case file is opened."""
    from imena.registry.start import start

    start()
