"""``imena bulletin``: our figures, the way, series, a generalised map and the claims of others."""

from __future__ import annotations

from pathlib import Path

import click

from imena.cli.reading import language_option
from imena.cli.signing_in import Caller, refusals, signing_in
from imena.language import Words, preferred

_OUT = click.Path(path_type=Path, dir_okay=False)

say = Words("bulletin", preferred())


@click.command(
    "bulletin",
    help=say(
        "Write the bulletin of all figures that are approved by now: our figure, the way as a "
        "picture, series over time, a map without places, and what others say beside it. Nobody "
        "is named in it, and all of it can be computed again."
    ),
)
@click.option("--pdf", type=_OUT, help=say("Write a PDF/A-3b here, with the data attached."))
@click.option("--html", "page", type=_OUT, help=say("Write one HTML file here."))
@language_option
@signing_in
def command(pdf: Path | None, page: Path | None, language: str, caller: Caller) -> None:
    """Write the bulletin."""
    if pdf is None and page is None:
        raise click.UsageError(say("Say where to: --pdf FILE or --html FILE."))
    actor = caller.signed_in()
    from imena.exchange.atomic import write_bytes, write_text
    from imena.reports.bulletin.content import gathered
    from imena.reports.bulletin.files import render, typeset

    with refusals():
        found = gathered(actor)
    if page is not None:
        write_text(page, render(found, language))
        click.echo(page)
    if pdf is not None:
        write_bytes(pdf, typeset(found, language))
        click.echo(pdf)
    click.echo(say("Digest of this bulletin: {digest}", digest=found.digest))
