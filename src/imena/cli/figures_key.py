"""``imena figures key``: the key by which an office signs what it publishes."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import click

from imena.language import Words, preferred

say = Words("figures", preferred())


@click.command(
    "key",
    help=say(
        "Make a key to sign publication packs with, in the new file OUT, locked with a passphrase; "
        "print its public half. Tell that to the public once, where people look: by it they know "
        "a pack is yours (“verify --signed-by”)."
    ),
)
@click.argument("out", type=click.Path(path_type=Path))
def command(out: Path) -> None:
    """Make a key."""
    from imena.reports.publication.signature import new_key, public_of

    passphrase = _passphrase(new=True)
    key = new_key(passphrase)
    try:
        file = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise click.ClickException(
            say("{file} is there already: a key is never written over.", file=out)
        ) from error
    with os.fdopen(file, "wb") as writing:
        writing.write(key)
    click.echo(public_of(key, passphrase))


def signing_with(path: Path) -> Callable[[bytes], bytes]:
    """What signs a manifest with the key in a file.

    Raises
    ------
    click.ClickException
        Where the file holds no such key, or the passphrase does not open it.
    """
    from imena.reports.publication.signature import KeyUnusableError, signed

    key, passphrase = path.read_bytes(), _passphrase(new=False)

    def sign(manifest: bytes) -> bytes:
        try:
            return signed(manifest, key, passphrase)
        except KeyUnusableError as error:
            raise click.ClickException(
                say("{file} is not opened as a signing key: {why}", file=path, why=error)
            ) from error

    return sign


def _passphrase(*, new: bool) -> str:
    """From the file that IMENA_SIGNING_PASSPHRASE_FILE names, else asked for at the keyboard."""
    if path := os.environ.get("IMENA_SIGNING_PASSPHRASE_FILE"):
        try:
            return (Path(path).read_text(encoding="utf-8").splitlines() or [""])[0]
        except OSError as error:
            raise click.ClickException(str(error)) from None
    return str(
        click.prompt(
            say("Passphrase of the signing key"),
            hide_input=True,
            confirmation_prompt=say("Once more") if new else False,
            err=True,
        )
    )
