"""``imena serve``: the pages of the case file, on this machine or behind an office's proxy."""

from __future__ import annotations

import socket

import click

from imena.cli.signing_in import opened
from imena.language import Words, preferred

say = Words("web", preferred())

HOST, PORT = "127.0.0.1", 8000
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@click.command("serve", help=say("Serve the pages of the case file until interrupted."))
@click.option("--host", default=HOST, show_default=True, help=say("The address to answer on."))
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    help=say("The port; 0 takes any free one."),
)
def command(host: str, port: int) -> None:
    """Open the case file, say the address, answer."""
    opened()
    if host not in _LOOPBACK:
        click.echo(
            say(
                "Others in this network can reach {host}. What they send is not encrypted here: "
                "put a proxy with HTTPS before it and set IMENA_HTTPS=yes.",
                host=host,
            ),
            err=True,
        )
    answer(host, port)


def answer(host: str, port: int) -> None:
    """Say the address and answer on it until interrupted.

    Raises
    ------
    click.ClickException
        Where the port is taken.
    """
    try:
        with _listening(host, port) as found:
            port = int(found.getsockname()[1])
    except OSError as error:
        raise click.ClickException(
            say("Nothing can answer on {host}:{port}: {why}", host=host, port=port, why=error)
        ) from error
    from imena.web.served import serve

    shown = f"[{host}]" if ":" in host else host
    click.echo(say("The pages: {address}", address=f"http://{shown}:{port}/"))
    click.echo(say("Ctrl+C ends it."))
    serve(host, port)


def is_free(host: str, port: int) -> bool:
    """Whether nothing answers on ``host`` and ``port`` yet."""
    try:
        with _listening(host, port):
            return True
    except OSError:
        return False


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)
