"""``imena dossier``: a decision on paper, for who decides, who investigates, who waits at home."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from imena.cli.reading import language_option
from imena.cli.signing_in import Caller, refusals, signing_in
from imena.language import Words, preferred

if TYPE_CHECKING:
    from imena.registry.actor import Actor
    from imena.registry.queries.dossier.content import Dossier

#: Ends a check that could not compare the pages.
NOT_COMPARED = 3
_OUT = click.Path(path_type=Path, dir_okay=False)
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
#: The readers, as `imena.registry.queries.dossier.content.READERS` has them.
READERS = ("board", "prosecutor", "family")

say = Words("dossier", preferred())


@click.command(
    "dossier",
    help=say(
        "Write the dossier of a decision, or of an individual with its latest decision: the "
        "answer, what it must meet, every piece of evidence and what it adds, who signed, what is "
        "uncertain. Each reader gets what they may see. With --verify, check a dossier’s file "
        "instead; ends with 1 if the file was altered or the case file says otherwise now, with 3 "
        "if its pages could not be compared."
    ),
)
@click.argument("number", required=False, metavar="DECISION|INDIVIDUAL")
@click.option(
    "--for",
    "reader",
    type=click.Choice(READERS),
    default="board",
    show_default=True,
    help=say("Who is to read it."),
)
@click.option("--pdf", type=_OUT, help=say("Write a PDF/A-3b here."))
@click.option("--html", "page", type=_OUT, help=say("Write one HTML file here."))
@click.option("--verify", "check", type=_FILE, help=say("Check this file against the case file."))
@language_option
@signing_in
def command(
    number: str | None,
    reader: str,
    pdf: Path | None,
    page: Path | None,
    check: Path | None,
    language: str,
    caller: Caller,
) -> None:
    """Write a dossier, or check one."""
    words = Words("dossier", language)
    if (number is None) == (check is None):
        raise click.UsageError(words("Give a number, or a file to --verify."))
    if check is None and pdf is None and page is None:
        raise click.UsageError(words("Say where to: --pdf FILE or --html FILE."))
    actor = caller.signed_in()
    if check is not None:
        _verify(actor, check, language)
        return
    assert number is not None
    dossier = _gathered(actor, number, reader)
    from imena.exchange.atomic import write_bytes, write_text

    if page is not None:
        from imena.reports.dossier.html import render

        write_text(page, render(dossier, language))
        click.echo(page)
    if pdf is not None:
        from imena.reports.dossier.typeset import typeset

        write_bytes(pdf, typeset(dossier, language))
        click.echo(pdf)


def _gathered(actor: Actor, number: str, reader: str) -> Dossier:
    from imena.registry.queries.dossier.gathered import gathered

    with refusals():
        return gathered(actor, number, reader)


def _verify(actor: Actor, path: Path, language: str) -> None:
    from imena.reports.dossier.checking import changes, pages, pages_said
    from imena.reports.dossier.making import content_digest
    from imena.reports.dossier.seal import NotSealedError, unsealed

    words, file = Words("dossier", language), path.read_bytes()
    try:
        sealed = unsealed(file)
    except NotSealedError as error:
        raise click.ClickException(words("This is no dossier of ours: {why}", why=error)) from error
    then = sealed.dossier
    number = then.decision or then.remains[0].number
    click.echo(
        words("Dossier {number}, digest {digest}", number=number, digest=content_digest(then))
    )
    standing = pages(sealed, file)
    click.echo(pages_said(standing, sealed, language))
    found = changes(then, _gathered(actor, number, then.reader), language)
    if not found and standing == "same":
        click.echo(words("The case file says the same today."))
    elif not found:
        click.echo(
            words(
                "The case file says the same today as what is kept inside the file. Its pages may "
                "show something else: do not rely on them, print the dossier anew."
            )
        )
    else:
        click.echo(words("The case file says otherwise today:"))
        for change in found:
            click.echo(f"  {change.said}")
    if then.decision:
        signed = all(change.part != "digest" for change in found)
        click.echo(
            words("What was signed is the same: {digest}", digest=then.digest)
            if signed
            else words("What was signed is NOT the same.")
        )
    if standing == "altered" or found:
        raise SystemExit(1)
    if standing != "same":
        raise SystemExit(NOT_COMPARED)
