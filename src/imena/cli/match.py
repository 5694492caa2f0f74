"""``imena match``: who is who in one case, how sure, and why."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from imena.cli.assuming import prior_option, seed_option, threshold_option
from imena.cli.match_words import LAST_STEP, STEPS
from imena.cli.reading import language_option, open_case, reading_from, reading_options
from imena.language import Words, preferred

if TYPE_CHECKING:
    from imena.exchange.casefile.read import CaseFile
    from imena.matching.identification import Identification

say = Words("cli", preferred())


@click.command(
    "match",
    help=say(
        "Identify the bodies of CASE, a case file or a case folder: every body against every "
        "missing person, then all of them together. Prints the answer; --json and --html write "
        "it in full."
    ),
)
@click.argument("path", metavar="CASE", type=click.Path(path_type=Path))
@prior_option
@threshold_option
@click.option(
    "--limit",
    type=click.IntRange(0),
    default=50,
    show_default=True,
    help=say("How many joint assignments to list."),
)
@seed_option
@click.option(
    "--json",
    "json_out",
    type=click.Path(path_type=Path, dir_okay=False),
    help=say("Write the result for machines here."),
)
@click.option(
    "--html",
    "html_out",
    type=click.Path(path_type=Path, dir_okay=False),
    help=say("Write the report here."),
)
@reading_options
@language_option
def command(
    path: Path,
    prior: str | None,
    threshold: float,
    limit: int,
    seed: int,
    json_out: Path | None,
    html_out: Path | None,
    language: str,
    **given: Any,
) -> None:
    """Identify the bodies of a case."""
    from imena.cli.match_words import answer_in_words
    from imena.exchange.provenance import begun, finished
    from imena.matching.answer import classify
    from imena.matching.identify import DEFAULT_PRIOR

    read = open_case(path, reading_from(given), language)
    said = prior or DEFAULT_PRIOR
    parameters = {"prior": said, "threshold": threshold, "limit": limit}
    provenance = begun(_as_typed(), read.inputs, parameters=parameters, seed=seed)
    identification = _identified(read, said, limit, seed, language)
    provenance = finished(provenance)
    if json_out is not None:
        from imena.exchange.atomic import write_json
        from imena.exchange.casefile.results import identification_json

        write_json(identification_json(read.case, identification, provenance), json_out)
    if html_out is not None:
        from imena.exchange.atomic import write_text
        from imena.reports.identification import render

        text = render(
            read.case,
            identification,
            provenance=provenance.to_json(),
            language=language,
            threshold=threshold,
        )
        write_text(html_out, text)
    words = Words("cli", language)
    answer = classify(read.case, identification, threshold)
    _print(answer_in_words(words, read.case, identification, answer))
    for written in (json_out, html_out):
        if written is not None:
            click.echo(words("Written: {path}", path=written))


def _identified(read: CaseFile, prior: str, limit: int, seed: int, language: str) -> Identification:
    from imena.matching.identify import identify
    from imena.matching.joint.prior import Prior
    from imena.matching.joint.sampler import SamplerDidNotConverge

    words = Words("cli", language)
    try:
        Prior.parse(prior)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--prior") from error
    progress = _Counted(words) if sys.stderr.isatty() else None
    try:
        return identify(read.case, prior=prior, limit=limit, seed=seed, progress=progress)
    except ValueError as error:  # science names the marker, the person or the assumption
        raise click.ClickException(str(error)) from error
    except SamplerDidNotConverge as error:
        raise click.ClickException(
            words(
                "No answer: a part of the case is too entangled to be summed exactly, and the "
                "sampler did not settle ({reached}). Try another --seed, or split the case.",
                reached=error,
            )
        ) from error


@dataclass(frozen=True)
class _Counted:
    """Counts a step up on one line, where somebody watches."""

    words: Words

    def __call__(self, step: str, share: float) -> None:
        click.echo(f"\r\x1b[K{share:5.0%}  {self.words(STEPS[step])}", nl=False, err=True)
        if step == LAST_STEP and share >= 1:
            click.echo("\r\x1b[K", nl=False, err=True)


def _as_typed() -> str:
    """The command without the folders of this machine: they are nobody's business."""
    return shlex.join(["imena", *(Path(a).name if "/" in a else a for a in sys.argv[1:])])


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)
