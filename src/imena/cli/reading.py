"""Options that every command reading a file shares, and opening a file with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from imena.language import LANGUAGES, Words, preferred

if TYPE_CHECKING:
    from imena.exchange.casefile.marker_fields import UnlistedAlleles
    from imena.exchange.casefile.problems import CaseFileError
    from imena.exchange.casefile.read import CaseFile, KinshipFile

words = Words("casefile", preferred())

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """How to read a file; ``largest_file`` in MB."""

    unlisted_alleles: str | None = None
    sample_size: int | None = None
    minimum_frequency: float | None = None
    largest_file: int = 256

    def unlisted(self) -> UnlistedAlleles | None:
        """The remedy for alleles that are not in the table.

        Raises
        ------
        click.UsageError
            For a remedy without the number it needs.
        """
        from imena.exchange.casefile.marker_fields import UnlistedAlleles

        if self.unlisted_alleles == "minimum":
            if self.sample_size is None:
                raise click.UsageError(words("--unlisted-alleles minimum needs --sample-size"))
            return UnlistedAlleles("minimum", 5 / (2 * self.sample_size))
        if self.unlisted_alleles == "add":
            if self.minimum_frequency is None:
                raise click.UsageError(words("--unlisted-alleles add needs --minimum-frequency"))
            return UnlistedAlleles("add", self.minimum_frequency)
        return None


def reading_options(command: Command) -> Command:
    """Give a command the shared options; collect them with :func:`reading_from`."""
    for option in reversed(
        (
            click.option(
                "--unlisted-alleles",
                type=click.Choice(["minimum", "add"]),
                help=words(
                    "For alleles that were read and are not in the frequency table: "
                    "“minimum” lets no allele be rarer than 5/2N; “add” adds them with "
                    "--minimum-frequency. The table is then rescaled. Without it they are refused."
                ),
            ),
            click.option(
                "--sample-size",
                type=click.IntRange(min=10),
                metavar="N",
                help=words("N: how many people the frequency table comes from."),
            ),
            click.option(
                "--minimum-frequency",
                type=click.FloatRange(0, 0.5, min_open=True),
                metavar="P",
                help=words("The frequency of an added allele."),
            ),
            click.option(
                "--largest-file",
                type=click.IntRange(min=1),
                default=256,
                metavar="MB",
                show_default=True,
                help=words("Refuse files larger than this."),
            ),
        )
    ):
        command = option(command)
    return command


def language_option(command: Command) -> Command:
    """Give a command ``--language``."""
    option = click.option(
        "--language",
        type=click.Choice(LANGUAGES),
        default=preferred,
        help=words("The language of the answer."),
    )
    return option(command)


def reading_from(given: dict[str, Any]) -> ReadingOptions:
    """Take the shared options out of a command's parameters."""
    names = ("unlisted_alleles", "sample_size", "minimum_frequency", "largest_file")
    return ReadingOptions(**{name: given.pop(name) for name in names})


def open_case(path: Path, options: ReadingOptions, language: str) -> CaseFile:
    """Read a case, or print all problems and exit with 1."""
    from imena.exchange.casefile.problems import CaseFileError
    from imena.exchange.casefile.read import read_case

    unlisted = options.unlisted()
    try:
        read = read_case(path, unlisted=unlisted, largest=options.largest_file * 10**6)
    except CaseFileError as error:
        _refuse(error, language)
    _tell_added(read.added, language)
    return read


def open_kinship(path: Path, options: ReadingOptions, language: str) -> KinshipFile:
    """Read a kinship file, or print all problems and exit with 1."""
    from imena.exchange.casefile.problems import CaseFileError
    from imena.exchange.casefile.read import read_kinship

    unlisted = options.unlisted()
    try:
        read = read_kinship(path, unlisted=unlisted, largest=options.largest_file * 10**6)
    except CaseFileError as error:
        _refuse(error, language)
    for added in read.added.values():
        _tell_added(added, language)
    return read


def _tell_added(added: Any, language: str) -> None:
    say = Words("casefile", language)
    for marker, alleles in added.items():
        listed = ", ".join(alleles)
        click.echo(say("Added to the table of {marker}: {alleles}", marker=marker, alleles=listed))


def _refuse(error: CaseFileError, language: str) -> NoReturn:
    say = Words("casefile", language)
    for problem in error.problems:
        click.echo(problem.said(say), err=True)
    n = len(error.problems)
    click.echo(
        say.count(
            "{n} problem found; nothing was computed.",
            "{n} problems found; nothing was computed.",
            n,
        ),
        err=True,
    )
    raise SystemExit(1)
