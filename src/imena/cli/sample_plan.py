"""``imena sample-plan``: whom and what to sample next, and who must be asked again."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from imena.cli.reading import language_option, reading_from, reading_options
from imena.cli.signing_in import Caller, refusals, signing_in
from imena.language import Words, preferred

if TYPE_CHECKING:
    from imena.cli.reading import ReadingOptions
    from imena.exchange.casefile.problems import CaseFileError
    from imena.exchange.provenance import Provenance
    from imena.reconciliation.sample_plan.compute import Chosen
    from imena.reconciliation.sample_plan.plan import Plan
    from imena.registry.actor import Actor

say = Words("sample_plan", preferred())

#: How a plan can be written, by the ending of its name.
ENDINGS = (".csv", ".xlsx", ".json")


@click.command(
    "sample-plan",
    help=say(
        "Say which sample would bring most, of relatives and of remains, in names expected for "
        "each; whose samples suffice; and which families must be asked again. By codes and "
        "numbers, for analysts. With --whom, say by name who of such a plan is in your care."
    ),
)
@click.option(
    "--markers",
    "path",
    type=click.Path(path_type=Path),
    help=say("The marker set: a file with “markers”, as a case has them."),
)
@click.option(
    "--prior",
    metavar="PRIOR",
    default="recovered=0.5",
    show_default=True,
    help=say("As for imena reconcile: “recovered=q” or “flat”."),
)
@click.option(
    "--threshold",
    type=click.FloatRange(0.5, 1, min_open=True, max_open=True),
    default=0.999,
    show_default=True,
    help=say("Probability from which somebody counts as named."),
)
@click.option(
    "--enough",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.95,
    show_default=True,
    help=say("Chance of naming a body read in full from which a family’s samples suffice."),
)
@click.option(
    "--draws",
    type=click.IntRange(50, 100_000),
    default=500,
    show_default=True,
    help=say("Bodies drawn for each figure: more make it surer."),
)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help=say("Seed."))
@click.option(
    "--top",
    type=click.IntRange(1),
    default=5,
    show_default=True,
    help=say("How many of each list to print; files hold all."),
)
@click.option(
    "--figures",
    is_flag=True,
    help=say("Print likelihood ratios and false alarms too; files hold them always."),
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help=say("Write the plan here: .csv, .xlsx or .json, with how it was made."),
)
@click.option(
    "--ask-list",
    type=click.Path(path_type=Path, dir_okay=False),
    help=say("Write here, as JSON, whom to ask for what: codes, without any figure."),
)
@click.option(
    "--keep",
    is_flag=True,
    help=say("Keep the plan in the case file, for the pages of families."),
)
@click.option(
    "--whom",
    type=click.Path(path_type=Path, dir_okay=False),
    help=say("Take such a list and say by name who of it is in your care; logged as a reading."),
)
@reading_options
@language_option
@signing_in
def command(
    path: Path | None,
    prior: str,
    threshold: float,
    enough: float,
    draws: int,
    seed: int,
    top: int,
    figures: bool,
    out: Path | None,
    ask_list: Path | None,
    keep: bool,
    whom: Path | None,
    language: str,
    caller: Caller,
    **given: Any,
) -> None:
    """Plan what to sample next."""
    reading = reading_from(given)
    if (path is None) == (whom is None):
        raise click.UsageError(say("Give either --markers or --whom."))
    if out is not None and out.suffix.lower() not in ENDINGS:
        raise click.UsageError(say("{path}: a plan can be .csv, .xlsx or .json.", path=out))
    words = Words("sample_plan", language)
    actor = caller.signed_in()
    if path is None:
        assert whom is not None
        _called(words, actor, whom, reading)
        return
    from imena.cli.sample_plan_words import plan_in_words
    from imena.exchange.provenance import finished
    from imena.reconciliation.sample_plan.compute import Chosen

    chosen = Chosen(prior, threshold, enough, draws, seed)
    found, provenance = _planned(actor, path, chosen, reading)
    provenance = finished(provenance)
    for line in plan_in_words(words, found, draws=draws, top=top, figures=figures):
        click.echo(line)
    _write(words, found, provenance, out, ask_list)
    if keep:
        _keep(words, actor, found, provenance)


def _planned(
    actor: Actor, path: Path, chosen: Chosen, reading: ReadingOptions
) -> tuple[Plan, Provenance]:
    from imena.exchange.casefile.problems import CaseFileError
    from imena.exchange.provenance import InputFile, begun
    from imena.reconciliation.marker_set import read_marker_set
    from imena.reconciliation.sample_plan.compute import NothingToPlanError, plan
    from imena.reconciliation.sample_plan.gather import gather

    try:
        markers = read_marker_set(path, reading.largest_file * 10**6)
        provenance = begun(_as_typed(), [InputFile(markers.name, markers.sha256)], seed=chosen.seed)
        with refusals():
            gathered = gather(actor, markers, reading.unlisted())
        return plan(gathered, chosen, _counted if sys.stderr.isatty() else None), provenance
    except CaseFileError as error:
        _refuse(error)
    except NothingToPlanError as error:
        raise click.ClickException(
            say("There is nothing to plan: no remains, or nobody missing, are without a name.")
        ) from error
    except ValueError as error:  # science names the prior or the assumption
        raise click.ClickException(str(error)) from error


def _write(
    words: Words, found: Plan, provenance: Provenance, out: Path | None, ask_list: Path | None
) -> None:
    from imena.exchange.atomic import laid_out, write_files
    from imena.reconciliation.sample_plan import written

    files: dict[Path, bytes] = {}
    if out is not None and out.suffix.lower() == ".csv":
        files[out] = written.as_csv(found)
        beside = laid_out(written.made(found, provenance))
        files[out.with_name(f"{out.name}.provenance.json")] = f"{beside}\n".encode()
    elif out is not None and out.suffix.lower() == ".xlsx":
        files[out] = written.as_workbook(found, provenance)
    elif out is not None:
        files[out] = f"{laid_out(written.as_json(found, provenance))}\n".encode()
    if ask_list is not None:
        files[ask_list] = f"{laid_out(written.ask_list(found, provenance))}\n".encode()
    write_files(files)
    for path in files:
        click.echo(words("Written: {path}", path=path))


def _keep(words: Words, actor: Actor, found: Plan, provenance: Provenance) -> None:
    from imena.reconciliation.sample_plan.kept import kept
    from imena.registry.services import sample_plans

    families = list(kept(found))
    with refusals():
        sample_plans.keep(
            actor,
            digest=found.digest,
            known_at=found.known_at,
            parameters=found.parameters,
            provenance=provenance.to_json(),
            families=families,
        )
    said = words.count(
        "Kept for the page of {n} missing person.",
        "Kept for the pages of {n} missing people.",
        len(families),
    )
    click.echo(said)


def _called(words: Words, actor: Actor, path: Path, reading: ReadingOptions) -> None:
    """Print, of a list, those in the actor's care."""
    from imena.cli.sample_plan_called import called_in_words
    from imena.exchange.casefile.problems import CaseFileError
    from imena.reconciliation.sample_plan.asked import read_ask_list
    from imena.registry.queries.to_ask import in_care, to_ask

    try:
        asks = read_ask_list(path, reading.largest_file * 10**6)
    except CaseFileError as error:
        _refuse(error)
    with refusals():
        people = to_ask(actor, {ask.person for ask in asks if ask.person})
        care = in_care(actor, {number for ask in asks for number in ask.missing})
    for line in called_in_words(words, asks, people, care):
        click.echo(line)


def _refuse(error: CaseFileError) -> NoReturn:
    of_files = Words("casefile", preferred())
    for problem in error.problems:
        click.echo(problem.said(of_files), err=True)
    raise SystemExit(1)


def _counted(share: float) -> None:
    end = "\r\x1b[K" if share >= 1 else ""
    click.echo(f"\r\x1b[K{share:5.0%}{end}", nl=False, err=True)


def _as_typed() -> str:
    """The command without the folders of this machine: they are nobody's business."""
    return shlex.join(["imena", *(Path(a).name if "/" in a else a for a in sys.argv[1:])])
