"""What a backup is locked with: from the environment, else asked for at the keyboard."""

from __future__ import annotations

import os
from pathlib import Path

import click

from imena.language import Words


def passphrase_of(speak: Words, *, confirm: bool) -> str:
    """The passphrase of a backup; ``confirm`` asks for it twice, as for a new one.

    Raises
    ------
    click.ClickException
        When the file that should hold it cannot be read.
    """
    if said := os.environ.get("IMENA_BACKUP_PASSPHRASE"):
        return said
    if path := os.environ.get("IMENA_BACKUP_PASSPHRASE_FILE"):
        try:
            return (Path(path).read_text(encoding="utf-8").splitlines() or [""])[0]
        except OSError as error:
            raise click.ClickException(str(error)) from None
    return str(
        click.prompt(
            speak("Passphrase of the backup"),
            hide_input=True,
            confirmation_prompt=speak("Once more") if confirm else False,
            err=True,
        )
    )
