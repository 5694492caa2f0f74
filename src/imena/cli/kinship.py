"""``imena kinship``: likelihoods of hypotheses about one set of profiles."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from imena.cli.reading import language_option, open_kinship, reading_from, reading_options
from imena.language import Words, preferred

if TYPE_CHECKING:
    from imena.exchange.casefile.kinship_form import KinshipCase
    from imena.kinship.likelihood import Likelihood

say = Words("cli", preferred())


@click.command(
    "kinship",
    help=say(
        "Compute how likely the profiles of FILE are under each hypothesis it states: one case "
        "with its pedigrees, or a suite of cases. Prints the likelihoods and their ratios."
    ),
)
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--json",
    "json_out",
    type=click.Path(path_type=Path, dir_okay=False),
    help=say("Write the result for machines here."),
)
@reading_options
@language_option
def command(path: Path, json_out: Path | None, language: str, **given: Any) -> None:
    """Compute the likelihoods of a kinship file."""
    from imena.exchange.provenance import begun, finished

    read = open_kinship(path, reading_from(given), language)
    provenance = begun(f"imena kinship {path.name}", read.inputs)
    results: dict[str, dict[str, Likelihood]] = {}
    words = Words("cli", language)
    for case in read.cases:
        results[case.id] = _computed(case)
        _print(words, case, results[case.id])
    if json_out is not None:
        from imena.exchange.atomic import write_json
        from imena.exchange.casefile.results import kinship_json

        write_json(kinship_json(results, finished(provenance)), json_out)
        click.echo(words("Written: {path}", path=json_out))


def _computed(case: KinshipCase) -> dict[str, Likelihood]:
    from imena.kinship.likelihood import log_likelihood

    try:
        return {
            name: log_likelihood(
                pedigree,
                case.samples,
                case.markers,
                theta=case.theta,
                linkage=case.linkage,
                founder_inbreeding=case.founder_inbreeding.get(name),
            )
            for name, pedigree in case.hypotheses.items()
        }
    except ValueError as error:
        raise click.ClickException(f"{case.id}: {error}") from error


def _print(words: Words, case: KinshipCase, results: dict[str, Likelihood]) -> None:
    from imena.language.numbers import log10_of, times

    click.echo(case.id)
    names = list(results)
    width = max(len(name) for name in names)
    reference = results[names[-1]]
    for name in names:
        found = results[name]
        line = f"  {name:<{width}}  ln L = {found.total:.6f}"
        if found.impossible_at:
            line += words(" · impossible at {markers}", markers=", ".join(found.impossible_at))
        elif name != names[-1] and not reference.impossible_at:
            log10_lr = (found.total - reference.total) / 2.302585092994046
            line += words(
                " · against {reference}: log10 LR {number} ({times})",
                reference=names[-1],
                number=log10_of(words.language, log10_lr),
                times=times(words.language, log10_lr),
            )
        click.echo(line)
