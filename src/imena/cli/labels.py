"""``imena labels``: sheets of labels for numbers that were issued."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from imena.cli.reading import language_option
from imena.language import Words, preferred
from imena.reports.labels.sheets import SHEETS

if TYPE_CHECKING:
    from imena.numbering.pattern import Number

say = Words("numbering", preferred())

#: Between the first and the last number of a range.
_TO = ".."
#: So many labels are a mistake in typing, or work for a printer's shop.
MOST = 10_000


@click.command(
    "labels",
    help=say(
        "Print labels for NUMBERS into a PDF: each a number or FIRST..LAST, as issued, with the "
        "letter at the end. A label shows the number large, says what it is of, and has a QR code "
        "that holds the number and nothing else. Laboratory codes are printed without any words."
    ),
)
@click.argument("numbers", nargs=-1, required=True, metavar="NUMBERS...")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help=say("Write the PDF here."),
)
@click.option(
    "--sheet",
    type=click.Choice(list(SHEETS)),
    default="a4-3x8",
    show_default=True,
    help=say("The paper: A4 with 3 × 8 or 2 × 5 stickers, or waterproof tags."),
)
@click.option(
    "--copies",
    type=click.IntRange(1, 20),
    default=1,
    show_default=True,
    help=say("How many labels for each number: tag, bag, photographs."),
)
@click.option(
    "--skip",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help=say("How many places of the first page are already used."),
)
@click.option("--line", default="", help=say("A line above the number: the operation, the site."))
@language_option
def command(
    numbers: Sequence[str],
    out: Path,
    sheet: str,
    copies: int,
    skip: int,
    line: str,
    language: str,
) -> None:
    """Print labels."""
    from imena.exchange.atomic import write_bytes
    from imena.reports.labels.typeset import LONGEST_LINE, Label, typeset

    words = Words("numbering", language)
    paper = SHEETS[sheet]
    if skip >= paper.places:
        raise click.BadParameter(
            words("a page has {n} places", n=paper.places), param_hint="--skip"
        )
    if len(line) > LONGEST_LINE:
        raise click.BadParameter(
            words("at most {n} characters fit", n=LONGEST_LINE), param_hint="--line"
        )
    wanted = _read(numbers, words)
    if len(wanted) * copies > MOST:
        raise click.ClickException(
            words("{n} labels at once are too many: at most {most}.", n=len(wanted), most=MOST)
        )
    labels = [Label(number, line) for number in wanted for _ in range(copies)]
    write_bytes(out, typeset(labels, paper, made=datetime.now(UTC), skip=skip))
    click.echo(
        words.count(
            "{n} label, {pages}: {path}",
            "{n} labels, {pages}: {path}",
            len(labels),
            pages=words.count("{n} page", "{n} pages", -(-(skip + len(labels)) // paper.places)),
            path=out,
        )
    )


def _read(texts: Sequence[str], words: Words) -> list[Number]:
    """All numbers asked for; everything that is none is said, and then nothing is printed."""
    from imena.numbering.ranges import RangeError
    from imena.numbering.reading import NumberError
    from imena.registry.words.numbers import fault_in_words

    wanted: dict[Number, None] = {}
    faults: list[str] = []
    for text in texts:
        try:
            wanted.update(dict.fromkeys(_numbers_of(text, words)))
        except (NumberError, RangeError) as error:
            faults.append(fault_in_words(error, words))
    if faults:
        for fault in faults:
            click.echo(fault, err=True)
        click.echo(words("Nothing was printed."), err=True)
        raise SystemExit(1)
    return list(wanted)


def _numbers_of(text: str, words: Words) -> Iterator[Number]:
    from imena.numbering.ranges import NumberRange, RangeError, Series
    from imena.numbering.reading import read
    from imena.registry.words.numbers import reading_in_words

    readings = [read(part) for part in text.split(_TO, 1)]
    for reading in readings:
        for change in reading_in_words(reading, words):
            click.echo(f"{reading.number}: {change}", err=True)
    if len(readings) == 1:
        yield readings[0].number
        return
    first, last = (reading.number for reading in readings)
    series = Series(first.kind, first.site)
    if (last.kind, last.site) != (first.kind, first.site):
        raise RangeError("two_series", first=str(first), last=str(last))
    yield from NumberRange(series, first.serial, last.serial).numbers()
