"""``imena search``: every body with every missing person; killed, it goes on; nightly, the news."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from imena.cli.reading import language_option, open_case, reading_from, reading_options
from imena.language import Words, preferred

if TYPE_CHECKING:
    from imena.exchange.casefile.read import CaseFile
    from imena.exchange.search_run.contents import Contents
    from imena.exchange.search_run.folder import Parameters, RunFolder, Tile
    from imena.exchange.search_run.plan import Plan
    from imena.matching.case import Case

say = Words("search", preferred())


@click.command(
    "search",
    help=say(
        "Compare every body of CASE, a case file or a case folder, with every missing person, and "
        "write the pairs worth looking at as a table. Pairs are compared by DNA alone and each by "
        "itself: “imena match” decides everybody together."
    ),
)
@click.argument("path", metavar="CASE", type=click.Path(path_type=Path))
@click.option(
    "--threshold",
    type=click.FloatRange(-1000, 1000),
    help=say("log10 LR at and above which every pair is kept; none unless given."),
)
@click.option(
    "--best",
    type=click.IntRange(0),
    default=3,
    show_default=True,
    help=say("How many of each body’s and each missing person’s best pairs to keep."),
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help=say(
        "The table: .csv, .xlsx or .parquet; CASE.search.csv unless given. What is finished is "
        "kept beside it in a folder with the same name that ends in .run."
    ),
)
@click.option(
    "--resume", is_flag=True, help=say("Go on with a search that was interrupted or killed.")
)
@click.option(
    "--since",
    metavar="RUN",
    type=click.Path(path_type=Path, file_okay=False),
    help=say(
        "The .run folder of an earlier search: only what is new or has changed since is compared. "
        "The result is exactly that of a full search."
    ),
)
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help=say(
        "The Dask scheduler whose workers share the search, such as tcp://192.0.2.5:8786; its "
        "network must be one you trust."
    ),
)
@reading_options
@language_option
def command(
    path: Path,
    threshold: float | None,
    best: int,
    out: Path | None,
    resume: bool,
    since: Path | None,
    cluster: str | None,
    language: str,
    **given: Any,
) -> None:
    """Search a case."""
    from imena.exchange.provenance import begun, finished
    from imena.exchange.search_run.contents import in_order
    from imena.exchange.search_run.lock import held
    from imena.exchange.search_run.refusal import RunRefused
    from imena.exchange.search_run.written import check_writable, write_result

    words = Words("search", language)
    read = open_case(path, reading_from(given), language)
    target = out or Path(f"{path.resolve().stem}.search.csv")
    case = in_order(read.case)
    folder = target.with_suffix(".run")
    if folder == target:
        raise click.BadParameter(words("the table’s name cannot end in .run"), param_hint="--out")
    try:
        check_writable(target)
        parameters, contents, plan = _planned(case, threshold, best, since)
        with held(folder):
            run = _begun(folder, parameters, contents, read, resume, words)
            if since is not None:
                _tell_news(plan, since, words)
            asked = {
                **parameters.to_json(),
                "tiles_of_earlier_sessions": len(run.done),
                "cluster": cluster is not None,
            }
            provenance = begun("imena search", read.inputs, parameters=asked)
            found = _found(case, plan, run, cluster, words)
            write_result(target, case, found, parameters, finished(provenance))
            run.finish()
    except (RunRefused, ValueError) as error:
        said = error.said(words) if isinstance(error, RunRefused) else str(error)
        raise click.ClickException(said) from error
    except KeyboardInterrupt:
        click.echo(words("Interrupted; --resume goes on with what is finished."), err=True)
        raise
    _summary(case, found, target, words)


def _planned(
    case: Case, threshold: float | None, best: int, since: Path | None
) -> tuple[Parameters, Contents, Plan]:
    """What is asked, what the case holds, and what there is to compute."""
    from imena.exchange.search_run import plan as planning
    from imena.exchange.search_run.contents import Contents
    from imena.exchange.search_run.folder import Parameters, RunFolder

    contents = Contents.of(case)
    earlier = None if since is None else RunFolder.opened(since)
    parameters = Parameters(
        best,
        float("inf") if threshold is None else threshold,
        None if earlier is None else earlier.digest,
    )
    if earlier is None:
        return parameters, contents, planning.whole(contents)
    return parameters, contents, planning.since(contents, parameters, earlier)


def _begun(
    folder: Path,
    parameters: Parameters,
    contents: Contents,
    read: CaseFile,
    resume: bool,
    words: Words,
) -> RunFolder:
    """The run folder, begun or gone on with."""
    from imena.exchange.search_run.folder import RunFolder

    if not (resume and (folder / "run.json").exists()):
        return RunFolder.begun(folder, parameters, contents, read.inputs)
    run = RunFolder.opened(folder)
    run.check_same(parameters, contents)
    run.clear()
    steps = words.count("{n} tile", "{n} tiles", len(run.done))
    click.echo(words("Going on: {tiles} finished before.", tiles=steps), err=True)
    return run


def _tell_news(plan: Plan, since: Path, words: Words) -> None:
    from imena.exchange.search_run.refusal import DIFFERENCES

    if plan.invalid:
        named = ", ".join(words(DIFFERENCES[name]) for name in plan.invalid)
        said = words(
            "Nothing can be taken over from {run}, everything is compared anew. These have "
            "changed: {differing}.",
            run=since,
            differing=named,
        )
    else:
        said = words(
            "Compared anew since {run}: {bodies}, {families}.",
            run=since,
            bodies=words.count("{n} body", "{n} bodies", plan.bodies),
            families=words.count("{n} family", "{n} families", plan.families),
        )
    click.echo(said, err=True)


def _found(case: Case, plan: Plan, run: RunFolder, cluster: str | None, words: Words) -> Tile:
    from imena.exchange.search_run.compute import completed

    progress = _Remaining(words) if sys.stderr.isatty() else None
    if cluster is None:
        found = completed(case, plan, run, processes=os.cpu_count() or 1, told=progress)
    else:
        found = _found_by_cluster(case, plan, run, cluster, progress, words)
    if progress is not None:
        click.echo("\r\x1b[K", nl=False, err=True)
    return found


def _found_by_cluster(
    case: Case,
    plan: Plan,
    run: RunFolder,
    address: str,
    progress: _Remaining | None,
    words: Words,
) -> Tile:
    from imena.exchange.search_run.compute import completed
    from imena.exchange.search_run.spread import connected, is_open

    if is_open(address):
        said = words(
            "What goes to {address} is neither encrypted nor authenticated: whoever reaches its "
            "port can read the profiles and run programs on every machine of the cluster. The "
            "guide “A search on several machines” tells how to set up TLS.",
            address=address,
        )
        click.echo(said, err=True)

    def waiting() -> None:
        click.echo(words("The cluster has no worker; waiting for one."), err=True)

    with connected(address, waiting) as cluster:
        found = completed(case, plan, run, cluster=cluster, told=progress)
        if cluster.rounds_otherwise:
            said = words(
                "Some of the cluster’s machines round otherwise than this one (another kind of "
                "processor): the last digits of log10_lr can differ from those of a search here."
            )
            click.echo(said, err=True)
    return found


@dataclass
class _Remaining:
    """Says how far the search is and, from the tiles finished, how long the rest will take."""

    words: Words
    begun: float = field(default_factory=time.monotonic)

    def __call__(self, compared: int, of: int) -> None:
        share = compared / of if of else 1.0
        left = ""
        if compared:
            seconds = (time.monotonic() - self.begun) * (of - compared) / compared
            left = duration_left(seconds, self.words)
        click.echo(f"\r\x1b[K{share:5.0%}  {left}", nl=False, err=True)


def duration_left(seconds: float, words: Words) -> str:
    """A duration, rounded up to whole seconds below two minutes and to whole minutes above."""
    whole = int(-(-seconds // 1))
    if whole < 120:
        return words.count("{n} second left", "{n} seconds left", whole)
    return words.count("{n} minute left", "{n} minutes left", -(-whole // 60))


def _summary(case: Case, found: Tile, target: Path, words: Words) -> None:
    kept = words.count("{n} pair kept", "{n} pairs kept", len(found.kept))
    bodies = words.count("{n} body", "{n} bodies", len(case.bodies))
    people = words.count("{n} missing person", "{n} missing people", len(case.missing))
    click.echo(f"{bodies}, {people}: {kept}.")
    for family, markers in sorted(found.impossible.items()):
        click.echo(
            words(
                "Family {family}: its own profiles are impossible as its tree is drawn "
                "({markers}). Its missing were not compared.",
                family=family,
                markers=", ".join(markers),
            )
        )
    click.echo(words("Written: {path}", path=target))
