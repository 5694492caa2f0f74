"""``imena restore``: all of a backup, proved by the ledger, or nothing."""

from __future__ import annotations

from pathlib import Path

import click

from imena.cli.backup_passphrase import passphrase_of
from imena.cli.reading import language_option
from imena.language import Words, preferred
from imena.language.numbers import whole

say = Words("backup", preferred())


@click.command(
    "restore",
    help=say(
        "Restore the backup FILE into an empty place: the data folder of IMENA_HOME, or the empty "
        "PostgreSQL database of DATABASE_URL, whichever it was made from. Every table must come "
        "back as it was and the ledger must verify; else nothing is restored and the cause is "
        "named. With IMENA_PASSPHRASE set the new data folder is locked with it."
    ),
)
@click.argument(
    "backup", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--heads",
    "heads_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=say("Heads of the ledger that were kept: a backup made before them is refused."),
)
@click.option("--check", is_flag=True, help=say("Only prove that FILE can be restored."))
@language_option
def command(backup: Path, heads_file: Path | None, check: bool, language: str) -> None:
    """Restore."""
    from imena.registry.start import start

    speak = Words("backup", language)
    start()
    from imena.registry.backup.refusals import BackupError
    from imena.registry.backup.restore import proved, restore
    from imena.registry.ledger.heads import HeadsError, read_heads

    try:
        kept = None if heads_file is None else read_heads(heads_file)
    except HeadsError:
        raise click.ClickException(
            speak("{file} holds no heads of a ledger.", file=heads_file)
        ) from None
    passphrase = passphrase_of(speak, confirm=False)
    try:
        restored = (proved if check else restore)(backup, passphrase, kept=kept)
    except (BackupError, OSError) as error:
        raise click.ClickException(
            error.said(language) if isinstance(error, BackupError) else str(error)
        ) from None
    values = {
        "rows": whole(language, restored.rows),
        "events": whole(language, restored.events),
        "at": restored.made_at[:16].replace("T", " "),
    }
    if check:
        said = speak("Can be restored: {rows} rows, {events} events, as of {at} UTC.", **values)
    else:
        said = speak(
            "Restored and verified: {rows} rows, {events} events, as of {at} UTC.", **values
        )
    click.echo(said)
