"""``imena reconcile``: the whole case file compared with itself, and what changed since."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from imena.cli.assuming import prior_option, seed_option, threshold_option
from imena.cli.match_words import LAST_STEP, STEPS
from imena.cli.reading import reading_from, reading_options
from imena.cli.signing_in import Caller, refusals, signing_in
from imena.language import Words, preferred

if TYPE_CHECKING:
    from imena.exchange.casefile.problems import CaseFileError
    from imena.reconciliation.marker_set import MarkerSet
    from imena.registry.actor import Actor

say = Words("reconcile", preferred())


@click.command(
    "reconcile",
    help=say(
        "Compare all individuals of the case file with all missing people and decide them "
        "together. What may be is recorded as possible names with the run’s number; what changed "
        "since the last run is printed. For analysts."
    ),
)
@click.option(
    "--markers",
    "path",
    required=True,
    type=click.Path(path_type=Path),
    help=say("The marker set: a file with “markers”, as a case has them."),
)
@prior_option
@seed_option
@threshold_option
@click.option("--left-out", "every", is_flag=True, help=say("List everything that was not used."))
@click.option(
    "--give-up",
    is_flag=True,
    help=say("First give up a run that is not finished because it was cut off."),
)
@reading_options
@signing_in
def command(
    path: Path,
    prior: str | None,
    seed: int,
    threshold: float,
    every: bool,
    give_up: bool,
    caller: Caller,
    **given: Any,
) -> None:
    """Reconcile the case file."""
    reading = reading_from(given)
    unlisted = reading.unlisted()
    actor = caller.signed_in()
    from imena.cli.reconcile_words import left_out, outcome
    from imena.exchange.casefile.problems import CaseFileError
    from imena.matching.identify import DEFAULT_PRIOR
    from imena.matching.joint.sampler import SamplerDidNotConverge
    from imena.reconciliation.apart.folder import BusyError, Folder
    from imena.reconciliation.run import NothingToCompareError, reconcile
    from imena.registry.queries.reconciliation import changes

    try:
        markers = _marker_set(path, reading.largest_file)
        with refusals(), Folder.of(actor.operation).held():
            if give_up:
                _given_up(actor)
            done = reconcile(
                actor,
                markers,
                prior=prior or DEFAULT_PRIOR,
                seed=seed,
                threshold=threshold,
                unlisted=unlisted,
                why=actor.purpose,
                progress=_Counted() if sys.stderr.isatty() else None,
            )
    except BusyError as error:
        raise click.ClickException(
            say("A comparison of this operation is at work already, begun here or on a page.")
        ) from error
    except CaseFileError as error:
        _refuse(error)
    except NothingToCompareError as error:
        for line in left_out(say, error.frozen.left_out, every=every):
            click.echo(line)
        raise click.ClickException(
            say("There is nothing to compare: no individual or no relative has a usable profile.")
        ) from error
    except SamplerDidNotConverge as error:
        raise click.ClickException(
            say(
                "No answer: a part of the case file is too entangled to be summed exactly, and "
                "the sampler did not settle ({reached}). Try another --seed.",
                reached=error,
            )
        ) from error
    except ValueError as error:  # science names the prior, the marker or the assumption
        raise click.ClickException(str(error)) from error
    for line in outcome(say, done, changes(actor, done.run), every=every):
        click.echo(line)


def _marker_set(path: Path, megabytes: int) -> MarkerSet:
    from imena.reconciliation.marker_set import read_marker_set

    return read_marker_set(path, megabytes * 10**6)


def _given_up(actor: Actor) -> None:
    from imena.registry.queries.reconciliation import unfinished
    from imena.registry.services.reconciliation import fail

    run = unfinished(actor)
    if run is None:
        raise click.ClickException(say("No run is unfinished."))
    with refusals():
        fail(actor, run, why=say("given up at the terminal"))
    click.echo(say("Run {n} is given up.", n=run.number))


def _refuse(error: CaseFileError) -> NoReturn:
    words = Words("casefile", preferred())
    for problem in error.problems:
        click.echo(problem.said(words), err=True)
    raise SystemExit(1)


@dataclass(frozen=True)
class _Counted:
    """Counts a step up on one line, where somebody watches."""

    def __call__(self, step: str, share: float) -> None:
        if step not in STEPS:
            return
        said = Words("cli", preferred())(STEPS[step])
        click.echo(f"\r\x1b[K{share:5.0%}  {said}", nl=False, err=True)
        if step == LAST_STEP and share >= 1:
            click.echo("\r\x1b[K", nl=False, err=True)
