"""The reference of the command line is written from the commands themselves."""

from __future__ import annotations

import importlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

import click

from house.pages import ROOT

PAGE = ROOT / "docs" / "reference" / "cli.md"
_COMMANDS = re.compile(r"^## `imena .*?(?=^## `\./run`$)", re.DOTALL | re.MULTILINE)
_SHORTER = {"INTEGER RANGE": "N", "FLOAT RANGE": "X", "INTEGER": "N", "FLOAT": "X"}


def written(path: Path = PAGE) -> str:
    """The page as it must read: its own words kept, the commands as they are now."""
    sections = "".join(_commands())
    return _COMMANDS.sub(lambda _: sections, path.read_text(encoding="utf-8"), count=1)


def findings(path: Path = PAGE) -> list[str]:
    """Whether the page has fallen behind the commands."""
    if written(path) == path.read_text(encoding="utf-8"):
        return []
    return ["docs/reference/cli.md has fallen behind the commands: ./run docs writes it anew"]


def _commands() -> Iterator[str]:
    # Help speaks the language that was preferred when a command was imported.
    os.environ["IMENA_LANGUAGE"] = "en"
    from imena.cli import COMMANDS

    for name in sorted(COMMANDS):
        yield from section(importlib.import_module(COMMANDS[name]).command, f"imena {name}", 2)


def section(command: click.Command, title: str, level: int) -> Iterator[str]:
    """One command: what it does, how it is called, its options; then its subcommands."""
    context = click.Context(command, info_name=title)
    usage = " ".join([title, *command.collect_usage_pieces(context)])
    yield f"{'#' * level} `{title}`\n\n{(command.help or '').strip()}\n\n```text\n{usage}\n```\n\n"
    options = [p for p in command.params if isinstance(p, click.Option) and not p.hidden]
    if options:
        yield "| option | means |\n| --- | --- |\n"
        yield from (_row(option, context) for option in options)
        yield "\n"
    if isinstance(command, click.Group):
        for name, inner in sorted(command.commands.items()):
            yield from section(inner, f"{title} {name}", level + 1)


def _row(option: click.Option, context: click.Context) -> str:
    record = option.get_help_record(context)
    assert record is not None
    call, means = record
    for long, short in _SHORTER.items():
        call = call.replace(long, short)
    means = re.sub(r"\s+", " ", means).replace("|", r"\|")
    return f"| `{call.replace('|', ' or ')}` | {means} |\n"
