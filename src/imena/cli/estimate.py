"""``imena estimate``: how many people there are altogether."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from imena.cli.reading import language_option
from imena.language import Words, message, preferred

if TYPE_CHECKING:
    from imena.estimation.graves import Expansion
    from imena.estimation.side_by_side import SideBySide, Told
    from imena.exchange.lists.read import ListsFile

say = Words("estimate", preferred())

METHODS = {
    "lower_bound": message("At least, if people differ in how easily they are recorded (Chao)"),
    "chapman": message("Two lists that do not depend on each other (Chapman)"),
    "best_bic": message("Log-linear model with the best BIC"),
    "stepwise": message("Log-linear model built pair by pair"),
    "averaged": message("All decomposable models, each by its weight"),
    "latent": message("Hidden classes of people"),
}
REFUSALS = {
    "few_on_both": message("too few people stand on both lists (fewer than 7)"),
    "nobody_on_two": message("nobody stands on exactly two lists"),
    "no_estimate": message(
        "the estimate does not exist: too many combinations of lists are empty, and any number "
        "however large would fit as well"
    ),
    "too_many_lists": message("there are too many lists to go through all models"),
    "chains_disagree": message("the chains of the sampler disagree: there is no number to tell"),
}
REMARKS = {
    "interval_unstable": message(
        "No interval: drawn again, the same people too often give no estimate at all."
    ),
    "prior_speaks": message(
        "The model that links all lists has weight here, and in it the data say nothing of who is "
        "on no list: part of this answer is assumption."
    ),
    "lists_may_avoid": message("No lower bound where the lists avoid each other’s people."),
}


@click.group(
    "estimate",
    help=say(
        "How many people there are altogether: from lists that overlap, or from the graves that "
        "were opened. Several methods stand side by side; where the data cannot answer, it says so."
    ),
)
def command() -> None:
    """How many people there are altogether."""


@command.command(
    "lists",
    help=say(
        "Estimate from FILE: a column of 0 and 1 for each list; a row for each person, or for each "
        "combination of lists with a column “count”. Who is who between the lists must be settled "
        "before. Several files are taken as several ways to settle it, and each is told."
    ),
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--replicates",
    type=click.IntRange(20, 100_000),
    default=1000,
    show_default=True,
    help=say("How often the people are drawn again, and the model chosen again, for an interval."),
)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help=say("The seed."))
@click.option(
    "--latent", is_flag=True, help=say("Also hidden classes of people (about half a minute).")
)
@click.option("--json", "as_json", is_flag=True, help=say("Print JSON."))
@language_option
def lists(
    files: Sequence[Path], replicates: int, seed: int, latent: bool, as_json: bool, language: str
) -> None:
    """Estimate from lists."""
    from imena.estimation.side_by_side import side_by_side
    from imena.exchange.lists.read import ListsFileError, read_lists
    from imena.exchange.provenance import begun, finished

    words = Words("estimate", language)
    read = []
    for path in files:
        try:
            read.append(read_lists(path))
        except ListsFileError as error:
            raise click.ClickException(words(error.text, **error.values)) from error
    made = begun(
        "imena estimate lists",
        [one.file for one in read],
        parameters={"replicates": replicates, "latent": latent},
        seed=seed,
    )
    found = [
        side_by_side(one.lists, replicates=replicates, seed=seed, with_latent=latent)
        for one in read
    ]
    if as_json:
        tree = {
            "results": [_tree(one, told) for one, told in zip(read, found, strict=True)],
            "made_by": finished(made).to_json(),
        }
        click.echo(json.dumps(tree, ensure_ascii=False, indent=2))
        return
    for one, told in zip(read, found, strict=True):
        click.echo("\n".join(_lines(words, language, one, told)))
    click.echo()
    click.echo(words("Imena {version}, seed {seed}, {n} replicates.",
                     version=made.version, seed=seed, n=replicates))  # fmt: skip


@command.command(
    "graves",
    help=say(
        "Expand what lay in the opened graves (OPENED: people exhumed from each, with commas) to "
        "all known graves. Graves that are not known are in no figure."
    ),
)
@click.argument("opened")
@click.option(
    "--known", type=click.IntRange(1), required=True, help=say("How many graves are known.")
)
@click.option(
    "--at-random/--not-at-random",
    default=None,
    help=say("Whether the graves opened first were chosen without regard to what lies in them."),
)
@click.option("--json", "as_json", is_flag=True, help=say("Print JSON."))
@language_option
def graves(opened: str, known: int, at_random: bool | None, as_json: bool, language: str) -> None:
    """Expand from opened graves."""
    from imena.estimation.graves import GravesError, expand

    words = Words("estimate", language)
    if at_random is None:
        raise click.UsageError(
            words("Say --at-random or --not-at-random: it cannot be seen from the numbers.")
        )
    counts = opened.replace(" ", "").split(",")
    wrong = next((one for one in counts if not (one.isascii() and one.isdigit())), None)
    if wrong is not None:
        raise click.UsageError(
            words("“{value}” is not a number of people: write 1,1,2,17.", value=wrong)
        )
    try:
        found = expand([int(one) for one in counts], known, at_random=at_random)
    except GravesError as error:
        raise click.UsageError(
            words("{opened} graves were opened, {known} are known.",
                  opened=len(counts), known=known)
        ) from error  # fmt: skip
    if as_json:
        click.echo(json.dumps(_expansion_tree(found), indent=2))
        return
    click.echo("\n".join(_expansion_lines(words, language, found)))


def _lines(words: Words, language: str, read: ListsFile, found: SideBySide) -> list[str]:
    from imena.language.numbers import whole

    lists = read.lists
    said = [
        words("{file}: {people} people on {k} lists ({names}).", file=read.file.name,
              people=whole(language, lists.observed), k=lists.k, names=", ".join(lists.names)),
    ]  # fmt: skip
    if found.disagree and found.envelope is not None:
        low, high = _outwards(language, found.envelope)
        said.append(words("METHODS DISAGREE: their estimates go from {low} to {high}. "
                          "No single number may be told.", low=low, high=high))  # fmt: skip
    if not found.answers:
        said.append(words("These data cannot answer how many there are altogether."))
    for told in found.told:
        said.append("")
        said += _method(words, language, told)
    said += [
        "",
        words("All of this takes nobody as counted twice, everybody as able to come on the lists, "
              "and people not recorded anywhere as like those recorded."),
    ]  # fmt: skip
    return said


def _method(words: Words, language: str, told: Told) -> list[str]:
    from imena.language.numbers import whole

    name = words(METHODS[told.method])
    if told.model:
        name = f"{name} {told.model}"
    if told.estimate is None:
        return [f"{name}:", "  " + words("no answer: {why}.", why=words(REFUSALS[told.refused]))]
    estimate = whole(language, int(told.estimate))
    if told.interval is None:
        value = words("about {estimate}", estimate=estimate)
    else:
        low, high = _outwards(language, told.interval)
        value = words("about {estimate}, from {low} to {high} (95 %)",
                      estimate=estimate, low=low, high=high)  # fmt: skip
    return [f"{name}:", f"  {value}", *("  " + words(REMARKS[one]) for one in told.remarks)]


def _outwards(language: str, ends: tuple[float, float]) -> tuple[str, str]:
    """The ends of an interval in whole people: never closer together than they are."""
    from imena.language.numbers import whole

    low, high = ends
    return whole(language, math.floor(low)), whole(language, math.ceil(high))


def _expansion_lines(words: Words, language: str, found: Expansion) -> list[str]:
    from imena.language.numbers import whole

    said = [
        words("{exhumed} people exhumed from {opened} of {known} known graves.",
              exhumed=whole(language, found.exhumed), opened=whole(language, found.opened),
              known=whole(language, found.known)),
        words("At least {lower} people, if no unopened grave is empty.",
              lower=whole(language, found.hard_lower)),
    ]  # fmt: skip
    if found.total is None or found.interval is None:
        said.append(words("More cannot be said: the opened graves are no random sample of the "
                          "known, there is one alone, or each held equally many."))  # fmt: skip
    else:
        low, high = _outwards(language, found.interval)
        said.append(words("About {total} people in all known graves, from {low} to {high} (95 %).",
                          total=whole(language, int(found.total)), low=low, high=high))  # fmt: skip
    said.append(words("Graves that are not known are not in these figures: more may exist."))
    return said


def _tree(read: ListsFile, found: SideBySide) -> dict[str, Any]:
    return {
        "file": read.file.name,
        "lists": list(read.lists.names),
        "observed": found.observed,
        "methods_disagree": found.disagree,
        "answers": found.answers,
        "methods": [
            {
                "method": told.method,
                "estimate": told.estimate,
                "interval95": None if told.interval is None else list(told.interval),
                "model": told.model or None,
                "refused": told.refused or None,
                "remarks": list(told.remarks),
            }
            for told in found.told
        ],
    }


def _expansion_tree(found: Expansion) -> dict[str, Any]:
    return {
        "exhumed": found.exhumed,
        "opened": found.opened,
        "known": found.known,
        "hard_lower": found.hard_lower,
        "total": found.total,
        "standard_error": found.standard_error,
        "interval95": None if found.interval is None else list(found.interval),
    }
