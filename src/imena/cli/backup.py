"""``imena backup``: the case file in one sealed file that has proved it can be restored."""

from __future__ import annotations

from pathlib import Path

import click

from imena.cli.backup_passphrase import passphrase_of
from imena.cli.reading import language_option
from imena.language import Words, preferred
from imena.language.numbers import whole

say = Words("backup", preferred())


@click.command(
    "backup",
    help=say(
        "Write the whole case file to FILE, sealed with a passphrase of its own: asked for, or "
        "read from IMENA_BACKUP_PASSPHRASE or the first line of the file that "
        "IMENA_BACKUP_PASSPHRASE_FILE names. Everything is read as it is at one moment, while "
        "others work on. Then it is restored beside the case file and the ledger verified there; "
        "FILE appears only after that. FILE.heads.json is written beside it: keep a copy "
        "elsewhere, it later shows whether a backup is the newest."
    ),
)
@click.argument("out", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@language_option
def command(out: Path, language: str) -> None:
    """Back up."""
    from imena.cli.signing_in import opened

    speak = Words("backup", language)
    opened(checked=False)
    from imena.exchange.atomic import write_json
    from imena.registry import clock
    from imena.registry.backup.make import back_up
    from imena.registry.backup.record import remember
    from imena.registry.backup.refusals import BackupError
    from imena.registry.ledger.heads import tree_of

    passphrase = passphrase_of(speak, confirm=True)
    try:
        made = back_up(out, passphrase)
    except (BackupError, OSError) as error:
        raise click.ClickException(
            error.said(language) if isinstance(error, BackupError) else str(error)
        ) from None
    at = clock.now()
    write_json(tree_of(made.heads, at), out.with_name(out.name + ".heads.json"))
    remember(at, out)
    click.echo(
        speak(
            "Backed up, restored and verified: {rows} rows, {events} events, {size} kB.",
            rows=whole(language, made.rows),
            events=whole(language, made.heads.index),
            size=whole(language, -(-made.size // 1000)),
        )
    )
