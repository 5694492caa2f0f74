"""``imena estimate``: how many people there are altogether."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from imena.cli.estimate_case_file import case_file
from imena.cli.reading import language_option
from imena.language import Words, preferred

if TYPE_CHECKING:
    from imena.estimation.assumptions import Assumed
    from imena.estimation.side_by_side import SideBySide
    from imena.exchange.lists.read import ListsFile

say = Words("estimate", preferred())


@click.group(
    "estimate",
    help=say(
        "How many people there are altogether: from lists that overlap, from the graves that were "
        "opened, or from the whole case file. Several methods stand side by side; where the data "
        "cannot answer, it says so."
    ),
)
def command() -> None:
    """How many people there are altogether."""


command.add_command(case_file)


@command.command(
    "lists",
    help=say(
        "Estimate from FILE: a column of 0 and 1 for each list; a row for each person, or for each "
        "combination of lists with a column “count”. Who is who between the lists must be settled "
        "before. A column “stratum” parts people; the parts are estimated each for itself and "
        "added. Several files with the same lists are several ways to settle who is who: each is "
        "told, and all together, as wide as both uncertainties."
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
@click.option(
    "--assumptions",
    is_flag=True,
    help=say("Also how far the answer moves if something else is assumed."),
)
@click.option("--json", "as_json", is_flag=True, help=say("Print JSON."))
@language_option
def lists(
    files: Sequence[Path],
    replicates: int,
    seed: int,
    latent: bool,
    assumptions: bool,
    as_json: bool,
    language: str,
) -> None:
    """Estimate from lists."""
    from imena.estimation.assumptions import assumed
    from imena.estimation.pooled import over_linkages, over_strata
    from imena.estimation.side_by_side import side_by_side
    from imena.exchange.lists.read import ListsFileError, read_lists
    from imena.exchange.provenance import begun, finished
    from imena.registry.words.estimates import totals, totals_tree

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
    found = []
    for one in read:
        parts = one.strata or (("", one.lists),)
        asked = [
            side_by_side(part, replicates=replicates, seed=seed, with_latent=latent)
            for _, part in parts
        ]
        otherwise = assumed(one.lists) if assumptions else ()
        found.append((one, over_strata(asked), otherwise))
    together = None
    if len(read) > 1 and len({one.lists.names for one in read}) == 1:
        together = over_linkages([one for _, one, _ in found])
    if as_json:
        tree = {
            "results": [_tree(*one) for one in found],
            "together": None if together is None else totals_tree(together),
            "made_by": finished(made).to_json(),
        }
        click.echo(json.dumps(tree, ensure_ascii=False, indent=2))
        return
    for told in found:
        click.echo("\n".join(_lines(words, language, *told)))
        click.echo()
    if together is not None:
        click.echo(words("All {n} ways together, each as probable as the others:", n=len(read)))
        click.echo("\n".join(totals(words, language, together)))
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
    from imena.registry.words.estimates import expansion, expansion_tree, more_may_exist

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
        click.echo(json.dumps(expansion_tree(found), indent=2))
        return
    click.echo("\n".join([*expansion(words, language, found), more_may_exist(words)]))


def _lines(
    words: Words,
    language: str,
    read: ListsFile,
    found: SideBySide,
    otherwise: Sequence[Assumed],
) -> list[str]:
    from imena.language.numbers import whole
    from imena.registry.words.estimates import sensitive, taken_for_granted, totals

    said = [
        words("{file}: {people} people on {k} lists ({names}).", file=read.file.name,
              people=whole(language, read.lists.observed), k=read.lists.k,
              names=", ".join(read.lists.names)),
    ]  # fmt: skip
    if read.strata:
        parts = ", ".join(
            f"{name} ({whole(language, part.observed)})" for name, part in read.strata
        )
        said.append(words("Parted and added: {parts}.", parts=parts))
    said += totals(words, language, found)
    if otherwise:
        said += sensitive(words, language, otherwise)
    return [*said, "", taken_for_granted(words)]


def _tree(read: ListsFile, found: SideBySide, otherwise: Sequence[Assumed]) -> dict[str, Any]:
    from imena.registry.words.estimates import assumed_tree, totals_tree

    return {
        "file": read.file.name,
        "lists": list(read.lists.names),
        "strata": [name for name, _ in read.strata],
        **totals_tree(found),
        **({"assumed_otherwise": assumed_tree(otherwise)} if otherwise else {}),
    }
